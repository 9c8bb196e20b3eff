"""The settings of an article: ``article.toml``, checked once and frozen."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Annotated, Any, Literal, get_args

from babel import localedata
from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator

from generator.core.errors import Problem, UserError
from generator.core.model import Verdict
from generator.core.toml import KeyPath, TomlFile, problems_of, read_toml

FILE = "article.toml"

NEEDED_COLOURS = frozenset(
    ("accent", "paper", "ink", "soft", "grid", "axis", "band", "model", *get_args(Verdict))
)
"""Colours that no article can do without; the others are those of its funds."""

OWN = frozenset(("name", "package", "headlines", "extends", "original_date"))
"""Settings that are never another article's."""

DATA = frozenset(("series", "market", "compare", "sources", "holdings"))
"""Settings of what an article is about: another's only where it names no series of its own."""

ROWS = {"languages": "code", "series": "key", "holdings": "key"}
"""Tables of rows, and what the name of a row is called in it."""

Text = Annotated[str, Field(min_length=1)]
Colour = Annotated[str, Field(pattern=r"^#[0-9a-fA-F]{6}$")]
Source = Literal["policy_rate", "recessions", "won", "french", "holdings", "fund_facts"]
"""What can be fetched beside prices; the policy rate is required where it is named."""
WithNumber = Annotated[str, Field(pattern=r"\{n\}")]
DatePattern = Annotated[str, Field(pattern="^[^{}]*y[^{}]*$")]


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Step(_Frozen):
    """One step of the compact form of large amounts: from ``at`` on, in units of it."""

    at: Annotated[int, Field(ge=1)]
    text: WithNumber


class Formats(_Frozen):
    """How a language writes numbers and dates.

    ``locale`` is that of CLDR whose separators and names of months are used; ``day``, ``month`` and
    ``year`` are CLDR's patterns of dates. In the other forms ``{sign}``, ``{n}``, ``{start}`` and
    ``{end}`` are filled in.
    """

    locale: Text
    minus: Text
    range: Text
    pct: WithNumber
    pp: WithNumber
    bp: WithNumber
    multiple: WithNumber
    usd: Annotated[tuple[Step, ...], Field(min_length=1)]
    krw: Annotated[tuple[Step, ...], Field(min_length=1)]
    day: DatePattern
    month: DatePattern
    year: DatePattern
    window: Text

    @field_validator("locale")
    @classmethod
    def _known_to_cldr(cls, locale: str) -> str:
        if not localedata.exists(locale):
            raise ValueError(f"no locale {locale!r} in Unicode's CLDR")
        return locale

    @field_validator("usd", "krw")
    @classmethod
    def _steps_fall(cls, steps: tuple[Step, ...]) -> tuple[Step, ...]:
        sizes = [step.at for step in steps]
        if sizes != sorted(sizes, reverse=True) or sizes[-1] != 1:
            raise ValueError("steps must fall and end with at = 1")
        return steps


class Language(_Frozen):
    """One language: a row of ``[languages]``; everything that differs between them but the texts.

    ``particles`` names the grammar of its particles, if it has any; ``rise`` is the colour of a
    rise, ``currency`` the one in which returns are read until a reader chooses; ``no_data`` stands
    in a table's cell whose number is missing. ``words_a_minute`` is how fast it is read.
    """

    code: Annotated[str, Field(pattern=r"^[a-z]{2,3}(-[A-Za-z0-9]+)*$")]
    name: Text
    site_name: Text
    locale: Text
    particles: Literal["ko"] | None = None
    rise: Literal["red", "green"]
    currency: Literal["krw", "usd"] = "usd"
    words_a_minute: Annotated[int, Field(ge=50, le=1000)] = 240
    no_data: Text
    between: Text = ", "
    formats: Formats


class Series(_Frozen):
    """A price series: a row ``[series.<key>]``.

    ``symbol`` is Yahoo's name, the key in capitals where none is given; ``name`` what readers see,
    by language. ``calendar`` names the exchange's sessions (exchange-calendars; ``24/7`` for what
    trades at weekends), ``currency`` is that of its prices. A return a day beyond
    ``largest_daily_move`` is taken for a fault, and so is one that parts from one of the
    ``siblings``, required series, further than the two ever did; ``leverage`` is how many times the
    first sibling's daily return it aims at. Without a ``required`` series there is no refresh.
    ``figures`` are the metrics made of it: ``all``, as for required series where nothing is said,
    ``returns`` and volatility, as for the others, or ``none``.
    """

    key: Annotated[str, Field(pattern=r"^[a-z][a-z0-9]*$")]
    symbol: Text
    name: Mapping[str, Text]
    calendar: Text = "XNYS"
    currency: Annotated[str, Field(pattern=r"^[A-Za-z]{3}$")] = "USD"
    largest_daily_move: Annotated[float, Field(gt=0, le=10)] = 0.35
    siblings: tuple[Text, ...] = ()
    leverage: Literal[1, 3] = 1
    required: bool = False
    figures: Literal["all", "returns", "none"] | None = None

    @property
    def asked(self) -> str:
        """Return which figures are made of it."""
        return self.figures or ("all" if self.required else "returns")

    @property
    def is_index(self) -> bool:
        """Whether it is an index, by Yahoo's caret, and no fund that can be bought."""
        return self.symbol.startswith("^")

    @property
    def ticker(self) -> str:
        """Return what the snapshot calls it: the key in capitals, an index with its caret."""
        return f"^{self.key.upper()}" if self.is_index else self.key.upper()


class HoldingsList(_Frozen):
    """A fund whose list of holdings iShares publishes: a row ``[holdings.<key>]``.

    ``address`` is that of the fund's download link up to ``.ajax``; ``says`` is a word that the
    file's head holds beside the fund's symbol, ``shares`` the fewest and the most that can be true.
    Valuation and losses of its shares are stored for ``index``. ``contains`` names shares of which
    is noted whether they are among them.
    """

    key: Annotated[str, Field(pattern=r"^[a-z][a-z0-9]*$")]
    symbol: Text
    address: Annotated[str, Field(pattern=r"^https://www\.ishares\.com/.+\.ajax$")]
    says: Text
    index: Annotated[str, Field(pattern=r"^[a-z][a-z0-9]*$")]
    shares: tuple[Annotated[int, Field(ge=1)], int] = (1, 20_000)
    contains: tuple[Text, ...] = ()


class Config(_Frozen):
    """An article's settings, with the languages in the order in which they are offered.

    ``name`` is what files and citations call it, its folder's where none is given.
    ``package`` names the Python package in the article's folder that holds its own metrics, claims,
    charts and states; without one it has the engine's metrics alone. ``market`` is the key of the
    required series that others are measured against, ``compare`` pairs of keys whose difference is
    a metric (``iwm_spy``), ``headlines`` metrics with the move that makes news, ``sources`` what is
    fetched beside prices, ``original_date`` the day of the original where there is one.
    """

    path: Path
    name: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]*$")]
    package: Annotated[str, Field(pattern=r"^([a-z][a-z0-9_]*)?$")] = ""
    series: tuple[Series, ...] = ()
    market: str = ""
    compare: tuple[Annotated[str, Field(pattern=r"^[a-z0-9]+_[a-z0-9]+$")], ...] = ()
    headlines: Mapping[str, Annotated[float, Field(gt=0)]] = {}
    sources: tuple[Source, ...] = ()
    holdings: tuple[HoldingsList, ...] = ()
    original_date: date | None = None
    default_language: str
    site_url: Annotated[str, Field(pattern=r"^https?://.+/$")]
    feed_tag: Annotated[str, Field(pattern=r"^tag:[\w.@-]+,[\d-]+:.*$")] | None = None
    report_url: Annotated[str, Field(pattern=r"^(https://|mailto:).+")]
    author: Text
    licence: Text = "CC-BY-4.0"
    licence_url: Annotated[str, Field(pattern=r"^https://.+")]
    editions: Annotated[int, Field(ge=1)] = 12
    stale_after_days: Annotated[int, Field(ge=1)] = 21
    holdings_disclosure: Mapping[str, str]
    colours: Mapping[str, Colour]
    colours_dark: Mapping[str, Colour]
    languages: tuple[Language, ...]

    @model_validator(mode="after")
    def _agrees(self) -> Config:
        codes = [language.code for language in self.languages]
        if not codes:
            raise ValueError("at least one language is needed")
        if self.default_language not in codes:
            raise ValueError(f"default_language is not one of the languages ({', '.join(codes)})")
        if odd := sorted(set(self.holdings_disclosure) ^ set(codes)):
            text = "holdings_disclosure must be written in every language, and no other: look at "
            raise ValueError(text + ", ".join(odd))
        if ("holdings" in self.sources) != bool(self.holdings):
            raise ValueError("the source holdings and rows [holdings.<fund>] need each other")
        if len({each.index for each in self.holdings}) < len(self.holdings):
            raise ValueError("two lists of holdings are of one index")
        if set(self.colours) != set(self.colours_dark):
            raise ValueError("colours and colours_dark must name the same things")
        if lacking := sorted(NEEDED_COLOURS - set(self.colours)):
            raise ValueError(f"colours must name {', '.join(lacking)}")
        return self

    @cached_property
    def required(self) -> tuple[Series, ...]:
        """Return the series that the article rests on."""
        return tuple(each for each in self.series if each.required)

    @cached_property
    def further(self) -> tuple[Series, ...]:
        """Return the series that may lack."""
        return tuple(each for each in self.series if not each.required)

    @cached_property
    def funds(self) -> tuple[Series, ...]:
        """Return the required series that are no indices."""
        return tuple(each for each in self.required if not each.is_index)

    @cached_property
    def with_facts(self) -> tuple[Series, ...]:
        """Return the funds of whose fee, assets and holdings Yahoo is asked."""
        further = (each for each in self.further if each.asked == "all" and not each.is_index)
        return (*self.funds, *further)

    @cached_property
    def tickers(self) -> Mapping[str, str]:
        """Return what the snapshot calls each series, by key."""
        return {each.key: each.ticker for each in self.series}

    @cached_property
    def market_ticker(self) -> str:
        """Return the ticker of what others are measured against."""
        return next(each.ticker for each in self.required if each.key == self.market)

    @cached_property
    def calendar(self) -> str:
        """Return the exchange's calendar of all required series."""
        return self.required[0].calendar

    def language(self, code: str) -> Language:
        """Return a language by its code; a UserError where there is no such row."""
        for language in self.languages:
            if language.code == code:
                return language
        raise UserError(Problem(f"no language {code!r}", str(self.path), id="languages"))


def find_articles(root: Path) -> tuple[Path, ...]:
    """Return the folders that hold an article: the root first, then sub-folders by name."""
    inner = sorted(path.parent for path in root.glob(f"*/{FILE}"))
    return (root, *inner)


def base_of(folder: Path) -> Path:
    """Return the article whose interface, languages and colours an article takes over.

    It is the one that its settings name with ``extends``, else the one in whose folder it lies;
    the folder itself where it stands alone.

    Raises:
        UserError: where there is no such article.
    """
    file = read_toml(folder / FILE)
    named = file.data.get("extends")
    if not isinstance(named, str):
        return folder.parent if (folder.parent / FILE).is_file() else folder
    if not (folder / named / FILE).is_file():
        raise UserError(file.problem(f"there is no article in {folder / named}", "extends"))
    return folder / named


def data_folder(folder: Path) -> Path:
    """Return where an article's snapshot lies: with the article that names the series."""
    return (folder if "series" in read_toml(folder / FILE).data else base_of(folder)) / "data"


def load_config(folder: Path) -> Config:
    """Read an article's settings; what it leaves out it takes from the one that it extends."""
    file = read_toml(folder / FILE)
    data, base = dict(file.data), base_of(folder)
    if base != folder:
        hidden = OWN | DATA if "series" in data else OWN
        taken = read_toml(base / FILE).data
        data = _over({key: value for key, value in taken.items() if key not in hidden}, data)
    data.pop("extends", None)
    data.setdefault("name", folder.resolve().name)
    try:
        return Config.model_validate({**_with_codes(data), "path": file.path})
    except ValidationError as error:
        raise UserError(_problems(file, error, data)) from None


def _over(taken: Mapping[str, Any], own: Mapping[str, Any]) -> dict[str, Any]:
    """Return the settings that are taken over, under an article's own.

    Colours are completed one by one, and so are the rows of the languages that it names; what is
    taken over is of these alone.
    """
    found = {**taken, **own}
    for table in ("colours", "colours_dark"):
        if isinstance(own.get(table), dict):
            found[table] = {**taken.get(table, {}), **own[table]}
    if isinstance(rows := own.get("languages"), dict):
        known = taken.get("languages", {})
        found["languages"] = {
            code: {**known.get(code, {}), **row} if isinstance(row, dict) else row
            for code, row in rows.items()
        }
        told = taken.get("holdings_disclosure", {})
        spoken = {code: text for code, text in told.items() if code in rows}
        found["holdings_disclosure"] = own.get("holdings_disclosure", spoken)
        if rows and "default_language" not in own and found.get("default_language") not in rows:
            found["default_language"] = next(iter(rows))
    return found


def _with_codes(data: Mapping[str, Any]) -> dict[str, Any]:
    """Turn the tables of languages and of series into rows that know their code or key."""
    found = dict(data)
    for table, own in ROWS.items():
        if isinstance(rows := data.get(table, {}), dict):
            found[table] = [_row(row, own, key) for key, row in rows.items()]
    return found


def _row(row: Any, own: str, key: str) -> Any:
    if not isinstance(row, dict):
        return row
    return {"symbol": key.upper(), **row, own: key} if own == "key" else {**row, own: key}


def _problems(file: TomlFile, error: ValidationError, data: Mapping[str, Any]) -> list[Problem]:
    """Turn pydantic's complaints into ours; rows get their names back."""

    def named(path: KeyPath) -> KeyPath:
        if len(path) > 1 and path[0] in ROWS and isinstance(path[1], int):
            return (path[0], list(data[path[0]])[path[1]], *path[2:])
        return path

    return problems_of(file, error, named)
