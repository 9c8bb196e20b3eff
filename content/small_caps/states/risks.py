"""States of the section on risks: the weight of loss-makers."""

from __future__ import annotations

from generator.language.states import compare

losses_weight = compare("risks.losses_weight", "losses.r2000.weight", "losses.r2000.share")
