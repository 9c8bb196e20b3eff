"""The story of a build: snapshot → verdicts → charts → pages, written aside and swapped in."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from generator.build.output import replace_site
from generator.charts.render import Drawer
from generator.core.cache import BuildCache
from generator.core.errors import Problem
from generator.core.inputs import site_keys

Progress = Callable[[str], None]
Warn = Callable[[Problem], None]
Files = dict[str, bytes]


def build(
    data: Path,
    content: Path,
    site: Path,
    as_of: str | None = None,
    progress: Progress = lambda step: None,
    warn: Warn = lambda problem: None,
) -> int:
    """Build the site and return its number of files; ``as_of`` is a month ``YYYY-MM`` or None.

    ``warn`` is given what may be a mistake, and stops nothing. A UserError holds every problem
    found; the site that stands is then untouched.
    """
    with Drawer() as drawer:
        cache = BuildCache(key := site_keys(data, content, as_of)[1])
        files = make_files(data, content, drawer, as_of, progress, cache, warn)
    from generator.build.steps import store_caches

    # If a text was edited while it was read, nobody knows what was made of which.
    store_caches(cache if site_keys(data, content, as_of)[1] == key else BuildCache(), files)
    progress("write")
    replace_site(site, files)
    return len(files)


def make_files(
    data: Path,
    content: Path,
    drawer: Drawer,
    as_of: str | None = None,
    progress: Progress = lambda step: None,
    cache: BuildCache | None = None,
    warn: Warn = lambda problem: None,
    *,
    rehearsal: bool = False,
) -> Files:
    """Return every file of a site by its path; ``cache`` is what builds of the same inputs made.

    A ``rehearsal`` leaves out what the data do not touch: fonts, and articles with other data.
    """
    from generator.build import steps

    progress("read")
    inputs = steps.read(data, content, as_of, cache or BuildCache(), warn, alone=rehearsal)
    progress("judge")
    editions = [steps.judge(article) for article in inputs.articles]
    progress("draw")
    drawn = [steps.begin_drawing(edition, inputs, drawer) for edition in editions]
    # After the drawing, which forks: a process should not be forked beside others' threads.
    cut = dict if rehearsal else steps.begin_fonts(content, inputs)
    progress("pages")
    files: Files = {}
    for edition, figures in zip(editions, drawn, strict=True):
        made = steps.pages(edition, inputs, figures, drawer)
        files |= {f"{edition.content.path}{path}": body for path, body in made.items()}
    return files | cut()
