"""Cuts the web fonts of a site down to the glyphs that it uses, at build, from the source fonts.

A cut font is cached by the hash of its source and its characters, so that only a sign that no build
has shown before costs anything. The cutting runs beside the build, in a process of its own.
"""

from __future__ import annotations

import hashlib
import io
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import BrokenExecutor, Future, ProcessPoolExecutor
from contextlib import suppress
from importlib.metadata import version
from multiprocessing import get_context
from pathlib import Path
from typing import TYPE_CHECKING, Any

from generator.core.files import read_cached, write_file
from generator.core.inputs import CACHE, ROOT, is_editors

if TYPE_CHECKING:
    from generator.core.settings import Language

FAMILY = "Smallcap Sans"
STYLES = {"regular": "Regular", "bold": "Bold"}
SOURCE = ROOT / "generator/charts/fonts"
"""The committed fonts, with every Hangul syllable; the charts are drawn with them as they are."""

_LATIN = "".join(map(chr, [*range(0x20, 0x7F), *range(0xA0, 0x100)]))
_MARKS = "–—‘’“”„•…‰′″₩€™−×÷±≈≠≤≥∞√∑∏Δσβ←↑→↓↗↘▲▼△▽◆◇■□●○✓×"
# What Korean prose needs sooner or later, so that a new sentence seldom has the fonts cut anew.
_COMMON = (
    "가각간갈감갑값강갖같갚개객갱거걱건걷걸검것겉게격겪견결겹경계고곡곤곧골곱곳공과관광괜교구국군굳굴권귀규균그극근글금급기긴길김깊까깎깝깨꺼"
    "껏께꼭꼴꽤꾸꿈꿔끄끈끊끌끔끝끼낌나낙난날낡남납낫낮내낸낼냈냉너넉널넓넘넣네년념노논놀높놓누눈눌느는늘능늦니닌다닥단닫달담답당닿대댄더덕던덜"
    "덤덧데델도독돈돌돕동돼됐되된될됨두둔둘둬뒀뒤뒷드득든듣들듭등디딘따딱때떠떤떨떻또똑뛰뜨뜻띄라락란람랍랐랑래랜램략량러럭런럴럼럽렀렇레려력련"
    "렬렵렷령례로록론롤롭료루룬룰류륙률륭르른를름릅리린릴림립릿링마막만많말맞맡매맥맨머먹먼멀멈멋멍메며면명몇모목몫몰몸못몽무묵문묻물므미민믿밀"
    "및밑바박밖반받발밝밤방배백밸뱅버벅번벌범법베벤벨벼벽변별병보복본볼봄봐부북분불붙브블비빈빌빚빠빨뺀뻔뿐쁘사삭산살삼상새색생서석선설섬섭섯성"
    "세섹센셈셋셔션소속손솔송쇄쇠수숙순숨숫쉬쉽스슨슬습승시식신실싣심십싱싶싸쌀쌓써썼쓰쓴쓸씩씨아악안앉않알암압앗았앞애액야약양얕얘어억언얻얼엄업"
    "없엇었에엔엘여역연열염엿였영옆예오옥온올옮옳와완왔외왼요욕용우운울움웃워원월웠위윈유육윤율으은을음응의이익인일읽잃임입있잊잎자작잔잖잘잠잡장"
    "재쟁저적전절점접정젖제져졌조족존졸좀종좋좌죄주죽준줄줌중줘쥐즈즉즐즘증지직진질짐집짓징짚짜짝째쪽쭉쯤찍차착찬찮찰참창찾채책처척천철첨첫청체쳐"
    "쳤초촉총최추축출춤충춰취측층치칙친칠침칭카칸캐캡커컨컬컴컸케켓켜켰코콘콜쿠크큰클큼키킨킬타탁탄탈탐탓탔탕태택탬터턱털텀테텐템토톡톤톨통퇴투트특튼"
    "틀틈티틱팀팅파판팔패팩퍼펀펌페편펼평폐포폭폰폴표푸풀품풍프플피픽핀필핏핑하학한할함합항해핵했행향허헌험헤헷혀현협형혜호혹혼홀홈홍화확환활황회획"
    "횟횡효후훈훌훨훼휘휩휴흐흑흔흘흡흥희흰히힌힘"
)
_TEXTS = (".md", ".toml", ".html", ".js", ".py")

Fonts = dict[str, bytes]
"""A language's fonts by weight."""
Face = tuple[str, str]
"""A language and a weight."""


def glyphs(folders: Iterable[Path], language: Language, codes: Iterable[str]) -> set[str]:
    """Return every character that the pages of a language may show; ``codes`` are all languages.

    Pages of a language without Hangul show it only where their own texts do.
    """
    korean = language.particles == "ko"
    found = set(_LATIN + _MARKS + "한국어" + (_COMMON if korean else ""))
    others = tuple(f".{code}" for code in codes if code != language.code)
    for path in _texts(folders):
        inner = path.with_suffix("").suffix
        if inner in others:
            continue
        chars = set(path.read_text(encoding="utf-8", errors="ignore"))
        whole = korean or inner == f".{language.code}"
        found |= chars if whole else {char for char in chars if not "가" <= char <= "힣"}
    return {char for char in found if char.isprintable()}


def _texts(folders: Iterable[Path]) -> Iterator[Path]:
    for folder in (*folders, ROOT / "templates", ROOT / "generator"):
        for path in sorted(folder.rglob("*")):
            if path.suffix in _TEXTS and path.is_file() and not is_editors(path.name):
                yield path


def begin_cutting(
    folders: Iterable[Path], languages: Iterable[Language], folder: Path = CACHE / "fonts"
) -> Callable[[], Mapping[str, Fonts]]:
    """Have the fonts of these languages cut; return what waits for them, by language.

    Their bytes are the same wherever they are cut.
    """
    known = {each.code: each for each in languages}
    chars = {code: "".join(sorted(glyphs(folders, each, known))) for code, each in known.items()}
    wanted = {(code, weight): (weight, chars[code]) for code in known for weight in STYLES}
    files = {each: folder / f"{_key(*what)}.woff2" for each, what in wanted.items()}
    stored = {each: _read(file) for each, file in files.items()}
    lacking = {each: wanted[each] for each, data in stored.items() if data is None}
    cutting = _Cutting(lacking) if lacking else None

    def wait() -> Mapping[str, Fonts]:
        made = cutting.wait() if cutting else {}
        for each, data in made.items():
            with suppress(OSError):  # without a cache every build cuts
                write_file(files[each], data)
        found: dict[str, Fonts] = {code: {} for code in known}
        for (code, weight), font in stored.items():
            found[code][weight] = font or made[code, weight]
        return found

    return wait


class _Cutting:
    """Fonts that are cut in another process, or here where there can be none."""

    def __init__(self, wanted: Mapping[Face, tuple[str, str]]) -> None:
        self.wanted = wanted
        # Spawned, not forked: whoever builds may have threads. It imports nothing but this module.
        self.pool = ProcessPoolExecutor(1, mp_context=get_context("spawn"))
        self.futures: dict[Face, Future[bytes]] = {
            each: self.pool.submit(cut, *what) for each, what in wanted.items()
        }

    def wait(self) -> dict[Face, bytes]:
        with self.pool:
            try:
                return {each: future.result() for each, future in self.futures.items()}
            except (OSError, BrokenExecutor):
                return {each: cut(*what) for each, what in self.wanted.items()}


def cut(weight: str, chars: str) -> bytes:
    """Return a weight's WOFF2 with these characters only; the same bytes wherever it is cut."""
    font = subset(SOURCE / f"{weight}.ttf", chars)
    font.flavor = "woff2"
    data = io.BytesIO()
    font.save(data)
    return data.getvalue()


def subset(source: Path, chars: Iterable[str]) -> Any:
    """Return a font with these characters only."""
    from fontTools.subset import Options, Subsetter
    from fontTools.ttLib import TTFont

    font = TTFont(source, recalcTimestamp=False)
    options = Options()
    options.layout_features = ["kern", "tnum"]
    options.hinting = False
    options.name_IDs = [0, 1, 2, 3, 4, 5, 6, 13, 14]
    options.name_languages = [0x409]
    tool = Subsetter(options)
    tool.populate(text="".join(sorted(chars)))
    tool.subset(font)
    return font


def _key(weight: str, chars: str) -> str:
    """Return what names a cut font: its source, its characters, and the packages that cut it."""
    digest = hashlib.sha256((SOURCE / f"{weight}.ttf").read_bytes())
    digest.update(Path(__file__).read_bytes())
    digest.update(f"{chars} {version('fonttools')} {version('brotli')}".encode())
    return digest.hexdigest()


def _read(path: Path) -> bytes | None:
    data = read_cached(path) or b""
    return data if data[:4] == b"wOF2" and int.from_bytes(data[8:12], "big") == len(data) else None
