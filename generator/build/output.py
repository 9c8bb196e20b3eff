"""Putting a site in place: written aside, then swapped in whole, so nobody sees half of it."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from generator.core.errors import Problem, UserError


def check_writable(site: Path) -> None:
    """Check before any work that a site can be written to a place.

    Raises:
        UserError: where the place cannot be written to, or is no folder of ours.
    """
    site = site.resolve()  # of a link, what it leads to
    _refuse_strangers(site)
    parent = _standing(site.parent)
    if not parent.is_dir() or not os.access(parent, os.W_OK | os.X_OK):
        raise UserError(Problem(f"cannot be written: {parent} takes no files", str(site)))


def replace_site(site: Path, files: dict[str, bytes]) -> None:
    """Write the files beside the site and swap the folders; on any error the old site stays.

    Raises:
        UserError: where the place cannot be written to, or is no folder of ours.
    """
    site = site.resolve()
    _refuse_strangers(site)
    aside = site.parent / f".site-{site.name}-{os.getpid()}"
    old = site.parent / f".site-{site.name}-{os.getpid()}-old"
    standing = _standing(site.parent)
    try:
        _clean(site)
        for path, content in sorted(files.items()):
            target = aside / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content)
        if site.exists():
            site.rename(old)
        try:
            aside.rename(site)
        except OSError:
            if old.exists():
                old.rename(site)
            raise
    except OSError as error:
        raise UserError(Problem(f"cannot be written: {error.strerror}", str(site))) from None
    finally:
        shutil.rmtree(aside, ignore_errors=True)
        shutil.rmtree(old, ignore_errors=True)
        _leave(site.parent, standing)


def _standing(folder: Path) -> Path:
    """Return the folder, or the nearest one above it that is there."""
    while not folder.exists() and folder != folder.parent:
        folder = folder.parent
    return folder


def _leave(folder: Path, standing: Path) -> None:
    """Remove the empty folders that were made on the way to a site that never came."""
    while folder != standing and folder.is_relative_to(standing):
        try:
            folder.rmdir()
        except OSError:
            return  # the site stands in it, or it was never made
        folder = folder.parent


def _refuse_strangers(site: Path) -> None:
    """Refuse to replace a folder that is not a built site: a slip of --site must not delete it."""
    if not site.exists():
        return
    if not site.is_dir() or (any(site.iterdir()) and not (site / "data/metrics.json").exists()):
        hint = "name an empty folder, or one that holds a built site"
        raise UserError(Problem("is not a built site, so it is not replaced", str(site), hint=hint))


def _clean(site: Path) -> None:
    """Remove what builds that were killed left behind; a swap cut in half is undone."""
    for path in sorted(site.parent.glob(f".site-{site.name}-*")):
        pid = path.name.removesuffix("-old").rpartition("-")[2]
        if not pid.isdigit() or _alive(int(pid)):
            continue
        if path.name.endswith("-old") and not site.exists():
            path.rename(site)
        else:
            shutil.rmtree(path, ignore_errors=True)


def _alive(pid: int) -> bool:
    """Return whether a process with this number exists, this one not counted."""
    if pid == os.getpid():
        return False
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True
