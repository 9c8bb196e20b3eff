"""Deciding from content hashes alone whether a build would change anything; standard library only.

The stamp of a site names all that went into it and the state of its files. It lives in the cache
beside the generator, so it may be deleted at any time; a wrong or torn one only costs a build.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import sys
import sysconfig
import tomllib
from collections.abc import Iterable, Mapping
from pathlib import Path

from generator.core.errors import Problem, UserError
from generator.core.files import write_file

ROOT = Path(__file__).resolve().parent.parent.parent
CACHE = ROOT / ".cache"
KEEP = 24
"""Stamps kept, the latest used; each belongs to one site folder."""

_ENVIRONMENT = ("SITE_URL", "GITHUB_REPOSITORY", "GITHUB_ACTIONS")
_IGNORED = ("__pycache__",)
SECTION = re.compile(r"(^|/)\d{3}-[^/]*\.md$")
"""What a section's file is named like."""


def site_keys(data: Path, content: Path, as_of: str | None) -> tuple[str, str]:
    """Return the hashes of all that a site is made from, and of all but the sections' texts.

    The names of sections count in both: whether a page of the dossier exists follows from them.
    """
    # The data usually lies in the content; naming it twice would only hash it twice.
    inside = data.resolve().is_relative_to(content.resolve())
    more = [*base_folders(content), *([] if inside else [data])]
    folders = [content, ROOT / "generator", ROOT / "templates", *more]
    found = [(folder, digests(folder)) for folder in folders]
    arguments = {"as_of": as_of or "", "data": str(inside)}
    others = [
        [
            (name, b"" if folder == content and SECTION.search(name) else digest)
            for name, digest in digests
        ]
        for folder, digests in found
    ]
    return inputs_key([digests for _, digests in found], arguments), inputs_key(others, arguments)


def base_folders(content: Path) -> list[Path]:
    """Return the folders outside of ``content`` whose settings and texts its articles take over."""
    found = []
    for settings in (content / "article.toml", *sorted(content.glob("*/article.toml"))):
        try:
            named = tomllib.loads(settings.read_text("utf-8")).get("extends")
        except (OSError, ValueError):
            continue  # the build tells what is wrong with it
        folder = settings.parent / named if isinstance(named, str) else settings.parent.parent
        if (folder / "article.toml").is_file() and folder.resolve() != content.resolve():
            found.append(folder)
    return list(dict.fromkeys(found))


def inputs_key(folders: Iterable[Iterable[tuple[str, bytes]]], arguments: Mapping[str, str]) -> str:
    """Return a hash of folders' files by name, of versions, address and arguments."""
    digest = hashlib.sha256()
    facts = {name: os.environ.get(name, "") for name in _ENVIRONMENT} | dict(arguments)
    digest.update(json.dumps([sys.version, versions(), facts], sort_keys=True).encode())
    for folder in folders:
        digest.update(b"\0folder\0")
        for name, content in folder:
            digest.update(name.encode() + b"\0" + content)
    return digest.hexdigest()


def digests(folder: Path) -> list[tuple[str, bytes]]:
    """Return the name and the hash of every file below a folder, by name.

    Raises:
        UserError: where one of them is no plain file or cannot be read.
    """
    found = []
    for name, path in files_below(folder):
        try:
            if not path.is_file():  # a pipe would be waited for; a link may lead nowhere
                raise UserError(Problem("is not a plain file", file=str(path)))
            found.append((name, hashlib.sha256(path.read_bytes()).digest()))
        except OSError as error:
            raise UserError(Problem(f"cannot be read: {error.strerror}", file=str(path))) from None
    return found


def versions() -> list[str]:
    """Return the installed packages with their versions, without importing any."""
    try:
        names = [path.name for path in Path(sysconfig.get_path("purelib")).iterdir()]
    except OSError:
        return []
    return sorted(name for name in names if name.endswith(".dist-info"))


def is_editors(name: str) -> bool:
    """Return whether a file is an editor's own: a lock, a swap file, a copy of what was before."""
    return name.startswith((".", "#")) or name.endswith(("~", ".swp", ".tmp", "___jb_tmp___"))


def files_below(folder: Path) -> list[tuple[str, Path]]:
    """Return (relative name, path) of every file below a folder, by name."""
    found = []
    for base, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if name not in _IGNORED)
        for name in names:
            if is_editors(name):
                continue
            path = Path(base, name)
            found.append((path.relative_to(folder).as_posix(), path))
    return sorted(found)


def site_state(site: Path) -> str | None:
    """Return a hash of the names, sizes and times of a site's files; None where there is none."""
    if not site.is_dir():
        return None
    digest = hashlib.sha256()
    for name, path in files_below(site):
        status = path.stat()
        digest.update(f"{name}\0{status.st_size}\0{status.st_mtime_ns}\n".encode())
    return digest.hexdigest()


def is_current(site: Path, key: str) -> bool:
    """Return whether the site was built from these inputs and has not been touched since."""
    stored = _read().get(str(site.resolve()))
    return stored is not None and stored == [key, site_state(site)]


def mark_current(site: Path, key: str) -> None:
    """Store that the site as it stands was built from these inputs."""
    stamps = _read()
    name = str(site.resolve())
    stamps.pop(name, None)
    stamps[name] = [key, site_state(site) or ""]
    latest = dict(list(stamps.items())[-KEEP:])
    try:
        write_file(CACHE / "stamps.json", json.dumps(latest).encode())
    except OSError:
        return  # a folder that cannot be written to builds every time


def _read() -> dict[str, list[str]]:
    """Return the stored stamps; none where the file is absent or torn."""
    try:
        data = json.loads((CACHE / "stamps.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return data if isinstance(data, dict) else {}
