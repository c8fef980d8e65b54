"""Times outreach in one process: where outlets go, the allocation, a run, what is asked further."""

from __future__ import annotations

import statistics

import numpy as np
from funding import measured
from speed import reference

from simulate.programmes.outreach.allocation import best, covering, p_median
from simulate.programmes.outreach.model import great_circle_km
from simulate.programmes.outreach.plan import OutreachPlan
from simulate.programmes.outreach.study import run
from simulate.study.sensitivity import sobol_indices

RUNS, CANDIDATES, NEW, RADIUS_KM, DETOUR = 5, 40, 5, 5.0, 1.35


def analyses(result):
    """What is asked further: budgets and numbers of outlets."""
    return [result.table(name) for name in ("budget_curve", "outlets_by_number", "outlets_by_objective", "outlets")]


def main() -> None:
    """Prints one line a measurement."""
    results = [run(OutreachPlan(), draws=1024) for _ in range(RUNS + 1)]
    places = results[0].places
    # the four that stand, and forty desa drawn at random as candidates
    drawn = np.random.default_rng(0).choice(len(places.people), CANDIDATES + 4, replace=False)
    straight = great_circle_km(places.latitude, places.longitude, places.latitude[drawn], places.longitude[drawn])
    km, standing = straight * DETOUR, np.arange(CANDIDATES + 4) < 4
    name = f"{len(places.people)} desa × {CANDIDATES} candidates, {NEW} new outlets"
    measured(f"covering: {name}", lambda: covering(places.people, km, standing, RADIUS_KM, NEW))
    measured(f"p-median: {name}", lambda: p_median(places.people, km, standing, NEW))
    effort, budget = results[0].effort, results[0].plan.budget_rp
    measured(f"one allocation, {len(places.people)} desa × 3 channels, 256 draws", lambda: best(effort, budget, 0.5))
    measured("one value changed, to the headline table", lambda: run(OutreachPlan(), draws=1024).headline_table)
    measured("what is asked further: budgets, outlets", analyses, before=iter(results).__next__)
    measured("Sobol' indices of two outcomes", lambda: sobol_indices(results[0]))
    print(f"{'CPU reference':60} {statistics.median(reference() for _ in range(RUNS)):8.2f} s")


if __name__ == "__main__":
    main()
