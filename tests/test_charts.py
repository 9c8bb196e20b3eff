"""Charts: what the exporter demands of every figure, and what a drawing may hold."""

from __future__ import annotations

import csv
import inspect
import io
import json
import re
import subprocess
import sys
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields, replace
from datetime import date
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import altair
import drawings
import factory
import pandas as pd
import pytest
import worlds
from fontTools.ttLib import TTFont
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft7Validator
from languages import CONFIG, PACKAGE
from small_caps.charts import claim_history
from small_caps.charts.looks import SERIES

from generator.charts import measure, registered, spec, svg
from generator.charts.figure import ChartFrame, Figure, make_figure, read_frame
from generator.charts.frames import about, describe
from generator.charts.labels import spread
from generator.charts.model import Evidence
from generator.charts.palette import resolved, variables
from generator.charts.scales import decimals, linear_ticks, log_ticks
from generator.charts.standalone import standalone
from generator.charts.style import LAYOUTS, Style
from generator.charts.texts import source_line
from generator.claims import Judged
from generator.claims.history import History
from generator.content.load import Content, load_content
from generator.content.load import load_vocabulary as vocabulary
from generator.core.errors import UserError
from generator.core.settings import load_config
from generator.language.numbers import Format
from generator.language.renderer import Renderer
from generator.language.states import Chosen
from generator.metrics import MetricSet
from generator.snapshot.original import Original
from generator.snapshot.published import Published
from generator.snapshot.view import Snapshot, load

ROOT = Path(__file__).parents[1]
CONTENT = ROOT / "content"
CHARTS = registered(PACKAGE)
SETTINGS = load_config(CONTENT)
IDS = tuple(CHARTS)
LINES = tuple(name for name, chart in CHARTS.items() if chart.hover)
OPTIONAL = (
    "sectors",
    "valuation-methods",
    "losses",
    "claim-history",
    "won",
    "growth-won",
    "mix-won",
)
"""Charts that an optional source or the history of claims makes."""


@dataclass(frozen=True)
class World:
    """Everything drawn from one snapshot: data, figures and drawings by chart."""

    evidence: Evidence
    frames: dict[str, ChartFrame]
    figures: dict[tuple[str, str], Figure]

    def drawn(self, chart: str, lang: str) -> tuple[str, ...]:
        """Return the drawings of a chart, widest first."""
        return tuple(draw(spec) for spec in self.figures[chart, lang].specs)


@cache
def draw(spec: str) -> str:
    """Return a drawing, made once."""
    return svg.svg(spec)


@cache
def article() -> Content:
    """Return the committed texts, read once."""
    return load_content(CONTENT, vocabulary(CONTENT))


def choose(metrics: MetricSet, judged: Iterable[Judged] = ()) -> Chosen:
    """Return the states of one date."""
    by_claim = {each.id: each for each in judged}
    return Chosen(article().vocabulary.states, metrics, by_claim)


def see(folder: Path, day: date | None = None, *, history: bool = True, **changes: Any) -> World:
    """Return what a synthetic snapshot shows, in every language."""
    published = Published.load(CONTENT / "published.toml")
    return show(factory.synthetic_snapshot(folder, published, **changes), day, history=history)


def show(snapshot: Snapshot, day: date | None, *, history: bool) -> World:
    """Return what a snapshot shows at a date, in every language."""
    evidence, texts = see_all(snapshot, day, history=history)
    found = {name: read_frame(chart, evidence) for name, chart in CHARTS.items()}
    figures = {
        (name, lang): make_figure(found[name], texts[lang]) for name in IDS for lang in texts
    }
    return World(evidence, found, figures)


def see_all(
    snapshot: Snapshot, day: date | None, *, history: bool
) -> tuple[Evidence, dict[str, Renderer]]:
    """Return what charts are made from at a date, and the words of every language."""
    past = History(snapshot, Original.load(CONTENT / "text" / "original.toml"))
    metrics, judged = past.metric_set(day), past.judge(day)
    originals = article().vocabulary.originals
    evidence = Evidence(metrics.view, metrics, past if history else None, originals)
    chosen = choose(metrics, judged)
    texts = {
        language.code: article().words(language.code, chosen, published=metrics.view.published)
        for language in article().config.languages
    }
    return evidence, texts


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> World:
    """Return a world in which nothing is missing."""
    return see(tmp_path_factory.mktemp("all"))


@pytest.fixture(scope="module")
def bare(tmp_path_factory: pytest.TempPathFactory) -> World:
    """Return a world without any optional source and without a history."""
    return see(tmp_path_factory.mktemp("bare"), omit=("all",), history=False)


# --- What every figure has ------------------------------------------------------------------------


@pytest.mark.parametrize("chart", IDS)
def test_every_chart_is_drawn_in_both_languages_and_layouts(world: World, chart: str) -> None:
    """With all data there are all words, and a drawing as wide as its layout."""
    for lang in ("ko", "en"):
        prepared = world.figures[chart, lang]
        figure = prepared.drawn(draw)
        assert figure.reason is None
        assert figure.title
        assert figure.unit
        assert figure.description
        assert figure.source
        assert figure.rows
        assert all(len(row) == len(figure.columns) for row in figure.rows)
        for layout, drawing in zip(LAYOUTS, (figure.wide, figure.narrow), strict=True):
            assert drawing is not None
            assert ElementTree.fromstring(drawing).attrib["width"] == str(layout.width)


@pytest.mark.parametrize("chart", IDS)
def test_a_drawing_holds_nothing_that_a_strict_policy_forbids(world: World, chart: str) -> None:
    """No style, script, id, role or outside address: only shapes, texts and presentation."""
    allowed = {"svg", "g", "path", "text"}
    for lang in ("ko", "en"):
        for drawing in world.drawn(chart, lang):
            for element in ElementTree.fromstring(drawing).iter():
                assert element.tag.rpartition("}")[2] in allowed
                assert not element.attrib.keys() & {"style", "id", "role", "class", "href"} - {
                    "class"
                }
                assert not [name for name in element.attrib if name.startswith(("aria", "on"))]
            assert drawing.count("class=") == 1
            assert "NaN" not in drawing
            assert "undefined" not in drawing


@pytest.mark.parametrize("chart", IDS)
def test_no_text_is_small_cut_off_or_covered_by_another(world: World, chart: str) -> None:
    """Shown 312 px wide a narrow chart's text has 11 px, and every text can be read."""
    for lang in ("ko", "en"):
        wide, narrow = world.drawn(chart, lang)
        assert list(drawings.labels(narrow))
        assert min(each.size for each in drawings.labels(narrow)) * 312 / 340 >= 11
        assert min(each.size for each in drawings.labels(wide)) >= 12
        for drawing in (wide, narrow):
            assert drawings.cut_off(drawing) == []
            assert drawings.collisions(drawing) == []


@cache
def _schema() -> Draft7Validator:
    root = Path(altair.__file__).parent / "vegalite/v6/schema/vega-lite-schema.json"
    return Draft7Validator(json.loads(root.read_text(encoding="utf-8")))


@pytest.mark.parametrize("chart", IDS)
def test_a_published_chart_opens_in_any_editor(world: World, chart: str) -> None:
    """It is valid Vega-Lite with rows inline, fields of the file by name, colours, and no fonts.

    A build skips Altair's own validation, so it is done here.
    """
    text = resolved(world.figures[chart, "en"].vega_lite, SETTINGS)
    found = json.loads(text)
    problems = [each.message[:200] for each in _schema().iter_errors(found)]
    assert problems == []
    assert "var(" not in text
    assert "Smallcap" not in text
    assert found["title"]["text"]
    assert found["description"]
    fields = {key for rows in found["datasets"].values() for row in rows for key in row}
    drawn = set(re.findall(r'"field":"(\w+)"', text))
    made = set(re.findall(r'"as":\["(\w+)","(\w+)"\]', text)) | {("side", "")}
    assert drawn <= fields | {name for pair in made for name in pair}
    cells = {
        str(each) for rows in found["datasets"].values() for row in rows for each in row.values()
    }
    dates = {each for each in cells if re.match(r"\d{4}-\d\d-\d\d", each)}
    assert all(re.fullmatch(r".{10}(T00:00:00)?", each) for each in dates)


@pytest.mark.parametrize("chart", IDS)
def test_a_drawing_encodes_named_fields(world: World, chart: str) -> None:
    """What is drawn are fields with types on Altair's scales, not finished pixels."""
    found = json.loads(world.figures[chart, "ko"].specs[0])
    encodings = list(_encodings(found))
    assert encodings
    fields = [each for encoding in encodings for each in encoding.values() if "field" in each]
    assert fields
    assert all(each.get("scale", {}) is not None for each in fields)
    assert not any(set(each["field"]) <= set("xyabct") for each in fields)


def _encodings(found: Any) -> Iterator[dict[str, Any]]:
    if isinstance(found, dict):
        if isinstance(found.get("encoding"), dict):
            yield {k: v for k, v in found["encoding"].items() if isinstance(v, dict)}
        for key, value in found.items():
            if key != "datasets":
                yield from _encodings(value)
    elif isinstance(found, list):
        for each in found:
            yield from _encodings(each)


@pytest.mark.parametrize("chart", IDS)
def test_a_charts_module_is_short(chart: str) -> None:
    """What makes the frame and the drawing of a chart fits on a page or two."""
    module = sys.modules[CHARTS[chart].draw.__module__]
    lines = inspect.getsource(module).splitlines()
    body = next(n for n, line in enumerate(lines) if line.startswith(("def ", "@register")))
    assert len(lines) - body <= 95
    assert len(lines) <= 125


def test_the_same_words_give_the_same_bytes_in_any_order(world: World) -> None:
    """A drawing depends on its JSON alone, not on what was drawn before it."""
    specs = [world.figures[chart, "ko"].specs[0] for chart in ("sectors", "mix", "growth")]
    assert [svg.svg(spec) for spec in reversed(specs)] == [draw(spec) for spec in reversed(specs)]


@pytest.mark.parametrize("zone", ["UTC", "Asia/Seoul", "America/New_York"])
def test_a_new_process_draws_the_same_bytes(world: World, zone: str) -> None:
    """Neither hash seed nor locale nor time zone moves a line."""
    specs = [world.figures[chart, "ko"].specs[1] for chart in ("rolling-gap", "policy-rate")]
    run = subprocess.run(
        [sys.executable, "-c", "import json, sys; from generator.charts.svg import svg;"
         "print(json.dumps([svg(each) for each in json.load(sys.stdin)]))"],
        input=json.dumps(specs).encode(), capture_output=True, cwd=ROOT, check=True,
        env={"PYTHONHASHSEED": "77", "LC_ALL": "C", "TZ": zone},
    )  # fmt: skip
    assert json.loads(run.stdout) == [draw(each) for each in specs]


def test_data_are_gathered_without_a_language(world: World) -> None:
    """Both languages share one CSV, byte by byte."""
    for chart in IDS:
        first, second = (world.figures[chart, lang].csv for lang in ("ko", "en"))
        assert first == second == world.frames[chart].csv


# --- Refusals -------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Empty(Renderer):
    """Says nothing where one text of the charts should stand."""

    empty: str = ""

    def text(self, topic: str, key: str, **variables: Any) -> str:
        """Return a text, blank for the one."""
        return " " if (topic, key) == ("charts", self.empty) else super().text(topic, key)


@pytest.mark.parametrize("part", ["title", "unit", "description"])
def test_a_chart_without_words_is_refused(world: World, part: str) -> None:
    """Title, unit and description are no decoration."""
    words = article().words("en", choose(world.evidence.metrics, world.evidence.history.judge()))
    shown = {each.name: getattr(words, each.name) for each in fields(words)}
    empty = _Empty(**shown, empty=f"mix.{part}")
    with pytest.raises(UserError, match=rf"\[mix\] a chart needs a {part} \(en\)"):
        make_figure(world.frames["mix"], empty)


_DAY = date(2026, 1, 2)


@pytest.mark.parametrize(
    ("columns", "sources", "message"),
    [
        ({"share": [0.1]}, (), "names no source"),
        ({"share": []}, ("yahoo:SPY",), "has no rows"),
        ({"share": [0.1], "x": [1.0]}, ("yahoo:SPY",), "a column x that is not declared"),
        ({"share": [pd.Timestamp(2030, 1, 1)]}, ("yahoo:SPY",), "share lies after 2026-09-25"),
    ],
)
def test_data_without_source_rows_or_with_a_later_date_are_refused(
    world: World, columns: dict[str, list[Any]], sources: tuple[str, ...], message: str
) -> None:
    """A chart cannot leave without saying where its data are from, nor look ahead."""
    found = describe(pd.DataFrame(columns), sources, _DAY)
    chart = replace(CHARTS["mix"], frame=lambda evidence: found)
    with pytest.raises(UserError, match=message):
        read_frame(chart, world.evidence)


def test_sources_of_several_ages_are_told_each_with_its_day(world: World) -> None:
    """Holdings of one day and estimates of another are told apart, the oldest first."""
    days = {"ishares:IWM": date(2026, 5, 5), "yahoo:screener": date(2026, 8, 7)}
    frame = describe(pd.DataFrame({"x": [1]}), dict(reversed(days.items())), min(days.values()))
    chosen = choose(world.evidence.metrics)
    line = source_line(about(frame), article().words("en", chosen, published=None))
    assert re.fullmatch(r"Source: iShares.*IWM.* 5 May 2026; Yahoo Finance.* 7 Aug 2026", line)
    found = world.figures["losses", "en"].source
    metric = world.evidence.metrics["losses.r2000.share"]
    assert found.count(" · to ") == len({*metric.sources.values()})


# --- Worlds that never were -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("number", "made"),
    list(enumerate(worlds.WORLDS.values())),
    ids=lambda each: getattr(each, "name", ""),
)
def test_labels_can_be_read_in_every_world(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int, made: worlds.World
) -> None:
    """Whatever the data, no text is cut off or covered; languages take turns.

    The history of claims has two years; the whole of it is drawn above.
    """
    monkeypatch.setattr(claim_history, "MONTHS", 24)
    published = Published.load(CONTENT / "published.toml")
    evidence, texts = see_all(
        load(worlds.write(made, tmp_path), CONFIG, published), None, history=True
    )
    lang, layout = ("ko", "en")[number % 2], LAYOUTS[number // 2 % 2]
    for name, chart in CHARTS.items():
        frame = read_frame(chart, evidence).frame
        if frame is not None:
            drawing = draw(spec.text(spec.make(chart, frame, Style(name, layout, texts[lang]))))
            assert drawings.cut_off(drawing) == [], name
            assert drawings.collisions(drawing) == [], name


# --- Missing data ---------------------------------------------------------------------------------


def test_a_chart_without_data_says_why_and_draws_nothing(bare: World) -> None:
    """Its words exist, its reason is a phrase, and there is no empty axis."""
    for chart in OPTIONAL:
        for lang in ("ko", "en"):
            prepared = bare.figures[chart, lang]
            figure = prepared.drawn(draw)
            assert prepared.specs == ()
            assert figure.reason
            assert figure.title
            assert figure.description
            assert figure.wide is figure.narrow is figure.hover is None
            assert figure.csv == figure.vega_lite == ""


def test_charts_of_prices_need_no_optional_source(bare: World) -> None:
    """Prices and the policy rate suffice for all the others."""
    for chart in set(IDS) - set(OPTIONAL):
        assert bare.figures[chart, "en"].specs, chart


def test_what_a_drawn_chart_lacks_is_said(bare: World) -> None:
    """Without recessions the policy rate is drawn, with a note and without the NBER as source."""
    for chart in ("policy-rate", "first-cuts"):
        figure = bare.figures[chart, "en"]
        assert figure.notes
        assert "NBER" not in figure.source


def test_young_funds_shorten_charts_or_leave_them(tmp_path: Path) -> None:
    """TNA's five years stand for its ten; a fund that came late is left out with the reason."""
    young = {
        "TNA": date(2020, 3, 2),
        "VTWO": date(2025, 10, 1),
        "QQQ": date(2010, 1, 4),
    }
    seen = see(tmp_path, history=False, starts=young)
    paths = seen.frames["tna-paths"].frame
    assert paths is not None
    assert len(paths) == 61
    assert seen.figures["tna-paths", "en"].notes
    growth = seen.frames["growth"].frame
    assert growth is not None
    assert list(growth) == ["date", "SPY", "IWM", "IJR"]
    assert "QQQ" in seen.figures["growth", "en"].notes[0]
    assert seen.figures["etf-growth", "en"].reason
    for (chart, lang), prepared in seen.figures.items():
        for each in prepared.specs:
            drawing = draw(each)
            assert drawings.cut_off(drawing) == [], (chart, lang)


def test_an_edition_of_the_past_draws_nothing_later(tmp_path: Path) -> None:
    """As of the original's date every chart ends by then."""
    day = date(2025, 11, 28)
    seen = see(tmp_path, day, history=False)
    for gathered in seen.frames.values():
        for row in csv.DictReader(io.StringIO(gathered.csv)):
            for name in ("date", "month_end", "high", "low"):
                assert row.get(name, "") <= day.isoformat()


# --- CSV and table --------------------------------------------------------------------------------


def test_files_are_plain_and_whole(world: World) -> None:
    """UTF-8, LF, one head, ISO dates, no later than the edition; numbers keep their digits."""
    as_of = world.evidence.view.as_of.isoformat()
    for chart in IDS:
        text = world.frames[chart].csv
        assert "\r" not in text
        assert text.endswith("\n")
        rows = list(csv.DictReader(io.StringIO(text)))
        for row in rows:
            assert None not in row.values()
            if "date" in row:
                assert re.fullmatch(r"\d{4}-\d\d-\d\d", row["date"])
                assert row["date"] <= as_of
    growth = list(csv.DictReader(io.StringIO(world.frames["growth"].csv)))
    assert float(growth[0]["IWM"]) == 100
    assert len(growth[-1]["IWM"]) > 10


def test_a_long_table_lists_the_last_row_of_each_year(world: World) -> None:
    """The page has a yearly extract and says so; the file has every row."""
    figure = world.figures["growth", "en"]
    assert len(figure.rows) == 2026 - 2000 + 1
    assert figure.rows[-2][0].endswith("2025")
    assert figure.extract
    assert figure.csv.count("\n") > 300
    assert world.figures["mix", "en"].extract is None


def test_a_table_speaks_the_readers_language(world: World) -> None:
    """Keys of data become words: a reader of Korean meets none of the CSV's."""
    for name, chart in CHARTS.items():
        frame, shown = world.frames[name].frame, world.figures[name, "ko"].rows
        if frame is None:
            continue
        keys = {
            value
            for column in chart.columns
            if column.kind in ("label", "fact") and column.key in frame
            for value in frame[column.key].dropna()
            if str(value).islower()
        }
        assert not keys & {each for row in shown for each in row}, name
    turns = [row[3] for row in world.figures["policy-rate-long", "en"].rows]
    assert "–" in turns, "most changes of the rate are no turn"
    assert "no data" not in turns


def test_what_the_script_reads_out_stands_in_the_file(world: World) -> None:
    """Every column that a line's readings name is in its CSV, and the plot tells its scales."""
    for chart in LINES:
        prepared = world.figures[chart, "ko"]
        assert prepared.hover is not None
        readings = json.loads(prepared.hover)
        head = prepared.csv.split("\n", 1)[0].split(",")
        assert {readings["x"], *(line[0] for line in readings["lines"])} <= set(head)
        root = ElementTree.fromstring(world.drawn(chart, "ko")[0])
        assert len(root.attrib["data-plot"].split()) == 4
        assert len(root.attrib["data-x"].split()) == 2


# --- Scales and places ----------------------------------------------------------------------------


@given(st.lists(st.floats(0, 300), min_size=1, max_size=12))
def test_labels_are_spread_in_order_without_overlap(wanted: list[float]) -> None:
    """Labels keep their order, a gap apart, within bounds that have room for them."""
    placed = spread(wanted, 12, 0, 300)
    assert min(placed) >= -1e-6
    assert max(placed) <= 300 + 1e-6
    ordered = [place for _, place in sorted(zip(wanted, placed, strict=True))]
    assert all(b - a >= 12 - 1e-6 for a, b in pairwise(ordered))


def test_labels_with_room_stay_where_they_are() -> None:
    """Only what collides moves."""
    assert spread([10, 60, 200], 12, 0, 300) == (10, 60, 200)
    assert spread([100, 100], 10, 0, 300) == (95, 105)


@given(st.floats(-1e3, 1e3), st.floats(0.01, 1e3), st.integers(2, 8))
def test_ticks_enclose_their_values(low: float, size: float, count: int) -> None:
    """Round values from at or below the lowest to at or above the highest."""
    ticks = linear_ticks(low, low + size, count)
    assert ticks[0] <= low + 1e-6
    assert ticks[-1] >= low + size - 1e-6
    assert len(ticks) <= count + 3


@given(st.floats(0, 1), st.floats(0.002, 1), st.integers(2, 8))
def test_neighbouring_ticks_have_different_labels(low: float, size: float, count: int) -> None:
    """An axis has as many decimals as tell its values apart."""
    ticks = [tick * 100 for tick in linear_ticks(low, low + size, count)]
    labels = [f"{tick:.{decimals(ticks)}f}" for tick in ticks]
    assert len(set(labels)) == len(ticks)


def test_logarithmic_ticks_are_round_and_few() -> None:
    """Steps of one, two and five where they fit, else of powers."""
    assert log_ticks(40, 900) == (50, 100, 200, 500)
    assert log_ticks(10, 100_000) == (10, 100, 1000, 10_000, 100_000)


def test_a_path_is_shortened_without_moving() -> None:
    """Relative steps in tenths lead to the same places; equal neighbours and zeros go."""
    raw = (
        '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9">'
        '<g transform="translate(1,2)">'
        '<path d="M0,0L10.04,0L10.04,5.06L9.5,4.5Z" fill="none" stroke="x" stroke-width="1"/>'
        '<line transform="translate(3,3)" x2="2" y2="0" stroke="x"/>'
        '<text transform="translate(4,4)" font-size="12px" fill="y">a &lt; b</text></g></svg>'
    )
    assert svg.lean(raw).partition(">")[2] == (
        '<path fill="none" stroke="x" d="M1 2h10v5.1l-.5-.6zM4 5h2"/>'
        '<g fill="y"><text x="5" y="6">a &lt; b</text></g></svg>'
    )


_GRID = 'transform="matrix(0.1 0 0 0.2 10 20)" vector-effect="non-scaling-stroke"'
_VIEW = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="200" height="300">'
    '<g><path class="background" d="M10,20h120v180h-120Z"/>'
    '<g class="mark-line role-mark marks">'
    '<path d="M10,20L70,20L130,20L130,200L70,110" fill="none" stroke="x"/></g></g></svg>'
)


def test_a_line_is_written_in_the_grid_of_its_view() -> None:
    """Whole columns and rows of the view; a place on the way straight ahead goes."""
    found = svg.lean(_VIEW, "2000-01-31 2026-08-31")
    assert f'<path fill="none" stroke="x" {_GRID} d="M0 0h1200v900l-600-450"/>' in found
    assert 'data-plot="10 20 120 180" data-x="2000-01-31 2026-08-31"' in found
    other = svg.lean(_VIEW.replace("mark-line", "mark-rule"))
    assert 'd="M10 20h60 60v180l-60-90"' in other
    assert "transform" not in other
    assert "data-" not in other


def test_a_drawing_that_stands_alone_knows_no_grid() -> None:
    """Not every program knows a stroke that does not scale: there the line lies in tenths."""
    found = standalone(svg.lean(_VIEW), SETTINGS)
    assert '<path fill="none" stroke="x" d="M10 20h120v180l-60-90"/>' in found


def test_a_line_of_curves_or_of_one_place_is_not_drawn_wrongly() -> None:
    """Curves stay curves; one place is no line; a view without room is no grid."""
    curve = _VIEW.replace("L70,20L130,20", "C70,20,90,30,130,20")
    assert 'd="M10 20c60 0 80 10 120 0v180l-60-90"' in svg.lean(curve)
    one = re.sub(r' d="M10,20L[^"]*"', ' d="M10,20L10.01,20Z"', _VIEW)
    assert "<path" not in svg.lean(one)
    assert "transform" not in svg.lean(_VIEW.replace("v180h-120", "v0h-120"))


def test_what_a_mark_stands_for_becomes_its_tip() -> None:
    """A description that Vega writes for machines is what the page's script shows."""
    mark = 'role="graphics-symbol" aria-label="IWM &amp; SPY 3%" '
    found = svg.lean(_VIEW.replace("mark-line", "mark-symbol").replace("<path d", f"<path {mark}d"))
    assert 'data-tip="IWM &amp; SPY 3%" d=' in found
    assert "aria" not in found


def test_each_span_of_years_has_its_own_value(world: World) -> None:
    """Cells share their paint, said once, and stay apart: a touch on one tells its lead a year."""
    rows = world.frames["who-led"].frame
    assert rows is not None
    longest = (rows["start"] == rows["start"].min()) & (rows["end"] == rows["end"].max())
    start, end, gap = rows[longest].iloc[0][["start", "end", "gap"]]
    for lang, dash in (("ko", "~"), ("en", "–")):
        found = world.drawn("who-led", lang)[0]
        tips = re.findall(r'<path data-tip="([^"]+)" d="', found)
        assert len(tips) == len(rows)
        assert len({each.partition(" · ")[0] for each in tips}) == len(rows)
        sign = "+" if gap > 0 else "−"
        assert f"{start:.0f}{dash}{end:.0f} · {sign}{abs(gap) * 100:.1f}" in " ".join(tips)


def test_both_layouts_write_a_series_alike(world: World) -> None:
    """What the narrow layout adds to the wide one is its labels: compression finds the rest."""
    for lang in ("ko", "en"):
        wide, narrow = world.drawn("growth", lang)
        once, both = (len(zlib.compress(each.encode(), 6)) for each in (wide, wide + narrow))
        assert both < 1.5 * once
        series = [re.findall(r'non-scaling-stroke" d="([^"]*)"', each) for each in (wide, narrow)]
        assert len(series[0]) == 4
        for left, right in zip(*series, strict=True):
            # Vega rounds its own places to thousandths, so a few may fall on the next step.
            first, second = (_corners(each) for each in (left, right))
            near = zip(first, second, strict=True)
            assert all(abs(x - a) <= 1 and abs(y - b) <= 1 for (x, y), (a, b) in near)


@given(st.lists(st.tuples(st.floats(0, 120), st.floats(0, 180)), min_size=2, max_size=40))
def test_no_place_of_a_series_moves_by_more_than_half_a_step(
    places: list[tuple[float, float]],
) -> None:
    """Columns and rows round; what is left out lies on the line that is drawn."""
    d = "M" + "L".join(f"{x + 10:.3f},{y + 20:.3f}" for x, y in places)
    found = svg.lean(re.sub(r' d="M10,20L[^"]*"', f' d="{d}"', _VIEW))
    path = re.search(r' d="([^"]*)"', found)
    if path is None:
        # Nothing to draw: every place is the same one.
        assert (
            max(abs(x - y) for axis in zip(*places, strict=True) for x in axis for y in axis) < 0.3
        )
        return
    drawn = _corners(path[1])
    for x, y in places:
        place = (x * 10, y * 5)
        assert min(_distance(place, a, b) for a, b in pairwise([*drawn, drawn[-1]])) < 0.75


def _corners(d: str) -> list[tuple[int, int]]:
    x = y = 0
    found = []
    for command, rest in re.findall(r"([Mlhv])([^Mlhv]*)", d):
        numbers = [int(n) for n in re.findall(r"-?\d+", rest)]
        if command in "Ml":
            steps = list(zip(numbers[::2], numbers[1::2], strict=True))
        else:
            steps = [(n, 0) if command == "h" else (0, n) for n in numbers]
        for dx, dy in steps:
            x, y = x + dx, y + dy
            found.append((x, y))
    return found


def _distance(
    place: tuple[float, float], start: tuple[float, float], end: tuple[float, float]
) -> float:
    a, b, c = (complex(*each) for each in (place, start, end))
    if b == c:
        return abs(a - b)
    share = ((a - b) * (c - b).conjugate()).real / abs(c - b) ** 2
    return abs(a - b - min(max(share, 0), 1) * (c - b))


# --- Colours --------------------------------------------------------------------------------------


def test_series_differ_by_more_than_colour() -> None:
    """No two series share both dash and width."""
    assert len({(style.dash, style.width) for style in SERIES.values()}) == len(SERIES)


def test_drawings_use_the_themes_variables_only(world: World) -> None:
    """Every colour is one of the theme's: never that of a rise or a fall."""
    for chart in IDS:
        for drawing in world.drawn(chart, "en"):
            for attribute in re.findall(r'(?:fill|stroke)="([^"]*)"', drawing):
                name = attribute.removeprefix("var(").removesuffix(")")
                assert attribute == "none" or name in variables(SETTINGS)
            assert "var(" not in standalone(drawing, SETTINGS, "dark")


# --- Fonts ----------------------------------------------------------------------------------------


@cache
def _characters(path: str) -> frozenset[str]:
    return frozenset(map(chr, TTFont(ROOT / path).getBestCmap()))


def test_the_charts_font_has_every_sign_of_the_charts(world: World) -> None:
    """A missing sign would be measured and drawn in some other font."""
    for weight in ("regular", "bold"):
        shipped = _characters(f"generator/charts/fonts/{weight}.ttf")
        for chart in IDS:
            for lang in ("ko", "en"):
                for drawing in world.drawn(chart, lang):
                    used = {c for each in drawings.labels(drawing) for c in each.text}
                    assert used <= shipped


def test_fonts_keep_the_licence_and_not_the_reserved_name() -> None:
    """The licence asks that a changed font has another name and carries its text."""
    for folder in ("generator/charts/fonts", "templates/assets/fonts"):
        assert "SIL OPEN FONT LICENSE" in (ROOT / folder / "OFL.txt").read_text().upper()
    names = TTFont(ROOT / "generator/charts/fonts/regular.ttf")["name"]
    assert str(names.getName(1, 3, 1, 0x409)) == "Smallcap Sans"


def test_widths_are_those_of_the_font() -> None:
    """The advances that place labels are the shipped font's own."""
    font = TTFont(ROOT / "generator/charts/fonts/regular.ttf")
    units, names = font["head"].unitsPerEm, font.getBestCmap()
    text = "IWM 1,203 러셀−%p"
    expected = sum(font["hmtx"][names[ord(c)]][0] for c in text) / units
    assert measure.text_width(text, 10) == pytest.approx(expected * 10, abs=0.01)


def test_korean_charts_write_korean_numbers(world: World) -> None:
    """Labels come from the text modules: dates and units of the language, a true minus."""
    texts = [label.text for label in drawings.labels(world.drawn("first-cuts", "ko")[0])]
    assert any(re.fullmatch(r"(침체 )?\d{4}년 \d{1,2}월", text) for text in texts)
    assert any(text.endswith("%p") for text in texts)
    assert not any(text.startswith("-") for text in texts)
    assert isinstance(article().words("ko", choose(world.evidence.metrics)).format, Format)
