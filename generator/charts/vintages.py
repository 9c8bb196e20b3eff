"""Published ratios of small to large caps' forward P/E, and what followed each."""

from __future__ import annotations

from datetime import date

from generator.charts.canvas import Canvas
from generator.charts.data import Cell, Column, Data, Evidence
from generator.charts.dotrows import Group, Row, Symbol, dot_rows
from generator.charts.pen import Pen
from generator.charts.theme import Style
from generator.core.model import Metric, Unavailable
from generator.metrics.vintages import R2000, SP600

ID = "vintages"
HORIZONS = ("12m", "24m")
INDICES = {"r2000": R2000, "sp600": SP600}
SYMBOLS = {
    "12m": Symbol(Style("var(--c-iwm)", shape="circle"), area=86),
    "24m": Symbol(Style("var(--c-qqq)", shape="diamond"), hollow=True, area=60),
}


def data(evidence: Evidence) -> Data:
    """Return the ratios known at the date, with the lead of small caps afterwards."""
    view, metrics = evidence.view, evidence.metrics
    published = view.published
    rows: list[tuple[Cell, ...]] = []
    last = date.min
    for index, facts in INDICES.items():
        found = [published.get(fact) for fact in facts] if published else []
        for fact in sorted((f for f in found if f), key=lambda f: f.as_of_day or date.min):
            gaps = [metrics.get(f"{fact.id}.gap.{h}") for h in HORIZONS]
            values = [gap.number if isinstance(gap, Metric) else None for gap in gaps]
            day = min(fact.as_of_day or view.as_of, view.as_of)
            last = max(last, day)
            rows.append((index, day, fact.number, *values, fact.id, fact.source, fact.url))
    if not rows:
        raise Unavailable("no_published_figure")
    return Data(
        columns=(
            Column("index", "label"),
            Column("date", "date"),
            Column("ratio", "multiple", 2),
            *(Column(f"gap_{h}", "pp") for h in HORIZONS),
            Column("fact", "fact"),
            Column("source", "text", shown=False),
            Column("address", "text", shown=False),
        ),
        rows=tuple(rows),
        sources=("published", "yahoo:IWM", "yahoo:IJR", "yahoo:SPY"),
        as_of=view.as_of,
    )


def draw(data: Data, pen: Pen) -> Canvas:
    """Return one group per index, its ratios by date, the lead after each as dots."""
    groups = [
        Group(
            pen.word(f"{index}_heading"),
            [_row(pen, row) for row in data.records() if row["index"] == index],
        )
        for index in INDICES
        if index in data.column("index")
    ]
    return dot_rows(pen, groups, SYMBOLS)


def _row(pen: Pen, row: dict[str, object]) -> Row:
    when = pen.format.month(str(row["date"])[:7])
    ratio = row["ratio"]
    assert isinstance(ratio, float)
    values = {h: v for h in HORIZONS if isinstance(v := row[f"gap_{h}"], float)}
    return Row(f"{when} · {pen.format.index(ratio, 2)}", values)
