"""Forward P/E of three indices: computed in two ways, in print near the original, its own."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import altair as alt
import pandas as pd

from generator.charts.frames import Column, dated, describe
from generator.charts.model import Drawing, Evidence, register
from generator.charts.palette import INK, SOFT
from generator.charts.scales import axis_ticks
from generator.charts.style import Style
from generator.charts.theme import symbols
from generator.core.model import Metric, Missing, Unavailable
from generator.metrics.windows import original_date
from small_caps.charts.labels import outer_labels, sides
from small_caps.metrics.valuation import METHODS

INDICES = ("sp500", "r2000", "sp600")
LOOKS = {
    "ex_losses": ("var(--c-ijr)", "circle"),
    "all": ("var(--c-tna)", "diamond"),
    "print": (SOFT, "M-.2,-1H.2V1H-.2Z"),  # a stroke: figures in print lie close together
    "original": (INK, "cross"),
}
SUBJECT, NEAR = "pe_around_article", timedelta(days=90)
"""Published figures that describe a day so near to the original's."""


def frame(evidence: Evidence) -> pd.DataFrame:
    """Return a row per index and figure; ``fact`` names the published ones."""
    rows: list[tuple[Any, ...]] = []
    lacks, sources = [], dict[str, date]()
    for index in INDICES:
        computed = {m: evidence.metrics.get(f"valuation.{index}.forward_pe.{m}") for m in METHODS}
        lacks += [each.reason for each in computed.values() if isinstance(each, Missing)]
        known = {m: each for m, each in computed.items() if isinstance(each, Metric)}
        rows += [(index, m, each.number, each.as_of, None) for m, each in known.items()]
        for each in known.values():
            sources |= each.sources
    if not rows:
        raise Unavailable(lacks[0].code, **lacks[0].params)
    rows += _printed(evidence)
    found = dated(pd.DataFrame(rows, columns=["index", "method", "pe", "date", "fact"]), "date")
    # Lists and estimates may be newer than the prices, whose day is the edition's: no chart's date
    # lies after it, and none is made up for them.
    found["date"] = found["date"].where(found["date"] <= pd.Timestamp(evidence.view.as_of))
    order = found["index"].map(INDICES.index)
    found = found.assign(order=order).sort_values("order", kind="stable", ignore_index=True)
    return describe(found.drop(columns="order"), sources, min(sources.values()), lacks=lacks)


def _printed(evidence: Evidence) -> list[tuple[Any, ...]]:
    """Return what was in print near the original's date, and what the original says."""
    view, rows = evidence.view, list[tuple[Any, ...]]()
    published = original_date(view)
    for index in INDICES[:2]:
        # A figure that a better one of its day has replaced has no role.
        for fact in view.published.by_subject(SUBJECT) if view.published else ():
            day = fact.as_of_day
            near = day is not None and abs(day - published) <= NEAR
            if near and fact.reliable and fact.role == index:
                rows.append((index, "print", fact.number, day, fact.id))
        said = evidence.originals.get(f"{index}.forward_pe")
        if said and view.as_of >= published:
            rows.append((index, "original", said.value, published, None))
    return rows


@register(
    "valuation-methods",
    frame,
    Column("index", "label"),
    Column("method", "label"),
    Column("pe", "multiple"),
    Column("date", "date", sparse=True),
    Column("fact", "fact", sparse=True),
)
def chart(frame: pd.DataFrame, style: Style) -> Drawing:
    """Draw two rows per index: what is computed, labelled and joined, and what was in print."""
    names = {index: style(index) for index in INDICES if index in {*frame["index"]}}
    own = frame["method"].isin(METHODS)
    rows = frame.assign(
        place=frame["index"] + own.map({True: " 0", False: " 1"}),
        label=frame["pe"].map(style.format.multiple),
    )
    rows["tip"] = rows["method"].map(style) + " · " + rows["label"]
    # The original's label stands on the side on which nothing else was in print.
    rows["side"] = sides(rows, "place", "pe")
    ticks = axis_ticks([10, *frame["pe"]], style.pick(6, 4))
    places = sorted({*rows["place"]}, key=lambda each: (list(names).index(each[:-2]), each))
    heads = {place: names[place[:-2]] if place.endswith("0") else style("then") for place in places}
    base = alt.Chart(rows).encode(
        x=alt.X("pe:Q")
        .scale(domain=[ticks[0], ticks[-1]])
        .axis(values=ticks, labelExpr=style.number("multiple", ticks)),
        y=alt.Y("place:N", sort=places).axis(
            labelExpr=style.names(heads),
            labelFontWeight=alt.condition(
                "indexof(datum.value, ' 0') > 0", alt.value("bold"), alt.value("normal")
            ),
        ),
    )
    shown = {key: look for key, look in LOOKS.items() if key in {*rows["method"]}}
    looks = symbols(shown, "method", style.legend(style.labels(shown)))
    computed = base.transform_filter("indexof(datum.place, ' 0') > 0")
    joins = computed.mark_rule(strokeWidth=2).encode(
        x=alt.X("min(pe):Q"), x2=alt.X2("max(pe):Q"), detail=alt.Detail("place:N")
    )
    dots = base.mark_point(size=110, aria=True).encode(
        description=alt.Description("tip:N"),
        tooltip=[
            alt.Tooltip("index:N"),
            alt.Tooltip("method:N"),
            alt.Tooltip("pe:Q", format=".1f"),
            alt.Tooltip("date:T"),
        ],
        **looks,
    )
    labelled = base.transform_filter("datum.method != 'print'")
    texts = outer_labels(labelled, looks["color"], 11)
    return alt.layer(joins, dots, *texts, height=alt.Step(30))
