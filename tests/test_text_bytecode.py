"""Compiled texts are kept by their source, in one bounded file that never changes a byte."""

from __future__ import annotations

from pathlib import Path

import pytest
from jinja2.bccache import Bucket

from generator.language import bytecode
from generator.language.bytecode import TextBytecodeCache
from generator.language.environment import environment, parse


def bucket(texts: TextBytecodeCache, source: str) -> Bucket:
    """Return what is kept of a text."""
    return texts.get_bucket(environment(), source, None, source)


def compile_into(texts: TextBytecodeCache, source: str) -> None:
    """Compile a text and give it to the cache."""
    found = bucket(texts, source)
    assert found.code is None
    found.code = environment().compile(parse(source))
    texts.set_bucket(found)


SOURCE = '{% have "a" %}{{ m("a") | pct(1) }}{% missing %}{{ why() }}{% endhave %}'


def test_a_text_is_compiled_once(tmp_path: Path) -> None:
    """The next build finds the same code under the same text, and none under another."""
    first = TextBytecodeCache(tmp_path)
    compile_into(first, SOURCE)
    first.save()
    second = TextBytecodeCache(tmp_path)
    assert bucket(second, SOURCE).code == environment().compile(parse(SOURCE))
    assert bucket(second, f"{SOURCE}.").code is None


def test_a_torn_file_is_no_cache(tmp_path: Path) -> None:
    """What a killed build or a full disk left is not run."""
    first = TextBytecodeCache(tmp_path)
    compile_into(first, SOURCE)
    first.save()
    (file,) = tmp_path.iterdir()
    file.write_bytes(file.read_bytes()[:-10])
    assert bucket(TextBytecodeCache(tmp_path), SOURCE).code is None


def test_the_file_is_bounded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Beyond the limit what this build did not use goes; what it used stays."""
    first = TextBytecodeCache(tmp_path)
    compile_into(first, SOURCE)
    first.save()
    monkeypatch.setattr(bytecode, "LIMIT", 1)
    second = TextBytecodeCache(tmp_path)
    compile_into(second, "{{ m('b') }}")
    second.save()
    third = TextBytecodeCache(tmp_path)
    assert bucket(third, SOURCE).code is None
    assert bucket(third, "{{ m('b') }}").code is not None
    assert len([*tmp_path.iterdir()]) == 1


def test_a_cache_that_cannot_be_written_is_done_without(tmp_path: Path) -> None:
    """A folder that is a file costs time, not the build."""
    (tmp_path / "texts").write_text("", encoding="utf-8")
    texts = TextBytecodeCache(tmp_path / "texts")
    compile_into(texts, SOURCE)
    texts.save()
