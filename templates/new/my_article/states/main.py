"""Words that the data choose: a text has a branch for each of a state's values."""

from __future__ import annotations

from generator.language.states import sign

year = sign("start.year", "market.1y", shown=0.005)  # half a per cent either way is flat
