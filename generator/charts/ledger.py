"""The claims by verdict: a tile for each, rows for verdicts."""

from __future__ import annotations

from generator.charts.canvas import Canvas
from generator.charts.data import Cell, Column, Data, Evidence
from generator.charts.pen import Pen, room
from generator.charts.theme import INK, SOFT, VERDICTS
from generator.core.model import Unavailable

ID = "ledger"


def data(evidence: Evidence) -> Data:
    """Return how many claims have each verdict: now, at publication, a month-end ago."""
    judged = evidence.judged
    if not judged:
        raise Unavailable("no_verdicts")
    now = [each.verdict for each in judged]
    then = [each.at_publication for each in judged]
    before = [each.previous.verdict for each in judged]
    early = all(verdict is None for verdict in then)
    rows: list[tuple[Cell, ...]] = [
        (verdict, now.count(verdict), None if early else then.count(verdict), before.count(verdict))
        for verdict in VERDICTS
    ]
    return Data(
        columns=(
            Column("verdict", "label"),
            Column("claims", "count"),
            Column("at_publication", "count"),
            Column("previous", "count"),
        ),
        rows=tuple(rows),
        sources=("claims",),
        as_of=evidence.view.as_of,
        variant=_balance(now),
    )


def _balance(verdicts: list[str]) -> str:
    """Return which side has more claims; a lead of up to two is none."""
    lead = sum((v in ("holds", "partly")) - (v in ("refuted", "outdated")) for v in verdicts)
    return "even" if abs(lead) <= 2 else "more_hold" if lead > 0 else "more_fail"


def _tile(pen: Pen, space: float, count: int) -> tuple[float, float]:
    """Return side and gap of a tile: a little smaller where that keeps the longest row whole."""
    tile, gap = pen.pick(17, 14), pen.pick(4, 3)
    whole = (space + gap) / max(count, 1) - gap
    return (min(tile, whole) if whole >= tile * 0.8 else tile), gap


def draw(data: Data, pen: Pen) -> Canvas:
    """Return a row per verdict: its word, its count, and a tile for every claim."""
    names = {row[0]: pen.word(str(row[0])) for row in data.rows}
    counts: list[int] = data.column("claims")
    numbers = room([pen.format.count(count) for count in counts], 18, bold=True)
    left = room(names.values(), pen.size, bold=True) + numbers + 26 if pen.wide else 0.0
    tile, gap = _tile(pen, pen.width - left, max(counts))
    fit = int((pen.width - left + gap) // (tile + gap))
    lines = [max(1, -(-count // fit)) for count in counts]
    head = 0 if pen.wide else 20
    heights = [head + n * (tile + gap) + pen.pick(12, 10) for n in lines]
    canvas = Canvas(pen, sum(heights) + 2)
    y = 2.0
    for (verdict, *_), count, height in zip(data.rows, counts, heights, strict=True):
        style = VERDICTS[str(verdict)]
        text = pen.format.count(count)
        if pen.wide:
            middle = y + tile / 2
            canvas.text(
                left - 14, middle, text, color=style.color, align="right", middle=True, bold=True
            )
            end = left - 14 - numbers - 6
            canvas.text(end, middle, names[verdict], color=INK, align="right", middle=True)
        else:
            canvas.text(0, y + 13, f"{names[verdict]} {text}", color=style.color, bold=True)
        top = y + head
        boxes = [
            (
                left + (n % fit) * (tile + gap),
                top + (n // fit) * (tile + gap),
                left + (n % fit) * (tile + gap) + tile,
                top + (n // fit) * (tile + gap) + tile,
            )
            for n in range(count)
        ]
        canvas.boxes(boxes, style.color)
        canvas.signs(
            [((a + c) / 2, (b + d) / 2) for a, b, c, d in boxes], str(verdict), tile * 0.56
        )
        if not count:
            canvas.text(left, top + tile / 2, pen.word("none"), color=SOFT, middle=True)
        y += height
    return canvas
