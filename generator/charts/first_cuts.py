"""Small minus large after turns of the policy rate: every event a row, beside the base rate."""

from __future__ import annotations

from generator.charts.canvas import Canvas
from generator.charts.data import Cell, Column, Data, Evidence
from generator.charts.dotrows import Group, Row, Symbol, dot_rows
from generator.charts.pen import Pen
from generator.charts.theme import Style
from generator.core.model import Metric, Unavailable
from generator.core.months import month_of
from generator.metrics.cycles import event_gaps
from generator.metrics.events import EVENTS, events, met_recession
from generator.metrics.windows import month_end_day

ID = "first-cuts"
HORIZONS = ("6m", "12m", "24m")
SYMBOLS = {
    "6m": Symbol(Style("var(--c-spy)", shape="circle"), hollow=True, area=44),
    "12m": Symbol(Style("var(--c-iwm)", shape="circle"), area=92),
    "24m": Symbol(Style("var(--c-qqq)", shape="diamond"), hollow=True, area=64),
}


def data(evidence: Evidence) -> Data:
    """Return every event with its gaps, and the counts and base rate of twelve months."""
    view, metrics = evidence.view, evidence.metrics
    rows: list[tuple[Cell, ...]] = []
    lacks: dict[str, Unavailable] = {}
    for event in EVENTS:
        gaps = {h: {c.date: gap for c, gap in event_gaps(view, event, h)} for h in HORIZONS}
        for change in events(view, event):
            found = [gaps[h].get(change.date) for h in HORIZONS]
            if all(gap is None for gap in found):
                continue
            try:
                met: str | None = "yes" if met_recession(view, month_of(change.date)) else "no"
            except Unavailable as absent:
                met, lacks["recession"] = None, absent
            rows.append((event, change.date, met, *found))
    if not rows:
        raise Unavailable("no_complete_window")
    names = [f"cycles.{event}.12m.{part}" for event in EVENTS for part in ("n", "wins")]
    names += ["cycles.any_month.12m.median_gap", "cycles.any_month.12m.win_rate"]
    counted = {name: metrics.get(name) for name in names}
    sources = ["yahoo:^RUT", "yahoo:^GSPC", "fred:DFEDTAR", "fred:DFEDTARU"]
    return Data(
        columns=(
            Column("event", "label"),
            Column("date", "date"),
            Column("recession", "label"),
            *(Column(f"gap_{h}", "pp") for h in HORIZONS),
        ),
        rows=tuple(rows),
        sources=(*sources, *([] if lacks else ["nber"])),
        as_of=month_end_day(view),
        lacks=tuple(each.reason for each in lacks.values()),
        extra={k: m.number for k, m in counted.items() if isinstance(m, Metric)},
    )


def draw(data: Data, pen: Pen) -> Canvas:
    """Return one group per definition, its events by date, recessions marked."""
    groups = []
    base = data.extra["cycles.any_month.12m.win_rate"]
    for event in EVENTS:
        heading = pen.word(f"{event}_heading")
        for part in ("n", "wins"):
            number = data.extra[f"cycles.{event}.12m.{part}"]
            heading = heading.replace(f"[{part}]", pen.format.count(int(number)))
        heading = heading.replace("[base]", pen.format.pct(base, 0))
        rows = [_row(pen, row) for row in data.records() if row["event"] == event]
        if rows:
            groups.append(Group(heading, rows))
    median = data.extra["cycles.any_month.12m.median_gap"]
    said = pen.word("base").replace("[]", pen.format.pp(median, 1))
    return dot_rows(pen, groups, SYMBOLS, reference=(median, said))


def _row(pen: Pen, row: dict[str, object]) -> Row:
    when = pen.format.month(str(row["date"])[:7])
    mark = f"{pen.word('in_recession')} " if row["recession"] == "yes" else ""
    values = {h: row[f"gap_{h}"] for h in HORIZONS}
    return Row(mark + when, {h: v for h, v in values.items() if isinstance(v, float)})
