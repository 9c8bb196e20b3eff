"""For whom a chart is drawn: layout, words by key, numbers as its language writes them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar

import altair as alt
import pandas as pd
from babel.numbers import get_decimal_symbol, get_group_symbol

from generator.charts import measure
from generator.charts.palette import AXIS, BAND, SOFT
from generator.charts.scales import decimals
from generator.charts.texts import word
from generator.language.numbers import Format
from generator.language.renderer import Renderer

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Layout:
    """For which width a chart is drawn; ``size`` is that of text. Both in user units."""

    name: str
    width: int
    size: float


LAYOUTS = (Layout("wide", 720, 13), Layout("narrow", 340, 12))
"""Widest first. A narrow chart shown 312 px wide still has 11 px text."""


@dataclass(frozen=True, slots=True)
class Style:
    """Layout and words of one drawing: ``style("high")`` is a label of the chart."""

    chart: str
    layout: Layout
    words: Renderer

    def __call__(self, key: str, value: str = "") -> str:
        """Return a label by its key; ``value`` fills its place, written ``[]``."""
        return word(self.chart, key, self.words).replace("[]", value)

    @property
    def wide(self) -> bool:
        """Return whether there is room for the wide layout."""
        return self.layout.name == "wide"

    @property
    def width(self) -> int:
        """Return the width of the drawing in user units."""
        return self.layout.width

    @property
    def size(self) -> float:
        """Return the size of text in user units."""
        return self.layout.size

    @property
    def format(self) -> Format:
        """Return the formats of the prose: ``style.format.pct(0.1, 0)`` is ``10%``."""
        return self.words.format

    @property
    def original_date(self) -> date | None:
        """Return the day of the original, None for an article that has none."""
        day: date | None = self.words.chosen.metrics.original_date
        return day

    @property
    def locale(self) -> dict[str, Any]:
        """Return the language's number locale as Vega takes it."""
        form = self.words.language.formats
        return {
            "decimal": get_decimal_symbol(form.locale),
            "thousands": get_group_symbol(form.locale),
            "minus": form.minus,
            "grouping": [3],
            "currency": ["", ""],
        }

    def pick(self, wide: T, narrow: T) -> T:
        """Return the value for this layout."""
        return wide if self.wide else narrow

    def number(self, unit: str, ticks: Sequence[float] = (), *, sign: bool = False) -> str:
        """Return the ``labelExpr`` that writes an axis as the text writes its numbers.

        ``unit`` is ``pct``, ``pp``, ``multiple`` or ``index``; the ticks decide the decimals.
        """
        pattern = getattr(self.words.language.formats, unit, "{sign}{n}")
        before, after = pattern.split("{sign}{n}")
        scale = 100 if unit in ("pct", "pp") else 1
        digits = decimals([tick * scale for tick in ticks])
        # Zero neither rises nor falls, and JavaScript's -0 is not a number to print.
        value = f"datum.value == 0 ? 0 : datum.value * {scale}"
        plus = "(datum.value > 0 ? '+' : '') + " if sign else ""
        return f"'{before}' + {plus}format({value}, ',.{digits}f') + '{after}'"

    def days(self, days: pd.Series, most: int) -> dict[str, Any]:
        """Return an axis's ``values`` and ``labelExpr``: at most so many of the days, by month."""
        step = -(-len(days) // most)
        chosen = [day.date() for day in days.iloc[(len(days) - 1) % step :: step]]
        names = {f"{day:%Y-%m-%d}": self.format.month(day) for day in chosen}
        known = json.dumps(names, ensure_ascii=False)
        return {
            "values": [alt.DateTime(year=d.year, month=d.month, date=d.day) for d in chosen],
            "labelExpr": f"{known}[timeFormat(datum.value, '%Y-%m-%d')]",
        }

    def labels(self, keys: Iterable[str]) -> dict[str, str]:
        """Return the labels of keys."""
        return {key: self(key) for key in keys}

    def names(self, labels: Mapping[str, str]) -> str:
        """Return the ``labelExpr`` that names the values of an axis, a legend or a header."""
        return f"{json.dumps(labels, ensure_ascii=False)}[datum.value]"

    def legend(
        self,
        labels: Mapping[str, str],
        *,
        left: float = 0,
        scale: str = "color",
        **more: Any,
    ) -> alt.Legend:
        """Return a legend in its symbols' colours, in the columns for which there is room.

        ``left`` is where the plot begins in user units, ``scale`` names the colours' scale.
        """
        color = f"scale('{scale}', datum.value)"
        each = self.room(labels.values(), bold=True) + 38
        columns = max(1, min(len(labels), int((self.width - left) / each)))
        return alt.Legend(
            labelExpr=self.names(labels),
            # Of two colours text cannot be read.
            labelColor=alt.expr(f"indexof({[BAND, AXIS]}, {color}) < 0 ? {color} : '{SOFT}'"),
            columns=columns,
            **more,
        )

    def room(self, labels: Iterable[str], *, bold: bool = False) -> float:
        """Return the width of the widest text in user units."""
        return max((measure.text_width(each, self.size, bold=bold) for each in labels), default=0.0)

    def wrap(self, text: str, width: float | None = None, *, bold: bool = False) -> list[str]:
        """Return a text in lines that fit the drawing, or a width in user units."""
        return list(measure.wrap_text(text, self.size, width or self.width - 8, bold=bold))

    def short(self, text: str, width: float) -> str:
        """Return a text cut to a width; Vega's own limit takes 20 ms a label."""
        if self.room([text]) <= width:
            return text
        while text and self.room([text + "…"]) > width:
            text = text[:-1]
        return text.rstrip(" ,.(") + "…"
