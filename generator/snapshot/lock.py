"""``lock.json``: what vouches for the files of a snapshot, read and checked."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, ConfigDict, ValidationError

from generator.core.errors import Problem, UserError
from generator.snapshot import schema as schema

RESTORE = "restore it from version control, or move the folder away and run `make refresh`"


def _month(text: str) -> str:
    date.fromisoformat(f"{text}-01")
    return text


def _day(text: str) -> str:
    date.fromisoformat(text)
    return text


def _file(name: str) -> str:
    if not schema.is_known(name):
        raise ValueError(f"{name!r} is not a file of a snapshot")
    return name


Day = Annotated[str, AfterValidator(_day)]


class _Entry(BaseModel):
    """What must be said of a file; more may be."""

    model_config = ConfigDict(extra="allow", strict=True)

    sha256: str
    retrieved_at: Day
    confirmed_as_of: Day


class _Lock(BaseModel):
    """What must be said of the whole."""

    model_config = ConfigDict(extra="allow", strict=True)

    as_of: Day
    month_end: Annotated[str, AfterValidator(_month)]
    files: dict[Annotated[str, AfterValidator(_file)], _Entry]


def read_lock(path: Path, data: bytes) -> Mapping[str, Any]:
    """Return the lock; without it nothing else can be checked.

    Raises:
        UserError: with all that is wrong with it.
    """
    try:
        lock = json.loads(data)
    except (ValueError, RecursionError) as error:
        raise UserError(Problem(f"not JSON: {error}", file=str(path), hint=RESTORE)) from None
    texts = list(_problems(lock))
    if texts:
        raise UserError([Problem(text, file=str(path), hint=RESTORE) for text in texts])
    return dict(lock)


def _problems(lock: Any) -> list[str]:
    if not isinstance(lock, dict):
        return ["not an object"]
    if lock.get("schema") != schema.SCHEMA:
        return [f"schema {lock.get('schema')!r} is not {schema.SCHEMA}"]
    try:
        _Lock.model_validate(lock)
    except ValidationError as error:
        return [f"{'.'.join(map(str, each['loc']))}: {each['msg']}" for each in error.errors()]
    return []
