"""What followed each published ratio of small to large caps' forward P/E."""

from __future__ import annotations

from generator.core.model import Unavailable
from generator.core.months import month_of
from generator.metrics.drawdowns import return_after
from generator.metrics.published import described_on
from generator.metrics.registry import Result, family
from generator.metrics.windows import MONTHS, session_of, span, yahoo
from generator.snapshot.view import View

# The facts of this subject in content/published.toml that rest on a named source. Like is compared
# with like: the Russell 2000 by IWM, the S&P 600 by IJR, both against SPY.
R2000 = (
    "vintage_r2000_2014_06_30",
    "vintage_r2000_2022_02_28",
    "vintage_r2000_2022_08_31",
    "vintage_r2000_2023_10_31",
    "vintage_r2000_2023_11_30",
    "vintage_r2000_2023_12_31",
    "vintage_r2000_2024_04_30",
    "vintage_r2000_2025_07_31",
    "vintage_r2000_2025_09_30",
    "vintage_r2000_2026_02",
)
SP600 = (
    "vintage_sp600_2012_09_14",
    "vintage_sp600_2012_11_13",
    "vintage_sp600_2017_06_14",
    "vintage_sp600_2021_09_17",
    "vintage_sp600_2021_11",
    "vintage_sp600_2022_03_28",
    "vintage_sp600_2022_05_20",
    "vintage_sp600_2022_10_10",
    "vintage_sp600_2022_11_04",
    "vintage_sp600_2022_11_18",
    "vintage_sp600_2023_12_07",
)


@family(
    "vintage_gap",
    "{fact}.gap.{horizon}",
    unit="pp",
    formula="total return of IWM (Russell 2000) or IJR (S&P 600) − SPY's "
    "over the months after the end of the vintage's month",
    optional=True,
    fact=(*R2000, *SP600),
    horizon=("12m", "24m"),
)
def vintage_gap(view: View, fact: str, horizon: str) -> Result:
    """Lead of small caps over SPY in the months after a published valuation ratio."""
    found = view.published.get(fact) if view.published is not None else None
    if found is None or found.as_of_day is None:
        raise Unavailable("no_published_figure")
    start, months = month_of(found.as_of_day), MONTHS[horizon]
    fund = "IWM" if fact in R2000 else "IJR"
    small = return_after(view, fund, start, months)
    large = return_after(view, "SPY", start, months)
    if small is None or large is None:
        raise Unavailable("window_open")
    end = start + months
    day = session_of(view, end)
    sources = dict.fromkeys(yahoo(fund, "SPY"), day)
    sources[f"published:{fact}"] = described_on(found, view)
    return Result(small - large, day, span(start + 1, end), sources)
