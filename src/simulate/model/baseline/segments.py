"""Employed residents by their cover at the start, as the regency claims it or as the evidence reconciles."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from simulate.errors import refuse
from simulate.model.identities import must_equal

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
        wanted = "figures in coverage.csv and labour.csv that leave somebody employed without cover"
        raise refuse("more_covered_than_employed", f"baseline {baseline}", "more covered than employed", wanted)
    formal = values["formal_share"] * employed
    formal_uncovered = np.clip(formal - pu - jakon, 0, uncovered)
    found = Segments(employed, pu, jakon, bpu_others, funded, formal_uncovered, uncovered - formal_uncovered)
    must_equal("segments add up to the employed", sum(getattr(found, part) for part in PARTS), employed)
    return found
