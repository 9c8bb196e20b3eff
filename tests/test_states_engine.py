"""A state says what the data says, and no more than a reader can see."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from languages import PACKAGE

from generator.core.errors import UserError
from generator.core.model import Metric, Missing, Reason
from generator.language import states as engine
from generator.language.states import Chosen, State, bands, collect, compare, custom, sign, word


class Numbers:
    """Metrics with given values; what is not given is missing."""

    as_of = date(2026, 9, 25)
    month_end = 2026 * 12 + 7

    def __init__(self, **values: Any) -> None:
        self.values = values

    def get(self, metric_id: str) -> Metric | Missing:
        """Return a metric, or why there is none."""
        if metric_id not in self.values:
            return Missing(metric_id, Reason("none"), "f")
        return Metric(metric_id, self.values[metric_id], "ratio", self.as_of, "f", {}, "f")

    def __getitem__(self, metric_id: str) -> Metric:
        found = self.get(metric_id)
        assert isinstance(found, Metric)
        return found


COMPARE = compare("c", "a", "b", shown=0.001)
SIGN = sign("s", "a", shown=0.001)
BANDS = bands("b", "a", ((0.1, "low"), (0.9, "middle"), "high"))
ROUNDED = bands("r", "a", ((0.1, "low"), (0.9, "middle"), "high"), shown=0.01)
WORD = word("w", "a", ("easing", "hold"))


@pytest.mark.parametrize(
    ("state", "values", "expected"),
    [
        (COMPARE, {"a": 0.2, "b": 0.1}, "higher"),
        (COMPARE, {"a": 0.1, "b": 0.2}, "lower"),
        (COMPARE, {"a": 0.1, "b": 0.1}, "same"),
        (COMPARE, {"a": 0.1009, "b": 0.1}, "same"),
        (COMPARE, {"a": 0.187, "b": 0.186}, "higher"),  # exactly what is shown: seen
        (COMPARE, {"a": 0.1}, "missing"),
        (COMPARE, {}, "missing"),
        (SIGN, {"a": 0.001}, "up"),
        (SIGN, {"a": -0.001}, "down"),
        (SIGN, {"a": 0.0009}, "flat"),
        (SIGN, {"a": -0.0}, "flat"),
        (SIGN, {}, "missing"),
        (BANDS, {"a": 0.05}, "low"),
        (BANDS, {"a": 0.1}, "middle"),
        (BANDS, {"a": 0.9}, "high"),
        (BANDS, {}, "missing"),
        (ROUNDED, {"a": 0.0951}, "middle"),  # shown as 10 %
        (ROUNDED, {"a": 0.0949}, "low"),
        (WORD, {"a": "hold"}, "hold"),
        (WORD, {}, "missing"),
    ],
)
def test_values(state: State, values: dict[str, Any], expected: str) -> None:
    """Each kind of state at its edges, with a dead band of what is shown."""
    assert state.value(Numbers(**values)) == expected
    assert expected in state.values


@given(st.floats(-1, 1), st.floats(-1, 1))
def test_comparison_mirrors(a: float, b: float) -> None:
    """Exchanging the sides exchanges higher and lower, and a tie stays one."""
    swapped = {"higher": "lower", "lower": "higher", "same": "same"}
    there, back = COMPARE.value(Numbers(a=a, b=b)), COMPARE.value(Numbers(a=b, b=a))
    assert back == swapped[there]
    if abs(a - b) < 0.000999:
        assert there == "same"


@given(st.floats(0, 1), st.floats(0, 1))
def test_bands_keep_order(a: float, b: float) -> None:
    """A larger number is never in a lower band."""
    low, high = sorted((a, b))
    order = ("low", "middle", "high")
    assert order.index(BANDS.value(Numbers(a=low))) <= order.index(BANDS.value(Numbers(a=high)))


def test_missing_comes_by_itself() -> None:
    """What needs a metric can be missing, what needs none cannot, and its rule is not asked."""

    def never(metrics: engine.MetricSet) -> str:
        raise AssertionError

    assert custom("x", ("a",), ("m",), never).value(Numbers()) == "missing"
    assert custom("x", ("a",), (), lambda _: "a").values == ("a",)
    assert custom("x", ("a", "missing"), ("m",), never).values == ("a", "missing")


@pytest.mark.parametrize("answer", ["b", "missing", ""])
def test_a_rule_keeps_to_its_values(answer: str) -> None:
    """A rule that answers something else is told by the state's id."""
    state = custom("x.y", ("a",), ("m",), lambda _: answer)
    with pytest.raises(UserError, match=r"\[x\.y\] chose"):
        state.value(Numbers(m=1))


@pytest.mark.parametrize("steps", [((0.9, "a"), (0.1, "b"), "c"), ((0.1, "a"),), ("a", (0.1, "b"))])
def test_bands_rise(steps: Any) -> None:
    """Bands whose limits do not rise, or that lack the last name, are refused."""
    with pytest.raises(ValueError, match="rising limits"):
        bands("x", "a", steps)


@pytest.mark.parametrize(
    "verdict", ["holds", "partly", "unsupported", "refuted", "outdated", "untestable"]
)
def test_verdicts_are_states(verdict: str) -> None:
    """A claim's verdict is a state."""
    claim: Any = SimpleNamespace(verdict=verdict)
    chosen = Chosen({}, Numbers(), {"cheap": claim})
    assert chosen["claim.cheap"] == verdict
    assert chosen.all() == {"claim.cheap": verdict}


def test_a_state_is_chosen_once() -> None:
    """The same answer stands everywhere: the rule is asked once."""
    asked = []
    state = custom("x", ("a",), ("m",), lambda _: asked.append(1) or "a")  # type: ignore[func-returns-value]
    chosen = Chosen({"x": state}, Numbers(m=1))
    assert [chosen["x"], chosen["x"]] == ["a", "a"]
    assert len(asked) == 1


def test_unknown_state() -> None:
    """An unknown state is told with the nearest one."""
    with pytest.raises(UserError, match=r"\[leed\] no such state \(hint: did you mean lead\?\)"):
        Chosen({"lead": sign("lead", "a")}, Numbers())["leed"]


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """A package of states with two modules that share an id and take a verdict's."""
    folder = tmp_path / "some_article/states"
    folder.mkdir(parents=True)
    (folder.parent / "__init__.py").write_text("", encoding="utf-8")
    (folder / "__init__.py").write_text("", encoding="utf-8")
    head = "from generator.language.states import sign\n"
    (folder / "one.py").write_text(f'{head}STATES = (sign("x", "a"),)\n', encoding="utf-8")
    (folder / "two.py").write_text(
        f'{head}STATES = (sign("x", "b"), sign("claim.y", "b"))\n', encoding="utf-8"
    )
    monkeypatch.syspath_prepend(tmp_path)

    yield "some_article"
    for name in [name for name in sys.modules if name.startswith("some_states")]:
        del sys.modules[name]


def test_ids_are_unique(package: str) -> None:
    """A duplicate id names both modules; ids of verdicts are kept for verdicts."""
    with pytest.raises(UserError) as error:
        collect(package)
    assert "[x] declared in some_article.states.one and some_article.states.two" in str(error.value)
    assert "[claim.y] claim.* is kept for verdicts" in str(error.value)


def test_the_article_s_states() -> None:
    """The article's own states are found, each under its id."""
    states = collect(PACKAGE)
    assert len(states) > 5
    assert all(state.id == name for name, state in states.items())
