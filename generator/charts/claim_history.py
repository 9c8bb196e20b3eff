"""When each claim would have held: claims by month-ends, judged by what was known then."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from generator.charts import measure
from generator.charts.canvas import Canvas
from generator.charts.data import Cell, Column, Data, Evidence, year_of
from generator.charts.pen import Pen, room
from generator.charts.plot import Plot
from generator.charts.scales import Scale
from generator.charts.theme import AXIS, BAND, INK, SOFT, VERDICTS
from generator.core.model import Unavailable
from generator.metrics.windows import PUBLISHED_ON

ID = "claim-history"
ANSWERS = ("holds", "partly", "unsupported", "fails", "untestable")
COLORS = {name: VERDICTS["refuted" if name == "fails" else name].color for name in ANSWERS}
# An answer is told by height as well as by colour: the full row, half of it, a line.
HEIGHTS = {"holds": 1.0, "partly": 0.7, "unsupported": 0.42, "fails": 0.2}
MONTHS = 84
FEWEST = 60
"""Month-ends below which there is no history to show."""


def data(evidence: Evidence) -> Data:
    """Return every claim's answer at every month-end, and for the page how often it gave which."""
    if evidence.history is None:
        raise Unavailable("no_history")
    days = [day for day in evidence.history.month_ends if day <= evidence.view.as_of]
    if len(days) < FEWEST:
        raise Unavailable("no_history")
    history = evidence.history.answers(days[-MONTHS:])
    rows: list[tuple[Cell, ...]] = []
    counts: list[tuple[Cell, ...]] = []
    for claim, answers in history.rows.items():
        rows += [(day, claim, answer) for day, answer in zip(history.dates, answers, strict=True)]
        counts.append((f"claim.{claim}", *(answers.count(each) for each in ANSWERS), answers[-1]))
    return Data(
        columns=(Column("month_end", "month"), Column("claim", "label"), Column("answer", "label")),
        rows=tuple(rows),
        sources=("claims",),
        as_of=history.dates[-1],
        variant=_steady(history.rows),
        extra={"dates": history.dates, "answers": dict(history.rows)},
        summary=(
            (
                Column("claim", "label"),
                *(Column(each, "count") for each in ANSWERS),
                Column("now", "label"),
            ),
            tuple(counts),
        ),
    )


def _steady(rows: Mapping[str, Sequence[str]]) -> str:
    """Return whether most claims that could be tested always gave one answer."""
    asked = [set(answers) - {"untestable"} for answers in rows.values()]
    turning = sum(len(found) > 1 for found in asked)
    return (
        "mostly_turning" if turning * 2 >= sum(bool(found) for found in asked) else "mostly_steady"
    )


def draw(data: Data, pen: Pen) -> Canvas:
    """Return a strip per claim; on a phone its name stands above it."""
    answers: dict[str, tuple[str, ...]] = data.extra["answers"]
    days: tuple[date, ...] = data.extra["dates"]
    names = {claim: _short(pen, pen.word(f"claim.{claim}")) for claim in answers}
    bar, step, head = 12, pen.pick(19, 33), pen.pick(62, 80)
    canvas = Canvas(pen, head + step * len(answers) + 8)
    left = room(names.values(), pen.size) + 14 if pen.wide else 2.0
    x = Scale(year_of(days[0]) - 1 / 12, year_of(days[-1]), left, pen.width - 2)
    plot = Plot(canvas, x, Scale(0, 1, canvas.height - 8, head - 4))
    _key(canvas)
    _years(plot, days)
    boxes: dict[str, list[tuple[float, float, float, float]]] = {name: [] for name in HEIGHTS}
    empty = []
    for n, (claim, found) in enumerate(answers.items()):
        top = head + step * n + pen.pick(2, 18)
        if pen.wide:
            canvas.text(
                left - 10, top + bar / 2, names[claim], align="right", middle=True, color=INK
            )
        else:
            canvas.text(0, top - 5, names[claim], color=INK)
        empty.append((left, top, plot.right, top + bar))
        for answer, first, last in _runs(found):
            if answer in HEIGHTS:
                size = bar * HEIGHTS[answer]
                a = x.at(year_of(days[first]) - 1 / 12)
                boxes[answer].append((a, top + bar - size, x.at(year_of(days[last])), top + bar))
    canvas.boxes(empty, BAND)
    for answer, found_boxes in boxes.items():
        canvas.boxes(found_boxes, COLORS[answer])
    if days[0] < PUBLISHED_ON <= days[-1]:
        # On the strips only, so that it crosses no name.
        at = x.at(year_of(PUBLISHED_ON))
        canvas.rules([(at, top - 2, at, bottom + 2) for _, top, _, bottom in empty], INK)
    return canvas


def _short(pen: Pen, text: str) -> str:
    """Return a name that fits its place; a longer one is cut, the table has it whole."""
    limit = pen.pick(250, 336)
    if measure.width(text, pen.size) <= limit:
        return text
    while text and measure.width(text + "…", pen.size) > limit:
        text = text[:-1]
    return text.rstrip(" ,.(") + "…"


def _runs(answers: tuple[str, ...]) -> list[tuple[str, int, int]]:
    """Return (answer, first, last) of equal neighbours."""
    found: list[tuple[str, int, int]] = []
    for n, answer in enumerate(answers):
        if found and found[-1][0] == answer:
            found[-1] = (answer, found[-1][1], n)
        else:
            found.append((answer, n, n))
    return found


def _years(plot: Plot, days: tuple[date, ...]) -> None:
    """Write the years above the strips, and the original's date."""
    canvas, pen = plot.canvas, plot.canvas.pen
    for year in range(days[0].year + 1, days[-1].year + 1):
        if (days[-1].year - year) % int(pen.pick(1 if len(days) < 130 else 2, 2)) == 0:
            at = plot.x.at(float(year))
            canvas.rules([(at, plot.top - 4, at, plot.top)], AXIS)
            canvas.text(at, plot.top - 8, str(year), align="center")
    if days[0] < PUBLISHED_ON <= days[-1]:
        text = pen.word("original")
        half = room([text], pen.size) / 2
        at = min(plot.x.at(year_of(PUBLISHED_ON)), pen.width - half - 2)
        canvas.text(at, plot.top - 26, text, color=INK, align="center")


def _key(canvas: Canvas) -> None:
    """Name the heights and colours."""
    pen, at, top = canvas.pen, 0.0, 0.0
    for answer in ANSWERS:
        text = pen.word(answer)
        wide = 19 + room([text], pen.size, bold=True)
        if at + wide > pen.width:
            at, top = 0.0, top + 18
        canvas.boxes([(at, top, at + 14, top + 12)], BAND)
        size = 12 * HEIGHTS.get(answer, 0.0)
        if size:
            canvas.boxes([(at, top + 12 - size, at + 14, top + 12)], COLORS[answer])
        color = COLORS[answer] if size else None
        canvas.text(at + 19, top + 6, text, color=color or SOFT, middle=True, bold=bool(size))
        at += wide + 13
