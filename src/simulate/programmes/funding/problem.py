"""What a plan rests on, how sure a mix is, what it comes to draw by draw, and why none may keep the target."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property, reduce
from operator import attrgetter

import numpy as np

from simulate.errors import InputError, Phrase, input_error, must_equal
from simulate.law.base import LawMonth
from simulate.plan.unknowns import Unknown
from simulate.programmes.baseline.model import segments
from simulate.programmes.funding.model import (
    CEILINGS,
    FIXED,
    STARTUPS,
    Case,
    LinearProgramme,
    Mix,
    case_at,
    ceilings,
    keep_rate,
    need_of,
    prices_rp,
)
from simulate.programmes.funding.plan import COUNTED, LEAST_WORKERS, FundingPlan
from simulate.programmes.sponsorship.model import Brought, SponsorPath
from simulate.region.base import Region
from simulate.study.draws import mean_error


def placed(need: np.ndarray, others: np.ndarray, persons: float) -> np.ndarray:
    """Persons that APBD pays for in each kecamatan: the lowest protected share is raised as far as they go.

    Args:
        need: workers to protect by kecamatan, some above 0; shape (kecamatan,).
        others: those of them whom other payers protect, shape (kecamatan,).
        persons: to place, not below 0.

    Returns:
        Persons by kecamatan, not below 0; they sum to ``persons``.
    """
    share = np.divide(others, need, out=np.full(len(need), np.inf), where=need > 0)
    order = np.argsort(share, kind="stable")
    reached = share[order]
    # persons that lift the first so many kecamatan to the share of the next
    need_sum, others_sum = np.cumsum(need[order]), np.cumsum(others[order])
    costs = need_sum[:-1] * reached[1:] - others_sum[:-1]
    lifted = int(np.searchsorted(costs, persons, side="right"))
    level = (persons + others_sum[lifted]) / need_sum[lifted]
    return np.maximum(level * need - others, 0)


# a payer whose ceiling the plan exhausts brings all that it can
_EXHAUSTED = 1e-6
# persons: what rounding in the optimisation may lack
ROUNDING = 0.5


@dataclass(frozen=True, eq=False)
class Delivered:
    """What a mix brings, draw by draw.

    ``workers`` by payer, shape (draws, months), APBD's as planned; ``by_need`` those APBD must pay for so that the
    target is just kept, whatever the others bring. ``registering_rp`` and ``registering_by_need_rp`` are the cost
    of new members by month in the two, ``joined`` the new members of the first by payer, ``registered`` all of them.
    ``kecamatan`` the protected workers at the end of the plan, shape (draws, kecamatan), and ``need`` those to
    protect there.
    """

    workers: dict[str, np.ndarray]
    by_need: np.ndarray
    joined: dict[str, np.ndarray]
    registering_rp: np.ndarray
    registering_by_need_rp: np.ndarray
    kecamatan: np.ndarray
    need: np.ndarray

    @property
    def protected(self) -> np.ndarray:
        """Protected workers by month, shape (draws, months)."""
        return sum(self.workers.values())

    @property
    def registered(self) -> np.ndarray:
        """New members by month, shape (draws, months)."""
        return sum(self.joined.values())

    @property
    def kecamatan_share(self) -> np.ndarray:
        """Protected share of those to protect at the end, shape (draws, kecamatan); whole where nobody is."""
        return np.divide(self.kecamatan, self.need, out=np.ones_like(self.need), where=self.need > 0)

    def short(self, target: np.ndarray) -> np.ndarray:
        """In which months fewer are protected than wanted, shape (draws, months)."""
        return self.protected < target - ROUNDING


def others_deliver(case: Case, mix: Mix, able: Mapping[str, np.ndarray]) -> dict[str, np.ndarray]:
    """Workers whom each payer but APBD pays for, shape (draws, months).

    ``case`` is what the plan counted on, ``able`` are ceilings by draw.
    """
    found = {}
    for payer, planned in zip(case.payers, mix.workers, strict=True):
        if payer != "apbd":
            exhausted = planned >= case.ceiling[payer] - _EXHAUSTED
            found[payer] = np.where(exhausted, able[payer], np.minimum(planned, able[payer]))
    return found


def deliver(
    plan: FundingPlan, region: Region, case: Case, mix: Mix, values: Mapping[str, np.ndarray], brought: Brought
) -> Delivered:
    """Carries out a planned mix on given values of the unknowns.

    ``case`` is what the plan counted on, with its prices and ceilings; ``values`` are every unknown by draw, and
    ``brought`` is what civil servants bring at them.

    Raises:
        BrokenIdentityError: the kecamatan do not add up to the regency.
    """
    workers = others_deliver(case, mix, ceilings(plan, region, case.price_rp, values, brought.workers))
    cost = values["registration_cost"][:, None]
    others = sum(workers.values(), np.zeros((len(cost), len(case.target))))
    apbd = np.broadcast_to(mix.of("apbd", case), others.shape)
    by_need = np.maximum(case.target - others, 0)
    new = {payer: _registered(persons, keep_rate(payer, values), 0.0) for payer, persons in workers.items()}
    if "sponsor" in new:
        new["sponsor"] = brought.joined
    joined = sum(new.values(), np.zeros_like(others))
    at_start, keep = segments(plan.baseline, values).funded, keep_rate("apbd", values)
    new["apbd"], needed = (_registered(persons, keep, at_start) for persons in (apbd, by_need))
    need = need_of(plan, region, values)
    # APBD's workers are placed as planned, those of the others are where they live
    _, placed_apbd = planned_places(case, mix)
    live = (np.outer(persons[:, -1], case.places[payer]) for payer, persons in workers.items())
    places = np.broadcast_to(sum(live, placed_apbd[None, :]), need.shape)
    must_equal("kecamatan add up to the regency", places.sum(axis=1), (others + apbd)[:, -1])
    ordered = {payer: apbd if payer == "apbd" else workers[payer] for payer in case.payers}
    return Delivered(ordered, by_need, new, (joined + new["apbd"]) * cost, (joined + needed) * cost, places, need)


def _registered(workers: np.ndarray, keep: np.ndarray, at_start: np.ndarray | float) -> np.ndarray:
    """New members by month: as many as are paid for beyond those who stayed, shape (draws, months)."""
    before = np.concatenate([np.broadcast_to(at_start, len(workers))[:, None], workers[:, :-1]], axis=1)
    return np.maximum(workers - keep[:, None] * before, 0)


def planned_places(case: Case, mix: Mix) -> tuple[np.ndarray, np.ndarray]:
    """Planned workers by kecamatan at the end: those of the other payers, and APBD's; each of shape (kecamatan,)."""
    live = (mix.of(payer, case)[-1] * shares for payer, shares in case.places.items())
    others = sum(live, np.zeros(len(case.need)))
    return others, placed(case.need, others, float(mix.of("apbd", case)[-1]))


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

    def middle(self, chance: float = 0.5) -> dict[str, float]:
        """Every unknown at its middle, but what payers bring at what they exceed with chance 1 − ``chance``.

        Ceilings stand at that quantile, months of preparation at its opposite.
        """
        chances = dict.fromkeys(self.unknowns, 0.5)
        chances |= dict.fromkeys(CEILINGS.values(), chance) | dict.fromkeys(STARTUPS.values(), 1 - chance)
        return {key: float(unknown.distribution.quantile(chances[key])) for key, unknown in self.unknowns.items()}

    @cached_property
    def price_rp(self) -> dict[str, np.ndarray]:
        """What a worker-month costs each payer as the law is [Rp/month], each of shape (months,)."""
        return prices_rp(self.plan, list(self.laws), path=self.path)

    @cached_property
    def hoped(self) -> Case:
        """The plan with every unknown at its middle."""
        return self.case()

    def case(self, chance: float = 0.5, price_rp: dict[str, np.ndarray] | None = None) -> Case:
        """The plan with payers that bring what they exceed with chance 1 − ``chance``, at other prices if given."""
        # sponsored workers by month that are exceeded with that chance
        sponsored = np.quantile(self.brought.workers, chance, axis=0)
        return case_at(self.plan, self.region, price_rp or self.price_rp, self.middle(chance), sponsored)

    @cached_property
    def programme(self) -> LinearProgramme:
        """The optimisation at the middle of the unknowns; other ceilings are given to it."""
        return LinearProgramme(self.hoped)

    @property
    def counted(self) -> tuple[str, ...]:
        """The payers whose contributions the plan keeps low."""
        return COUNTED[self.plan.objective]

    def cheapest(self, case: Case, beyond: bool = False) -> Mix | None:
        """The plan's own optimisation with the ceilings of a case; ``beyond`` lets APBD exceed its budget."""
        return self.programme.cheapest(self.counted, case.ceiling, beyond)

    @cached_property
    def able(self) -> dict[str, np.ndarray]:
        """Most workers of each payer but APBD by draw and month, shape (draws, months)."""
        return ceilings(self.plan, self.region, self.price_rp, self.values, self.brought.workers)

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


def keeps_target(problem: FundingProblem, case: Case, mix: Mix) -> np.ndarray:
    """Whether a mix keeps the target in each month, by draw: bool, shape (draws,)."""
    none = np.zeros((len(problem.values["registration_cost"]), 1))
    protected = sum(others_deliver(case, mix, problem.able).values(), none) + mix.of("apbd", case)
    return (protected >= case.target - ROUNDING).all(axis=1)


def chance_kept(problem: FundingProblem, case: Case, mix: Mix) -> tuple[float, float]:
    """The share of draws in which a mix keeps the target in each month, with its Monte Carlo error."""
    keeps = keeps_target(problem, case, mix).astype(float)
    return float(keeps.mean()), mean_error(keeps)


def counting_on(problem: FundingProblem, quantile: float) -> Careful:
    """The cheapest mix at a quantile of what payers bring, within the budget or, where it must, beyond it."""
    case = problem.case(quantile)
    mix = problem.cheapest(case)
    fits = mix is not None
    mix = mix or problem.cheapest(case, beyond=True)
    return Careful(quantile, case, mix, *chance_kept(problem, case, mix), fits)


def hoped_for(problem: FundingProblem) -> Careful | None:
    """The mix that counts on the middle of what payers bring; None where the budget or the people do not suffice."""
    if problem.hoped.workers > problem.hoped.people:
        return None
    found = counting_on(problem, 0.5)
    return found if found.fits else None


def certain(problem: FundingProblem, hoped: Careful) -> Careful:
    """The least careful mix that keeps the target with the plan's confidence, as far as any does, at any budget."""
    wanted = problem.plan.confidence
    if hoped.chance >= wanted:
        return hoped
    tried = _halving(problem, _LEAST, hoped.quantile, lambda found: found.chance >= wanted)
    enough = [found for found in tried if found.chance >= wanted]
    return enough[-1] if enough else max([hoped, *tried], key=_chance)


def affordable(problem: FundingProblem, sure: Careful, hoped: Careful) -> Careful:
    """The mix to plan with: the certain one, or the most careful that the budget holds."""
    if sure.fits:
        return sure
    tried = _halving(problem, sure.quantile, hoped.quantile, lambda found: not found.fits)
    # near the limit of the budget a more careful mix may leave less to spare
    return max([hoped, *(found for found in tried if found.fits)], key=_chance)


def _halving(problem: FundingProblem, low: float, high: float, above: Callable[[Careful], bool]) -> list[Careful]:
    """The mixes tried in a search between two quantiles, which goes on ``above`` a mix or below it."""
    tried = []
    for _ in range(_STEPS):
        tried.append(counting_on(problem, (low + high) / 2))
        low, high = (tried[-1].quantile, high) if above(tried[-1]) else (low, tried[-1].quantile)
    return tried


_HUNDRED, _FIFTY_MILLION = 100, 50_000_000
# a worth below this is rounding
_WORTH = 1e-6


def explained(problem: FundingProblem) -> InputError:
    """The refusal of a plan that the limits do not allow: which limits clash, and what is nearest to it."""
    lever, found, wanted = _clash(problem)
    return input_error("infeasible_target", lever, found=found, wanted=wanted)


def _clash(problem: FundingProblem) -> tuple[str, Phrase, Phrase]:
    """The lever that asks for too much, what it asks for, and what would do."""
    case, far = problem.hoped, problem.programme.furthest(floor=False)
    if far is None:
        return (
            "apbd_budget_rp",
            Phrase("budget_below_registering", budget=problem.plan.apbd_budget_rp),
            _budget(problem),
        )
    workers, reached = int(case.workers), max(math.floor(far.reach / _HUNDRED), 0) * _HUNDRED
    nearest = Phrase("at_most_workers", workers=reached)
    if case.workers > case.people:
        return "workers", Phrase("more_than_people", workers=workers, people=round(case.people)), nearest
    if case.floor and (fairest := LinearProgramme(case).fairest()) is not None:  # the target alone could be kept
        takes = Phrase("floor_takes", share=case.floor, workers=round(case.floor * case.people))
        return "min_kecamatan_share", takes, Phrase("either", one=_share(case, fairest), other=_budget(problem))
    years = [year for year, worth in zip(case.years, far.of_budget * 1e9, strict=True) if worth > _WORTH]
    worths = zip(case.payers, far.of_ceiling.sum(axis=1), strict=True)
    payers = [payer for payer, worth in worths if worth > _WORTH and payer in case.ceiling]
    both = reduce(lambda one, other: Phrase("both", one=one, other=other), years) if years else None
    spent = Phrase("budget_spent", years=both) if years else None
    full = Phrase("at_ceilings", payers=", ".join(payers)) if payers else None
    limits = Phrase("with", one=spent, other=full) if spent and full else spent or full or Phrase("too_few_payers")
    found = Phrase("cannot_be_kept", workers=workers, limits=limits)
    if reached < LEAST_WORKERS:
        return "workers", found, _budget(problem)
    lowered = LinearProgramme(replace(case, workers=float(reached)))
    if case.floor and lowered.cheapest(problem.counted) is None:
        nearest = Phrase("at_most_workers.share", workers=reached, share=_share(case, lowered.fairest()))
    return "workers", found, Phrase("either", one=nearest, other=_budget(problem))


def _budget(problem: FundingProblem) -> Phrase:
    least = problem.plan.apbd_budget_rp + problem.programme.least_budget().extra_rp
    return Phrase("budget_from", rupiah=math.ceil(least / _FIFTY_MILLION) * _FIFTY_MILLION)


def _share(case: Case, fairest: Mix) -> Phrase:
    return Phrase("share_at_most", share=math.floor(fairest.floor * case.floor * 1000) / 1000)
