"""How long a form takes on a fresh kernel, and a slider's answer: `python benchmarks/lab.py`.

Each form is built in a process of its own, imports included, as the cell of a fresh kernel does; then its number of
months, or another lever, is moved and the preview is run with few draws (while dragging) and with all.
"""

import statistics
import subprocess
import sys
import time

REPEATS = 3
# a lever of each report, and the values it is moved to
MOVED = {
    "baseline": ("jakon", [False, True, False]),
    "sponsorship": ("months", [13, 14, 15]),
    "election": ("extra_months", [1, 2, 3]),
    "funding": ("workers", [129_000, 128_000, 127_000]),
    "universal": ("target", [0.61, 0.62, 0.63]),
    "outreach": ("floor_share", [0.4, 0.3, 0.2]),
    "monitoring": ("warn_above", [0.5, 0.55, 0.65]),
    "paritrana": ("least_weight", [0.05, 0.15, 0.2]),
}


def measure(report: str) -> None:
    """Prints the seconds of this process: form, then each answer with few and with all draws."""
    start = time.perf_counter()
    from simulate.lab.draft import Draft
    from simulate.lab.form import Form

    form = Form(Draft.of_cell(report, {}))
    found = [time.perf_counter() - start]
    lever, values = MOVED[report]
    for draws in (256, None):
        form.run(draws)
        for value in values:
            form.draft = form.draft.with_value(lever, value)
            start = time.perf_counter()
            form.run(draws)
            found.append(time.perf_counter() - start)
    print(*found)


def main() -> None:
    """Prints a line a report: medians, and the slowest."""
    for report in MOVED:
        runs = []
        for _ in range(REPEATS):
            said = subprocess.run([sys.executable, __file__, report], capture_output=True, text=True, check=True)
            runs.append([float(number) for number in said.stdout.split()])
        form = [run[0] for run in runs]
        few, whole = ([one for run in runs for one in run[part]] for part in (slice(1, 4), slice(4, 7)))
        told = (f"{statistics.median(one):.2f} s (at most {max(one):.2f})" for one in (form, few, whole))
        print(f"{report:12} form {next(told)}, dragged {next(told)}, released {next(told)}")


if __name__ == "__main__":
    measure(sys.argv[1]) if len(sys.argv) > 1 else main()
