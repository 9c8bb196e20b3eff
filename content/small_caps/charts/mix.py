"""SPY with a share of IWM: return against volatility, by share."""

from __future__ import annotations

import altair as alt
import pandas as pd

from generator.charts.frames import Column, describe
from generator.charts.model import Drawing, Evidence, register
from generator.charts.scales import axis_ticks
from generator.charts.style import Style
from generator.metrics.windows import month_end_day
from small_caps.charts.labels import apart
from small_caps.charts.looks import SERIES
from small_caps.metrics.mix import SHARES

MEASURES = ("volatility", "cagr", "max_drawdown", "worst_12m")
LEAST = 0.03
"""An axis spans three points at least, so that a small difference looks small."""


def frame(evidence: Evidence) -> pd.DataFrame:
    """Return return, volatility, drawdown and worst year of every share of IWM."""
    return mixes(evidence)


def mixes(evidence: Evidence, part: str = "") -> pd.DataFrame:
    """Return a row per share of IWM; ``part`` stands before a measure in the metrics' ids."""
    metrics = evidence.metrics
    found = {share: {m: metrics[f"mix.{share}.{part}{m}"] for m in MEASURES} for share in SHARES}
    rows = [
        {"share": int(share) / 100, **{m: each.number for m, each in of.items()}}
        for share, of in found.items()
    ]
    sources = tuple(found[SHARES[0]]["cagr"].sources)
    return describe(pd.DataFrame(rows), sources, month_end_day(evidence.view))


@register("mix", frame, Column("share", "pct", 0), *(Column(m, "pct") for m in MEASURES))
def chart(frame: pd.DataFrame, style: Style) -> Drawing:
    """Draw the line of shares, both ends named and some between them."""
    return mix_line(frame, style)


def mix_line(frame: pd.DataFrame, style: Style) -> Drawing:
    """Return the line of shares in either currency."""
    pct = style.format.pct
    across, up = _ticks(frame["volatility"], style.pick(6, 4)), _ticks(frame["cagr"], 5)
    last = len(frame) - 1
    rows = frame.assign(
        end=frame.index.isin([0, last]),
        label=[
            style("only_spy"),
            *frame["share"].iloc[1:last].map(lambda n: pct(n, 0)),
            style("half"),
        ],
        tip=frame.apply(
            lambda row: f"IWM {pct(row.share, 0)} · {pct(row.volatility)} · {pct(row.cagr)}", axis=1
        ),
    )
    named = rows.loc[[0, last, *range(2, last, 2)]]
    free = apart(
        list(zip(named["volatility"], named["label"], strict=True)), across[-1] - across[0], style
    )
    named = named[free]
    base = alt.Chart(rows).encode(
        x=alt.X("volatility:Q")
        .scale(domain=[across[0], across[-1]])
        .axis(
            values=across,
            labelExpr=style.number("pct", across),
            title=style("across"),
            titleAnchor="end",
        ),
        y=alt.Y("cagr:Q")
        .scale(domain=[up[0], up[-1]])
        .axis(
            values=up,
            labelExpr=style.number("pct", up),
            title=style("up"),
            titleAngle=0,
            titleAlign="left",
            titleAnchor="end",
            titleX=0,
            titleY=-14,
        ),
        order=alt.Order("share:Q"),
        tooltip=[alt.Tooltip(f"{key}:Q", format=".1%") for key in frame.columns],
    )
    color = SERIES["IWM"].color
    dots = base.mark_point(color=color, aria=True, size=alt.expr("datum.end ? 90 : 36"))
    labels = base.mark_text(dy=-15, fontWeight=alt.expr("datum.end ? 'bold' : 'normal'"))
    return alt.layer(
        base.mark_line(color=color),
        dots.encode(description=alt.Description("tip:N")),
        labels.encode(text=alt.Text("label:N")).properties(data=named),
        height=style.pick(240, 230),
    )


def _ticks(values: pd.Series, count: int) -> list[float]:
    """Return the ticks of an axis around values, never closer than LEAST."""
    middle = (values.min() + values.max()) / 2
    half = max((values.max() - values.min()) / 2 * 1.3, LEAST / 2)
    return axis_ticks([middle - half, middle + half], count)
