"""Where the regency stands over many draws: run, measures, and the tables written beside the report."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from itertools import product
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from simulate.errors import must_equal
from simulate.law.base import Reads
from simulate.law.contribution import contribution_rp, lowest_bpu_base_rp
from simulate.plan.checked import Settings
from simulate.programmes.baseline import model
from simulate.programmes.baseline.model import (
    BASELINES,
    COUNTS,
    PARTS,
    WHO,
    Definition,
    Segments,
    definitions,
    out_of,
    participants,
    segments,
    vulnerable,
)
from simulate.programmes.baseline.plan import LAW_GROUPS, BaselinePlan
from simulate.study.draws import mean_error, summed
from simulate.study.facts import Facts, drawn, inputs_reader, must_know
from simulate.study.running import common_fields, runner
from simulate.study.simulated import Simulated

if TYPE_CHECKING:
    from simulate.region.base import Figure

_TOTALS = ("covered", *PARTS, "uncovered")
MEASURES = {
    **dict.fromkeys(("participants", "workers"), "persons"),
    **dict.fromkeys(("covered_share", "claimed_share"), "share"),
    **dict.fromkeys(("claimed_participants", "claim_apart", "not_paid_up", "not_resident", "unexplained"), "persons"),
    **dict.fromkeys(("employed", *_TOTALS, "bpu", *(f"{part}_claimed" for part in _TOTALS)), "persons"),
    "funded_of_pool": "share",
    "claim_of_pool": "ratio",
    "cost_funded_year": "rp",
    "cost_claim_year": "rp",
    "cost_claim_of_apbd": "share",
    "cost_budgeted_year": "rp",
}
# the regency's counts of workers it pays for, by the year they close; years between the last and the claim have none
COUNTED = ("apbd_funded_non_asn_and_vulnerable_dec_2022", "protected_vulnerable_workers_claim_2023")
# what a regency says it has budgeted, where it says so: workers, and the money for them
BUDGETED, BUDGETED_RP = ("coverage", "apbd_budgeted_workers_claim"), ("budget", "vulnerable_contributions_claim")
SHARE_CLAIM = "covered_share_claim_sep_2025"
CLAIM, POOL = "protected_vulnerable_workers_claim_sep_2025", "vulnerable_workers_decile_1_4_2023"


@dataclass(frozen=True, eq=False, kw_only=True)
class BaselineResult(Simulated):
    """A definition of cover, what it was computed on, and what came out.

    ``values`` has each unknown by draw, ``found`` the segments by baseline; ``year_price_rp`` is what APBD pays for a
    worker in a year [Rp].
    """

    units = MEASURES
    outcomes = ("covered_share", "uncovered", "claim_apart")
    tornado_outcomes = ("covered_share", "uncovered")

    plan: BaselinePlan
    values: dict[str, np.ndarray]
    found: dict[str, Segments]
    year_price_rp: int

    @property
    def definition(self) -> Definition:
        """Who counts as covered in this plan."""
        return Definition(*(getattr(self.plan, name) for name in Definition._fields))

    def share(self, which: Definition) -> np.ndarray:
        """Covered workers under a definition as a share, shape (draws,)."""
        found = self.found["reconciled"]
        return participants(which, found, self.values) / out_of(which, found, self.values)

    def evaluate(self, values: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
        """Covered share, uncovered residents, and how many more the claim covers, at given values of the unknowns."""
        claimed, own = (segments(name, values) for name in BASELINES)
        return {
            "covered_share": participants(self.definition, own, values) / out_of(self.definition, own, values),
            "uncovered": own.uncovered,
            "claim_apart": claimed.covered - own.covered,
        }

    @property
    def pool(self) -> float:
        """Vulnerable workers of deciles 1–4 [persons]."""
        return self.region.figure("labour", POOL).value

    @property
    def budgeted(self) -> Figure | None:
        """Vulnerable workers whom the regency says it has budgeted for [persons]; None without such a statement."""
        return self.region.stated(*BUDGETED)

    @cached_property
    def earlier(self) -> dict[int, float]:
        """Workers whom the regency paid for by year, from the first count to the claim; missing where unknown."""
        counts = {int(one.period[:4]): one.value for one in (self.region.figure("coverage", row) for row in COUNTED)}
        last = int(self.region.figure("coverage", CLAIM).period[:4])
        return {year: counts.get(year, np.nan) for year in range(min(counts), last + 1)}

    @cached_property
    def bridge(self) -> dict[str, np.ndarray]:
        """What lies between the reconciled and the claimed number of participants [persons], each (draws,).

        Participants at workplaces here who live elsewhere (below none where more commute out), participants who are
        registered and no longer pay, and what no definition explains.
        """
        active, claimed = self.found["reconciled"].covered, self.found["claimed"].covered
        by_workplace, registered = (
            participants(Definition(status, "workplace", True, "all"), self.found["reconciled"], self.values)
            for status in ("active", "registered")
        )
        parts = {
            "not_resident": by_workplace - active,
            "not_paid_up": registered - by_workplace,
            "unexplained": claimed - registered,
        }
        must_equal("the bridge leads to the claim", active + sum(parts.values()), claimed)
        return parts

    @cached_property
    def measures(self) -> dict[str, np.ndarray]:
        """Each measure by draw, shape (draws,); what the region has no figure of is left out, never made zero."""
        own, claimed, values = self.found["reconciled"], self.found["claimed"], self.values
        found = {
            "participants": participants(self.definition, own, values),
            "workers": out_of(self.definition, own, values),
            "covered_share": self.share(self.definition),
            "claimed_share": values["claimed_share"],
            "claimed_participants": claimed.covered,
            "claim_apart": claimed.covered - own.covered,
            **self.bridge,
            "employed": own.employed,
            **{part: getattr(own, part) for part in _TOTALS},
            "bpu": own.funded + own.bpu_others,
            **{f"{part}_claimed": getattr(claimed, part) for part in _TOTALS},
            "funded_of_pool": own.funded / self.pool,
            "claim_of_pool": values["claimed_funded"] / self.pool,
            "cost_funded_year": own.funded * self.year_price_rp,
            "cost_claim_year": values["claimed_funded"] * self.year_price_rp,
        }
        if self.budgeted is not None:
            found["cost_budgeted_year"] = np.full_like(own.funded, self.budgeted.value * self.year_price_rp)
        if self.region.approved_spending is not None:
            found["cost_claim_of_apbd"] = found["cost_claim_year"] / self.region.approved_spending[0]
        return {name: found[name] for name in MEASURES if name in found}


PROGRAMME = "baseline"
MONTHS = 12
UNKNOWNS = tuple(dict.fromkeys((*model.UNKNOWNS, *model.DEFINITION_UNKNOWNS)))


def run_on(facts: Facts, plan: BaselinePlan, settings: Settings) -> BaselineResult:
    """Runs a plan on facts already read; for many plans on the same facts.

    Raises:
        InputError: the law or the region's tables do not allow the plan.
        BrokenIdentityError: a sum that must hold does not.
    """
    must_know(facts, UNKNOWNS, PROGRAMME)
    reads: Reads = {}
    laws = plan.laws(facts.law, reads)
    values, base_rp = drawn(facts, settings.draws, settings.seed), lowest_bpu_base_rp(laws[0])
    price = MONTHS * contribution_rp(laws[0], scheme="bpu", base_rp=base_rp, payer="apbd", sector="other")
    return BaselineResult(
        **common_fields(facts, plan, settings, laws, reads),
        values=values,
        found={name: segments(name, values) for name in BASELINES},
        year_price_rp=price,
        used=UNKNOWNS,
    )


run = runner(PROGRAMME, BaselinePlan, run_on)
inputs_now = inputs_reader(PROGRAMME, lambda plan: LAW_GROUPS)


def segment_table(result: BaselineResult) -> pd.DataFrame:
    """Employed residents by cover: one row a baseline and segment.

    Columns:
        baseline: ``claimed`` (by the regency) or ``reconciled`` (by comparison of sources), whose segments these are.
        segment: under what cover the workers stand, or that they stand under none.
    """
    return pd.DataFrame(
        {"baseline": baseline, "segment": part, "unit": "persons", **summed(getattr(result.found[baseline], part))}
        for baseline, part in product(BASELINES, PARTS)
    )


def definition_table(result: BaselineResult) -> pd.DataFrame:
    """The covered share under each definition against the claim: one row a definition.

    Columns:
        status: whether ``active`` or all ``registered`` participants count.
        place: whether workers count where they live (``residence``) or where they work (``workplace``).
        jakon: whether construction workers, who are registered for a project, count.
        workers: out of whom: ``all`` employed residents, or a narrower group.
        reached [share]: draws at or above the claim.
        reached_error [share]: Monte Carlo error of ``reached``.
        fits: ``inside`` where the claim lies in the 90 % range, else ``below`` or ``above``: where the range lies to
            it.
    """
    rows = ((one._asdict(), result.share(one)) for one in definitions())
    return _judged(rows, "share", result.values["claimed_share"])


def vulnerable_table(result: BaselineResult) -> pd.DataFrame:
    """Protected vulnerable workers by who is meant and how they are counted, against the claim.

    Columns:
        who: which workers are meant.
        count: how they are counted: ``active``, ``registered``, or ``added_up`` over the years.
        reached, reached_error, fits: as in ``definitions``.
    """
    on = result.found["reconciled"], result.values, np.array(list(result.earlier.values()))
    rows = (({"who": who, "count": count}, vulnerable(who, count, *on)) for who, count in product(WHO, COUNTS))
    return _judged(rows, "persons", result.values["claimed_funded"])


def _judged(rows: Iterable[tuple[dict[str, Any], np.ndarray]], unit: str, claim: np.ndarray) -> pd.DataFrame:
    """One row each: what it is, its distribution, and how the claim lies to it."""
    found = []
    for which, draws in rows:
        row, reached = summed(draws), (draws >= claim).astype(float)
        fits = "below" if row["p95"] < claim.min() else "above" if row["p05"] > claim.max() else "inside"
        chance = {"reached": float(reached.mean()), "reached_error": mean_error(reached), "fits": fits}
        found.append(which | {"unit": unit} | row | chance)
    return pd.DataFrame(found)


TABLES = {"segments": segment_table, "definitions": definition_table, "vulnerable": vulnerable_table}
