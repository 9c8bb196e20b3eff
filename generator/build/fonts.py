"""Cuts the shipped fonts down to the glyphs the report needs (``make fonts``); not part of a build.

The source is Pretendard 1.3.9 as unpacked from its npm package. Its licence (SIL OFL 1.1) reserves
the name for the unmodified font, so the subset carries a name of its own.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from generator.core.errors import UserError
from generator.core.settings import load_config

FAMILY = "Smallcap Sans"
WEIGHTS = {"regular": "Regular", "bold": "Bold"}
_LATIN = "".join(map(chr, [*range(0x20, 0x7F), *range(0xA0, 0x100)]))
_MARKS = "–—‘’“”„•…‰′″₩€™−×÷±≈≠≤≥∞√∑∏Δσβ←↑→↓↗↘▲▼△▽◆◇■□●○✓×"
# What Korean prose needs sooner or later, so that a new sentence seldom asks for new fonts.
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


def is_hangul(char: str) -> bool:
    """Return whether a character is a Hangul syllable."""
    return "가" <= char <= "힣"


def languages(root: Path) -> tuple[str, ...]:
    """Return the codes of the article's languages."""
    return tuple(each.code for each in load_config(root / "content").languages)


def texts(root: Path, lang: str) -> Iterable[Path]:
    """Yield the files whose characters a page or chart in this language may show."""
    others = tuple(f".{other}" for other in languages(root) if other != lang)
    for folder in ("content", "templates", "generator"):
        for path in sorted((root / folder).rglob("*")):
            if path.suffix in _TEXTS and path.with_suffix("").suffix not in others:
                yield path


def glyphs(root: Path, lang: str) -> set[str]:
    """Return every character that the shipped font of a language must have.

    English pages show Hangul only where their own texts do, so shared files count for Korean.
    """
    found = set(_LATIN + _MARKS + "한국어")
    if lang == "ko":
        found |= set(_COMMON)
    for path in texts(root, lang):
        own = path.with_suffix("").suffix == f".{lang}"
        chars = set(path.read_text(encoding="utf-8"))
        found |= chars if own or lang == "ko" else {c for c in chars if not is_hangul(c)}
    return {char for char in found if char.isprintable()}


def cut(source: Path, chars: set[str], style: str) -> Any:
    """Return the font with these characters only, renamed as the licence asks."""
    from fontTools import subset
    from fontTools.ttLib import TTFont

    font = TTFont(source, recalcTimestamp=False)
    options = subset.Options()
    options.layout_features = ["kern", "tnum", "calt", "ccmp", "locl", "mark", "mkmk"]
    options.hinting = False
    options.name_IDs = [0, 1, 2, 3, 4, 5, 6, 13, 14]
    options.name_languages = [0x409]
    tool = subset.Subsetter(options)
    tool.populate(text="".join(sorted(chars)))
    tool.subset(font)
    full = f"{FAMILY} {style}"
    names = {1: FAMILY, 2: style, 3: f"{full} from Pretendard 1.3.9", 4: full}
    names[6] = f"{FAMILY.replace(' ', '')}-{style}"
    for number, text in names.items():
        font["name"].setName(text, number, 3, 1, 0x409)
    return font


def advances(font: Any) -> dict[str, float]:
    """Return the advance of each character in em; all Hangul share one, kept as ``가``."""
    units = font["head"].unitsPerEm
    widths = font["hmtx"].metrics
    return {
        chr(code): round(widths[name][0] / units, 4)
        for code, name in sorted(font.getBestCmap().items())
        if not is_hangul(chr(code)) or chr(code) == "가"
    }


def build(source: Path, root: Path) -> None:
    """Write the web fonts and the charts' fonts, with the licence and the charts' advances."""
    folder = source / "dist" / "public" / "static" / "alternative"
    if not folder.is_dir():
        raise UserError(f"{source}: no unpacked npm package of Pretendard (FONT_SRC=…/package)")
    web, charts = root / "templates/assets/fonts", root / "generator/charts/fonts"
    wide: dict[str, dict[str, float]] = {}
    for target in (web, charts):
        target.mkdir(parents=True, exist_ok=True)
        (target / "OFL.txt").write_bytes((source / "dist" / "LICENSE.txt").read_bytes())
    for weight, style in WEIGHTS.items():
        for lang in languages(root):
            font = cut(folder / f"Pretendard-{style}.ttf", glyphs(root, lang), style)
            if lang == "ko":
                font.save(charts / f"{weight}.ttf")
                wide[weight] = advances(font)
            font.flavor = "woff2"
            font.save(web / f"{lang}-{weight}.woff2")
    text = json.dumps(wide, ensure_ascii=False, indent=0, sort_keys=True)
    (charts / "advances.json").write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    try:
        build(Path(sys.argv[1]), Path(__file__).resolve().parents[2])
    except (IndexError, UserError) as error:
        print(f"error: {error}", file=sys.stderr)  # noqa: T201 - a tool of its own
        sys.exit(1)
