"""Why no mix keeps the target, in words that name the limits, and the nearest target that one does."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np

from simulate.errors import InputError, Problem
from simulate.model.funding.mix import Mix, Programme
from simulate.plan.funding import LEAST_WORKERS
from simulate.study.funding.desk import Desk

_CHECK = "infeasible_target"
_HUNDRED, _TEN_MILLION = 100, 10_000_000
# a worth below this is rounding
_WORTH = 1e-6


def explained(desk: Desk) -> InputError:
    """The refusal of a plan that the limits do not allow: which limits clash, and what is nearest to it."""
    case, programme = desk.hoped, desk.programme
    if case.target.max() > case.people:
        found = f"{case.target.max():,.0f} a month, and there are about {case.people:,.0f} to protect"
        return _refused("workers", found, f"at most {_below(case.people):,.0f}")
    if case.floor and (fairest := programme.fairest()) is not None:  # the target alone could be kept
        people = case.floor * case.people
        found = (
            f"{case.floor:g} in each kecamatan takes {people:,.0f} workers at each year's end, more than can be paid"
        )
        return _refused("min_kecamatan_share", found, f"{_share(desk, fairest)}, or {_budget(desk)}")
    furthest = programme.furthest(floor=False)
    found = f"{case.target.max():,.0f} a month cannot be kept: {_clash(desk, furthest)}"
    reached = _below(furthest.reach * case.target.max())
    if reached < LEAST_WORKERS:
        return _refused("workers", found, _budget(desk))
    nearest = f"at most {reached:,.0f}"
    if programme.furthest() is None or programme.furthest().reach < furthest.reach * (1 - _WORTH):
        lowered = replace(case, target=case.target * reached / case.target.max())
        nearest += f" with {_share(desk, Programme(lowered).fairest())}"
    return _refused("workers", found, f"{nearest}, or {_budget(desk)}")


def _refused(where: str, found: str, wanted: str) -> InputError:
    return InputError([Problem(_CHECK, where, found, wanted)])


def _clash(desk: Desk, furthest: Mix) -> str:
    """The limits that keep the target from rising."""
    case = desk.hoped
    years = [year for year, worth in zip(case.years, furthest.of_budget * 1e9, strict=True) if worth > _WORTH]
    payers = [
        payer
        for payer, worth in zip(case.payers, furthest.of_ceiling.sum(axis=1), strict=True)
        if worth > _WORTH and payer in case.ceiling
    ]
    said = [f"the budget of {' and '.join(years)} is spent (apbd_budget_rp, apbd_yearly_change)"] if years else []
    said += [f"{', '.join(payers)} at their ceilings"] if payers else []
    return ", with ".join(said) or "too few payers"


def _budget(desk: Desk) -> str:
    """The budget that would do."""
    least = desk.plan.apbd_budget_rp + desk.programme.least_budget().extra_rp
    return f"apbd_budget_rp from {math.ceil(least / _TEN_MILLION) * _TEN_MILLION:,.0f}"


def _share(desk: Desk, fairest: Mix) -> str:
    share = math.floor(fairest.floor * desk.plan.min_kecamatan_share * 1000) / 1000
    return f"min_kecamatan_share at most {share:g}"


def _below(persons: float) -> float:
    """So many hundreds, at least none."""
    return float(max(np.floor(persons / _HUNDRED), 0) * _HUNDRED)
