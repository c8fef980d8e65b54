"""Times the engine inside one process: cohort-months a second, a large comparison, single persons, one change."""

from __future__ import annotations

import resource
import statistics
import sys
import time

import numpy as np
from oracles.persons import live

from simulate.cohort.engine import project
from simulate.cohort.states import LegalWaits, TransitionRates, Vacancies
from simulate.plan.checked import Settings
from simulate.programmes.sponsorship.plan import SponsorshipPlan
from simulate.programmes.sponsorship.study import run, run_on
from simulate.study.facts import read_facts
from simulate.study.sensitivity import sobol_indices, varying_unknowns

RUNS = 5
TERMS = LegalWaits(waiting=3, scholarship=36, lapse=3)
SHARES = {"stop": 0.03, "leave": 0.002, "resume": 0.2, "reenter": 0.01}


def seconds(work) -> float:
    """Wall time of a call."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def reference() -> float:
    """A fixed piece of arithmetic, so that figures of two machines can be compared."""
    matrix = np.random.default_rng(0).random((1200, 1200))

    def work() -> None:
        product = matrix
        for _ in range(10):
            product = product @ matrix / 1200

    return seconds(work)


def members(draws: int, months: int, groups: int, returns: bool) -> dict:
    """Inputs of one plan: mortality by five-year period, everything else by draw."""
    rng = np.random.default_rng(2026)
    stop, leave = rng.random(draws) * 0.05, rng.random(draws) * 0.01
    none = np.zeros(draws)
    back = (rng.random(draws) * 0.3, rng.random(draws) * 0.02) if returns else (none, none)
    return {
        "newcomers": rng.random((draws, months)) * 10,
        "weights": np.full((draws, groups), 1 / groups),
        "death_rate": np.repeat(rng.random((groups, 1)) * 0.02, months, axis=1),
        "relative_mortality": rng.random(draws) + 0.5,
        "habits": TransitionRates(stop, leave, *back),
        "terms": TERMS,
    }


def bridged(draws: int, months: int, groups: int, bridge_months: int) -> dict:
    """The same with acceptance, stops that vary by month, and a bridge; nobody pays arrears or re-enters."""
    rng = np.random.default_rng(2027)
    given, none = members(draws, months, groups, returns=False), np.zeros(draws)
    habits = TransitionRates(rng.random((draws, months)) * 0.05, given["habits"].leave, none, none)
    return given | {"habits": habits, "places": Vacancies(rng.random(draws), bridge_months, rng.random(draws))}


def report(name: str, work, units: float = 0) -> None:
    """Median of several runs after a warm-up; with ``units`` also how many millions of them a second."""
    work()
    times = [seconds(work) for _ in range(RUNS)]
    middle = statistics.median(times)
    rate = f"  {units / middle / 1e6:6.0f} million a second" if units else ""
    print(f"{name:66} {middle:8.4f} s  ({min(times):.4f}–{max(times):.4f}, {RUNS} runs){rate}")


def main() -> None:
    """Prints one line a measurement, and the peak memory of the process up to there."""
    for returns in (False, True):
        given = members(8192, 60, 50, returns)
        told = "with arrears paid and re-entry" if returns else "members stop and leave"
        report(f"8,192 draws x 60 months x 50 cohorts, {told}", lambda given=given: project(**given), 8192 * 60 * 50)
    told, given = "bridged for 6 months, stops by month", bridged(8192, 60, 50, bridge_months=6)
    report(f"8,192 draws x 60 months x 50 cohorts, {told}", lambda given=given: project(**given), 8192 * 60 * 50)

    def comparison() -> None:
        for plan in range(12):
            project(**members(16_384, 60, 50, returns=False) | {"terms": LegalWaits(3, 36, 1 + plan % 3)})

    report("16,384 draws x 12 plans x 60 months x 50 cohorts", comparison, 16_384 * 12 * 60 * 50)
    newcomers, benefit = np.full(60, 250_000 // 60), np.full((5, 60), 1.0)
    rates, weights = np.full((18, 60), 0.006), np.full(18, 1 / 18)
    report(
        "250,000 single persons over 60 months, benefits included",
        lambda: live(newcomers, weights, rates, 1.0, SHARES, TERMS, np.random.default_rng(1), benefit),
    )
    everyone = np.r_[250_000, np.zeros(59)]
    report(
        "the same, all of them from the first month",
        lambda: live(everyone, weights, rates, 1.0, SHARES, TERMS, np.random.default_rng(1), benefit),
    )
    facts, least = read_facts("sponsorship", "36.03"), Settings(draws=256)
    shares = iter(np.linspace(0, 1, RUNS + 1))
    report(
        "fixed overhead of a plan: 256 draws of one month, facts already read",
        lambda: run_on(facts, SponsorshipPlan(months=1, transport_share=next(shares)), least),
    )
    months = iter(range(1, 36))
    report(
        "one value changed, to the headline table at 1,024 draws",
        lambda: run(SponsorshipPlan(months=next(months))).headline_table,
    )
    print(f"{'CPU reference':66} {statistics.median(reference() for _ in range(RUNS)):7.3f} s")
    scale = 1 if sys.platform == "darwin" else 1024
    print(f"{'peak memory':66} {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * scale / 1e6:7.0f} MB")
    asked = run()
    what = f"Sobol' indices of three outcomes, {len(varying_unknowns(asked))} unknowns at 2^13 points"
    report(what, lambda: sobol_indices(asked))


if __name__ == "__main__":
    main()
