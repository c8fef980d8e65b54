"""What the optimisation of a funding plan rests on, and how sure a mix is."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from operator import attrgetter

import numpy as np

from simulate.law.base import LawMonth
from simulate.plan.unknowns import Unknown
from simulate.programmes.funding.delivery import ROUNDING, others_deliver
from simulate.programmes.funding.mix import FIXED, Mix, Programme
from simulate.programmes.funding.payers import CEILINGS, STARTUPS, Case, case_at, ceilings, prices_rp
from simulate.programmes.funding.plan import COUNTED, FundingPlan
from simulate.programmes.sponsorship.model import Brought, SponsorPath
from simulate.region.base import Region
from simulate.study.draws import mean_error


@dataclass(frozen=True, eq=False)
class FundingProblem:
    """A funding plan with what it is computed from.

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

    def sponsored(self, chance: float) -> np.ndarray:
        """Sponsored workers by month that are exceeded with chance 1 − ``chance``, shape (months,)."""
        return np.quantile(self.brought.workers, chance, axis=0)

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
        prices = prices_rp(self.plan, list(self.laws), view, self.path)
        return case_at(self.plan, self.region, prices, self.middle(chance), self.sponsored(chance))

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

    def cost_counted_rp(self, case: Case, mix: Mix) -> float:
        """What a mix costs payers that count, registering included [Rp]; without those whom it takes as they come."""
        chosen = [payer for payer in case.payers if payer not in FIXED]
        paid = sum(float(mix.of(payer, case) @ case.price_rp[payer]) for payer in chosen if payer in self.counted)
        registered = mix.registered[[case.payers.index(payer) for payer in chosen]]
        return paid + float(registered.sum()) * case.registering_rp


def apbd_by_year_rp(case: Case, mix: Mix) -> np.ndarray:
    """What a mix takes from APBD in each year as planned, contributions and all registering [Rp], shape (years,)."""
    monthly = mix.registered.sum(axis=0) * case.registering_rp + mix.of("apbd", case) * case.price_rp["apbd"]
    return np.bincount(case.year, weights=monthly, minlength=len(case.years))


# the most careful quantile that is tried, and how finely the search halves
_LEAST, _STEPS = 0.002, 9
_chance = attrgetter("chance")


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
        return float(apbd_by_year_rp(self.case, self.mix).sum())


def keeps_target(desk: FundingProblem, case: Case, mix: Mix) -> np.ndarray:
    """Whether a mix keeps the target in each month, by draw: bool, shape (draws,)."""
    none = np.zeros((len(desk.values["registration_cost"]), 1))
    protected = sum(others_deliver(case, mix, desk.able).values(), none) + mix.of("apbd", case)
    return (protected >= case.target - ROUNDING).all(axis=1)


def counting_on(desk: FundingProblem, quantile: float) -> Careful:
    """The cheapest mix at a quantile of what payers bring, within the budget or, where it must, beyond it."""
    case = desk.counting_on(quantile)
    mix = desk.cheapest(case)
    fits = mix is not None
    mix = mix or desk.cheapest(case, beyond=True)
    keeps = keeps_target(desk, case, mix).astype(float)
    return Careful(quantile, case, mix, float(keeps.mean()), mean_error(keeps), fits)


def hoped_for(desk: FundingProblem) -> Careful | None:
    """The mix that counts on the middle of what payers bring; None where the budget or the people do not suffice."""
    if desk.hoped.workers > desk.hoped.people:
        return None
    found = counting_on(desk, 0.5)
    return found if found.fits else None


def certain(desk: FundingProblem, hoped: Careful) -> Careful:
    """The least careful mix that keeps the target with the plan's confidence, as far as any does, at any budget."""
    wanted, best, low, high = desk.plan.confidence, hoped, _LEAST, hoped.quantile
    if hoped.chance >= wanted:
        return hoped
    for _ in range(_STEPS):
        found = counting_on(desk, (low + high) / 2)
        if found.chance >= wanted:
            best, low = found, found.quantile
        else:
            high = found.quantile
            best = max(best, found, key=_chance) if best.chance < wanted else best
    return best


def affordable(desk: FundingProblem, sure: Careful, hoped: Careful) -> Careful:
    """The mix to plan with: the certain one, or the most careful that the budget holds."""
    if sure.fits:
        return sure
    best, low, high = hoped, sure.quantile, hoped.quantile
    for _ in range(_STEPS):
        found = counting_on(desk, (low + high) / 2)
        if found.fits:
            # near the limit of the budget a more careful mix may leave less to spare
            best, high = max(best, found, key=_chance), found.quantile
        else:
            low = found.quantile
    return best
