"""Employed residents by their cover at the start, and the definitions under which a claim may be true."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import product
from typing import NamedTuple, get_args

import numpy as np

from simulate.errors import input_error, must_equal
from simulate.programmes.baseline.plan import Place, Status, Workers

BASELINES = ("claimed", "reconciled")
# those of `Segments` that add up to the employed
PARTS = ("pu", "jakon", "bpu_others", "funded", "formal_uncovered", "informal_uncovered")
UNKNOWNS = (
    "employed",
    "active_share",
    "residents_per_participant",
    "jakon_share",
    "formal_share",
    "funded",
    "funded_of_bpu",
    "claimed_share",
    "claimed_funded",
)


@dataclass(frozen=True, eq=False)
class Segments:
    """Employed residents by cover, each of shape (draws,) [persons]; the `PARTS` add up to ``employed``.

    ``pu`` are wage earners, ``jakon`` workers of construction projects, ``funded`` vulnerable workers whose
    contribution the regency pays, ``bpu_others`` all other members without an employer. ``formal_uncovered`` are
    wage earners whose employer has not registered them, ``informal_uncovered`` everybody else without cover. Civil
    servants, whom PT Taspen covers, count among the formal uncovered.
    """

    employed: np.ndarray
    pu: np.ndarray
    jakon: np.ndarray
    bpu_others: np.ndarray
    funded: np.ndarray
    formal_uncovered: np.ndarray
    informal_uncovered: np.ndarray

    @property
    def covered(self) -> np.ndarray:
        """Residents with active cover [persons]."""
        return self.pu + self.jakon + self.bpu_others + self.funded

    @property
    def uncovered(self) -> np.ndarray:
        """Employed residents without active cover [persons]."""
        return self.formal_uncovered + self.informal_uncovered

    @cached_property
    def share(self) -> np.ndarray:
        """Covered residents over employed residents."""
        return self.covered / self.employed


def segments(baseline: str, values: Mapping[str, np.ndarray]) -> Segments:
    """Divides the employed residents.

    Reconciled: active participants by comparison, those living here, construction workers as everywhere, funded
    workers between the known counts, members without an employer from the funded ones' share of them; wage earners
    are the rest. Claimed: the claimed share and the claimed number of funded workers instead, all else alike.

    Args:
        baseline: one of `BASELINES`.
        values: a value of each of `UNKNOWNS` by draw, shape (draws,).

    Raises:
        InputError: the figures cover more than are employed.
        BrokenIdentityError: the parts do not add up to the employed.
    """
    employed = values["employed"]
    active = values["active_share"] * values["residents_per_participant"] * employed
    jakon = values["jakon_share"] * active
    # what the claim says nothing of stays as reconciled
    bpu_others = values["funded"] * (1 / values["funded_of_bpu"] - 1)
    claimed = baseline == "claimed"
    covered = values["claimed_share"] * employed if claimed else active
    funded = values["claimed_funded"] if claimed else values["funded"]
    # members without an employer are counted, wage earners are the rest: where nothing is left, more are covered
    pu = np.maximum(covered - jakon - bpu_others - funded, 0)
    uncovered = employed - (pu + jakon + bpu_others + funded)
    if (uncovered < 0).any():
        raise input_error("more_covered_than_employed", f"baseline {baseline}")
    formal = values["formal_share"] * employed
    formal_uncovered = np.clip(formal - pu - jakon, 0, uncovered)
    found = Segments(employed, pu, jakon, bpu_others, funded, formal_uncovered, uncovered - formal_uncovered)
    must_equal("segments add up to the employed", sum(getattr(found, part) for part in PARTS), employed)
    return found


# what a definition needs to know beside the segments
DEFINITION_UNKNOWNS = (
    "residents_per_participant",
    "pu_registered_per_active",
    "bpu_active_of_registered",
    "formal_share",
)
# who may be meant by vulnerable workers protected, and how they may be counted
WHO = ("funded", "bpu", "bpu_jakon")
COUNTS = ("active", "registered", "added_up")


class Definition(NamedTuple):
    """Who counts as covered, and out of whom."""

    status: str
    place: str
    jakon: bool
    workers: str


def definitions() -> Iterator[Definition]:
    """Every definition of the share of covered workers, the strictest first."""
    for workers, status, place, jakon in product(get_args(Workers), get_args(Status), get_args(Place), (False, True)):
        yield Definition(status, place, jakon, workers)


def participants(which: Definition, found: Segments, values: Mapping[str, np.ndarray]) -> np.ndarray:
    """Those who count as covered under a definition [persons], shape (draws,).

    By workplace, active participants are those of the regency's establishments and branches, wherever they live. The
    registered are each segment's active times its own ratio; construction workers are registered for their project.
    """
    registered = which.status == "registered"
    counted = found.pu * (values["pu_registered_per_active"] if registered else 1) + found.jakon * which.jakon
    if which.workers == "all":
        others = found.bpu_others + found.funded
        counted = counted + (others / values["bpu_active_of_registered"] if registered else others)
    return counted / values["residents_per_participant"] if which.place == "workplace" else counted


def out_of(which: Definition, found: Segments, values: Mapping[str, np.ndarray]) -> np.ndarray:
    """The workers among whom a definition counts: employed residents, or the wage earners of them [persons]."""
    return found.employed * (values["formal_share"] if which.workers == "wage_earners" else 1)


def vulnerable(
    who: str, count: str, found: Segments, values: Mapping[str, np.ndarray], earlier: np.ndarray
) -> np.ndarray:
    """Protected vulnerable workers as they may have been counted [persons], shape (draws,).

    Args:
        who: one of `WHO`: those the regency pays for, all members without an employer, or these and construction
            workers.
        count: one of `COUNTS`: active now, registered, or each year's number added up.
        found: the segments.
        values: a value of each of `UNKNOWNS` by draw.
        earlier: workers whom the regency paid for in each earlier year [persons], shape (years,); years without a
            count have today's number.
    """
    more = {"funded": 0.0, "bpu": found.bpu_others, "bpu_jakon": found.bpu_others + found.jakon}[who]
    if count == "added_up":
        # those beside the funded grew with them
        per_funded = more / found.funded
        by_year = [np.where(np.isnan(year), found.funded, year) for year in earlier]
        return sum(year * (1 + per_funded) for year in by_year)
    now = found.funded + more
    return now / values["bpu_active_of_registered"] if count == "registered" else now
