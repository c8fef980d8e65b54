"""Times the publishing of the default reports beside a loop of papermill and nbconvert commands, in one run.

``suite.py TURNS``: how often each is measured, three times unless told; a turn of the loop takes minutes.
"""

from __future__ import annotations

import json
import multiprocessing
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from contextlib import redirect_stdout
from pathlib import Path

from speed import reference, seconds

from simulate import paths
from simulate.plan.named import DEFAULT
from simulate.programmes import NAMES, named_programme
from simulate.publish.requests import chosen, order

LOOP = "naive loop, default reports"
FLOOR = "--floor"  # measure the plain scripts in this process, where nothing else has run
BIN = Path(sys.executable).parent


def _apart() -> list[tuple[str, str]]:
    """The default reports that read no others: a loop of commands knows no order."""
    return [
        (name, label) for name, label in chosen() if label == DEFAULT and not named_programme(name).levers().sources
    ]


def naive(out: Path) -> None:
    """Each report in each language: a papermill command, then an nbconvert command."""
    for name, label in _apart():
        for language in ("id", "en"):
            executed = out / f"{name}-{label}-{language}.ipynb"
            notebook = paths.notebooks() / named_programme(name).notebook
            chosen_values = ["-p", "plan", label, "-p", "language", language]
            seconds(
                str(BIN / "papermill"), str(notebook), str(executed), *chosen_values, "--cwd", str(notebook.parent)
            )
            seconds(str(BIN / "jupyter"), "nbconvert", "--to", "html", str(executed))


def floor() -> float:
    """The same cells as plain scripts in processes that have everything loaded, one a core [s]."""
    from simulate.publish.execute import WARM

    for module in (
        *WARM,
        "simulate.programmes.sponsorship.study",
        "simulate.page.sensitivity",
        "simulate.programmes.sponsorship.page",
    ):
        __import__(module)
    jobs = [order(name, label) for name, label in _apart()]
    context = multiprocessing.get_context("fork")
    start = time.perf_counter()
    with context.Pool(os.cpu_count()) as pool:
        pool.map(_script, jobs, chunksize=1)
    return time.perf_counter() - start


def _script(job) -> None:
    notebook = paths.notebooks() / named_programme(job.report).notebook
    cells = json.loads(notebook.read_text(encoding="utf-8"))["cells"]
    code = ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "code"]
    space: dict = {}
    exec(code[0], space)
    space |= job.parameters
    with Path(os.devnull).open("w", encoding="utf-8") as nowhere, redirect_stdout(nowhere):
        for cell in code[1:]:
            exec(cell, space)


def main(turns: int) -> None:
    """Prints one line a measurement."""
    simulate = (sys.executable, "-m", "simulate.cli")
    defaults = [part for name, label in _apart() for part in ("--only", f"{name}/{label}")]
    times: dict[str, list[float]] = {}

    def timed(name: str, call) -> None:
        start = time.perf_counter()
        call()
        times.setdefault(name, []).append(time.perf_counter() - start)

    with tempfile.TemporaryDirectory() as room:
        out, few = Path(room, "reports"), Path(room, "few")
        timed("all reports, nothing there", lambda: seconds(*simulate, "reports", "--out", str(out)))
        for _ in range(turns):
            timed(LOOP, lambda: naive(Path(tempfile.mkdtemp(dir=room))))
            timed(
                "the same reports, nothing there", lambda: seconds(*simulate, "reports", *defaults, "--out", str(few))
            )
            shutil.rmtree(few)
            timed("all reports, nothing changed", lambda: seconds(*simulate, "reports", "--out", str(out)))
            for name in NAMES:
                command = (*simulate, "report", name, "--fresh", "--out", str(out))
                timed(f"simulate report {name}", lambda command=command: seconds(*command))
            alone = subprocess.run([sys.executable, __file__, FLOOR], check=True, capture_output=True, text=True)
            times.setdefault("plain scripts, all loaded", []).append(float(alone.stdout))
        pages = sorted(out.glob("*/*/report.*.html"), key=lambda page: page.stat().st_size)
        sizes = {page.relative_to(out).as_posix(): page.stat().st_size for page in pages}
    medians = {name: statistics.median(taken) for name, taken in times.items()}
    for name, taken in times.items():
        ratio = medians[LOOP] / medians[name]
        runs = f"({min(taken):.2f}–{max(taken):.2f}, {len(taken)} runs)"
        print(f"{name:36} {medians[name]:7.2f} s  {runs}  {ratio:6.1f} ×")
    print(f"{len(chosen())} runs, {len(sizes)} pages; smallest and largest page:")
    for name in (next(iter(sizes)), next(reversed(sizes))):
        print(f"  {name:36} {sizes[name]:,} bytes")
    print(f"{'CPU reference':36} {statistics.median(reference() for _ in range(5)):7.2f} s")


if __name__ == "__main__":
    if FLOOR in sys.argv:
        print(floor())
    else:
        main(int(sys.argv[1]) if sys.argv[1:] else 3)
