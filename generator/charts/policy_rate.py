"""The policy rate since 1982, with the first cuts and first rises of every turn."""

from __future__ import annotations

from datetime import date

from generator.charts.canvas import Canvas
from generator.charts.data import Cell, Column, Data, Evidence, year_of
from generator.charts.pen import Pen, room
from generator.charts.plot import Plot
from generator.charts.scales import Scale, linear_ticks
from generator.charts.theme import AXIS, BAND, INK, Style
from generator.core.model import Unavailable
from generator.metrics.events import events, first_hikes, recession_months

ID = "policy-rate"
HOVER = (("upper", "pct", 2),)
STEPPED = True
CUT = Style("var(--c-ijr)", shape="triangle-down")
RISE = Style("var(--c-tna)", shape="triangle-up")


def data(evidence: Evidence) -> Data:
    """Return the target's bounds at every change, the turns marked, and the recessions known."""
    view = evidence.view
    if len(view.rate_changes) < 2:
        raise Unavailable("no_rate_change")
    marks = {change.date: "first_cut" for change in events(view, "first_cut")}
    marks |= {change.date: "first_rise" for change in first_hikes(view)}
    rows: list[tuple[Cell, ...]] = [
        (each.date, each.lower, each.upper, marks.get(each.date)) for each in view.rate_changes
    ]
    last = view.rate_changes[-1]
    if last.date < view.as_of:
        rows.append((view.as_of, last.lower, last.upper, None))
    lacks = []
    try:
        recession = recession_months(view)
    except Unavailable as absent:
        recession, lacks = frozenset(), [absent.reason]
    return Data(
        columns=(
            Column("date", "date"),
            Column("lower", "pct", 2),
            Column("upper", "pct", 2),
            Column("event", "label", sparse=True),
        ),
        rows=tuple(rows),
        sources=("fred:DFEDTAR", "fred:DFEDTARL", "fred:DFEDTARU", *([] if lacks else ["nber"])),
        as_of=view.as_of,
        lacks=tuple(lacks),
        extra={"recession": recession},
        yearly=True,
    )


def draw(data: Data, pen: Pen) -> Canvas:
    """Return a stepped line over bands of recession."""
    canvas = Canvas(pen, pen.pick(330, 310))
    days: list[date] = data.column("date")
    upper = data.column("upper")
    marks = linear_ticks(0, max(upper), 6)
    ticks = {value: pen.format.pct(value, 0) for value in marks}
    now = pen.format.pct(upper[-1], 2)
    left = room(ticks.values(), pen.size) + 8
    right = pen.width - room([now], pen.size, bold=True) - 14
    plot = Plot(
        canvas,
        Scale(year_of(days[0]), year_of(days[-1]), left, right),
        Scale(0, marks[-1], canvas.height - 28, 34),
    )
    months = sorted(data.extra["recession"])
    canvas.boxes(_bands(plot, months), BAND)
    plot.grid_y(ticks, base=0)
    plot.years(pen.pick(7, 6))
    plot.line([(year_of(d), v) for d, v in zip(days, upper, strict=True)], Style(INK), stepped=True)
    for event, style in (("first_cut", CUT), ("first_rise", RISE)):
        shift = -10 if event == "first_cut" else 10
        canvas.dots(
            [
                (x, y + shift)
                for x, y in (
                    plot.place(year_of(row["date"]), row["upper"])
                    for row in data.records()
                    if row["event"] == event
                )
            ],
            style,
            area=pen.pick(70, 56),
        )
    canvas.text(right + 6, plot.y.at(upper[-1]), now, color=INK, bold=True, middle=True)
    entries = [(pen.word("first_cut"), CUT, False), (pen.word("first_rise"), RISE, False)]
    at = canvas.key(0, 12, entries)
    if months:
        canvas.boxes([(at, 5, at + 14, 19)], BAND, stroke=AXIS)
        canvas.text(at + 20, 12, pen.word("recession"), bold=True, middle=True)
    canvas.hover(plot)
    return canvas


def _bands(plot: Plot, months: list[int]) -> list[tuple[float, float, float, float]]:
    """Return the recessions as boxes; months are numbers of months in order."""
    found: list[list[int]] = []
    for month in months:
        if found and month == found[-1][1] + 1:
            found[-1][1] = month
        else:
            found.append([month, month])
    edges = [(first / 12, (last + 1) / 12) for first, last in found]
    inside = [(max(a, plot.x.low), b) for a, b in edges if b > plot.x.low]
    return [(plot.x.at(a), plot.top, plot.x.at(b), plot.bottom) for a, b in inside]
