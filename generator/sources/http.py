"""Plain downloads from public servers, by a client that says who it is."""

from __future__ import annotations

import time
from contextlib import suppress
from queue import Empty, Queue
from threading import Thread

import requests
from urllib3.exceptions import ProtocolError

from generator.sources.retry import FinalError, Pace, RateLimitedError

HOSTS = (
    "https://fred.stlouisfed.org/", "https://query2.finance.yahoo.com/", "https://www.ishares.com/",
)  # fmt: skip
PROBE_TIMEOUT = 3.0  # seconds to connect, and as many to answer
PROBE_LIMIT = 7.0  # seconds, looking names up included
USER_AGENT = "small-caps-rechecked/1.0 (weekly refresh of public data; python-requests)"


class Downloads:
    """One HTTP session for FRED, Ken French's library and iShares."""

    def __init__(self, pace: Pace) -> None:
        """Take what paces the requests."""
        self._pace = pace
        self._session = requests.Session()
        self._session.headers["User-Agent"] = USER_AGENT

    def any_answers(self) -> bool:
        """Whether there is a network at all: any answer, even an error's, of any source."""
        answers: Queue[bool] = Queue()
        for host in HOSTS:
            # A name that is looked up in vain may take half a minute, and nothing ends that.
            Thread(target=self._tell, args=(host, answers), daemon=True).start()
        end = time.monotonic() + PROBE_LIMIT
        with suppress(Empty):
            return any(answers.get(timeout=max(0.0, end - time.monotonic())) for _ in HOSTS)
        return False

    def _tell(self, host: str, answers: Queue[bool]) -> None:
        reached = False
        with suppress(Exception):  # whatever a broken network raises is no answer
            reached = self._answers(host)
        answers.put(reached)

    def _answers(self, host: str) -> bool:
        try:
            requests.get(
                host, timeout=PROBE_TIMEOUT, stream=True, headers=dict(self._session.headers)
            ).close()
        except requests.ConnectionError as error:
            # A host that hangs up was reached; one that cannot be connected to was not.
            return any(isinstance(each, ProtocolError) for each in error.args)
        return True

    def get(self, source: str, address: str) -> bytes:
        """Return the body of an answer with status 200.

        Raises:
            RateLimitedError: for status 429.
            FinalError: where asking again is pointless (400, 404, 410).
            requests.RequestException: for any other failure.
        """
        self._pace.before_request(source)
        response = self._session.get(address, timeout=self._pace.timeout())
        status = f"HTTP {response.status_code}"
        if response.status_code == 429:
            raise RateLimitedError(f"{status}, asked too often")
        if response.status_code in (400, 404, 410):
            raise FinalError(f"{status} for {address}")
        if response.status_code != 200:
            raise requests.HTTPError(status)
        return response.content
