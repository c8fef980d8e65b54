"""How long a form takes on a fresh kernel, and a slider's answer: `python benchmarks/lab.py`.

Shown, filled: a new kernel runs the notebook's cells up to the form, imports included, until the form is sent, and
until its first numbers are.
Answers: in a process of its own a lever is moved and the preview is run with few draws (while dragging) and with all.
"""

import statistics
import subprocess
import sys
import time

import nbformat
from jupyter_client.manager import start_new_kernel
from speed import reference

from simulate import paths
from simulate.programmes import named_programme

REPEATS = 3
# what a form is sent as, what its numbers are sent with, and how long at most to wait for them [s]
FORM, NUMBERS, LONGEST = "application/vnd.jupyter.widget-view+json", "aria-live", 60
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


def first_seen(report: str) -> tuple[float, float]:
    """Seconds from running a notebook's first cell on a new kernel until its form is shown, and shows numbers."""
    cells = nbformat.read(paths.notebooks() / named_programme(report).notebook, as_version=4).cells
    last = next(place for place, cell in enumerate(cells) if cell.id == "form")
    manager, client = start_new_kernel(cwd=str(paths.notebooks()))
    shown = None
    try:
        start = time.perf_counter()
        for cell in cells[: last + 1]:
            if cell.cell_type == "code":
                client.execute(cell.source)
        while True:
            message = client.get_iopub_msg(timeout=LONGEST)
            if message["msg_type"] == "error":
                raise RuntimeError("\n".join(message["content"]["traceback"]))
            data = message["content"].get("data", {})
            if FORM in data:
                shown = time.perf_counter() - start
            if shown and NUMBERS in str(data.get("state", {}).get("value", "")):
                return shown, time.perf_counter() - start
    finally:
        client.stop_channels()
        manager.shutdown_kernel(now=True)


def answers(report: str) -> None:
    """Prints the seconds of this process's answers, with few and with all draws."""
    from simulate.lab.form import Form
    from simulate.lab.parameters import Draft

    form, found = Form(Draft.of_cell(report, {})), []
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
        found = {"shown": [], "filled": [], "dragged": [], "released": []}
        for _ in range(REPEATS):
            for what, seconds in zip(("shown", "filled"), first_seen(report), strict=True):
                found[what].append(seconds)
            said = subprocess.run([sys.executable, __file__, report], capture_output=True, text=True, check=True)
            seconds = [float(number) for number in said.stdout.split()]
            found["dragged"] += seconds[:3]
            found["released"] += seconds[3:]
        told = (f"{what} {statistics.median(one):.2f} s (at most {max(one):.2f})" for what, one in found.items())
        print(f"{report:12}", ", ".join(told), flush=True)
    print(f"CPU reference {statistics.median(reference() for _ in range(5)):.2f} s")


if __name__ == "__main__":
    answers(sys.argv[1]) if len(sys.argv) > 1 else main()
