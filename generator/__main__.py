"""The command line: ``python -m generator VERB``.

Whether there is anything to do is decided before anything heavy is imported.
"""

from __future__ import annotations

import argparse
import os
import signal
import sys
from pathlib import Path

from generator.core.errors import Problem, UserError, fault_in
from generator.core.inputs import ROOT


def main(arguments: list[str] | None = None) -> int:
    """Run one verb; return the exit status, after the messages of a user's error."""
    options = _parser().parse_args(arguments)
    try:
        try:
            _VERBS[options.verb](options)
        except Exception as error:
            told = fault_in(getattr(options, "content", ROOT / "content"), error)
            if isinstance(error, UserError) or told is None or sys.flags.dev_mode:
                raise
            raise told from error
    except UserError as error:
        for problem in error.problems:
            _say(f"error: {problem}")
        return error.exit_code
    except KeyboardInterrupt:
        return 130
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m generator")
    verbs = parser.add_subparsers(dest="verb", required=True)
    content, site = ROOT / "content", ROOT / "site"

    build = verbs.add_parser("build", help="build the site (offline)")
    build.add_argument("--data", type=Path, help="the snapshot (default: data/ of the content)")
    build.add_argument("--content", type=Path, default=content)
    build.add_argument("--site", type=Path, default=site)
    build.add_argument(
        "--as-of", metavar="YYYY-MM[-DD]", help="build the edition of a past month-end"
    )

    refresh = verbs.add_parser("refresh", help="fetch new data (needs the network)")
    refresh.add_argument("--data", type=Path, help="the snapshot (default: data/ of the content)")
    refresh.add_argument("--content", type=Path, default=content)
    refresh.add_argument("--obtained", help="what lock.json says of how the data was obtained")
    refresh.add_argument(
        "--summary", type=Path, metavar="FILE", help="write what moved to FILE, in Markdown"
    )

    new = verbs.add_parser("new", help="make a new article beside the first")
    new.add_argument("name", help="its name, as in addresses: bond-yields")
    new.add_argument("--content", type=Path, default=content)

    check = verbs.add_parser("check", help="audit a built site")
    check.add_argument("--site", type=Path, default=site)

    serve = verbs.add_parser("serve", help="preview on this machine, rebuilt on every change")
    serve.add_argument("--content", type=Path, default=content)
    serve.add_argument("--port", type=_port, default=8000)
    return parser


def _port(text: str) -> int:
    """Return the number of a port, 0 for any that is free; argparse tells what it is not."""
    if text.isdecimal() and int(text) < 65536:
        return int(text)
    raise argparse.ArgumentTypeError(f"{text} is not a number from 0 to 65535")


def _build(options: argparse.Namespace) -> None:
    from generator.core.inputs import is_current, mark_current, site_keys

    content: Path = options.content
    data: Path = options.data or _data_of(content)
    key, _ = site_keys(data, content, options.as_of)
    if is_current(options.site, key):
        _say(f"{options.site}: nothing has changed")
        return
    from generator.build.output import check_writable

    check_writable(options.site)
    from generator.build.pipeline import build
    from generator.core.progress import show_progress

    warnings: list[Problem] = []
    with show_progress() as progress:
        count = build(data, content, options.site, options.as_of, progress, warnings.append)
    for warning in warnings:
        _say(f"warning: {warning}")
    mark_current(options.site, key)
    _say(f"{options.site}: {count} files")


def _data_of(content: Path) -> Path:
    """Return where an article's data lie; the build tells what is wrong with its settings."""
    if (content / "data").is_dir():
        return content / "data"  # known without a library
    from generator.core.settings import data_folder

    try:
        return data_folder(content)
    except UserError:
        return content / "data"


def _refresh(options: argparse.Namespace) -> None:
    from generator.refresh.articles import refresh_all

    refresh_all(options.content, options.data, options.obtained, options.summary, _say)


def _new(options: argparse.Namespace) -> None:
    from datetime import UTC, datetime

    from generator.content.scaffold import new_article

    place = new_article(options.content, options.name, datetime.now(UTC).date())
    _say(f"{place}: an article that builds; docs/own-article.md says how to make it yours")


def _check(options: argparse.Namespace) -> None:
    from generator.build.audit import audit

    try:
        audit(options.site, _print)
        sys.stdout.flush()
    except BrokenPipeError:
        # Who read the table has seen enough; without this Python complains once more at its end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(128 + signal.SIGPIPE)


def _serve(options: argparse.Namespace) -> None:
    from generator.build.preview import serve

    serve(options.content, options.port)


def _say(text: str) -> None:
    print(text, file=sys.stderr)  # noqa: T201 - a verb's messages


def _print(text: str) -> None:
    print(text)  # noqa: T201 - a verb's output


_VERBS = {"build": _build, "refresh": _refresh, "check": _check, "new": _new, "serve": _serve}

if __name__ == "__main__":
    sys.exit(main())
