"""How many workers are covered depends on who is counted: the definitions under which a claim may be true."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import product
from typing import NamedTuple, get_args

import numpy as np

from simulate.model.baseline.segments import Segments
from simulate.plan.baseline import Place, Status, Workers

# what a definition needs to know beside the segments
UNKNOWNS = ("residents_per_participant", "pu_registered_per_active", "bpu_active_of_registered", "formal_share")
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
