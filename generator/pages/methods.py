"""The methods page: every number's definition, window, date and source, and the data files."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

from markupsafe import Markup

from generator.content.edition import Edition
from generator.core.model import Metric, Missing
from generator.core.settings import Config
from generator.language.renderer import Renderer, anchor
from generator.metrics import Family, families
from generator.pages import numbers
from generator.pages.frame import Frame, Page
from generator.snapshot import accepted
from generator.snapshot.published import Fact

_ENTRIES = ("published",)
"""Families whose members have entries of their own instead of rows."""


def methods(frame: Frame, edition: Edition, lang: str) -> tuple[Page, str]:
    """Return the methods page of a language."""
    bare = edition.words(lang)
    page = frame.page(bare, "methods")
    words = edition.words(lang, link_base=page.home)
    lock = edition.view.snapshot.lock
    html = frame.render(
        "methods.html",
        page,
        words,
        intro=words.html(frame.content.text("methods", lang, "body")),
        families=list(_families(frame, edition, words)),
        facts=list(_facts(frame, edition, words)),
        files=[_file(words, name, entry) for name, entry in sorted(lock["files"].items())],
        flags=[_flag(frame, words, flag) for flag in lock.get("flags", [])],
        accepted=list(_accepted(frame, edition, words)),
        built_from=edition.view.built_from,
    )
    return page, html


def _families(frame: Frame, edition: Edition, words: Renderer) -> Iterator[dict[str, Any]]:
    """Yield the families that have members, in the order of the registry."""
    members: dict[str, list[Metric | Missing]] = {}
    for each in edition.metrics.all():
        members.setdefault(each.family, []).append(each)
    config = edition.content.config
    declared = {family.name: family for family in families(config.package)}
    for name, found in members.items():
        if name not in _ENTRIES:
            yield _family(words, name, declared.get(name), found, config)


def _family(
    words: Renderer,
    name: str,
    family: Family | None,
    members: list[Metric | Missing],
    config: Config,
) -> dict[str, Any]:
    def said(key: str) -> str | None:
        text = words.wording.get("definitions", f"families.{name}.{key}")
        return words.plain(text) if text else None

    first = next((each for each in members if isinstance(each, Metric)), None)
    formula = family.formula_of(config) if family else (first.formula if first else "")
    return {
        "id": name.replace("_", "-"),
        "title": said("title") or name,
        "definition": said("definition"),
        "formula": formula if name != "change" else "",
        "rows": [_row(words, each) for each in members],
    }


def _row(words: Renderer, metric: Metric | Missing) -> dict[str, Any]:
    row: dict[str, Any] = {
        "id": metric.id,
        "anchor": anchor(metric.id),
        "label": words.label(metric),
        "missing": None,
    }
    if isinstance(metric, Missing):
        return row | {"missing": words.reason(metric.reason)}
    return row | {
        "value": numbers.data(words, metric),
        "window": words.format.window(metric.window) if metric.window else "",
        "as_of": words.format.date(metric.as_of),
        "source": words.sources(metric.sources),
    }


def _facts(frame: Frame, edition: Edition, words: Renderer) -> Iterator[dict[str, Any]]:
    """Yield every published fact, known at this date or not."""
    whole = edition.view.snapshot.published
    known = edition.view.published
    for fact in whole.facts if whole else ():
        entry: dict[str, Any] = {
            "id": f"published.{fact.id}",
            "anchor": anchor(f"published.{fact.id}"),
        }
        if known is None or fact.id not in known:
            missing = frame.plain(words, "methods.published_missing")
            yield entry | {
                "statement": missing,
                "value": "",
                "source": "",
                "date": "",
                "caveat": "",
            }
            continue
        lang = words.language.code
        yield entry | {
            "statement": fact.statement[lang],
            "value": _value(edition, words, fact),
            "source": Markup('<a href="{}">{}</a>').format(fact.url, fact.source_in(lang)),
            "date": _dates(frame, words, fact),
            "caveat": fact.caveat.get(lang, ""),
        }


def _value(edition: Edition, words: Renderer, fact: Fact) -> Any:
    if fact.metric_unit is None:
        return str(fact.value)
    metric = edition.metrics.get(f"published.{fact.id}")
    return numbers.data(words, metric) if isinstance(metric, Metric) else str(fact.value)


def _dates(frame: Frame, words: Renderer, fact: Fact) -> str:
    parts = []
    if fact.as_of:
        parts.append(frame.plain(words, "methods.as_of_day", day=words.format.date(fact.as_of)))
    if fact.published_on:
        day = words.format.date(fact.published_on)
        parts.append(frame.plain(words, "methods.published_on", day=day))
    return ", ".join(parts) or frame.plain(words, "methods.undated")


def _file(words: Renderer, name: str, entry: dict[str, Any]) -> dict[str, Any]:
    first, last = entry.get("first"), entry.get("last")
    return {
        "name": name,
        "source": entry.get("source", ""),
        "addresses": _addresses(str(entry.get("address", ""))),
        "range": f"{first} – {last}" if first else "",
        "retrieved": words.format.date(entry["retrieved_at"]),
        "confirmed": words.format.date(entry["confirmed_as_of"]),
        "obtained": entry.get("obtained", ""),
        "sha256": entry["sha256"],
    }


def _addresses(text: str) -> list[str]:
    """Return the web addresses in a source's address field, safe as links."""
    found = (part.strip() for part in text.split(" ; "))
    return [quote(each, safe=":/?&=%,+~#") for each in found if each.startswith("http")]


def _accepted(frame: Frame, edition: Edition, words: Renderer) -> Iterator[dict[str, str]]:
    """Yield the odd values that a person accepted by the edition's date, with the reasons."""
    view = edition.view
    for entry in accepted.load(frame.content.folder / "accepted.toml").values():
        if view.newest or entry.date <= view.as_of:
            text = frame.plain(
                words,
                "methods.accepted_row",
                value=entry.value,
                date=words.format.date(entry.date),
                reason=entry.reason,
            )
            yield {"id": entry.key, "text": text}


def _flag(frame: Frame, words: Renderer, flag: dict[str, Any]) -> dict[str, str]:
    reason = str(flag.get("reason", ""))
    known = words.wording.get("ui", f"methods.reasons.{reason.replace(' ', '_')}")
    text = frame.plain(
        words,
        "methods.flag_row",
        seen=flag.get("seen") or frame.plain(words, "methods.nothing"),
        kept=flag.get("kept") or frame.plain(words, "methods.nothing"),
        since=flag.get("since", ""),
        reason=words.plain(known) if known else reason,
    )
    return {"id": str(flag.get("id", "")), "text": text}
