"""The comparison as a published report: contract, escaping, both languages, made anew without its runs."""

import json
import re
import shutil

import pandas as pd
import pytest
from conftest import contents, rebind

from simulate.publish.requests import order
from simulate.publish.run import PublishOptions, publish
from simulate.publish.verify import verify

pytestmark = pytest.mark.slow

HOSTILE = {"id": '<script>alert(1)</script> & "x" {0}', "en": "<img src=x onerror=alert(1)> & 'y' {name}"}


@pytest.fixture
def hostile(published, tmp_path):
    """A comparison of the default plan with a run whose name holds markup; the run is gone afterwards."""
    record = published / "sponsorship/slogan/run.json"
    rebind(record, {**json.loads(record.read_text(encoding="utf-8")), "plan_name": HOSTILE})
    job = order("compare", values={"plans": f"default,{record}", "draws": 256}, label="default-vs-other")
    shutil.rmtree(published)
    wanted = PublishOptions(tmp_path / "out")
    publish(job, wanted)
    return wanted.folder(job)


def test_hostile_names_are_text_on_every_page(hostile):
    for language, name in HOSTILE.items():
        page = (hostile / f"report.{language}.html").read_text(encoding="utf-8")
        assert not re.search(r"<script(?! )|<img", page.split('<details class="sim-code">')[0])
        assert not re.search(r"<script>alert|<img src", page)
        assert name.split()[-1] in page  # it is shown, as text
    gallery = (hostile.parents[1] / "index.html").read_text(encoding="utf-8")
    assert "<script>alert" not in gallery


def test_a_comparison_leaves_what_automation_relies_on(hostile):
    tables = ("headline", "measures", "differences", "protected_by_month", "levers_moved", "files")
    pages = {"report.id.html", "report.en.html", "executed.ipynb", "run.json"}
    found = {path.as_posix() for path in contents(hostile)}
    assert found == pages | {f"results/{name}.{form}" for name in tables for form in ("csv", "parquet")}
    headline = pd.read_csv(hostile / "results/headline.csv")
    assert list(headline) == ["measure", "unit", "mean", "p05", "p50", "p95", "mc_error"]
    assert (headline["p05"] <= headline["p50"]).all()
    record = json.loads((hostile / "run.json").read_text(encoding="utf-8"))
    assert (record["report"], record["label"]) == ("compare", "default-vs-other")


def test_no_path_of_this_machine_is_written_and_it_is_made_anew_without_the_run(hostile, tmp_path):
    for path, content in contents(hostile).items():
        assert str(tmp_path).encode() not in content, path
    assert verify(hostile) == []


def test_the_languages_hold_the_same_figures_and_tables(hostile):
    counts = []
    for language in ("id", "en"):
        page = (hostile / f"report.{language}.html").read_text(encoding="utf-8")
        ids = re.findall(r'\bid="?([^"\s>]+)', page.replace(f"-{language}-", "-"))
        assert len(ids) == len(set(ids))
        counts.append(
            (
                page.count("<figure"),
                page.count("<table"),
                [one for one in ids if not re.fullmatch(r"[a-z][0-9a-f]{10}", one)],
            )
        )
    assert counts[0] == counts[1]
    # three measures and the months; one lever alone needs no waterfall
    assert counts[0][:2] == (4, 6)


def test_every_page_of_six_sides_names_each_of_them(simulate, tmp_path, project):
    labels = ["default", "slogan", "payroll_consent"]
    for number in range(3):
        plan = project / f"data/plans/own_{number}.yaml"
        levers = f"{{months: {number + 1}, start: 2026-0{number + 2}, transport_share: 0.5}}"
        plan.write_text(f"programme: sponsorship\nlevers: {levers}\n", encoding="utf-8")
        labels.append(plan.stem)
    done = simulate(
        "compare", *labels, "-p", "draws", "256", "--lang", "en", "--out", tmp_path / "out", project=project
    )
    assert done.returncode == 0, done.stderr
    folder = tmp_path / "out/compare" / "-vs-".join(labels)
    page = (folder / "report.en.html").read_text(encoding="utf-8")
    # three measures, the months, and a waterfall to each plan that moves more than one lever
    assert page.count("<figure") == 7
    assert re.search("F\N{NO-BREAK SPACE}– own_2", page)
    assert not (folder / "report.id.html").exists()


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["default"], "plans: 1 of them; 2 to 6 scenarios or runs"),
        (["default", "default"], "`default` stands twice"),
        (["default", "nowhere/run.json"], "no published run there"),
        (["default", "slogan", "-p", "months", "3"], "months: no such parameter"),
        (["default", "slogan", "-p", "draws", "3"], "draws: "),
        (["default", "slogan", "-p", "plans", "appeal"], "plans: set with -p too"),
    ],
)
def test_bad_input_is_one_line_exit_2_and_nothing_written(simulate, tmp_path, words, message):
    done = simulate("compare", *words, "--out", tmp_path / "out")
    assert done.returncode == 2
    assert message in done.stderr
    assert done.stderr.count("\n") == 1
    assert not (tmp_path / "out").exists()
