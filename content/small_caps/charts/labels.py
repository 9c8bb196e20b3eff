"""Direct labels along a line and beside symbols, and rows of labels under headings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import altair as alt
import pandas as pd

from generator.charts.palette import SOFT
from generator.charts.style import Style


def apart(labels: Sequence[tuple[float, str]], across: float, style: Style) -> list[bool]:
    """Return which labels along a line are free of those before them; those come first.

    A label is (value, text); ``across`` is how much of the axis the plot's width shows.
    """
    taken: list[tuple[float, float]] = []
    free: list[bool] = []
    for value, text in labels:
        at, half = value / across * (style.width - 55), style.room([text], bold=True) / 2 + 4
        free.append(all(at + half < a or b < at - half for a, b in taken))
        if free[-1]:
            taken.append((at - half, at + half))
    return free


def sides(frame: pd.DataFrame, row: str, value: str) -> pd.Series:
    """Return on which side of its symbol a label stands: of the lowest in a row left, else right.

    So the labels of two values that lie close together stand outside both.
    """
    grouped = frame.groupby(row, sort=False)[value]
    lowest = (grouped.rank(method="first") == 1) & (grouped.transform("count") > 1)
    return lowest.map({True: "left", False: "right"})


def outer_labels(base: alt.Chart, color: alt.Color, shift: float = 9) -> list[alt.Chart]:
    """Return the texts ``label`` of a base's rows, each on its ``side`` of the symbol."""
    texts = base.encode(text=alt.Text("label:N"), color=color)
    left, right = (texts.transform_filter(f"datum.side == '{side}'") for side in ("left", "right"))
    return [
        left.mark_text(align="right", dx=-shift, fontSize=12),
        right.mark_text(align="left", dx=shift, fontSize=12),
    ]


def headed(
    groups: Mapping[str, pd.DataFrame], style: Style
) -> tuple[pd.DataFrame, alt.Y, alt.Chart]:
    """Return groups of rows under headings, the channel that places them, and the headings.

    The frames have ``row``, a row's name; the one returned has ``key`` too, its place.
    """
    parts, heads = [], []
    for n, (heading, frame) in enumerate(groups.items()):
        lines = style.wrap(heading, bold=True)
        lines = ["", *lines] if n else lines  # a little room before the next group
        keys = [f"{n} {line}" for line in range(len(lines))]
        heads.append(pd.DataFrame({"key": keys, "heading": lines}))
        parts += [heads[-1], frame.assign(key=[f"{n} {k} ." for k in range(len(frame))])]
    rows = pd.concat(parts, ignore_index=True).fillna({"row": ""})
    names = dict(zip(rows["key"], rows["row"], strict=True))
    axis = alt.Axis(labelExpr=style.names(names), labelColor=SOFT)
    y = alt.Y("key:N", axis=axis, scale=alt.Scale(domain=list(names)))
    shift = style.room(names.values()) + 6
    texts = (
        alt.Chart(pd.concat(heads))
        .mark_text(align="left", fontWeight="bold", dx=-shift)
        .encode(x=alt.XValue(0), y=y, text=alt.Text("heading:N"))
    )
    return rows, y, texts
