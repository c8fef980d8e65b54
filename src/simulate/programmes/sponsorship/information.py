"""What to find out next, and in which worlds the plan is weak."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from simulate.programmes.sponsorship.model import simulate_sponsorship
from simulate.study.draws import REPLICATES, numbers_of, values_at
from simulate.study.facts import drawn
from simulate.study.sensitivity import DRAWS, Box, find_box, varying_unknowns
from simulate.study.simulated import once

if TYPE_CHECKING:
    import pandas as pd

    from simulate.programmes.sponsorship.study import SponsorshipResult

# a rupiah short when a promise falls due counts as this many rupiah that lie idle: an assumption, and its range
SHORT_COSTS, SHORT_COSTS_RANGE = 3.0, (1.0, 9.0)
# where in that range the worth is reckoned too: it need not be largest at an end
_COSTS_BETWEEN = (2.0, 5.0)
# values of the unknown that is known, and draws of all others for each of them
_KNOWN, _OTHERS = 32, 512
# parts that the values are taken in, so that memory holds one
_AT_ONCE = 4
_COLUMNS = ("worth_rp", "error_rp", "worth_low_rp", "worth_high_rp", "reserve_low_rp", "reserve_high_rp")
# draws that show how far an unknown moves the need; one that moves it less than this part of what the strongest does
# is worth less than that part of the strongest too, for its worth falls faster than its reach
_TRIED, _LEAST = 32, 0.03


@dataclass(frozen=True)
class Reserve:
    """The decision that is asked about: how much APBD sets aside if it stands in for sponsors who do not come.

    ``need_rp`` is what that costs APBD, shape (draws,); ``reserve_rp`` the best reserve with what is known now.
    ``worth``: one row an unknown, the most worth first: ``unknown``, ``worth_rp`` (expected loss that knowing it
    spares, in idle rupiah) with its Monte Carlo error ``error_rp``, ``worth_low_rp`` and ``worth_high_rp`` (over the
    range of the assumed cost of being short), and the reserve that would be kept once it is known, in nine of ten
    cases between ``reserve_low_rp`` and ``reserve_high_rp``. An unknown that does not touch the need is worth 0; one
    that hardly does (`_LEAST`) is not reckoned, and missing.
    """

    need_rp: np.ndarray
    reserve_rp: float
    worth: pd.DataFrame


@once
def reserve_decision(result: SponsorshipResult) -> Reserve:
    """Which unknown would change the reserve that APBD keeps for workers whom no sponsor pays for.

    The promise is one worker for every civil servant asked, paid by APBD at its price wherever no sponsor does. A
    reserve that is too large lies idle, one too small breaks the promise; a rupiah short counts `SHORT_COSTS` times.
    """
    import pandas as pd

    others, varying = numbers_of(result.unknowns_drawn, _OTHERS, result.settings.seed), varying_unknowns(result)
    need = _need_rp(result, values_at(result.unknowns_drawn, others))
    few, ends = {name: one[:: _OTHERS // _TRIED] for name, one in others.items()}, np.array([0.05, 0.95])
    # how far moving one stream alone moves the need, on average over a few draws [Rp]
    reach = {stream: np.abs(np.diff(_needs_rp(result, stream, ends, few), axis=0)).mean() for stream in varying}
    # in the middle of equally likely parts of its range
    known = np.split((np.arange(_KNOWN) + 0.5) / _KNOWN, _AT_ONCE)
    rows = []
    for stream, key in varying.items():
        if np.ptp(need) == 0 or reach[stream] < _LEAST * max(reach.values()) or not reach[stream]:
            worth = np.nan if reach[stream] else 0.0
            rows.append((key, *4 * [worth], *2 * [best_reserve(need, SHORT_COSTS)]))
            continue
        by_value = np.concatenate([_needs_rp(result, stream, some, others) for some in known])
        worth = [worth_of_knowing(by_value, cost) for cost in (SHORT_COSTS, *SHORT_COSTS_RANGE, *_COSTS_BETWEEN)]
        parts = [worth_of_knowing(part, SHORT_COSTS) for part in np.split(by_value, REPLICATES, axis=1)]
        error = np.std(parts, ddof=1) / np.sqrt(REPLICATES)
        chosen = np.quantile(best_reserve(by_value, SHORT_COSTS), (0.05, 0.95))
        rows.append((key, worth[0], error, min(worth), max(worth), *chosen))
    worth = pd.DataFrame(rows, columns=["unknown", *_COLUMNS])
    worth = worth.sort_values("worth_rp", ascending=False, ignore_index=True)
    return Reserve(need, float(best_reserve(need, SHORT_COSTS)), worth)


def best_reserve(need: np.ndarray, short_costs: float) -> np.ndarray:
    """The reserve with the least expected loss, over the last axis of ``need``: a quantile of it."""
    return np.quantile(need, short_costs / (1 + short_costs), axis=-1)


def worth_of_knowing(by_value: np.ndarray, short_costs: float) -> float:
    """How much less is lost on average when the reserve may follow the value of an unknown.

    Args:
        by_value: the need for each value of the unknown (equally likely) and the same draws of all others,
            shape (values, draws). Where the value does not matter, rows are equal and the worth is 0 exactly.
        short_costs: what a unit short counts, in units idle.

    Returns:
        Expected loss of the best single reserve less that of the best reserve for each value.
    """
    unknowing = _loss(by_value, best_reserve(by_value.ravel(), short_costs), short_costs)
    knowing = _loss(by_value, best_reserve(by_value, short_costs)[:, None], short_costs)
    return float(unknowing - knowing)


def _loss(need: np.ndarray, reserve: np.ndarray, short_costs: float) -> float:
    over = reserve - need
    return float(np.where(over > 0, over, -short_costs * over).mean())


def _needs_rp(result: SponsorshipResult, stream: str, known: np.ndarray, others: dict[str, np.ndarray]) -> np.ndarray:
    """The need at each known number of a stream with each draw of the others, shape (known, draws)."""
    draws = len(others[stream])
    # correlated streams lean on the known one, which comes first
    repeated = {name: np.tile(one, len(known)) for name, one in others.items() if name != stream}
    values = values_at(result.unknowns_drawn, {stream: np.repeat(known, draws)} | repeated)
    return _need_rp(result, values).reshape(len(known), draws)


def _need_rp(result: SponsorshipResult, values: dict[str, np.ndarray]) -> np.ndarray:
    """What APBD must pay for the workers promised and not sponsored [Rp]."""
    outcome = simulate_sponsorship(result.plan, result.region, list(result.laws), values)
    by_sponsors = outcome.cohorts.in_force - outcome.cohorts.bridged
    unpaid = np.maximum(outcome.ceiling_persons - by_sponsors, 0)
    return np.round((unpaid * outcome.price_rp["apbd"]).sum(axis=1))  # what is below a rupiah is rounding


def weak_worlds(result: SponsorshipResult, share: float = 0.25) -> Box | None:
    """Where fewest workers are protected in the last month; None where the plan's result is certain.

    Args:
        result: the run that is asked about.
        share: of the draws, the weakest, that count as weak.
    """
    values = drawn(result.facts, DRAWS, result.settings.seed)
    outcome = simulate_sponsorship(result.plan, result.region, list(result.laws), values)
    protected = outcome.cohorts.in_force[:, -1]
    if np.ptp(protected) <= 1e-9 * protected.max():
        return None
    threshold = float(np.quantile(protected, share))
    known = {key: values[key] for key in varying_unknowns(result).values()}
    return replace(find_box(known, protected <= threshold), threshold=threshold)
