"""Sweeps: what is refused, what is run again, what dies, and that nothing depends on where it runs."""

import contextlib
import json
import operator
import os
import shutil
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor

import pandas as pd
import psutil
import pytest

from simulate.cli.project import _progress
from simulate.errors import InputError, did_you_mean, input_error
from simulate.programmes.sponsorship.plan import SponsorshipPlan
from simulate.programmes.sponsorship.study import run
from simulate.publish.folder import write_index
from simulate.sweep.request import inputs_here, order_sweep
from simulate.sweep.run import ask, sweep
from simulate.sweep.tasks import Failure, Lane, each_done, processes

ISSUES = ["--over", "collection=appeal,circular,payroll_consent", "--over", "months=12,24,36"]
# long enough to be killed midway
LONG = [*ISSUES, "-p", "draws", "8192"]


@contextlib.contextmanager
def _here():
    """One lane of one thread, in this process."""
    with ThreadPoolExecutor(1) as pool:
        yield [Lane(pool, 1, lambda: pool)]


def _order(*over, **fixed):
    return order_sweep("sponsorship", [(name, texts.split(",")) for name, texts in over], {"draws": "256"} | fixed)


def _tables(out):
    """The parquet, CSV and JSON of the one sweep below a folder, by name."""
    (folder,) = (path.parent for path in out.glob("sweeps/*/sweep.json"))
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def _started(out, *words):
    """A sweep in a process of its own, once it has finished two points."""
    command = [sys.executable, "-m", "simulate.cli", "sweep", "sponsorship", *words, "--out", str(out)]
    process = subprocess.Popen(command, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True)
    until = time.monotonic() + 120
    while len(list(out.glob("sweeps/store/*/*.parquet"))) < 2 and time.monotonic() < until:
        time.sleep(0.01)
    assert process.poll() is None, process.stderr.read()
    return process


@pytest.fixture(scope="module")
def undisturbed(simulate, tmp_path_factory):
    """The long sweep on one process, which nobody kills."""
    out = tmp_path_factory.mktemp("undisturbed")
    ended = simulate("sweep", "sponsorship", *LONG, "--jobs", 1, "--out", out)
    assert ended.returncode == 0, ended.stderr
    return _tables(out)


@pytest.mark.slow
def test_election_plans_are_swept_too_and_a_lever_may_be_unset(tmp_path):
    over = [("age_cap", ["none", "50"]), ("roles", ["kpps+linmas", "kpps"])]
    done = sweep(order_sweep("election", over, {"draws": "256"}), _here(), tmp_path)
    assert (done.run, done.failures) == (4, [])
    rows = ask(tmp_path, "select age_cap, roles, p50 from sweep where measure = 'contributions'")[1]
    told = {(cap, roles): money for cap, roles, money in rows}
    assert set(told) == {(cap, roles) for cap in (None, 50) for roles in ("kpps+linmas", "kpps")}
    assert told[50, "kpps"] < told[50, "kpps+linmas"] == told[None, "kpps+linmas"]


@pytest.mark.slow
def test_roads_to_universal_coverage_are_swept_too(tmp_path):
    over = [("permits_from", ["none", "2027-01"]), ("subsidised_budget_rp", ["none", "50000000000"])]
    done = sweep(order_sweep("universal", over, {"draws": "256"}), _here(), tmp_path)
    assert (done.run, done.failures) == (4, [])
    asked = "select permits_from, subsidised_budget_rp, target_year, p50 from sweep where measure = 'coverage_end'"
    told = {(since, budget): share for since, budget, year, share in ask(tmp_path, asked)[1] if year == 2030}
    assert len(told) == 4
    assert told["2027-01", 50 * 10**9] > told["2027-01", None] > told[None, None]


@pytest.mark.slow
def test_outreach_is_swept_too(tmp_path):
    over = [("channels", ["agent+mobile", "agent"]), ("budget_rp", ["1000000000", "2000000000"])]
    done = sweep(order_sweep("outreach", over, {"draws": "256"}), _here(), tmp_path)
    assert (done.run, done.failures) == (4, [])
    asked = "select channels, budget_rp, p50 from sweep where measure = 'gained_end' and radius_km = 5"
    told = {(channels, budget): workers for channels, budget, workers in ask(tmp_path, asked)[1]}
    assert told["agent+mobile", 2 * 10**9] > told["agent", 2 * 10**9] > told["agent", 10**9]


def test_every_point_is_what_a_run_of_its_plan_says(tmp_path):
    done = sweep(_order(("collection", "appeal,payroll_consent"), ("months", "6,36")), _here(), tmp_path)
    found = pd.read_parquet(done.folder / "headline.parquet")
    assert (done.run, done.reused, done.failures) == (4, 0, [])
    assert found["law_held"].sum() == (found["months"] == 36).sum() > 0
    for (collection, months), rows in found.groupby(["collection", "months"]):
        hold = "hold" if months == 36 else "none"
        alone = run(SponsorshipPlan(collection=collection, months=months, law_extension=hold), draws=256)
        assert set(rows["identity"]) == {alone.identity}
        columns = list(alone.headline_table.columns)
        pd.testing.assert_frame_equal(rows[columns].reset_index(drop=True), alone.headline_table, check_dtype=False)


@pytest.mark.slow
def test_nothing_is_run_twice_and_nothing_old_is_taken_for_new(project, tmp_path):
    once = sweep(_order(("months", "6,12")), _here(), tmp_path)
    more = sweep(_order(("months", "3,6,12")), _here(), tmp_path)
    assert (once.run, more.run, more.reused) == (2, 1, 2)
    table = project / "data/regions/36.03/asn.csv"
    table.write_text(table.read_text("utf-8").replace("pns,2026-03,9111", "pns,2026-03,9112"), encoding="utf-8")
    changed = sweep(_order(("months", "6,12")), _here(), tmp_path)
    assert (changed.run, changed.reused) == (2, 0)
    identity = pd.read_parquet(changed.folder / "headline.parquet")["identity"][0]
    (torn,) = tmp_path.glob(f"sweeps/store/*/{identity}.parquet")
    torn.write_bytes(torn.read_bytes()[:50])
    mended = sweep(_order(("months", "6,12")), _here(), tmp_path)
    assert (mended.run, mended.reused, mended.name) == (1, 1, changed.name)


def test_values_of_every_kind_are_told_in_columns(tmp_path):
    order = _order(
        ("participation_share", "none,0.5"), ("asn_groups", "pns+pppk,pns"), ("sponsor_relief", "true,false")
    )
    found = pd.read_parquet(sweep(order, _here(), tmp_path).folder / "headline.parquet")
    one = found[found["measure"] == "protected_end"]
    assert one["participation_share"].isna().sum() == 4
    assert sorted(one["asn_groups"].unique()) == ["pns", "pns+pppk"]
    assert one["sponsor_relief"].dtype == bool
    assert (one["draws"] == 256).all()


@pytest.mark.slow
def test_lists_of_months_and_shares_of_rules_are_told_in_columns_and_read_back(tmp_path):
    order = _order(
        ("selection", "uncovered_first,decile_pool:0.6+younger_first:0.4"),
        ("push_months", "6+12,3"),
        ("workers_per_pns", "1,1.5"),
        collection="circular_with_push",
    )
    found = pd.read_parquet(sweep(order, _here(), tmp_path).folder / "headline.parquet")
    assert sorted(found["selection"].unique()) == ["decile_pool:0.6+younger_first:0.4", "uncovered_first:1"]
    assert sorted(found["push_months"].unique()) == ["3", "6+12"]
    assert sorted(found["workers_per_pns"].unique()) == [1.0, 1.5]
    for told, rows in found.groupby(["selection", "push_months", "workers_per_pns"]):
        selection, pushes, workers = told
        plan = SponsorshipPlan(
            collection="circular_with_push",
            selection=selection.replace("+", ","),
            push_months=pushes.replace("+", ","),
            workers_per_pns=workers,
        )
        assert set(rows["identity"]) == {run(plan, draws=256).identity}, told


@pytest.mark.parametrize(
    "over, fixed, messages",
    [
        ([], {}, ["--over: not given"]),
        ([("months", "12,0")], {}, ["months: '0'; a value from 1 to 60"]),
        ([("months", "12,12")], {}, ["--over months: `12` stands twice"]),
        ([("months", "6"), ("months", "7")], {}, ["--over months: given twice"]),
        ([("months", "6")], {"months": "7"}, ["months: varies and is fixed"]),
        ([("draws", "256,1000")], {}, ["draws: 1000; a power of two"]),
        ([("language", "id,en")], {}, ["language: no such parameter"]),
        ([("region", "36.03,36.99")], {}, ["region: '36.99' has no folder; known: 36.03"]),
        ([("region", "..")], {}, ["region: '..' has no folder"]),
        ([("region", "a" * 300)], {}, ["has no folder"]),
        ([("region", "all,36.03")], {}, ["--over region: all,36.03; `all` alone"]),
        ([("asn_groups", "pns+pppk,pppk+pns")], {}, ["`pppk+pns` stands twice"]),
        ([("start", "2014-01,2014-02,2026-01")], {}, ["month 2014-01: is before", "month 2014-02: is before"]),
        ([("start", "2026-13")], {}, ["start"]),
        ([("start", "2014-01")], {}, ["is before data/law/"]),
        ([("months", "36")], {"law_extension": "none"}, ["is past 2027-12"]),
        (
            [("colection", "appeal"), ("months", "x"), ("asn_groups", "pns+pnk")],
            {"seed": "-1"},
            ["did you mean `collection`?", "months: 'x'", "asn_groups", "seed: '-1'"],
        ),
    ],
)
def test_a_wrong_order_is_named_with_all_that_is_wrong(over, fixed, messages):
    with pytest.raises(InputError) as refused:
        order_sweep("sponsorship", [(name, texts.split(",")) for name, texts in over], fixed)
    for message in messages:
        assert message in str(refused.value)
    assert len(refused.value.problems) == len(messages)


@pytest.mark.slow
@pytest.mark.parametrize(
    "words, message",
    [
        (["law", "--over", "on=2026-05"], "`law` is not simulated; known: baseline, sponsorship"),
        (["sponsorship", "--over", "months"], "NAME=VALUE,VALUE"),
        (["sponsorship", "--over", "months=1,,2"], "NAME=VALUE,VALUE"),
        (["sponsorship", "--over", "months=1", "--plan", "slogn"], "no scenario `slogn`; did you mean `slogan`?"),
        (["sponsorship", "--over", "participation_share=0.5", "--plan", "slogan"], "also set by scenario `slogan`"),
        (["sponsorship", "--over", "months=1", "--jobs", "0"], "--jobs: 0; a number of processes from 1"),
        (["sponsorship", "--over", "months=1", "--jobs", "2", "--dask", "tcp://127.0.0.1:1"], "--jobs: also --dask"),
        (
            ["sponsorship", "--over", "months=1", "--jobs", "2000"],
            "--jobs: 2000; a number of processes from 1 to 256",
        ),
        (["sponsorship", "--over", "months=1", "--dask", "tcp://127.0.0.1:1"], "no scheduler answers"),
        (
            ["sponsorship", "--over", "months=1", "--dask", "tls://127.0.0.1:1"],
            "--dask: 'tls://127.0.0.1:1'; tcp://HOST",
        ),
        (["sponsorship", "--over", "months=1", "--dask", ""], "--dask: ''; tcp://HOST:PORT"),
        (["sponsorship", "--over", "mon\nths=1"], "--over: 'mon\\nths=1'"),
        (["sponsorship", "--over", "months", "--over", "x=", "--jobs", "0"], "--jobs: 0"),
        (["sponsorship", "--over", "months", "--over", "x=", "--jobs", "0"], "--over: 'x='"),
    ],
)
def test_a_wrong_command_exits_with_2_and_leaves_nothing(simulate, tmp_path, words, message):
    ended = simulate("sweep", *words, "--out", tmp_path / "out")
    assert ended.returncode == 2
    assert message in ended.stderr
    assert "Traceback" not in ended.stderr
    assert not (tmp_path / "out").exists()


@pytest.mark.slow
def test_a_broken_region_is_named_before_any_region_is_run(project, tmp_path):
    shutil.copytree(project / "data/regions/36.03", project / "data/regions/36.04")
    table = project / "data/regions/36.04/asn.csv"
    table.write_text(table.read_text("utf-8").replace(",press,", ",prss,", 1), encoding="utf-8")
    with pytest.raises(InputError, match="prss"):
        sweep(_order(("region", "all")), _here(), tmp_path / "out")
    assert not (tmp_path / "out").exists()
    table.write_text(table.read_text("utf-8").replace(",prss,", ",press,"), encoding="utf-8")
    found = pd.read_parquet(sweep(_order(("region", "all")), _here(), tmp_path / "out").folder / "headline.parquet")
    assert sorted(found["region"].unique()) == ["36.03", "36.04"]


def test_a_region_whose_workers_die_costs_its_own_points_only(project, monkeypatch, tmp_path):
    shutil.copytree(project / "data/regions/36.03", project / "data/regions/36.04")

    def read(programme, region):
        if region == "36.04":
            raise MemoryError
        return inputs_here(programme, region)

    monkeypatch.setattr("simulate.sweep.run.inputs_here", read)
    done = sweep(_order(("region", "all"), ("months", "3,6")), _here(), tmp_path)
    assert (done.run, done.reused) == (2, 0)
    assert [(failure["region"], failure["error"]) for failure in done.failures] == 2 * [("36.04", "MemoryError")]


def test_a_folder_that_cannot_be_written_is_refused_before_anything_runs(simulate, tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(InputError, match="is no folder to write into"):
        sweep(_order(("months", "6")), _here(), tmp_path / "file/out")
    ended = simulate("sweep", "sponsorship", "--over", "months=6", "--out", tmp_path / "file/out")
    assert (ended.returncode, "running plans" in ended.stderr) == (2, False)


def test_a_folder_named_like_a_column_changes_no_column(simulate, tmp_path):
    out = tmp_path / "months=99"
    sweep(_order(("months", "3,6")), _here(), out)
    assert ask(out, "select distinct months from sweep order by months")[1] == [(3,), (6,)]
    assert ask(out, "select distinct months from sweeps order by months")[1] == [(3,), (6,)]


def test_what_varies_names_the_sweep(tmp_path):
    one = sweep(_order(("months", "6"), collection="appeal"), _here(), tmp_path)
    other = sweep(_order(("collection", "appeal"), months="6"), _here(), tmp_path)
    assert one.name != other.name
    assert (other.run, other.reused) == (0, 1)


def test_two_sweeps_at_once_leave_the_same_and_nothing_else(tmp_path):
    order = _order(("months", "3,4,5,6"))
    with ThreadPoolExecutor(2) as pool:
        both = list(pool.map(lambda _: sweep(order, _here(), tmp_path), range(2)))
    assert both[0].name == both[1].name
    assert not list(tmp_path.rglob(".writing-*"))
    assert len(list(tmp_path.glob("sweeps/store/*/*.parquet"))) == 4


def test_a_terminal_shows_one_bar_a_step(monkeypatch, capsys):
    monkeypatch.setattr("sys.stderr.isatty", lambda: True, raising=False)
    with _progress() as told:
        for done in range(6):
            told("run", done, 5)
    assert capsys.readouterr().err.count("  0%") == 1


def test_a_worker_with_other_files_is_refused(monkeypatch, tmp_path):
    monkeypatch.setattr("simulate.sweep.run.inputs_here", lambda *_: {"src/simulate": "other"})
    with pytest.raises(InputError, match="src/simulate: differs on a worker") as refused:
        sweep(_order(("months", "6")), _here(), tmp_path)
    assert "data/law/jkm_benefit.yaml" in str(refused.value)


@pytest.mark.slow
def test_a_point_that_fails_is_reported_and_the_others_stand(project, tmp_path):
    table = project / "data/regions/36.03/asn.csv"
    kept = [line for line in table.read_text("utf-8").splitlines() if not line.startswith("pppk_paruh_waktu,")]
    table.write_text("\n".join(kept) + "\n", encoding="utf-8")
    done = sweep(_order(("asn_groups", "pns,pppk_paruh_waktu")), _here(), tmp_path)
    (failure,) = done.failures
    assert failure["asn_groups"] == "pppk_paruh_waktu"
    assert "no group `pppk_paruh_waktu`" in failure["error"]
    record = json.loads((done.folder / "sweep.json").read_text("utf-8"))
    assert (record["points"], record["finished"], record["failures"]) == (2, 1, done.failures)


@pytest.mark.slow
def test_a_dying_process_costs_its_own_task_only(tmp_path):
    """Two tasks of twelve always kill their process; each is tried twice, the others are done once."""
    tried = tmp_path / "tried"
    dies = f"import os; open({str(tried)!r}, 'a').write('x'); os._exit(9)"
    full = "raise MemoryError"
    tasks = [(eval, f"{n} ** 2") for n in range(9)] + [(exec, dies), (exec, full)]
    with processes(2) as lanes:
        found = {task[1]: result for task, result in each_done(operator.call, tasks, lanes)}
    assert [found[f"{n} ** 2"] for n in range(9)] == [n**2 for n in range(9)]
    assert "died 2 times" in str(found[dies])
    assert str(found[full]) == "MemoryError"
    assert tried.read_text() == "xx"


def test_bad_input_is_not_tried_again():
    tried = []

    def work():
        tried.append(1)
        raise input_error("unknown_key", "where", key="x", meant=did_you_mean("x", ["y"]))

    with _here() as lanes:
        ((_, failure),) = each_done(work, [()], lanes)
    assert isinstance(failure, Failure)
    assert str(failure) == "where: `x`; known: y [unknown_key]"
    assert tried == [1]


def test_a_cluster_that_goes_away_ends_the_sweep(monkeypatch):
    monkeypatch.setattr("simulate.sweep.tasks._PATIENCE", 0.05)
    with ThreadPoolExecutor(1) as pool:
        lost = Lane(pool, 1, lambda: pool, lambda silent: "gone" if silent > 0.1 else "")
        with pytest.raises(ConnectionError, match="gone; the same command goes on"):
            list(each_done(time.sleep, [(0.5,)], [lost]))


@pytest.mark.slow
def test_the_issues_command_runs_as_written_and_is_asked_in_sql(simulate, tmp_path):
    ended = simulate("sweep", "sponsorship", *ISSUES, "--out", tmp_path)
    assert ended.returncode == 0, ended.stderr
    assert "hold the law's last values" in ended.stderr
    question = "select collection, months, p50 from sweep where measure = 'protected_end' order by months, p50"
    asked = simulate("query", question, "--out", tmp_path, "--json")
    rows = json.loads(asked.stdout)
    assert [row["collection"] for row in rows] == ["appeal", "circular", "payroll_consent"] * 3
    assert [row["months"] for row in rows] == [12] * 3 + [24] * 3 + [36] * 3


@pytest.mark.slow
def test_a_killed_sweep_goes_on_where_it_was(simulate, tmp_path, undisturbed):
    process = _started(tmp_path, *LONG, "--jobs", "2")
    workers = psutil.Process(process.pid).children(recursive=True)
    process.send_signal(signal.SIGKILL)
    process.wait()
    _, alive = psutil.wait_procs(workers, timeout=10)
    assert not alive
    assert not list(tmp_path.glob("sweeps/*/sweep.json"))
    ended = simulate("sweep", "sponsorship", *LONG, "--jobs", 2, "--json", "--out", tmp_path)
    told = json.loads(ended.stdout)
    assert told["reused"] >= 2
    assert told["run"] == 9 - told["reused"]
    assert _tables(tmp_path) == undisturbed


@pytest.mark.slow
def test_a_killed_worker_process_loses_nothing(tmp_path, undisturbed):
    process = _started(tmp_path, *LONG, "--jobs", "2")
    workers = [child for child in psutil.Process(process.pid).children() if "spawn_main" in " ".join(child.cmdline())]
    workers[0].kill()
    assert process.wait(timeout=120) == 0, process.stderr.read()
    assert _tables(tmp_path) == undisturbed


@pytest.mark.slow
def test_a_dask_cluster_that_loses_a_worker_gives_the_same_results(tmp_path, undisturbed):
    from distributed import LocalCluster

    with LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None, silence_logs=50) as cluster:
        process = _started(tmp_path, *LONG, "--dask", cluster.scheduler_address)
        os.kill(next(iter(cluster.workers.values())).pid, signal.SIGKILL)
        assert process.wait(timeout=120) == 0, process.stderr.read()
    assert _tables(tmp_path) == undisturbed


def test_the_index_of_reports_does_not_list_sweeps(tmp_path):
    sweep(_order(("months", "6")), _here(), tmp_path)
    write_index(tmp_path)
    assert "sweeps" not in (tmp_path / "index.html").read_text("utf-8")
