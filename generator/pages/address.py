"""Where the site will stand: absolute addresses for search engines, feeds and shared cards.

What a feed calls its entries must outlive an address: it begins with the repository's own name.
"""

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
    """The site's address; ``url`` and ``path`` (from the host's root) end with a slash.

    ``tag`` begins the names of entries in feeds (RFC 4151). It says which repository and which of
    its articles they are of, and stays when the site moves to another host.
    """

    url: str
    tag: str = "tag:localhost,2025:"

    @property
    def path(self) -> str:
        """Return the part after the host, for pages that are served at any depth."""
        return urlsplit(self.url).path

    def within(self, path: str) -> Address:
        """Return the address of a folder of the site; ``path`` is empty or ends with a slash."""
        return Address(self.url + path, self.tag + path)

    def of(self, path: str) -> str:
        """Return the absolute address of a path within the site."""
        return self.url + path


def find_address(config: Config, environ: Mapping[str, str] = os.environ) -> Address:
    """Return the address: SITE_URL, else derived from GITHUB_REPOSITORY, else the article's.

    Raises:
        UserError: where one of the two is set to something that cannot be used.
    """
    own = _own_page(environ) or config.site_url
    given = environ.get("SITE_URL", "").strip()
    return Address(_checked(given) if given else own, config.feed_tag or _tag(own))


def _own_page(environ: Mapping[str, str]) -> str | None:
    """Return the address that GitHub gives to the repository's page; None outside of GitHub."""
    repository = environ.get("GITHUB_REPOSITORY", "").strip()
    if not repository:
        return None
    if not re.fullmatch(r"[\w-]+/[\w.-]+", repository):
        hint = "it must be owner/name"
        raise UserError(Problem(f"GITHUB_REPOSITORY is {repository!r}", hint=hint))
    owner, _, name = repository.partition("/")
    host = f"{owner.lower()}.github.io"
    return f"https://{host}/" if name.lower() == host else f"https://{host}/{name}/"


def _tag(page: str) -> str:
    """Return how tag URIs begin: whose page, since when, and which of their pages."""
    parts = urlsplit(page)
    return f"tag:{parts.hostname or 'localhost'},2025:{parts.path.lstrip('/')}"


def _checked(given: str) -> str:
    parts = urlsplit(given)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.query or parts.fragment:
        hint = "it must be like https://example.org/report/"
        raise UserError(Problem(f"SITE_URL is {given!r}", hint=hint))
    return given if given.endswith("/") else f"{given}/"
