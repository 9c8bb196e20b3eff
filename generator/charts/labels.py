"""Direct labels at lines' ends, which Vega-Lite does not place by itself."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence

import altair as alt
import pandas as pd

from generator.charts.palette import Look
from generator.charts.style import Style
from generator.charts.theme import colors

LEADER = 5
"""A label moved by more than this (user units) is joined to its line's end."""


def end_labels(
    ends: Iterable[tuple[str, float, str]],
    style: Style,
    height: float,
    domain: tuple[float, float],
    looks: Mapping[str, Look],
    *,
    log: bool = False,
) -> list[alt.Chart]:
    """Return the layers that write labels right of lines' ends, none over another.

    An end is (series, value, text), in the colour of its look; ``height`` and ``domain`` are those
    of the lines' view, on a logarithmic scale with ``log``. A label that had to move is joined to
    its end.
    """
    frame = pd.DataFrame(ends, columns=["fund", "value", "label"])
    low, high = (math.log(end) if log else end for end in domain)

    def at(value: float) -> float:
        return ((math.log(value) if log else value) - low) / (high - low) * height

    def back(place: float) -> float:
        value = low + place / height * (high - low)
        return math.exp(value) if log else value

    wanted = [at(value) for value in frame["value"]]
    half = style.size / 2
    placed = spread(wanted, style.size * 1.25, half, height - half)
    moved = [abs(a - b) > LEADER for a, b in zip(wanted, placed, strict=True)]
    frame = frame.assign(place=[back(place) for place in placed], moved=moved)
    shift = 12 if any(moved) else 6
    base = alt.Chart(frame).encode(
        color=colors({name: looks[name].color for name in frame["fund"]})
    )
    texts = base.mark_text(align="left", dx=shift, fontWeight="bold").encode(
        x=alt.XValue("width"), y=alt.Y("place:Q"), text=alt.Text("label:N")
    )
    if not any(moved):
        return [texts]
    leaders = (
        base.transform_filter("datum.moved")
        .mark_rule()
        .encode(
            x=alt.XValue(alt.expr("width + 2")),
            x2=alt.X2Value(alt.expr(f"width + {shift - 3}")),
            y=alt.Y("value:Q"),
            y2=alt.Y2("place:Q"),
        )
    )
    return [leaders, texts]


def spread(wanted: Sequence[float], gap: float, low: float, high: float) -> tuple[float, ...]:
    """Return positions near the wanted ones, at least ``gap`` apart, within low … high.

    Labels that would overlap share the room around their common middle.
    """
    order = sorted(range(len(wanted)), key=lambda n: wanted[n])
    # Each group is [sum of (wanted − offset), size]: labels that touch move as one.
    groups: list[list[float]] = []
    for n in order:
        groups.append([wanted[n], 1])
        while len(groups) > 1 and _top(groups[-2], gap) + gap > groups[-1][0] / groups[-1][1]:
            total, size = groups.pop()
            groups[-1][0] += total - size * groups[-1][1] * gap
            groups[-1][1] += size
    placed: list[float] = []
    for total, size in groups:
        placed.extend(total / size + k * gap for k in range(int(size)))
    over = max(0.0, placed[-1] - high) if placed else 0.0
    placed = _push(placed, gap, high) if over else placed
    placed = [-p for p in _push([-p for p in reversed(placed)], gap, -low)][::-1]
    result = [0.0] * len(wanted)
    for n, position in zip(order, placed, strict=True):
        result[n] = position
    return tuple(result)


def _top(group: Sequence[float], gap: float) -> float:
    return group[0] / group[1] + (group[1] - 1) * gap


def _push(placed: Iterable[float], gap: float, high: float) -> list[float]:
    """Return rising positions moved down so that none exceeds a limit."""
    result: list[float] = []
    limit = high
    for position in reversed(list(placed)):
        limit = min(position, limit)
        result.append(limit)
        limit -= gap
    return result[::-1]
