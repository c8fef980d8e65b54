"""What to find out next: what knowing an unknown would be worth to a decision (partial perfect information)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from simulate.model.sponsorship import simulate_sponsorship
from simulate.study.draws import REPLICATES
from simulate.study.facts import drawn
from simulate.study.sensitivity import varying_unknowns

if TYPE_CHECKING:
    import pandas as pd

    from simulate.study.result import SponsorshipResult

# a rupiah short when a promise falls due counts as this many rupiah that lie idle: an assumption, and its range
SHORT_COSTS, SHORT_COSTS_RANGE = 3.0, (1.0, 9.0)
_DRAWS, _BINS, _OPTIONS = 8192, 20, 101
_COLUMNS = ("worth_rp", "error_rp", "worth_low_rp", "worth_high_rp", "reserve_low_rp", "reserve_high_rp")


@dataclass(frozen=True)
class Reserve:
    """The decision that is asked about: how much APBD keeps in reserve so that the promise holds.

    ``need_rp`` is what the promise costs APBD beside what sponsors pay, shape (draws,); ``reserve_rp`` the best
    reserve with what is known now. ``worth``: one row an unknown, the most worth first: ``unknown``, ``worth_rp``
    (loss that knowing it would spare, on average) with its standard error ``error_rp``, ``worth_low_rp`` and
    ``worth_high_rp`` (over the range of the assumed cost of being short), and the reserve that would be kept in the
    twentieth of cases where it is lowest and highest, ``reserve_low_rp`` and ``reserve_high_rp``.
    """

    need_rp: np.ndarray
    reserve_rp: float
    worth: pd.DataFrame


def reserve_decision(result: SponsorshipResult) -> Reserve:
    """Which unknown would change the reserve that APBD keeps for workers whom no sponsor pays for.

    The promise is one worker for every civil servant asked, paid by APBD at its price wherever no sponsor does. A
    reserve that is too large lies idle, one too small breaks the promise; a rupiah short counts `SHORT_COSTS` times.
    """
    import pandas as pd

    values, _ = drawn(result.facts, _DRAWS, result.settings.seed)
    outcome = simulate_sponsorship(result.plan, result.region, list(result.laws), values)
    unpaid = np.maximum(outcome.ceiling_persons - outcome.cohorts.in_force, 0)
    need = np.round((unpaid * outcome.price_rp["apbd"]).sum(axis=1))  # what is below a rupiah is rounding
    options = np.linspace(need.min(), need.max(), _OPTIONS)
    known = {key: values[key] for key in varying_unknowns(result).values()} if np.ptp(need) > 0 else {}
    losses = {cost: reserve_loss(options, need, cost) for cost in (SHORT_COSTS, *SHORT_COSTS_RANGE)}
    worths = {cost: worth_of_knowing(loss, known) for cost, loss in losses.items()}
    rows = []
    for key, one in known.items():
        worth, error = worths[SHORT_COSTS][key]
        over_range = [found[key][0] for found in worths.values()]
        chosen = options[best_by_bin(losses[SHORT_COSTS], one)]
        rows.append((key, worth, error, min(over_range), max(over_range), chosen.min(), chosen.max()))
    worth = pd.DataFrame(rows, columns=["unknown", *_COLUMNS]).sort_values(
        "worth_rp", ascending=False, ignore_index=True
    )
    return Reserve(need, float(options[losses[SHORT_COSTS].mean(axis=1).argmin()]), worth)


def reserve_loss(options: np.ndarray, need: np.ndarray, short_costs: float) -> np.ndarray:
    """Idle rupiah, and rupiah short at their cost, for each reserve in each draw, shape (options, draws)."""
    over = options[:, None] - need
    return np.where(over > 0, over, -short_costs * over)


def worth_of_knowing(loss: np.ndarray, values: dict[str, np.ndarray]) -> dict[str, tuple[float, float]]:
    """How much less is lost on average when the option may follow an unknown's value.

    Draws are put into bins of like value; in each the best option is chosen. Choosing in bins finds something to gain
    in chance alone: what it finds in shuffled draws is taken off.

    Args:
        loss: of each option in each draw, shape (options, draws).
        values: of each unknown, shape (draws,).

    Returns:
        For each unknown its worth in the unit of the loss, never below 0, and its standard error by replicates.
    """
    parts = np.split(loss, REPLICATES, axis=1)
    shuffled = np.random.default_rng(0).permutation(loss.shape[1])
    by_chance = _gain(loss, shuffled)
    found = {}
    for name, one in values.items():
        gains = [_gain(part, known) for part, known in zip(parts, np.split(one, REPLICATES), strict=True)]
        error = np.std(gains, ddof=1) / np.sqrt(REPLICATES)
        found[name] = max(_gain(loss, one) - by_chance, 0.0), float(error)
    return found


def best_by_bin(loss: np.ndarray, values: np.ndarray) -> np.ndarray:
    """The option with the least mean loss in each bin of like values, shape (bins,)."""
    return _means(loss, values).argmin(axis=0)


def _gain(loss: np.ndarray, values: np.ndarray) -> float:
    by_bin = _means(loss, values)
    return float(by_bin.mean(axis=1).min() - by_bin.min(axis=0).mean())


def _means(loss: np.ndarray, values: np.ndarray) -> np.ndarray:
    """Mean loss of each option in each bin of equally many draws, shape (options, bins)."""
    each = len(values) // _BINS
    ordered = np.argsort(values, kind="stable")[: each * _BINS]
    member = np.zeros((len(values), _BINS))
    member[ordered, np.repeat(np.arange(_BINS), each)] = 1 / each
    return loss @ member
