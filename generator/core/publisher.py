"""Who publishes: nobody may go online as the example by mistake."""

from __future__ import annotations

import os
from collections.abc import Mapping

from generator.core.errors import Problem, UserError
from generator.core.settings import Config

EXAMPLE_AUTHOR = "Small Caps, Rechecked"
EXAMPLE_ADDRESS = "https://github.com/example/small-caps-rechecked/issues"
EXAMPLE_DISCLOSURES = (
    "이 글을 만든 사람은 글에 나오는 상품을 보유하고 있지 않아요.",
    "The publisher holds none of the funds discussed here.",
)
"""What article.toml says before anybody has made the report theirs."""


def report_address(config: Config, environ: Mapping[str, str] = os.environ) -> str:
    """Return where readers report an error.

    It is what the settings say; while that is the example's, the issues of the repository that
    builds, where one is known.
    """
    repository = environ.get("GITHUB_REPOSITORY", "").strip()
    if config.report_url == EXAMPLE_ADDRESS and repository:
        return f"https://github.com/{repository}/issues"
    return config.report_url


def check_publisher(config: Config, environ: Mapping[str, str] = os.environ) -> None:
    """Stop a build on GitHub that would publish under the example's name.

    Raises:
        UserError: one problem that names every setting that is still the example's.
    """
    if environ.get("GITHUB_ACTIONS") != "true":
        return
    still = {
        "author": config.author.strip() == EXAMPLE_AUTHOR,
        "holdings_disclosure": any(
            text.strip() in EXAMPLE_DISCLOSURES for text in config.holdings_disclosure.values()
        ),
        "report_url": report_address(config, environ) == EXAMPLE_ADDRESS,
    }
    if names := [name for name, found in still.items() if found]:
        raise UserError(
            Problem(
                f"say who publishes: {', '.join(names)} {'is' if len(names) == 1 else 'are'} "
                "still the example's, and the site would go online under it",
                file=str(config.path),
                hint="README.md, “Publish on GitHub Pages”, says where and what to write",
            )
        )
