"""The measures of an election plan: what its headline table counts, by draw."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from simulate.study.election.result import ElectionResult

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
