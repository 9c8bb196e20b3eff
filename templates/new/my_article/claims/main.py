"""The claims, each with the rule that tests it at every build."""

from __future__ import annotations

from generator.claims.criteria import above, at_least, ladder, numbers
from generator.claims.model import Answered, Metrics
from generator.claims.registry import claim

GOOD = 0.07


# The section in which it stands; "V" for what is true at a time, "L" for what is claimed of all
# times; its group; the metrics that it cannot be judged without. Its texts are in text/claims.
@claim("start", "V", "main", "market.1y")
def a_good_year(m: Metrics) -> Answered:
    """Shares returned about seven per cent a year over a century; any gain is half of that."""
    (gain,) = numbers(m, "market.1y")
    return Answered(ladder(at_least(gain, GOOD), above(gain, 0.0)))
