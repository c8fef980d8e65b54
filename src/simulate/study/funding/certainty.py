"""How sure a mix is when payers bring fewer than hoped, and what certainty costs."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import pandas as pd

from simulate.model.funding.case import Case
from simulate.model.funding.delivery import ROUNDING, others_deliver
from simulate.model.funding.mix import Mix
from simulate.study.funding.desk import Desk, cost_to_regency_rp
from simulate.study.summary import mean_error

# the most careful quantile that is tried, and how finely the search halves
_LEAST, _STEPS = 0.002, 9
_CURVE = (0.5, 0.4, 0.3, 0.24, 0.18, 0.13, 0.09, 0.06, 0.03, 0.01)


@dataclass(frozen=True, eq=False)
class Careful:
    """A mix that counts on what every payer exceeds with chance 1 − ``quantile``.

    ``chance`` is the share of draws that keep the target in each month, with its Monte Carlo error; ``fits`` says
    whether the budget holds it.
    """

    quantile: float
    case: Case
    mix: Mix
    chance: float
    chance_error: float
    fits: bool

    @property
    def cost_rp(self) -> float:
        """What it costs the regency as planned [Rp]."""
        return cost_to_regency_rp(self.case, self.mix)


def kept(desk: Desk, case: Case, mix: Mix) -> np.ndarray:
    """Whether a mix keeps the target in each month, by draw: bool, shape (draws,)."""
    none = np.zeros((len(desk.values["registration_cost"]), 1))
    protected = sum(others_deliver(case, mix, desk.able).values(), none) + mix.of("apbd", case)
    return (protected >= case.target - ROUNDING).all(axis=1)


def counting_on(desk: Desk, quantile: float) -> Careful:
    """The cheapest mix at a quantile of what payers bring, within the budget or, where it must, beyond it."""
    case = desk.counting_on(quantile)
    mix = desk.cheapest(case)
    fits = mix is not None
    mix = mix or desk.cheapest(case, beyond=True)
    held = kept(desk, case, mix).astype(float)
    return Careful(quantile, case, mix, float(held.mean()), mean_error(held), fits)


def hoped_for(desk: Desk) -> Careful | None:
    """The mix that counts on the middle of what payers bring; None where the budget or the people do not suffice."""
    if desk.hoped.workers > desk.hoped.people:
        return None
    found = counting_on(desk, 0.5)
    return found if found.fits else None


def certain(desk: Desk, hoped: Careful) -> Careful:
    """The least careful mix that keeps the target with the plan's confidence, as far as any does, at any budget."""
    wanted = desk.plan.confidence
    best, low, high = hoped, _LEAST, hoped.quantile
    if hoped.chance >= wanted:
        return hoped
    for _ in range(_STEPS):
        quantile = (low + high) / 2
        found = counting_on(desk, quantile)
        if found.chance >= wanted:
            best, low = found, quantile
        else:
            high = quantile
            best = max(best, found, key=lambda one: one.chance) if best.chance < wanted else best
    return best


def affordable(desk: Desk, sure: Careful, hoped: Careful) -> Careful:
    """The mix to plan with: the certain one, or the most careful that the budget holds."""
    if sure.fits:
        return sure
    best, low, high = hoped, sure.quantile, hoped.quantile
    for _ in range(_STEPS):
        middle = (low + high) / 2
        found = counting_on(desk, middle)
        if found.fits:
            # near the limit of the budget a more careful mix may leave less to spare
            best, high = max(best, found, key=lambda one: one.chance), middle
        else:
            low = middle
    return best


@lru_cache(maxsize=4)
def certainty_curve(desk: Desk) -> pd.DataFrame:
    """Cost of more and more careful mixes, the budget aside.

    Columns: ``quantile`` counted on, ``chance`` that the target is kept in each month with ``chance_error``,
    ``cost_rp`` to the regency, ``fits`` in the budget.
    """
    found = [counting_on(desk, quantile) for quantile in _CURVE]
    columns = ("quantile", "chance", "chance_error", "cost_rp", "fits")
    return pd.DataFrame([{name: getattr(careful, name) for name in columns} for careful in found])
