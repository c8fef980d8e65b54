"""Times the law base inside one process: loading it, and contributions of a million persons over a year."""

from __future__ import annotations

import resource
import statistics
import sys
import time

import numpy as np

from simulate.law.base import Law
from simulate.law.contribution import contribution_rp

RUNS, PERSONS = 5, 1_000_000
MONTHS = [f"2026-{month:02d}" for month in range(1, 13)]


def seconds(work) -> float:
    """Wall time of a call."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def main() -> None:
    """Prints one line a measurement, then the peak memory of the process."""
    law = Law.load()
    incomes = np.random.default_rng(2026).integers(500_000, 25_000_000, PERSONS)
    cases = {
        "BPU": {"scheme": "bpu", "payer": "personal", "sector": "other", "programmes": ("jkk", "jkm", "jht")},
        "PU": {"scheme": "pu", "programmes": ("jkk", "jkm", "jht", "jp", "jkp")},
    }

    def year(case):
        paid = np.empty((len(MONTHS), PERSONS), dtype=np.int64)
        for row, month in enumerate(MONTHS):
            paid[row] = contribution_rp(law.at(month), base_rp=incomes, **case)
        return paid

    measured = {"load the whole law base": Law.load} | {
        f"{name} contribution, {PERSONS:,} persons x 12 months": lambda case=case: year(case)
        for name, case in cases.items()
    }
    for name, work in measured.items():
        work()  # warm-up
        times = [seconds(work) for _ in range(RUNS)]
        print(f"{name:52} {statistics.median(times):6.3f} s  ({min(times):.3f}–{max(times):.3f}, {RUNS} runs)")
    scale = 1 if sys.platform == "darwin" else 1024
    print(f"{'peak memory':52} {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * scale / 1e6:6.0f} MB")


if __name__ == "__main__":
    main()
