"""Checks of a section as Markdown: its headings, links, pictures and accidental code blocks."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from pathlib import Path

from generator.core.errors import Problem, nearest_hint
from generator.language.texts import Section

_LINK = re.compile(r"(!?)\[((?:\{\{.*?\}\}|[^\[\]])*)\]\(\s*([^()\s]*)[^()]*\)", re.DOTALL)
_LIST = re.compile(r"\s*(?:[-+*:]|\d+\.)\s")
_HEADING_ID = re.compile(r"\s*\{#[^{}]*\}\s*$")
_ELSEWHERE = re.compile(r"[a-z][\w+.-]*:|//")


def check_section(section: Section, assets: Path) -> Iterator[Problem]:
    """Yield what is wrong with the Markdown; ``assets`` is the folder of the site's own files."""
    source = section.text.source
    for level, id, line in section.headings:
        title = _HEADING_ID.sub("", source.split("\n")[line - 1].lstrip("#")).strip()
        if not id:
            message = f"a heading of level {level} has no id"
            yield section.text.problem(message, line, "end it with {#its-id}")
        if not title:
            yield section.text.problem(f"a heading of level {level} has no words", line)
    for found in _LINK.finditer(source):
        line = source.count("\n", 0, found.start()) + 1
        is_picture, label, target = found.groups()
        if not label.strip():
            what = "picture has no description" if is_picture else "link has no words"
            yield section.text.problem(f"a {what}: {target}", line, "put it between the brackets")
        if is_picture and not _is_asset(target, assets):
            hint = "charts are drawn: {{ chart(…) }}; files of the site lie in templates/assets/"
            yield section.text.problem(f"there is no picture {target}", line, hint)
    yield from _code_blocks(section)


def dead_anchors(section: Section, known: Collection[str]) -> Iterator[Problem]:
    """Yield links within the page to places that it does not have."""
    source = section.text.source
    for found in _LINK.finditer(source):
        target = found[3]
        if target.startswith("#") and target[1:] not in known and not found[1]:
            line = source.count("\n", 0, found.start()) + 1
            message = f"the page has no place {target}"
            yield section.text.problem(message, line, nearest_hint(target[1:], known))


def _is_asset(target: str, assets: Path) -> bool:
    if _ELSEWHERE.match(target) or not target.startswith("assets/"):
        return False
    path = (assets / target.removeprefix("assets/")).resolve()
    return path.is_file() and path.is_relative_to(assets.resolve())


def _code_blocks(section: Section) -> Iterator[Problem]:
    """Yield lines that Markdown would show as code, because they are indented after a blank one."""
    in_list, after_blank = False, True
    for number, row in enumerate(section.text.source.split("\n"), 1):
        if not row.strip():
            after_blank = True
            continue
        indented = row.startswith(("\t", "    "))
        if not indented:
            in_list = bool(_LIST.match(row)) or (in_list and row[:1].isspace())
        elif after_blank and not in_list:
            message = "a line that begins with a tab or four spaces would be shown as code"
            yield section.text.problem(message, number, "begin it at the margin")
        after_blank = False
