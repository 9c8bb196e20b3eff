"""Large falls of SPY: how deep each fund fell, and what the next twelve months brought."""

from __future__ import annotations

import altair as alt
import pandas as pd

from generator.charts.frames import Column, dated, describe
from generator.charts.model import Drawing, Evidence, register
from generator.charts.scales import axis_ticks
from generator.charts.style import Style
from generator.charts.theme import base_line, symbols
from generator.core.model import Unavailable
from generator.metrics.drawdowns import bear_markets, depth_between, return_after
from generator.metrics.windows import session_of, too_long, yahoo
from small_caps.charts.labels import outer_labels, sides
from small_caps.charts.looks import SERIES

FUNDS = ("SPY", "IWM")
PANELS = ("depth", "after")


def frame(evidence: Evidence) -> pd.DataFrame:
    """Return every fall of SPY of 19 % or more since 2000, both funds in it and after it."""
    view = evidence.view
    rows = [
        {
            "high": session_of(view, fall.start),
            "low": session_of(view, fall.low),
            "SPY_depth": fall.depth,
            "IWM_depth": depth_between(view, "IWM", fall.start, fall.low),
            "SPY_after": return_after(view, "SPY", fall.low, 12),
            "IWM_after": return_after(view, "IWM", fall.low, 12),
        }
        for fall in bear_markets(view, "SPY")
    ]
    if not rows:
        raise Unavailable("no_bear_market")
    found = dated(pd.DataFrame(rows), "high", "low")
    # A fall that began before IWM did cannot be compared in depth.
    lacks = [too_long(view, "IWM").reason] if found["IWM_depth"].isna().any() else []
    return describe(found, yahoo(*FUNDS), view.as_of, lacks=lacks)  # lows are days, up to the last


@register(
    "bear-markets",
    frame,
    Column("high", "month"),
    Column("low", "month"),
    *(Column(f"{fund}_{panel}", "pct") for panel in PANELS for fund in FUNDS),
)
def chart(frame: pd.DataFrame, style: Style) -> Drawing:
    """Draw two panels of dumbbells: side by side, on a phone one above the other."""
    names = {f"{low:%F}": style("low_in", style.format.month(low.date())) for low in frame["low"]}
    panels = [_panel(frame, style, panel, names) for panel in PANELS]
    return alt.hconcat(*panels, spacing=30) if style.wide else alt.vconcat(*panels, spacing=14)


def _panel(frame: pd.DataFrame, style: Style, panel: str, names: dict[str, str]) -> Drawing:
    known = frame.rename(columns={f"{fund}_{panel}": fund for fund in FUNDS})
    rows = known.assign(fall=known["low"].dt.strftime("%F")).melt(
        "fall", list(FUNDS), var_name="fund", value_name="return"
    )
    ticks = axis_ticks([0, *rows["return"]], 4)
    rows["side"] = sides(rows, "fall", "return")
    sign = panel == "after"
    rows["label"] = [
        "" if pd.isna(n) else style.format.pct(n, 0, sign=sign) for n in rows["return"]
    ]
    rows["tip"] = rows["fall"].map(names) + " · " + rows["fund"] + " " + rows["label"]
    first = panel == PANELS[0]
    axis = (
        alt.Axis(labelExpr=style.names(names), labelPadding=48) if first or not style.wide else None
    )
    base = alt.Chart(rows).encode(
        x=alt.X("return:Q")
        .scale(domain=[ticks[0], ticks[-1]])
        .axis(
            values=ticks,
            labelExpr=style.number("pct", ticks, sign=sign),
            gridColor=base_line(0),
        ),
        y=alt.Y("fall:N", sort=list(names), axis=axis),
    )
    legend = style.legend(style.labels(FUNDS)) if first else None
    looks = symbols({f: (SERIES[f].color, SERIES[f].shape) for f in FUNDS}, "fund", legend)
    known_dots = base.transform_filter("isValid(datum.return)")
    joins = known_dots.mark_rule(strokeWidth=2).encode(
        x=alt.X("min(return):Q"), x2=alt.X2("max(return):Q"), detail=alt.Detail("fall:N")
    )
    dots = known_dots.mark_point(size=90, aria=True).encode(
        description=alt.Description("tip:N"), **looks
    )
    unknown = rows[rows.groupby("fall")["return"].transform("count") == 0].drop_duplicates("fall")
    pending = (
        alt.Chart(unknown)
        .mark_text(align="left", dx=6)
        .encode(x=alt.datum(0), y=alt.Y("fall:N"), text=alt.value(style("open")))
    )
    layers = [
        joins,
        dots,
        *outer_labels(known_dots, looks["color"]),
        *([pending] if len(unknown) else []),
    ]
    width = style.pick(260, style.width)
    return alt.layer(*layers, title=style(panel), width=width, height=alt.Step(34))
