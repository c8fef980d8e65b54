"""Times the funding mix in one process: one linear programme, the robust plan over draws, what is asked further."""

from __future__ import annotations

import statistics
import time
from dataclasses import replace

from speed import reference

from simulate.programmes.funding.plan import FundingPlan
from simulate.programmes.funding.problem import FundingProblem, affordable, certain, hoped_for
from simulate.programmes.funding.study import run
from simulate.programmes.funding.tables import across
from simulate.study.sensitivity import sobol_indices

RUNS, LONG = 5, FundingPlan(months=60, workers=120_000)


def robust(desk: FundingProblem) -> None:
    """The mix to plan with, from nothing."""
    hoped = hoped_for(desk)
    affordable(desk, certain(desk, hoped), hoped)


def measured(name: str, work, runs: int = RUNS, before=None) -> None:
    """Prints the median of several runs after a warm-up."""
    times = []
    for _ in range(runs + 1):
        given = before() if before else None
        start = time.perf_counter()
        work(given) if before else work()
        times.append(time.perf_counter() - start)
    kept = times[1:]
    print(f"{name:60} {statistics.median(kept):8.4f} s  ({min(kept):.4f}–{max(kept):.4f}, {runs} runs)")


def main() -> None:
    """Prints one line a measurement."""
    plans = {"48 months": FundingPlan(), "60 months": LONG}
    for span, plan in plans.items():
        desk = run(plan, draws=1024).desk
        measured(f"one linear programme, {span}", lambda desk=desk: desk.cheapest(desk.hoped), runs=50)
        # a copy has nothing solved yet
        measured(f"robust plan over 1,024 draws, {span}", robust, before=lambda desk=desk: replace(desk))
    measured("one value changed, to the headline table", lambda: run(FundingPlan(), draws=1024).headline_table)
    found = [run(FundingPlan(), draws=1024) for _ in range(RUNS + 1)]
    measured(
        "what is asked further: frontier, certainty, limits, relief",
        lambda result: result.tables,
        before=iter(found).__next__,
    )
    measured("64 draws solved one by one", across, before=iter(found).__next__)
    measured("Sobol' indices of two outcomes", lambda: sobol_indices(found[0]))
    print(f"{'CPU reference':60} {statistics.median(reference() for _ in range(RUNS)):8.2f} s")


if __name__ == "__main__":
    main()
