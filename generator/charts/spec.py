"""A chart's Vega-Lite: for the drawing, with colours as variables, and published for any editor."""

from __future__ import annotations

import json
from typing import Any, cast

import altair as alt
import pandas as pd
from altair.utils.schemapi import debug_mode

from generator.charts import theme
from generator.charts.model import Chart
from generator.charts.style import Style

_FIT = {"type": "fit-x", "contains": "padding"}
_TIME = "%Y-%m-%dT%H:%M:%S"
"""Midnights of no zone, which every program reads as its own."""


def make(chart: Chart, frame: pd.DataFrame, style: Style) -> dict[str, Any]:
    """Return the Vega-Lite of one layout in one language.

    Altair's own validation is left out: it takes as long as all the rest, and tests do it.
    """
    frames: list[pd.DataFrame] = []
    with (
        alt.theme.enable(theme.NAME, size=style.size, locale=style.locale),
        alt.data_transformers.enable(_NAMED, frames=frames),
        debug_mode(False),
    ):
        found: dict[str, Any] = chart.draw(frame, style).to_dict(validate=False)
    found["datasets"] = {f"data-{n}": rows(each) for n, each in enumerate(frames)}
    if "layer" in found or "mark" in found:
        # Panels say their own width: Vega-Lite does not fit them.
        found |= {"width": style.width, "autosize": _FIT}
    meta: dict[str, Any] = {"width": style.width}
    if chart.hover:
        days = frame.iloc[:, 0]
        meta["x"] = f"{days.min():%Y-%m-%d} {days.max():%Y-%m-%d}"
    return {**found, "usermeta": meta}


def _name(data: Any, frames: list[pd.DataFrame]) -> dict[str, str]:
    """Return a frame by its number: layers that share one write it once, and no copy is made."""
    for n, each in enumerate(frames):
        if each is data:
            return {"name": f"data-{n}"}
    frames.append(data)
    return {"name": f"data-{len(frames) - 1}"}


_NAMED = "named"
alt.data_transformers.register(_NAMED, cast("Any", _name))


def rows(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Return a frame as Vega-Lite's rows: ISO dates, null where there is no value."""
    dates = {str(key): frame[key].dt.strftime(_TIME) for key in frame.select_dtypes("datetime")}
    records = frame.assign(**dates).to_dict("records")
    return [{str(k): None if v != v else v for k, v in row.items()} for row in records]


def text(found: dict[str, Any]) -> str:
    """Return Vega-Lite as text; equal data and words give equal bytes."""
    return json.dumps(
        found, ensure_ascii=False, allow_nan=False, separators=(",", ":"), sort_keys=True
    )


def published(found: dict[str, Any], title: str, unit: str, description: str) -> str:
    """Return the JSON that opens in any editor, once its colours are resolved: with its title."""
    shown = {key: value for key, value in found.items() if key != "usermeta"}
    shown |= {"description": description, "title": {"text": title, "subtitle": unit}}
    shown |= {"background": "var(--c-paper)", "padding": 16}
    plain = text(shown).replace(f'"{theme.FONT}"', '"sans-serif"')
    return plain + "\n"
