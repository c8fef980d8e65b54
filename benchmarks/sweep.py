"""Sweeps: what a plan costs on one and on two processes, and a synthetic country of 514 regencies."""

from __future__ import annotations

import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import pandas as pd

ROOT = Path(__file__).resolve().parents[1]
RUNS = 3
REGENCIES = 514
# the column of each table that grows with a regency
SIZED = {"asn": "persons", "kecamatan": "population_2025", "desa": "population_2025"}
# 384 plans of a year at 1,024 draws
PLANS = [
    "--over",
    "collection=appeal,circular,circular_with_push,payroll_consent",
    "--over",
    "asn_groups=pns,pppk,pns+pppk,pns+pppk+pppk_paruh_waktu",
    "--over",
    f"transport_share={','.join(f'{place / 100:g}' for place in range(24))}",
]


def country(project: Path, regencies: int) -> list[str]:
    """Writes a country into a project: the one regency's shape at sizes from a tenth to ten times; their codes."""
    shutil.copytree(ROOT / "data", project / "data")
    home = project / "data/regions"
    shape = home / "36.03"
    sizes = np.random.default_rng(514).lognormal(0, 0.8, regencies).clip(0.1, 10)
    codes = [f"{91 + place // 99}.{1 + place % 99:02d}" for place in range(regencies)]
    for code, size in zip(codes, sizes, strict=True):
        folder = home / code
        folder.mkdir()
        for path in shape.iterdir():
            (folder / path.name).write_text(path.read_text("utf-8").replace("36.03", code), encoding="utf-8")
        for name, column in SIZED.items():
            table = pd.read_csv(folder / f"{name}.csv", dtype=str, keep_default_na=False)
            known = table[column] != ""
            scaled = (table.loc[known, column].astype(float) * size).round().clip(lower=1).astype(int)
            table.loc[known, column] = scaled.astype(str)
            table.to_csv(folder / f"{name}.csv", index=False)
    shutil.rmtree(shape)
    return codes


# runs a command and says the memory of the largest process that it was made of
MEASURED = "import resource, subprocess, sys; subprocess.run(sys.argv[1:], check=True, stdout=subprocess.DEVNULL);"
MEASURED += "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)"


def sweep(project: Path, out: Path, *words: str) -> tuple[float, float]:
    """Wall time [s] of a sweep by the command line, and the memory of its largest process [MB]."""
    command = [sys.executable, "-c", MEASURED, sys.executable, "-m", "simulate.cli", "sweep", "sponsorship"]
    start = time.perf_counter()
    ended = subprocess.run(
        [*command, *words, "--out", str(out)],
        check=True,
        capture_output=True,
        text=True,
        env=os.environ | {"SIMULATE_PROJECT": str(project)},
    )
    scale = 1 if sys.platform == "darwin" else 1024
    return time.perf_counter() - start, int(ended.stdout) * scale / 1e6


def main() -> None:
    """Prints one line a measurement."""
    with tempfile.TemporaryDirectory() as aside:
        for jobs in (1, 2):
            outs = [Path(aside, f"plans-{jobs}-{run}") for run in range(RUNS)]
            times = [sweep(ROOT, out, *PLANS, "--jobs", str(jobs))[0] for out in outs]
            again = sweep(ROOT, outs[0], *PLANS, "--jobs", str(jobs))[0]
            each = statistics.median(times) / 384
            print(f"384 plans, {jobs} at a time: {each * 384:5.1f} s, {each * 1000:4.0f} ms a plan", end="")
            print(f" ({min(times):.1f}–{max(times):.1f}, {RUNS} runs); all there already: {again:.1f} s")
        project = Path(aside, "country")
        codes = country(project, REGENCIES)
        for count in (64, 128, 257, REGENCIES):
            regions = f"region={','.join(codes[:count])}"
            seconds, largest = sweep(project, Path(aside, f"country-{count}"), "--over", regions)
            print(f"{count} regencies: {seconds:6.1f} s, {seconds / count * 1000:4.0f} ms a regency", end="")
            print(f", largest process {largest:.0f} MB")


if __name__ == "__main__":
    main()
