"""Times what the README states, as whole processes: medians of several runs, beside a CPU reference."""

from __future__ import annotations

import statistics
import subprocess
import sys
import time

import numpy as np

RUNS = 5


def seconds(*command: str) -> float:
    """Wall time of a command that must succeed."""
    start = time.perf_counter()
    subprocess.run(command, check=True, capture_output=True)
    return time.perf_counter() - start


def reference() -> float:
    """A fixed piece of arithmetic, so that figures of two machines can be compared."""
    start = time.perf_counter()
    matrix = np.random.default_rng(0).random((1200, 1200))
    for _ in range(10):
        matrix = matrix @ matrix / 1200
    return time.perf_counter() - start


def main() -> None:
    """Prints one line a measurement."""
    python = sys.executable
    simulate = (python, "-m", "simulate.cli")
    measured = {
        "python -c pass": (python, "-c", "pass"),
        "import simulate": (python, "-c", "import simulate"),
        "simulate law umk": (*simulate, "law", "umk"),
    }
    for name, command in measured.items():
        seconds(*command)  # warm-up
        times = [seconds(*command) for _ in range(RUNS)]
        print(f"{name:36} {statistics.median(times):6.2f} s  ({min(times):.2f}–{max(times):.2f}, {RUNS} runs)")
    print(f"{'CPU reference':36} {statistics.median(reference() for _ in range(RUNS)):6.2f} s")


if __name__ == "__main__":
    main()
