"""Runs plans of the road to universal coverage: targets, measures, tidy tables."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np

from simulate.cohort.claims import LOTTERIES, Claims, draw_claims, family_benefits
from simulate.errors import InputError
from simulate.law.base import Reads
from simulate.plan.checked import Settings
from simulate.plan.named import DEFAULT
from simulate.programmes.universal.model import (
    COSTS,
    UNKNOWNS,
    UniversalOutcome,
    simulate_universal,
    simulate_way,
    unknowns_used,
)
from simulate.programmes.universal.others import paying_of, unknowns_of
from simulate.programmes.universal.pathway import CHANNELS
from simulate.programmes.universal.plan import FIRST_YEAR, LAST_YEAR, UniversalPlan
from simulate.study.draws import event_noise, mean_error, summarise, summed
from simulate.study.facts import Facts, drawn, file_hashes, inputs_of, must_know, read_plans
from simulate.study.running import common_fields, runner
from simulate.study.simulated import Simulated

if TYPE_CHECKING:
    import pandas as pd

    from simulate.programmes.universal.others import Paying

# of the law base: group, year
_OF_LAW = (("target_rkp", 2026), ("target_rpjmn", 2029), ("target_ucj", 2025), ("target_rpjpn", 2045))
# of the region's table of coverage: row, year where the source names one
_OF_TABLE = (("banten_target_soon", None), ("banten_target_2030", 2030))
LAW_GROUPS = tuple(group for group, _ in _OF_LAW)
# nobody sets it, everybody speaks of it
EVERYONE = "everyone"


@dataclass(frozen=True)
class Target:
    """A level of coverage [share], its year where it has one, and where it stands."""

    key: str
    level: float
    year: int | None
    source: str
    grade: str


def read_targets(facts: Facts, reads: Reads | None = None) -> list[Target]:
    """Every target, the lowest first, ending with everyone.

    The targets of the law base are dated by the year that they are for, not by the months of a plan. Those that only
    one region's table has are left out elsewhere.
    """
    found = []
    for group, year in _OF_LAW:
        value = facts.law.at(facts.law.groups[group].horizon, reads=reads).cited(group, str(year))
        found.append(Target(group, float(value.value), year, f"{value.reference} {value.url}", value.evidence))
    for row, year in _OF_TABLE:
        try:
            figure = facts.region.figure("coverage", row)
        except InputError:
            continue
        found.append(Target(row, figure.value / 100, year, figure.source, figure.status))
    found.sort(key=lambda target: target.level)
    return [*found, Target(EVERYONE, 1.0, None, "", "")]


def target_table(result: UniversalResult) -> pd.DataFrame:
    """The chance that coverage reaches each target in December of each year.

    Returns:
        One row a target and year: ``target``, ``level`` [share], ``target_year`` (missing where none is named),
        ``year``, ``chance`` and its Monte Carlo error ``mc_error``.
    """
    import pandas as pd

    rows = []
    own = Target("own", result.plan.target, result.plan.target_year, "", "")
    for target in (own, *result.targets):
        for year, place in result.plan.decembers.items():
            chance, error = chance_of(result.outcome.road.coverage[:, place] >= target.level)
            rows.append((target.key, target.level, target.year, year, chance, error))
    columns = ["target", "level", "target_year", "year", "chance", "mc_error"]
    return pd.DataFrame(rows, columns=columns).astype({"target_year": "Int64"})


def own_chance(result: UniversalResult) -> tuple[float, float]:
    """The chance of the plan's own target in its year, and its Monte Carlo error."""
    place = result.plan.decembers[result.plan.target_year]
    return chance_of(result.outcome.road.coverage[:, place] >= result.plan.target)


def chance_of(reached: np.ndarray) -> tuple[float, float]:
    """The share of draws that reach something, shape (draws,), and its Monte Carlo error."""
    return float(reached.mean()), mean_error(reached.astype(float))


def year_reached(result: UniversalResult, level: float) -> int | None:
    """The first year in whose December half of the draws or more reach a level; None where they never do."""
    for year, place in result.plan.decembers.items():
        if (result.outcome.road.coverage[:, place] >= level).mean() >= 0.5:
            return year
    return None


MEASURES = (
    {
        "coverage_start": "share",
        "coverage_end": "share",
        "coverage_gain": "percentage_points",
        "covered_start": "persons",
        "covered_end": "persons",
        "uncovered_end": "persons",
        "employed_end": "persons",
    }
    | {f"coverage_{year}": "share" for year in range(FIRST_YEAR, LAST_YEAR + 1)}
    | {f"{channel}_end": "persons" for channel in CHANNELS}
    | {"registered_end": "persons", "new_members_end": "persons"}
    | {f"cost_{payer}": "rp" for payer in COSTS}
    | {
        "cost_total": "rp",
        "per_new_worker_year": "rp",
        "deaths": "persons",
        "deaths_full": "families",
        "deaths_waiting": "families",
        "deaths_scholarship": "families",
        "accidents": "cases",
        "contributions_new": "rp",
        "benefits": "rp",
        "benefits_jkm": "rp",
        "benefits_jkk": "rp",
        "benefits_scholarship": "rp",
        "loss_ratio": "ratio",
        "loss_ratio_jkm": "ratio",
        "jkm_fund_net": "rp",
    }
)


def measures_of(result: UniversalResult) -> dict[str, np.ndarray]:
    """Each measure by draw, shape (draws,); a ratio whose base is zero is left out, never made zero."""
    found = _heads(result) | _money(result) | _families(result)
    return {name: found[name] for name in MEASURES if name in found}


def _heads(result: UniversalResult) -> dict[str, np.ndarray]:
    out = result.outcome
    road, start = out.road, out.start
    return {
        "coverage_start": start.share,
        "coverage_end": road.coverage[:, -1],
        "coverage_gain": 100 * (road.coverage[:, -1] - start.share),
        "covered_start": start.covered,
        "covered_end": road.covered[:, -1],
        "uncovered_end": sum(road.uncovered.values())[:, -1],
        "employed_end": road.employed[:, -1],
        **{f"coverage_{year}": road.coverage[:, place] for year, place in result.plan.decembers.items()},
        **{f"{channel}_end": heads[:, -1] for channel, heads in road.members.items()},
        "registered_end": out.registered[:, -1],
        "new_members_end": out.new.heads[:, -1],
    }


def _money(result: UniversalResult) -> dict[str, np.ndarray]:
    out = result.outcome
    found = {f"cost_{payer}": amounts.sum(axis=1) for payer, amounts in out.cost_rp.items()}
    found["cost_total"] = out.total_rp.sum(axis=1)
    worker_years = (out.new.heads + out.registered).sum(axis=1) / 12
    if (worker_years > 0).all():
        paid = sum(out.paid_rp.values()) + sum(out.cost_rp[name] for name in ("employers", "registering", "outreach"))
        found["per_new_worker_year"] = paid.sum(axis=1) / worker_years
    return found


def _families(result: UniversalResult) -> dict[str, np.ndarray]:
    events, benefits = result.claims.events, result.claims.benefits_rp
    paid = {programme: amounts.sum(axis=1) for programme, amounts in result.outcome.paid_rp.items()}
    promised = benefits["jkm"] + benefits["scholarship"]
    found = {
        **{name: events[name] for name in ("deaths", "deaths_full", "deaths_waiting", "accidents")},
        "contributions_new": sum(paid.values()),
        "benefits": benefits["total"],
        "benefits_jkm": benefits["jkm"],
        "benefits_jkk": benefits["jkk"],
        "jkm_fund_net": paid["jkm"] - promised,
    }
    if result.scholarships_due:
        found["deaths_scholarship"] = events["deaths_scholarship"]
        found["benefits_scholarship"] = benefits["scholarship"]
    if (paid["jkm"] > 0).all():
        found["loss_ratio"] = benefits["total"] / sum(paid.values())
        found["loss_ratio_jkm"] = promised / paid["jkm"]
    return found


@dataclass(frozen=True, eq=False, kw_only=True)
class UniversalResult(Simulated):
    """A plan of the road, what it was run on, and what came out; ``paying`` are the programmes of others it reads."""

    units = MEASURES
    outcomes = ("coverage_end", "cost_total")
    weighed = ("coverage_end", "cost_total")

    plan: UniversalPlan
    paying: Paying
    outcome: UniversalOutcome
    claims: Claims
    targets: tuple[Target, ...]

    def expected_at(self, values: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
        """Coverage in the last month and what all payers pay [Rp] at given values of the unknowns."""
        found = simulate_way(self.plan, self.region, list(self.laws), values, self.paying)
        return {"coverage_end": found.road.coverage[:, -1], "cost_total": found.total_rp.sum(axis=1)}

    @cached_property
    def measures(self) -> dict[str, np.ndarray]:
        """Each measure by draw, as in `measures.measures_of`."""
        return measures_of(self)

    @property
    def scholarships_due(self) -> bool:
        """Whether a new member can have contributed long enough for a JKM scholarship."""
        return self.plan.months > int(self.laws[0].value("scholarship_wait"))

    @cached_property
    def tables(self) -> dict[str, pd.DataFrame]:
        """The tables written beside the report, by name."""
        return {
            "headline": self.headline_table,
            "coverage_by_month": self.monthly_table,
            "members_by_month": self.channel_table,
            "targets": self.target_table,
            "cost_by_year": self.cost_table,
            "fund_by_year": self.fund_table,
            "assumptions": self.assumption_table,
        }

    @cached_property
    def target_table(self) -> pd.DataFrame:
        """The chance of each target by year, as in `targets.target_table`."""
        return target_table(self)

    @cached_property
    def monthly_table(self) -> pd.DataFrame:
        """Coverage (share) at the end of each month."""
        import pandas as pd

        road = self.outcome.road
        table = pd.DataFrame({"month": self.months, "unit": "share"} | summarise(road.coverage))
        return table.assign(
            covered_p50=np.median(road.covered, axis=0), employed_p50=np.median(road.employed, axis=0)
        )

    @cached_property
    def channel_table(self) -> pd.DataFrame:
        """Members by channel and the uncovered (persons) at the end of each month, one row a month and channel."""
        import pandas as pd

        road = self.outcome.road
        parts = [
            pd.DataFrame({"month": self.months, "channel": name, "unit": "persons"} | summarise(heads))
            for name, heads in (road.members | road.uncovered).items()
        ]
        return pd.concat(parts, ignore_index=True)

    def years(self) -> dict[str, list[int]]:
        """The places of each calendar year's months."""
        found: dict[str, list[int]] = {}
        for place, month in enumerate(self.months):
            found.setdefault(month[:4], []).append(place)
        return found

    @cached_property
    def cost_table(self) -> pd.DataFrame:
        """What each payer, and all of them, pay by calendar year [Rp], one row a year and payer."""
        import pandas as pd

        costs = self.outcome.cost_rp | {"total": self.outcome.total_rp}
        return pd.DataFrame(
            [
                {"year": year, "payer": payer, "unit": "rp", **summed(amounts[:, places].sum(axis=1))}
                for year, places in self.years().items()
                for payer, amounts in costs.items()
            ]
        )

    @cached_property
    def fund_table(self) -> pd.DataFrame:
        """JKM of the new members by calendar year: expected benefits over contributions, and what is left [Rp].

        Without the lottery of single events. One row a year: ``ratio_…``, ``net_rp_…``; ratios are missing in a year
        in which nobody pays.
        """
        import pandas as pd

        paid, benefits = self.outcome.paid_rp["jkm"], self._jkm_expected_rp
        rows = []
        for year, places in self.years().items():
            paid_now, due = paid[:, places].sum(axis=1), benefits[:, places].sum(axis=1)
            ratio = summed(due / paid_now, "ratio") if (paid_now > 0).all() else {}
            rows.append({"year": year, **ratio, **summed(paid_now - due, "net_rp")})
        return pd.DataFrame(rows)

    @property
    def _jkm_expected_rp(self) -> np.ndarray:
        """Expected JKM benefits of the new members, scholarships promised included, shape (draws, months)."""
        by_month = [family_benefits(law) for law in self.laws]
        new, values = self.outcome.new, drawn(self.facts, self.settings.draws, self.settings.seed)
        promised = values["scholarship_child_years"] * values["scholarship_year"] if self.scholarships_due else None
        due = new.deaths_waiting * [family.waiting_rp for family in by_month]
        due += new.deaths_full * [family.full_rp for family in by_month]
        return due if promised is None else due + new.deaths_scholarship * promised[:, None]


PROGRAMME = "universal"


def run_on(
    facts: Facts,
    plan: UniversalPlan,
    settings: Settings,
    label: str = DEFAULT,
    name: dict[str, str] | None = None,
) -> UniversalResult:
    """Runs a plan on facts already read; for many plans on the same facts.

    Raises:
        InputError: the law, the region or its tables do not allow the plan.
        BrokenIdentityError: a sum that must hold does not.
    """
    must_know(facts, UNKNOWNS, PROGRAMME)
    reads: Reads = {}
    laws = plan.laws(facts.law, reads)
    targets = read_targets(facts, reads)
    values = drawn(facts, settings.draws, settings.seed)
    paying = paying_of(facts, plan, settings, reads)
    outcome = simulate_universal(plan, facts.region, laws, values, paying)
    noise = event_noise(LOTTERIES, settings.draws, settings.seed)
    claims = draw_claims(outcome.new, outcome.new.accidents, laws, values, noise)
    return UniversalResult(
        **common_fields(facts, plan, settings, label, name, laws, reads),
        paying=paying,
        outcome=outcome,
        claims=claims,
        targets=tuple(targets),
        used=unknowns_used(plan, int(laws[0].value("scholarship_wait")), unknowns_of(paying)),
        inputs=inputs_now(plan, settings, facts.files),
    )


run = runner(PROGRAMME, UniversalPlan, run_on)


def inputs_now(plan: UniversalPlan, settings: Settings, files: dict[str, str] | None = None) -> dict[str, Any]:
    """All that a run depends on, on the files as they stand, without running or reading them as tables.

    ``files`` are the hashes of what it reads, where they are known.
    """
    files = files or file_hashes(PROGRAMME, settings.region)
    found = inputs_of(PROGRAMME, plan, settings, files, (*plan.law_groups, *LAW_GROUPS))
    return found | read_plans(sponsorship=plan.sponsors, funding=plan.payers)


@lru_cache(maxsize=4)
def other_baseline(result: UniversalResult) -> UniversalResult:
    """The same plan from the other baseline, on the same random numbers."""
    other = "claimed" if result.plan.baseline == "reconciled" else "reconciled"
    return run_on(result.facts, result.plan.with_values({"baseline": other}), result.settings)
