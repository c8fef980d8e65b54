"""Whatever happens to a run, what stands in the reports' folder is whole, and says what it is."""

import json
import os
import random
import signal
import subprocess
import sys
import time

import psutil
import pytest
from conftest import contents

from simulate.publish.folder import record_in, stands

pytestmark = pytest.mark.slow
resource = pytest.importorskip("resource", reason="no process groups and limits on this system")

MONTHS = ("2026-03", "2026-11")


def _command(out, month, *more):
    command = ["report", "law", "-p", "on", month, "--fresh", "--out", str(out), *more]
    return [sys.executable, "-m", "simulate.cli", *command]


def _start(out, month, **options):
    return subprocess.Popen(
        _command(out, month), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True, **options
    )


@pytest.fixture(scope="module")
def wholes(tmp_path_factory):
    """The files of a page of one month and of another, each from a run of its own."""
    found = {}
    for month in MONTHS:
        out = tmp_path_factory.mktemp("whole")
        assert subprocess.run(_command(out, month), capture_output=True, check=False).returncode == 0
        found[month] = contents(out / "law/default")
    assert found[MONTHS[0]].keys() == found[MONTHS[1]].keys()
    return found


def _shown(out):
    """Every file that is not in the making."""
    return {
        name: content for name, content in contents(out).items() if not any(p.startswith(".") for p in name.parts)
    }


def test_a_run_killed_at_any_moment_leaves_whole_files_only(wholes, tmp_path):
    chance = random.Random(20)
    start = time.monotonic()
    assert _start(tmp_path, MONTHS[0]).wait(timeout=60) == 0
    usual = time.monotonic() - start
    for turn in range(20):
        run = _start(tmp_path, MONTHS[turn % 2])
        if turn % 2:
            time.sleep(chance.uniform(0, usual))
        else:  # while it writes
            while run.poll() is None and not list(tmp_path.glob("*/*/.writing-*")):
                pass
            time.sleep(chance.uniform(0, 0.01))
        os.killpg(run.pid, signal.SIGKILL)
        run.wait(timeout=60)
        for name, content in _shown(tmp_path / "law/default").items():
            assert content in [whole[name] for whole in wholes.values()], f"turn {turn}: {name} is not whole"
        for name in ("index.html", "index.en.html"):
            assert (tmp_path / name).read_text(encoding="utf-8").rstrip().endswith("</html>")
    assert _start(tmp_path, MONTHS[1]).wait(timeout=60) == 0
    assert contents(tmp_path / "law/default") == wholes[MONTHS[1]]
    assert not [path for path in tmp_path.rglob("*") if path.name.startswith(".writing-")]


def test_a_killed_run_leaves_no_kernel_behind(tmp_path):
    run = _start(tmp_path, MONTHS[0])
    below = []
    while run.poll() is None and len(below) < 3:  # the process that forks, its tracker, a kernel
        below = psutil.Process(run.pid).children(recursive=True)
    assert run.poll() is None
    os.kill(run.pid, signal.SIGKILL)
    run.wait(timeout=60)
    _, alive = psutil.wait_procs(below, timeout=20)
    assert not alive


def _hear_interrupts():
    """What a shell starts in the background ignores interrupts, and so does all that comes from it."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def test_an_interrupted_run_ends_soon_and_writes_nothing(tmp_path):
    run = _start(tmp_path, MONTHS[0], preexec_fn=_hear_interrupts)
    below = []
    while run.poll() is None and len(below) < 3:
        below = psutil.Process(run.pid).children(recursive=True)
    os.kill(run.pid, signal.SIGINT)
    assert run.wait(timeout=20) != 0
    _, alive = psutil.wait_procs(below, timeout=20)
    assert not alive
    assert contents(tmp_path) == {}


def test_two_runs_at_once_leave_the_files_of_one(wholes, tmp_path):
    for _ in range(3):
        runs = [_start(tmp_path, month) for month in MONTHS]
        assert [run.wait(timeout=120) for run in runs] == [0, 0]
        assert contents(tmp_path / "law/default") in wholes.values()
        folder = tmp_path / "law/default"
        record = record_in(folder)
        assert all(stands(folder, record, name) for name in record["outputs"])


def _fail(out, month, **options):
    done = subprocess.run(_command(out, month), capture_output=True, text=True, check=False, timeout=120, **options)
    assert done.returncode == 1
    assert done.stderr.strip().splitlines()[-1].startswith("simulate: ")
    assert "cannot write" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_full_disk_keeps_the_old_files_and_is_told(wholes, tmp_path):
    def no_room():  # a file may not grow past 50 KB: the page does not fit
        resource.setrlimit(resource.RLIMIT_FSIZE, (50_000, 50_000))

    assert _start(tmp_path, MONTHS[0]).wait(timeout=60) == 0
    before = contents(tmp_path)
    _fail(tmp_path, MONTHS[1], preexec_fn=no_room)
    assert contents(tmp_path) == before


@pytest.mark.parametrize("out", ["/proc/reports", "/dev/null/reports"])
def test_a_folder_that_cannot_be_written_is_told(out):
    _fail(out, MONTHS[0])


def test_a_failed_run_leaves_the_last_good_report_and_says_which_cell_and_why(simulate, project):
    out = project / "reports"
    assert simulate("report", "law", project=project).returncode == 0
    good = contents(out / "law/default")
    notebook = project / "notebooks/10_law.ipynb"
    whole = notebook.read_text(encoding="utf-8")
    broken = "raise ValueError('<img src=x onerror=alert(1)>')"
    notebook.write_text(whole.replace("sim.legal.prices(page)", broken), encoding="utf-8")

    failed = simulate("reports", "--only", "law", project=project)
    assert failed.returncode == 1
    assert "10_law.ipynb, cell 12: ValueError: <img src=x onerror=alert(1)>" in failed.stderr
    standing = contents(out / "law/default")
    assert good.items() <= standing.items()
    page = (out / "law/default/failed.html").read_text(encoding="utf-8")
    assert "cell 12" in page
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

    notebook.write_text(whole, encoding="utf-8")
    assert simulate("reports", "--only", "law", project=project).returncode == 0
    assert contents(out / "law/default") == good
    assert "failed" not in (out / "index.html").read_text(encoding="utf-8").split("</style>")[1]


def test_a_first_run_that_fails_stands_in_the_index(simulate, project):
    notebook = project / "notebooks/10_law.ipynb"
    text = notebook.read_text(encoding="utf-8")
    notebook.write_text(text.replace("sim.legal.prices(page)", "import os; os._exit(3)"), encoding="utf-8")
    failed = simulate("reports", "--only", "law", project=project)
    assert failed.returncode == 1
    assert set(map(str, _shown(project / "reports"))) == {
        "index.html",
        "index.en.html",
        "law/default/failed.html",
        "law/default/failed.json",
    }
    assert "DeadKernelError" in (project / "reports/index.en.html").read_text(encoding="utf-8")
