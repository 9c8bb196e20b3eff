"""States of the three sections and of the charts' titles."""

from __future__ import annotations

from generator.language.states import bands, compare, needing, sign

crowded = bands("crowded.top_ten", "spy.top_ten", ((0.25, "spread"), (1 / 3, "heavy"), "crowded"))
year = needing(
    sign("record.year", "relative.rsp_spy.1y", shown=0.005),
    "rsp.total_return.1y",
    "spy.total_return.1y",
)
long_run = needing(sign("record.long_run", "since.gap"), "since.rsp", "since.spy", "start.month")
steadiness = compare("record.volatility", "rsp.volatility.10y", "spy.volatility.10y", shown=0.005)
fee = compare("price.fee", "rsp.fee", "spy.fee", shown=0.0001)
