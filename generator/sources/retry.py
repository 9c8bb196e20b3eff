"""Patience with sources: pauses between requests, waits before another try, an overall deadline.

Every wait is scaled by one factor (``REFRESH_WAIT``), so that a test needs none of them.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeVar

T = TypeVar("T")

RATE_WAITS = (60.0, 180.0, 600.0)  # a limited client that asks again soon stays limited
SHORT_WAITS = (5.0, 15.0, 45.0)
REQUEST_TIMEOUT = 10.0  # seconds; none of the sources takes that long when it works
PAUSE = 0.8  # seconds between two requests to the same source
WORK_LIMIT = 200.0  # seconds of requests and computing that a whole refresh may take
WAIT_LIMIT = 1800.0  # seconds of waiting, scaled


class RateLimitedError(Exception):
    """The source says that it was asked too often."""


class BadDataError(Exception):
    """An answer that came whole and is wrong; asked anew, in case it was a passing fault."""


class FinalError(Exception):
    """An answer that asking again cannot change, such as "not found"."""


class DeadlineError(Exception):
    """The refresh as a whole has taken too long."""

    def __init__(self) -> None:
        super().__init__("the refresh has taken too long; its deadline has passed")


class GaveUpError(Exception):
    """A source failed for good; ``cause`` is the last failure."""

    def __init__(self, cause: Exception) -> None:
        self.cause = cause
        super().__init__(cause_text(cause))

    @property
    def rate_limited(self) -> bool:
        """Whether the source refuses to be asked at all for now."""
        return isinstance(self.cause, RateLimitedError)


def cause_text(error: Exception) -> str:
    """Describe a failure in one line; the type is said where the text alone would not tell."""
    text = " ".join(str(error).split())
    if isinstance(error, (BadDataError, RateLimitedError, FinalError, DeadlineError, GaveUpError)):
        return text
    return f"{type(error).__name__}: {text}"[:300] if text else type(error).__name__


@dataclass
class Pace:
    """When to ask, how long to wait, and when to stop; all times in seconds."""

    scale: float = 1.0
    sleep: Callable[[float], None] = time.sleep
    clock: Callable[[], float] = time.monotonic
    say: Callable[[str], None] = lambda text: None
    before_retry: Callable[[], None] = lambda: None
    request_timeout: float = REQUEST_TIMEOUT
    started: float = field(init=False)
    last_request: dict[str, float] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        self.started = self.clock()

    def remaining(self) -> float:
        """Return the seconds until the deadline; a DeadlineError once there are none."""
        left = self.started + WORK_LIMIT + self.scale * WAIT_LIMIT - self.clock()
        if left <= 0:
            raise DeadlineError
        return left

    def timeout(self) -> float:
        """Return how long the next request may take."""
        return min(self.request_timeout, self.remaining())

    def before_request(self, source: str) -> None:
        """Pause so that two requests to a source do not follow at once."""
        since = self.clock() - self.last_request.get(source, float("-inf"))
        if since < PAUSE * self.scale:
            self.sleep(PAUSE * self.scale - since)
        self.last_request[source] = self.clock()

    def call(self, what: str, ask: Callable[[], T], *, waits: int = 3) -> T:
        """Return ``ask()``, trying again after a failure; at most ``waits`` times for each kind.

        Raises:
            GaveUpError: when it failed once more than there are waits, or the time is up.
        """
        rate_waits, short_waits = iter(RATE_WAITS[:waits]), iter(SHORT_WAITS[:waits])
        while True:
            try:
                self.remaining()
                return ask()
            except (DeadlineError, FinalError) as error:
                raise GaveUpError(error) from error
            except Exception as error:  # a library may raise anything on a broken answer
                failure = error
            limited = isinstance(failure, RateLimitedError)
            wait = next(rate_waits if limited else short_waits, None)
            if wait is None or wait * self.scale >= self.remaining_or_zero():
                raise GaveUpError(failure) from failure
            self.say(f"{what}: {cause_text(failure)}; asking again in {wait * self.scale:.0f} s")
            self.sleep(wait * self.scale)
            self.before_retry()

    def remaining_or_zero(self) -> float:
        """Return the seconds until the deadline, 0 once it has passed."""
        try:
            return self.remaining()
        except DeadlineError:
            return 0.0
