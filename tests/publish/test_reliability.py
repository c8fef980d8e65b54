"""Whatever happens to a run, what stands in the reports' folder is whole, and says what it is."""

import json
import os
import random
import signal
import subprocess
import sys
import time
from itertools import pairwise
from pathlib import Path

import psutil
import pytest
from conftest import contents, copy_project
from forked import ended, forked
from probe import PLACE, break_probe, put_probe

from simulate.publish.folder import record_in, stands
from simulate.publish.history import KEPT, MOST, kept, runs
from simulate.publish.requests import order
from simulate.publish.run import PublishOptions, publish

pytestmark = pytest.mark.slow
resource = pytest.importorskip("resource", reason="no process groups and limits on this system")

MONTHS = ("2026-03", "2026-11")
RUN = """
if {most}:
    import resource
    resource.setrlimit(resource.RLIMIT_FSIZE, ({most}, {most}))
if {kept!r}:
    import nbformat
    import simulate.publish.run as publishing
    publishing.execute = lambda *_: nbformat.read({kept!r}, as_version=4)
from simulate.cli import cli
cli(["report", "law", "-p", "on", {month!r}, "--fresh", "--out", {out!r}])
"""


@pytest.fixture(scope="module")
def small(tmp_path_factory):
    """A copy of the project with a small notebook, for every run of this file."""
    return put_probe(copy_project(tmp_path_factory.mktemp("small")))


@pytest.fixture
def start(small):
    """Starts a run in a process of its own; ``kept`` is what it takes for the notebook that it runs."""

    def started(out, month, most=0, kept=""):
        code = RUN.format(most=most, kept=str(kept), month=month, out=str(out))
        return forked(code, SIMULATE_PROJECT=str(small))

    return started


@pytest.fixture(scope="module")
def wholes(small, tmp_path_factory):
    """The files of a page of one month and of another, each where the other stood before; and of the first, where
    nothing stood. Those of runs that are kept are left out."""
    found = {}
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv("SIMULATE_PROJECT", str(small))
        out = tmp_path_factory.mktemp("whole")
        for name, month in (("first", MONTHS[0]), (MONTHS[1], MONTHS[1]), (MONTHS[0], MONTHS[0])):
            publish(order("law", values={"on": month}), PublishOptions(out))
            found[name] = _own(out / "law/default")
    assert found[MONTHS[0]].keys() == found[MONTHS[1]].keys()
    assert found[MONTHS[0]] != found[MONTHS[1]] != found["first"] != found[MONTHS[0]]
    return found


def _own(folder):
    """The files of the run that stands."""
    return {name: content for name, content in contents(folder).items() if KEPT not in name.parts}


def _kept_runs(folder):
    """The identity of each run that is kept, in order; every file there is one."""
    found = kept(folder)
    assert len(found) == len(list((folder / KEPT).glob("*.json"))) <= MOST + 1  # killed before it forgot the oldest
    assert list(found) == list(range(min(found), max(found) + 1))
    return [run.identity for run in found.values()]


def _shown(out):
    """Every file that is not in the making."""
    return {
        name: content for name, content in contents(out).items() if not any(p.startswith(".") for p in name.parts)
    }


def test_a_run_killed_at_any_moment_leaves_whole_files_only(start, wholes, tmp_path):
    """Every fourth run at any moment of it; the others as they write, without the notebook before that."""
    chance, out, kept = random.Random(20), tmp_path / "out", {}
    for month, whole in wholes.items():
        kept[month] = tmp_path / f"{month}.ipynb"
        kept[month].write_bytes(whole[Path("executed.ipynb")])
    began = time.monotonic()
    assert ended(start(out, MONTHS[0])) == 0
    usual = time.monotonic() - began
    for turn in range(20):
        month = MONTHS[turn % 2]
        if turn % 4 == 3:
            run = start(out, month)
            time.sleep(chance.uniform(0, usual))
        else:
            run = start(out, month, kept=kept[month])
            while run.is_alive() and not list(out.glob("law/default/.writing-*")):
                time.sleep(0.0005)
            time.sleep(chance.uniform(0, 0.01))
        run.kill()
        run.join(60)
        for name, content in _shown(out / "law/default").items():
            if KEPT not in name.parts:
                assert content in [whole[name] for whole in wholes.values()], f"turn {turn}: {name} is not whole"
        if (out / "law/default" / KEPT).exists():
            _kept_runs(out / "law/default")
        for name in ("index.html", "index.en.html"):
            assert (out / name).read_text(encoding="utf-8").rstrip().endswith("</html>")
    assert ended(start(out, MONTHS[1])) == 0
    assert _own(out / "law/default") == wholes[MONTHS[1]]
    # each took the other's place, and none is kept twice in a row
    identities = _kept_runs(out / "law/default")
    assert all(one != other for one, other in pairwise(identities))
    now, before = (run for _, run in runs(out / "law/default")[:2])
    assert now.since["identity"] == before.identity != now.identity
    assert all(run.rows for _, run in runs(out / "law/default"))
    assert not [path for path in out.rglob("*") if path.name.startswith(".writing-")]


def _process(out, **options):
    """The real command on the real notebook."""
    command = [sys.executable, "-m", "simulate.cli", "report", "law", "--out", str(out)]
    return subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, **options)


def _hear_interrupts():
    """What a shell starts in the background ignores interrupts, and so does all that comes from it."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


@pytest.mark.parametrize(("by", "within"), [(signal.SIGKILL, 60), (signal.SIGINT, 20)])
def test_a_run_that_is_ended_leaves_no_kernel_behind_and_writes_nothing(tmp_path, by, within):
    run = _process(tmp_path, start_new_session=True, preexec_fn=_hear_interrupts)
    below = []
    while run.poll() is None and len(below) < 3:  # the process that forks, its tracker, a kernel
        below = psutil.Process(run.pid).children(recursive=True)
    assert run.poll() is None
    os.kill(run.pid, by)
    assert run.wait(timeout=within) != 0
    _, alive = psutil.wait_procs(below, timeout=20)
    assert not alive
    assert contents(tmp_path) == {}


def test_two_runs_at_once_leave_the_files_of_one(start, wholes, tmp_path):
    for _ in range(2):
        runs = [start(tmp_path, month) for month in MONTHS]
        assert [ended(run) for run in runs] == [0, 0]
        assert _own(tmp_path / "law/default") in (wholes[MONTHS[0]], wholes[MONTHS[1]])
        folder = tmp_path / "law/default"
        record = record_in(folder)
        assert all(stands(folder, record, name) for name in record["outputs"])


def _cannot_write(told):
    assert told.strip().splitlines()[-1].startswith("simulate: ")
    assert "cannot write" in told
    assert "Traceback" not in told


def test_a_full_disk_keeps_the_old_files_and_is_told(start, small, wholes, tmp_path, monkeypatch):
    monkeypatch.setenv("SIMULATE_PROJECT", str(small))
    publish(order("law", values={"on": MONTHS[0]}), PublishOptions(tmp_path))
    before = contents(tmp_path)
    # a file may not grow past that: the record and tables fit, the page does not
    most = max(path.stat().st_size for path in tmp_path.glob("law/*/report.*")) - 1
    run = start(tmp_path, MONTHS[1], most)
    assert ended(run) == 1
    _cannot_write(run.said.read_text(encoding="utf-8"))
    assert contents(tmp_path) == before


@pytest.mark.parametrize("out", ["/proc/reports", "/dev/null/reports"])
def test_a_folder_that_cannot_be_written_is_told(simulate, out):
    done = simulate("report", "law", "--out", out)
    assert done.returncode == 1
    _cannot_write(done.stderr)


def test_a_failed_run_leaves_the_last_good_report_and_says_which_cell_and_why(simulate, probe):
    out = probe / "reports"
    assert simulate("report", "law", project=probe).returncode == 0
    good = contents(out / "law/default")
    broken = "raise ValueError('<img src=x onerror=alert(1)>')"
    mend = break_probe(probe, broken)

    failed = simulate("reports", "--only", "law", project=probe)
    assert failed.returncode == 1
    assert f"10_law.ipynb, cell {PLACE}: ValueError: <img src=x onerror=alert(1)>" in failed.stderr
    standing = contents(out / "law/default")
    assert good.items() <= standing.items()
    page = (out / "law/default/failed.html").read_text(encoding="utf-8")
    assert f"cell {PLACE}" in page
    assert "raise ValueError(" in page
    assert "<img" not in page
    told = json.loads((out / "law/default/failed.json").read_text(encoding="utf-8"))
    assert told["cell"] == broken
    for name in ("index.html", "index.en.html"):
        index = (out / name).read_text(encoding="utf-8")
        assert "law/default/failed.html" in index
        assert "law/default/report.id.html" in index
        assert "&lt;img src=x" in index
        assert "<img" not in index

    mend()
    assert simulate("reports", "--only", "law", project=probe).returncode == 0
    assert contents(out / "law/default") == good
    assert "failed" not in (out / "index.html").read_text(encoding="utf-8").split("</style>")[1]


def test_a_first_run_that_fails_stands_in_the_index(simulate, probe):
    break_probe(probe, "import os; os._exit(3)")
    failed = simulate("reports", "--only", "law", project=probe)
    assert failed.returncode == 1
    assert set(map(str, _shown(probe / "reports"))) == {
        "index.html",
        "index.en.html",
        "law/default/failed.html",
        "law/default/failed.json",
    }
    assert "DeadKernelError" in (probe / "reports/index.en.html").read_text(encoding="utf-8")
