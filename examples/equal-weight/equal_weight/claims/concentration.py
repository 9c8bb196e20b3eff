"""Is the index crowded at its top, and does equal weight spread it?"""

from __future__ import annotations

from generator.claims.criteria import at_least, at_most, ladder, numbers
from generator.claims.model import Answered, Metrics
from generator.claims.registry import claim, undecidable

TECHNOLOGY = "sector.technology"


@claim("crowded", "V", "concentration", "spy.top_ten")
def ten_hold_a_third(m: Metrics) -> Answered:
    """A third is what is claimed; a quarter was the most of the years from 1990 to 2019."""
    (weight,) = numbers(m, "spy.top_ten")
    return Answered(ladder(at_least(weight, 1 / 3), at_least(weight, 0.25)))


@claim("crowded", "L", "concentration", "rsp.top_ten")
def spreads_evenly(m: Metrics) -> Answered:
    """Ten of 500 equal shares are 2 %; between two resets the winners may grow to twice that."""
    (weight,) = numbers(m, "rsp.top_ten")
    return Answered(ladder(at_most(weight, 0.04), at_most(weight, 0.10)))


@claim("crowded", "V", "concentration", f"spy.{TECHNOLOGY}", f"rsp.{TECHNOLOGY}")
def less_technology(m: Metrics) -> Answered:
    """Ten points of weight move a fund's year; five are seen."""
    index, equal = numbers(m, f"spy.{TECHNOLOGY}", f"rsp.{TECHNOLOGY}")
    return Answered(ladder(at_least(index - equal, 0.10), at_least(index - equal, 0.05)))


crowding_ends_badly = undecidable("crowding_ends_badly", "crowded", "L", "concentration")
