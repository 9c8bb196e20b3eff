"""Where the site will stand: absolute addresses for search engines, feeds and shared cards."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from generator.core.errors import Problem, UserError
from generator.core.settings import Config


@dataclass(frozen=True, slots=True)
class Address:
    """The site's address; ``url`` and ``path`` (from the host's root) end with a slash."""

    url: str

    @property
    def path(self) -> str:
        """Return the part after the host, for pages that are served at any depth."""
        return urlsplit(self.url).path

    @property
    def host(self) -> str:
        """Return the host alone, for names that stay the same when a page moves."""
        return urlsplit(self.url).hostname or "localhost"

    def within(self, path: str) -> Address:
        """Return the address of a folder of the site; ``path`` is empty or ends with a slash."""
        return Address(self.url + path)

    def of(self, path: str) -> str:
        """Return the absolute address of a path within the site."""
        return self.url + path


def find_address(config: Config, environ: Mapping[str, str] = os.environ) -> Address:
    """Return the address: SITE_URL, else derived from GITHUB_REPOSITORY, else the article's.

    Raises:
        UserError: where one of the two is set to something that cannot be used.
    """
    if given := environ.get("SITE_URL", "").strip():
        return Address(_checked(given))
    if repository := environ.get("GITHUB_REPOSITORY", "").strip():
        owner, _, name = repository.partition("/")
        if not re.fullmatch(r"[\w-]+/[\w.-]+", repository):
            hint = "it must be owner/name"
            raise UserError(Problem(f"GITHUB_REPOSITORY is {repository!r}", hint=hint))
        host = f"{owner.lower()}.github.io"
        return Address(f"https://{host}/" if name.lower() == host else f"https://{host}/{name}/")
    return Address(config.site_url)


def _checked(given: str) -> str:
    parts = urlsplit(given)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.query or parts.fragment:
        hint = "it must be like https://example.org/report/"
        raise UserError(Problem(f"SITE_URL is {given!r}", hint=hint))
    return given if given.endswith("/") else f"{given}/"
