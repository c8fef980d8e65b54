"""All that the questions about one funding plan are asked of: the plan, its law and tables, and its unknowns."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from simulate.law import LawMonth
from simulate.model.funding.case import Case, case_at
from simulate.model.funding.mix import FIXED, Mix, Programme
from simulate.model.funding.payers import CEILINGS, STARTUPS, ceilings, prices_rp
from simulate.model.sponsor_path import Brought, SponsorPath
from simulate.plan.funding import COUNTED, FundingPlan
from simulate.plan.unknowns import Unknown
from simulate.region import Region


@dataclass(frozen=True, eq=False)
class Desk:
    """A funding plan with what it is reckoned on.

    ``values`` are the unknowns by draw, ``path`` the workers whom civil servants sponsor.
    """

    plan: FundingPlan
    region: Region
    laws: tuple[LawMonth, ...]
    unknowns: dict[str, Unknown]
    values: dict[str, np.ndarray]
    path: SponsorPath

    @cached_property
    def brought(self) -> Brought:
        """What civil servants bring, by draw."""
        return self.path.at(self.values)

    def sponsored(self, chance: float = 0.5) -> np.ndarray:
        """Sponsored workers by month that are exceeded with chance 1 − ``chance``, shape (months,)."""
        return np.quantile(self.brought.workers, chance, axis=0)

    def prices_rp(self, view: str = "as_is") -> dict[str, np.ndarray]:
        """What a worker-month costs each payer, as in `payers.prices_rp`."""
        return prices_rp(self.plan, list(self.laws), view, self.path)

    def middle(self, chance: float = 0.5) -> dict[str, float]:
        """Every unknown at its middle, but what payers bring at what they exceed with chance 1 − ``chance``.

        Ceilings stand at that quantile, months of preparation at its opposite.
        """
        chances = dict.fromkeys(self.unknowns, 0.5)
        chances |= dict.fromkeys(CEILINGS.values(), chance) | dict.fromkeys(STARTUPS.values(), 1 - chance)
        return {key: float(unknown.distribution.quantile(chances[key])) for key, unknown in self.unknowns.items()}

    @cached_property
    def hoped(self) -> Case:
        """The plan with every unknown at its middle."""
        return self.case()

    def case(self, view: str = "as_is", chance: float = 0.5) -> Case:
        """The plan with payers that bring what they exceed with chance 1 − ``chance``, at the prices of a view."""
        return case_at(self.plan, self.region, self.prices_rp(view), self.middle(chance), self.sponsored(chance))

    @cached_property
    def programme(self) -> Programme:
        """The optimisation at the middle of the unknowns; other ceilings are given to it."""
        return Programme(self.hoped)

    @property
    def counted(self) -> tuple[str, ...]:
        """The payers whose contributions the plan keeps low."""
        return COUNTED[self.plan.objective]

    def counting_on(self, chance: float) -> Case:
        """`hoped` with ceilings as in `case`."""
        one = {key: np.array([value]) for key, value in self.middle(chance).items()}
        able = ceilings(self.plan, self.region, self.hoped.price_rp, one, self.sponsored(chance)[None])
        return replace(self.hoped, ceiling={payer: most[0] for payer, most in able.items()})

    def cheapest(self, case: Case, beyond: bool = False) -> Mix | None:
        """The plan's own optimisation with the ceilings of a case; ``beyond`` lets APBD exceed its budget."""
        return self.programme.cheapest(self.counted, case.ceiling, beyond)

    @cached_property
    def able(self) -> dict[str, np.ndarray]:
        """Most workers of each payer but APBD by draw and month, shape (draws, months)."""
        return ceilings(self.plan, self.region, self.hoped.price_rp, self.values, self.brought.workers)


def cost_to_regency_rp(case: Case, mix: Mix) -> float:
    """What a mix costs the regency as planned: APBD's contributions and all registering [Rp]."""
    return float(apbd_by_year_rp(case, mix).sum())


def cost_counted_rp(case: Case, mix: Mix, counted: Collection[str]) -> float:
    """What a mix costs the payers that count, registering included [Rp]; without those whom it takes as they come."""
    chosen = [payer for payer in case.payers if payer not in FIXED]
    paid = sum(float(mix.of(payer, case) @ case.price_rp[payer]) for payer in chosen if payer in counted)
    registered = mix.registered[[case.payers.index(payer) for payer in chosen]]
    return paid + float(registered.sum()) * case.registering_rp


def apbd_by_year_rp(case: Case, mix: Mix) -> np.ndarray:
    """What a mix takes from APBD in each year as planned [Rp], shape (years,)."""
    monthly = mix.registered.sum(axis=0) * case.registering_rp + mix.of("apbd", case) * case.price_rp["apbd"]
    return np.bincount(case.year, weights=monthly, minlength=len(case.years))
