"""``content/published.toml`` as it is written: the pydantic model of one of its tables."""

from __future__ import annotations

import math
import re
from pathlib import Path
from types import MappingProxyType
from typing import Annotated, Any, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationError,
    model_validator,
)

from generator.core.errors import Problem, UserError, nearest_hint
from generator.core.toml import TomlFile, problems_of, read_toml
from generator.snapshot.fact import Fact, Quality, last_day

_HANGUL = re.compile(r"[\u1100-\u11ff\u3130-\u318f\uac00-\ud7af]")


def _words(text: str) -> str:
    if not text.strip():
        raise ValueError("is empty")
    return text


def _no_hangul(text: str) -> str:
    if _HANGUL.search(text):
        raise ValueError("holds Hangul: romanise names, or name them per language (ko, en)")
    return text


def _number_or_text(value: Any) -> Any:
    if isinstance(value, str):
        return _no_hangul(value)
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise ValueError(f"{value!r} is not a number")
    return value


def _partial_date(value: Any) -> Any:
    try:
        if not re.fullmatch(r"\d{4}(-\d{2}){0,2}", value):
            raise ValueError
        last_day(value)
    except (TypeError, ValueError):
        raise ValueError(f"{value} is not YYYY, YYYY-MM or YYYY-MM-DD") from None
    return value


def _by_language(texts: dict[str, str]) -> dict[str, str]:
    wrong = [code for code, text in texts.items() if code != "ko" and _HANGUL.search(text)]
    if wrong:
        raise ValueError(f"{', '.join(wrong)} holds Hangul: romanise names")
    return texts


def _source(value: Any) -> Any:
    """Return a source's names by language; one name alone holds for all."""
    if isinstance(value, dict):
        if "en" not in value:
            raise ValueError("has no name for other languages: add en")
        return value
    return {"": _no_hangul(value)} if isinstance(value, str) else value


PartialDate = Annotated[str, BeforeValidator(_partial_date)]
Words = Annotated[str, AfterValidator(_words)]
Texts = Annotated[dict[str, Words], AfterValidator(_by_language), Field(min_length=1)]


class WrittenFact(BaseModel):
    """One table of the file; what the keys mean stands at ``Fact``."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    subject: str
    value: Annotated[Any, BeforeValidator(_number_or_text)]
    unit: Literal["ratio", "pp", "multiple", "usd", "count", "krw", "date", "text"]
    source: Annotated[Texts, BeforeValidator(_source)]
    url: Annotated[str, Field(pattern="^https?://")]
    quality: Quality
    statement: Texts
    as_of: PartialDate | None = None
    published_on: PartialDate | None = None
    caveat: Texts = Field(default_factory=dict)
    event: bool = False
    role: str | None = None
    group: str | None = None
    years: int | None = None
    long_run: bool = False

    @model_validator(mode="after")
    def _value_fits_unit(self) -> WrittenFact:
        written = isinstance(self.value, str)
        if self.unit in ("date", "text"):
            if not written:
                raise ValueError(f"a {self.unit} must be written as text")
            if self.unit == "date":
                _partial_date(self.value)
        elif written:
            raise ValueError(f"value {self.value!r} is not a number")
        return self

    def fact(self, name: str) -> Fact:
        """Return the fact of this table."""
        names = MappingProxyType(self.source)
        values = self.model_dump() | {
            "source": names.get("", names.get("en", "")),
            "source_names": MappingProxyType({}) if "" in names else names,
            "statement": MappingProxyType(self.statement),
            "caveat": MappingProxyType(self.caveat),
        }
        return Fact(id=name, **values)


def read_facts(path: Path) -> tuple[Fact, ...]:
    """Return the facts in the order of the file.

    Raises:
        UserError: with every problem in it, each with file, line and key.
    """
    file = read_toml(path)
    problems: list[Problem] = []
    facts: list[Fact] = []
    for name, table in file.data.items():
        try:
            facts.append(WrittenFact.model_validate(table).fact(name))
        except ValidationError as error:
            problems += _problems(file, name, error)
    if problems:
        raise UserError(problems)
    return tuple(facts)


def _problems(file: TomlFile, name: str, error: ValidationError) -> list[Problem]:
    found = problems_of(file, error, lambda path: (name, *path))
    unknown = [each["loc"][0] for each in error.errors() if each["type"] == "extra_forbidden"]
    hints = {f"{name}.{key}": nearest_hint(str(key), WrittenFact.model_fields) for key in unknown}
    return [
        Problem(each.message, each.file, each.line, each.id, hints.get(str(each.id), each.hint))
        for each in found
    ]
