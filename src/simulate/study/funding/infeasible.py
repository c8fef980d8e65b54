"""Why no mix keeps the target, in words that name the limits, and the nearest target that one does."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np

from simulate.errors import InputError, Problem
from simulate.model.funding.case import Case
from simulate.model.funding.mix import Mix, Programme, furthest
from simulate.plan.funding import LEAST_WORKERS
from simulate.study.funding.desk import Desk

_CHECK = "infeasible_target"
_HUNDRED, _FIFTY_MILLION = 100, 50_000_000
# a worth below this is rounding
_WORTH = 1e-6


def explained(desk: Desk) -> InputError:
    """The refusal of a plan that the limits do not allow: which limits clash, and what is nearest to it."""
    case = desk.hoped
    workers = f"{case.workers:,.0f} a month"
    far = furthest(case, floor=False)
    if far is None:
        found = "less than registering the workers costs whom civil servants sponsor anyway"
        return _refused("apbd_budget_rp", f"{desk.plan.apbd_budget_rp:,.0f}, {found}", _budget(desk))
    if case.workers > case.people:
        found = f"{workers}, and there are about {case.people:,.0f} to protect"
        return _refused("workers", found, f"at most {_below(far.reach):,.0f}")
    fairest = Programme(case).fairest()
    if case.floor and fairest is not None:  # the target alone could be kept
        people = case.floor * case.people
        found = (
            f"{case.floor:g} in each kecamatan takes {people:,.0f} workers at each year's end, more than can be paid"
        )
        return _refused("min_kecamatan_share", found, f"{_share(case, fairest)}, or {_budget(desk)}")
    found = f"{workers} cannot be kept: {_clash(case, far)}"
    reached = _below(far.reach)
    if reached < LEAST_WORKERS:
        return _refused("workers", found, _budget(desk))
    nearest, lowered = f"at most {reached:,.0f}", replace(case, workers=reached)
    if case.floor and Programme(lowered).cheapest(desk.counted) is None:
        nearest += f" with {_share(case, Programme(lowered).fairest())}"
    return _refused("workers", found, f"{nearest}, or {_budget(desk)}")


def _refused(where: str, found: str, wanted: str) -> InputError:
    return InputError([Problem(_CHECK, where, found, wanted)])


def _clash(case: Case, far: Mix) -> str:
    """The limits that keep the target from rising."""
    years = [year for year, worth in zip(case.years, far.of_budget * 1e9, strict=True) if worth > _WORTH]
    payers = [
        payer
        for payer, worth in zip(case.payers, far.of_ceiling.sum(axis=1), strict=True)
        if worth > _WORTH and payer in case.ceiling
    ]
    said = [f"the budget of {' and '.join(years)} is spent (apbd_budget_rp, apbd_yearly_change)"] if years else []
    said += [f"{', '.join(payers)} at their ceilings"] if payers else []
    return ", with ".join(said) or "too few payers"


def _budget(desk: Desk) -> str:
    """The budget that would do."""
    least = desk.plan.apbd_budget_rp + desk.programme.least_budget().extra_rp
    return f"apbd_budget_rp from {math.ceil(least / _FIFTY_MILLION) * _FIFTY_MILLION:,.0f}"


def _share(case: Case, fairest: Mix) -> str:
    share = math.floor(fairest.floor * case.floor * 1000) / 1000
    return f"min_kecamatan_share at most {share:g}"


def _below(persons: float) -> float:
    """So many hundreds, at least none."""
    return float(max(np.floor(persons / _HUNDRED), 0) * _HUNDRED)
