"""Runs election plans over many draws: measures and tidy tables."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from simulate.law.base import LawMonth, Reads
from simulate.plan.checked import Settings
from simulate.plan.named import DEFAULT
from simulate.plan.unknowns import Unknown
from simulate.programmes.election.model import (
    LOTTERIES,
    UNKNOWNS,
    Claims,
    ElectionOutcome,
    at_poll_of,
    draw_claims,
    simulate_election,
    unknowns_used,
)
from simulate.programmes.election.plan import JHT_GROUP, WAGE_GROUP, ElectionPlan
from simulate.programmes.election.risk import health_of, recorded_ratio
from simulate.study.draws import event_noise, summarise, summed
from simulate.study.facts import Facts, drawn, file_hashes, inputs_of, must_know
from simulate.study.running import common_fields, runner
from simulate.study.simulated import Simulated

if TYPE_CHECKING:
    import pandas as pd

MEASURES = {
    "workers": "persons",
    "workers_covered": "persons",
    "worker_months": "worker_months",
    "voters": "persons",
    "tps": "polling_stations",
    "contributions": "rp",
    "contributions_jkk": "rp",
    "contributions_jkm": "rp",
    "contributions_jht": "rp",
    "per_worker": "rp",
    "deaths": "persons",
    "deaths_excess": "persons",
    "deaths_paid": "families",
    "deaths_jkm": "families",
    "deaths_jkk": "families",
    "deaths_unpaid": "persons",
    "deaths_after": "families",
    "care": "cases",
    "benefits": "rp",
    "benefits_jkm": "rp",
    "benefits_jkk": "rp",
    "benefits_scholarship": "rp",
    "benefits_expected": "rp",
    "loss_ratio": "ratio",
    "screening_cost": "rp",
}


def measures_of(result: ElectionResult) -> dict[str, np.ndarray]:
    """Each measure by draw, shape (draws,); a ratio whose base is zero is left out, never made zero."""
    out, events, benefits = result.outcome, result.claims.events, result.claims.benefits_rp
    workers, covered = sum(out.persons.values()), sum(out.covered.values())
    by_programme = result.contributions_by_programme
    paid = sum(by_programme.values())
    found = {
        "workers": workers,
        "workers_covered": covered,
        "worker_months": sum(
            out.covered[role] * (out.service[body][1] + result.plan.extra_months)
            for role, body in result.bodies.items()
        ),
        "voters": out.staff.voters,
        "tps": out.staff.tps.sum(axis=1),
        "contributions": paid,
        **{f"contributions_{name}": amount for name, amount in by_programme.items()},
        "deaths": events["deaths"],
        "deaths_excess": sum(out.deaths.excess.values()),
        "deaths_paid": events["deaths_jkm"] + events["deaths_jkk"] + events["deaths_after"],
        **{name: events[name] for name in ("deaths_jkm", "deaths_jkk", "deaths_unpaid", "care")},
        "benefits": benefits["total"],
        **{f"benefits_{name}": benefits[name] for name in ("jkm", "jkk", "scholarship")},
        "benefits_expected": result.claims.expected_rp,
    }
    if (paid > 0).all():
        found["per_worker"] = paid / covered
        found["loss_ratio"] = benefits["total"] / sum(by_programme[name] for name in ("jkk", "jkm"))
    if result.plan.extra_months:
        found["deaths_after"] = events["deaths_after"]
    if result.plan.screening == "full":
        found["screening_cost"] = out.screening_rp
    return {name: found[name] for name in MEASURES if name in found}


# chances of the distribution of deaths and benefits that a reserve is set by
_QUANTILES = (0.5, 0.9, 0.99)


@dataclass(frozen=True, eq=False, kw_only=True)
class ElectionResult(Simulated):
    """An election plan, what it was run on, and what came out."""

    units = MEASURES
    outcomes = ("deaths", "benefits", "contributions")
    weighed = ("deaths", "benefits")

    plan: ElectionPlan
    outcome: ElectionOutcome
    claims: Claims

    def expected_at(self, values: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
        """Deaths, benefits [Rp] and contributions [Rp] at given values of the unknowns."""
        found = simulate_election(self.plan, self.region, list(self.laws), values)
        return {
            "deaths": found.deaths.total,
            "benefits": found.expected.benefits_rp,
            "contributions": sum(
                amounts.sum(axis=1) for parts in found.contributions_rp.values() for amounts in parts.values()
            ),
        }

    @property
    def unknowns_told(self) -> list[Unknown]:
        """All of them: those that the plan leaves alone stand behind its levers and its back-test."""
        others = [unknown for key, unknown in self.unknowns.items() if key not in self.used]
        return [*self.unknowns_used, *others]

    @property
    def at_poll(self) -> LawMonth:
        """The law in the month of the poll."""
        return at_poll_of(self.plan, list(self.laws))

    @cached_property
    def health(self) -> np.ndarray:
        """Deaths of the workers relative to the population of their age on ordinary days, shape (draws,)."""
        values = drawn(self.facts, self.settings.draws, self.settings.seed)
        return health_of(self.region, int(self.at_poll.value("election_max_age")), values)

    @cached_property
    def recorded(self) -> np.ndarray:
        """Deaths of KPPS on KPU's list of 2024 over those of the population in its days, shape (draws,)."""
        values = drawn(self.facts, self.settings.draws, self.settings.seed)
        return recorded_ratio(self.region, int(self.at_poll.value("election_max_age")), values)

    @property
    def bodies(self) -> dict[str, str]:
        """Of each role that serves the body whose term it has."""
        return {role: body for role, body, _ in self.plan.posts.values()}

    def cover(self, role: str) -> range:
        """Places in ``months`` of a role's service, and of the cover after it."""
        first, months = self.outcome.service[self.bodies[role]]
        start = self.months.index(self.plan.date) + first
        return range(start, start + months + self.plan.extra_months)

    @cached_property
    def measures(self) -> dict[str, np.ndarray]:
        """Each measure by draw, as in `measures.measures_of`."""
        return measures_of(self)

    @cached_property
    def contributions_by_programme(self) -> dict[str, np.ndarray]:
        """Contributions by programme [Rp], each of shape (draws,)."""
        found: dict[str, np.ndarray] = {}
        for parts in self.outcome.contributions_rp.values():
            for part, amounts in parts.items():
                found[part] = found.get(part, 0.0) + amounts.sum(axis=1)
        return found

    def contributions_rp(self, roles: Sequence[str]) -> np.ndarray:
        """Contributions of these roles by month [Rp], shape (draws, months)."""
        none = np.zeros((self.settings.draws, len(self.months)))
        paid = self.outcome.contributions_rp
        return sum((amounts for role in roles for amounts in paid.get(role, {}).values()), none)

    @cached_property
    def by_month_rp(self) -> np.ndarray:
        """Contributions by month [Rp], shape (draws, months)."""
        return self.contributions_rp(self.plan.roles)

    @cached_property
    def tables(self) -> dict[str, pd.DataFrame]:
        """The tables written beside the report, by name."""
        return {
            "headline": self.headline_table,
            "workers_by_role": self.role_table,
            "to_insure": self.insured_table,
            "workers_by_kecamatan": self.kecamatan_table,
            "contributions_by_month": self.monthly_table,
            "distribution": self.distribution_table,
            "chances": self.chance_table,
            "assumptions": self.assumption_table,
        }

    @cached_property
    def role_table(self) -> pd.DataFrame:
        """Workers by role with first month, months covered, wage base and contribution, one row a role."""
        import pandas as pd

        rows = []
        for role, body in self.bodies.items():
            span = self.cover(role)
            paid = self.outcome.contributions_rp.get(role, {})
            zero = np.zeros(self.settings.draws)
            money = sum((amounts.sum(axis=1) for amounts in paid.values()), zero)
            rows.append(
                {
                    "role": role,
                    "body": body,
                    "first_month": self.months[span.start],
                    "months_served": len(span) - self.plan.extra_months,
                    "months_covered": len(span) if role in self.plan.roles else 0,
                    **summed(self.outcome.persons[role], "persons"),
                    "covered_p50": float(np.median(self.outcome.covered[role])),
                    **summed(money, "contributions_rp"),
                    "deaths_mean": float(self.outcome.deaths.serving[role].mean()),
                }
            )
        return pd.DataFrame(rows)

    @cached_property
    def insured_table(self) -> pd.DataFrame:
        """People to insure by month, kecamatan and role (median, persons), where there are any."""
        import pandas as pd

        rows = []
        codes = self.region.tables["kecamatan"]["kecamatan_code"].tolist()
        for role in (role for role in self.bodies if role in self.plan.roles):
            heads = np.median(self.covered_by_kecamatan(role), axis=0)
            for place in self.cover(role):
                rows += [
                    (self.months[place], code, role, float(count))
                    for code, count in zip(codes, heads, strict=True)
                    if count
                ]
        return pd.DataFrame(rows, columns=["month", "kecamatan_code", "role", "persons_p50"])

    def covered_by_kecamatan(self, role: str) -> np.ndarray:
        """Workers of a role that are registered, shape (draws, kecamatan)."""
        heads, every = self.outcome.staff.role(role, self.plan.posts), self.outcome.persons[role]
        share = np.divide(self.outcome.covered[role], every, out=np.zeros_like(every), where=every > 0)
        return heads * share[:, None]

    @cached_property
    def kecamatan_table(self) -> pd.DataFrame:
        """Workers to insure by kecamatan (persons), largest first, with polling stations."""
        places = self.region.tables["kecamatan"][["kecamatan_code", "kecamatan"]].reset_index(drop=True)
        heads = sum(self.covered_by_kecamatan(role) for role in self.bodies)
        table = places.assign(unit="persons", **summarise(heads), tps_p50=np.median(self.outcome.staff.tps, axis=0))
        serving = sum(self.outcome.staff.role(role, self.plan.posts) for role in self.bodies).any(axis=0)
        table = table[serving]
        return table.sort_values(["p50", "kecamatan_code"], ascending=[False, True], ignore_index=True)

    @cached_property
    def monthly_table(self) -> pd.DataFrame:
        """Contributions by month [Rp], with the people they cover (median, persons)."""
        import pandas as pd

        heads = np.zeros((self.settings.draws, len(self.months)))
        for role, covered in self.outcome.covered.items():
            heads[:, self.cover(role)] += covered[:, None]
        table = pd.DataFrame({"month": self.months, "unit": "rp"} | summarise(self.by_month_rp))
        return table.assign(persons_p50=np.median(heads, axis=0))

    @cached_property
    def chance_table(self) -> pd.DataFrame:
        """The chance of so many or more.

        Columns: ``k``, ``deaths_k_or_more`` in service, ``families_k_or_more`` paid for them.
        """
        import pandas as pd

        deaths, paid = self.measures["deaths"], self.measures["deaths_jkm"] + self.measures["deaths_jkk"]
        counts = np.arange(int(max(deaths.max(), paid.max(), 1)) + 1)
        return pd.DataFrame(
            {
                "k": counts,
                "deaths_k_or_more": [float((deaths >= count).mean()) for count in counts],
                "families_k_or_more": [float((paid >= count).mean()) for count in counts],
            }
        )

    @cached_property
    def distribution_table(self) -> pd.DataFrame:
        """P50, P90 and P99 of what a reserve is set by, one row a measure."""
        import pandas as pd

        names = ("deaths", "deaths_paid", "benefits")
        values = {name: np.quantile(self.measures[name], _QUANTILES) for name in names}
        columns = [f"p{round(100 * chance)}" for chance in _QUANTILES]
        return pd.DataFrame(
            [
                {"measure": name, "unit": MEASURES[name], **dict(zip(columns, found, strict=True))}
                for name, found in values.items()
            ]
        )


PROGRAMME = "election"
# what its levers and its calendar ask beside what the plan rests on
ASKED_GROUPS = (JHT_GROUP, WAGE_GROUP, "village_head_term")


def run_on(
    facts: Facts,
    plan: ElectionPlan,
    settings: Settings,
    label: str = DEFAULT,
    name: dict[str, str] | None = None,
) -> ElectionResult:
    """Runs a plan on facts already read; for many plans on the same facts.

    Raises:
        InputError: the law, the region or its tables do not allow the plan.
        BrokenIdentityError: a sum that must hold does not.
    """
    must_know(facts, UNKNOWNS, PROGRAMME)
    reads: Reads = {}
    laws = plan.laws(facts.law, reads)
    values = drawn(facts, settings.draws, settings.seed)
    outcome = simulate_election(plan, facts.region, laws, values)
    claims = draw_claims(
        outcome.expected, at_poll_of(plan, laws), event_noise(LOTTERIES, settings.draws, settings.seed)
    )
    return ElectionResult(
        **common_fields(facts, plan, settings, label, name, laws, reads),
        outcome=outcome,
        claims=claims,
        used=unknowns_used(plan, outcome.staff.projected, outcome.service),
        inputs=inputs_now(plan, settings, facts.files),
    )


run = runner(PROGRAMME, ElectionPlan, run_on)


def inputs_now(plan: ElectionPlan, settings: Settings, files: dict[str, str] | None = None) -> dict[str, Any]:
    """All that a run depends on, on the files as they stand, without running or reading them as tables.

    ``files`` are the hashes of what it reads, where they are known.
    """
    files = files or file_hashes(PROGRAMME, settings.region)
    return inputs_of(PROGRAMME, plan, settings, files, (*plan.law_groups, *ASKED_GROUPS))
