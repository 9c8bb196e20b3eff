"""Why a metric is missing, in words: the texts of a language by the reason's code."""

from __future__ import annotations

import re
from collections.abc import Mapping

from generator.core.errors import Problem, UserError
from generator.core.model import Reason

_PLACE = re.compile(r"\{\{ *(\w+) *\}\}")


def placeholders(text: str) -> set[str]:
    """Return the names that a reason's text expects."""
    return set(_PLACE.findall(text))


def reason_text(reasons: Mapping[str, str], reason: Reason) -> str:
    """Return a reason in words; a UserError for a code or a name without text."""
    text = reasons.get(reason.code)
    if text is None:
        raise UserError(Problem("this reason has no text", id=f"reasons.{reason.code}"))
    lacking = placeholders(text) - reason.params.keys()
    if lacking:
        message = f"the text expects {', '.join(sorted(lacking))}"
        raise UserError(Problem(message, id=f"reasons.{reason.code}"))
    return _PLACE.sub(lambda match: reason.params[match[1]], text)
