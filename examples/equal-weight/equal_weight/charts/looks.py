"""How each fund looks, in every chart the same; the colours are the settings'."""

from __future__ import annotations

from generator.charts.palette import Look

LOOKS = {
    "SPY": Look("var(--c-spy)", (), "square", 1.6),
    "RSP": Look("var(--c-rsp)", (), "circle", 2.4),
    "QQQ": Look("var(--c-qqq)", (6, 2), "triangle-up", 1.6),
}
