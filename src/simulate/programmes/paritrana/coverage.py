"""Coverage at the end of the assessment year under every combination of the actions that move it, and their cost."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from simulate.law.contribution import contribution_rp, lowest_bpu_base_rp
from simulate.plan.checked import Settings
from simulate.plan.named import read_plan
from simulate.plan.unknowns import read_unknowns
from simulate.programmes.election import study as election
from simulate.programmes.election.plan import ElectionPlan
from simulate.programmes.paritrana.model import subsets
from simulate.programmes.paritrana.plan import ELECTIONS, ROAD
from simulate.programmes.sponsorship.model import simulate_sponsorship
from simulate.programmes.universal.model import OF_APBD, Way, simulate_way
from simulate.programmes.universal.others import paying_of

if TYPE_CHECKING:
    from simulate.law.base import LawMonth
    from simulate.programmes.paritrana.plan import ParitranaPlan
    from simulate.programmes.universal.plan import UniversalPlan
    from simulate.study.facts import Facts

_POOL = ("labour", "vulnerable_workers_decile_1_4_2023")
_YEAR = 12


@dataclass(frozen=True, eq=False)
class Numbers:
    """Values of the unknowns, and uniform numbers in (0, 1) by named stream, each of shape (draws,)."""

    values: dict[str, np.ndarray]
    of: dict[str, np.ndarray]

    def columns(self, names: list[str]) -> np.ndarray:
        """The uniform numbers of some streams, shape (draws, streams)."""
        return np.stack([self.of[name] for name in names], axis=1)


@dataclass(frozen=True, eq=False)
class Levels:
    """What coverage is judged by, by the name of the rule, and money by who pays; each of shape (draws,)."""

    covered_share: np.ndarray
    covered_growth: np.ndarray
    funded_of_pool: np.ndarray
    apbd_rp: np.ndarray
    others_rp: np.ndarray


def levels_of(
    plan: ParitranaPlan, facts: Facts, laws: list[LawMonth], settings: Settings, numbers: Numbers, rise: float
) -> dict[frozenset[str], Levels]:
    """Coverage and yearly cost by combination of the actions that move coverage.

    Without any action it is that of the road to universal coverage, from where that begins; actions add to it what
    they change within the assessment year. Obligations hold from the month in which their regulation is issued at the
    middle of its range, where it is issued within the year. Inspection and outreach move coverage by the part of the
    year in which they work. A higher budget adds workers but those who paid themselves before; sponsored workers are
    added as their own model counts them. ``laws``: of each month of `ParitranaPlan.approach`. ``rise``: by how much
    APBD pays for more workers, relative to now.
    """
    values, year = numbers.values, laws[-_YEAR:]
    regulated = plan.in_force(facts.unknowns["months_decree"].mode)

    def simulated(road: UniversalPlan, months: list[LawMonth]) -> Way:
        return simulate_way(road, facts.region, months, values, paying_of(facts, road, settings))

    approach = simulated(plan.approach, laws)
    ways = {taken: simulated(plan.road(taken, regulated), year) for taken in subsets(ROAD)}
    start = ways[frozenset()]
    # the part of the year in which what is prepared works
    working = np.clip((plan.months_left - values["months_programme"]) / _YEAR, 0, 1)
    issued, runs = (values[f"months_{kind}"] <= plan.months_left for kind in ("decree", "programme"))
    pool, extra = facts.region.figure(*_POOL).value, rise * start.start.funded
    base_rp = lowest_bpu_base_rp(year[0])
    price = _YEAR * contribution_rp(year[0], scheme="bpu", base_rp=base_rp, payer="apbd", sector="other")
    added_rp = extra * working * price + extra * values["registration_cost"]
    sponsored, sponsors_rp = sponsored_by_asn(plan, facts, values)
    before, employed = approach.road.covered[:, -1 - _YEAR], approach.road.employed[:, -1]

    def added(taken: frozenset[str], of: Callable[[Way], np.ndarray]) -> np.ndarray:
        """What actions change: obligations where they are issued, drives in the part of the year they work."""
        drives = taken & {"drives"}
        share = working if drives else np.ones_like(working)
        there = share * of(ways[taken]) + (1 - share) * of(ways[taken - drives])
        without = share * of(ways[drives]) + (1 - share) * of(start)
        return np.where(issued, there, without) - of(start)

    found = {}
    for actions in subsets((*ROAD, "apbd", "sponsorship")):
        taken, apbd, asn = actions.intersection(ROAD), "apbd" in actions, "sponsorship" in actions
        covered = approach.road.covered[:, -1] + added(taken, lambda way: way.road.covered[:, -1])
        covered = covered + runs * (apbd * extra * (1 - values["would_pay"]) + asn * sponsored)
        covered = np.minimum(covered, employed)
        funded = approach.road.members["subsidised"][:, -1] + apbd * runs * extra
        own = added(taken, _apbd_rp) + apbd * added_rp
        others = added(taken, _others_rp) + asn * runs * sponsors_rp
        found[actions] = Levels(covered / employed, covered / before - 1, funded / pool, own, others)
    return found


def _apbd_rp(way: Way) -> np.ndarray:
    """Of the regency's budget; what regulation and drives cost is the actions' own."""
    return sum(way.cost_rp[name] for name in OF_APBD if name != "regulation").sum(axis=1)


def _others_rp(way: Way) -> np.ndarray:
    return sum(paid for name, paid in way.cost_rp.items() if name not in OF_APBD).sum(axis=1)


def sponsors_begin(plan: ParitranaPlan, facts: Facts) -> str:
    """The month in which the action of 1 ASN 1 Pekerja Rentan runs: once prepared, and not before its own plan."""
    return max(plan.in_force(facts.unknowns["months_programme"].mode), plan.sponsors.start)


def sponsored_by_asn(
    plan: ParitranaPlan, facts: Facts, values: dict[str, np.ndarray]
) -> tuple[np.ndarray, np.ndarray]:
    """Workers newly covered by civil servants at the end of the assessment year, and what these pay in it [Rp].

    As the plan of 1 ASN 1 Pekerja Rentan has it, draw by draw, from the month in which it can run.
    """
    sponsors = plan.sponsors.with_values({"start": sponsors_begin(plan, facts)})
    sponsors = sponsors.carried_on(plan.last, plan.law_extension)
    found = simulate_sponsorship(sponsors, facts.region, sponsors.laws(facts.law), values)
    return found.coverage["newly_covered_independent"], sum(found.paid_rp.values()).sum(axis=1)


@lru_cache(maxsize=8)
def election_rp(year: int, extension: str, facts: Facts, draws: int, seed: int) -> np.ndarray | None:
    """Contributions of all ad hoc workers of a year's election [Rp], shape (draws,); None in a year without one.

    Draw by draw those of the election's own report.
    """
    if year not in ELECTIONS:
        return None
    own = replace(facts, unknowns=read_unknowns("election", facts.region))
    settings = Settings(region=facts.region.code, draws=draws, seed=seed)
    return election.run_on(own, election_plan(year, extension), settings).measures["contributions"]


def election_plan(year: int, extension: str) -> ElectionPlan:
    """The plan that covers every ad hoc worker of a year's election."""
    named = read_plan(ELECTIONS[year], ElectionPlan)
    return ElectionPlan(**named.levers).with_values({"law_extension": extension})


def election_name(year: int) -> dict[str, str]:
    """What the plan of a year's election is called, by language; nothing in a year without one."""
    return read_plan(ELECTIONS[year], ElectionPlan).name if year in ELECTIONS else {}
