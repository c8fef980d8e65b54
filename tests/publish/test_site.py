"""A folder for a web server holds what was published, and nothing else."""

import re
import shutil

import pytest
import yaml
from conftest import ROOT, contents, copy_project
from probe import break_probe, put_probe

from simulate.publish.folder import write_index
from simulate.publish.page import INDEX

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def published(simulate, tmp_path_factory):
    out, project = tmp_path_factory.mktemp("published"), put_probe(copy_project(tmp_path_factory.mktemp("project")))
    for plan in (["law"], ["law", "-p", "on", "2026-05"]):
        assert simulate("report", *plan, "--out", out / str(len(plan)), project=project).returncode == 0
    shutil.copytree(out / "4/law/default", out / "1/law/may")
    return out / "1"


@pytest.fixture
def reports(published, tmp_path):
    """A folder of two reports that a test may break."""
    return shutil.copytree(published, tmp_path / "reports")


def _names(folder):
    return {path.as_posix() for path in contents(folder)}


def test_a_site_holds_every_report_and_no_other_file(simulate, reports, tmp_path):
    (reports / "law/may/notes.txt").write_text("mine", encoding="utf-8")
    done = simulate("site", "--reports", reports, "--out", tmp_path / "site")
    assert done.returncode == 0, done.stderr
    site = tmp_path / "site"
    names = _names(reports) - {"law/may/notes.txt", ".lock"}
    assert _names(site) == names | {".lock", ".nojekyll", "site.json"}
    for name in names - {"index.html", "index.en.html"}:
        assert (site / name).read_bytes() == (reports / name).read_bytes()
    index = (site / "index.html").read_text(encoding="utf-8")
    assert 'href="law/may/report.id.html"' in index

    shutil.rmtree(reports / "law/may")
    (site / "CNAME").write_text("example.org", encoding="utf-8")
    assert simulate("site", "--reports", reports, "--out", site).returncode == 0
    assert not (site / "law/may").exists()
    assert "law/may" not in (site / "index.html").read_text(encoding="utf-8")
    assert (site / "CNAME").exists()


def test_an_answer_of_the_index_leads_to_the_language_that_is_published(reports):
    for folder in ("law/default", "law/may"):
        (reports / folder / "report.en.html").unlink()
    write_index(reports)
    for index in INDEX.values():
        page = (reports / index).read_text(encoding="utf-8")
        leads = re.findall(r'href="([^":]+/report[^"]+)"', page)
        assert "law/default/report.id.html" in leads
        assert [path for path in leads if not (reports / path).exists()] == []


def test_a_report_that_was_changed_by_hand_is_refused(simulate, reports, tmp_path):
    page = reports / "law/may/report.id.html"
    page.write_text(page.read_text(encoding="utf-8") + " ", encoding="utf-8")
    (reports / "law/default/report.en.html").unlink()
    done = simulate("site", "--reports", reports, "--out", tmp_path / "site")
    assert done.returncode == 2
    assert "law/may/report.id.html: changed since it was published" in done.stderr
    assert "law/default/report.en.html: missing" in done.stderr
    assert not (tmp_path / "site").exists()


def test_a_folder_that_holds_something_else_is_left_alone(simulate, reports, tmp_path):
    other = tmp_path / "home"
    other.mkdir()
    (other / "thesis.txt").write_text("years of work", encoding="utf-8")
    done = simulate("site", "--reports", reports, "--out", other)
    assert (done.returncode, _names(other)) == (2, {"thesis.txt"})
    assert "holds files that no site left" in done.stderr


def test_a_folder_without_reports_is_named(simulate, tmp_path):
    (tmp_path / "reports").mkdir()
    done = simulate("site", "--reports", tmp_path / "reports", "--out", tmp_path / "site")
    assert done.returncode == 2
    assert "holds no report; run simulate reports first" in done.stderr


def test_the_schedule_keeps_the_last_good_reports_when_a_run_fails(simulate, probe):
    """The workflow's own commands, in its order, on a project whose notebook breaks between two nights."""
    workflow = yaml.safe_load((ROOT / ".github/workflows/reports.yml").read_text(encoding="utf-8"))
    steps = workflow["jobs"]["publish"]["steps"]
    uses = [step.get("uses", "").split("@")[0] for step in steps]
    runs = [step.get("run", "") for step in steps]
    run = runs.index("make reports")
    assert steps[run]["continue-on-error"] is True
    assert uses.index("actions/cache/restore") < run < uses.index("actions/cache/save")
    assert steps[-1] | {"name": ""} == {
        "name": "",
        "if": f"steps.{steps[run]['id']}.outcome == 'failure'",
        "run": "exit 1",
    }
    publishing = next(text for text in runs if "simulate site" in text).split()[1:]
    site = probe / publishing[publishing.index("--out") + 1]

    def night():
        """What `make reports` runs, then the site; a schedule that saw both publishes the folder."""
        done = simulate("reports", "--only", "law", project=probe)
        assert simulate(*publishing[:-1], site, project=probe).returncode == 0
        return done.returncode

    assert night() == 0
    good = contents(site / "law")
    break_probe(probe, "int(None)")
    assert night() == 1
    assert good.items() <= contents(site / "law").items()
    assert "TypeError" in (site / "law/default/failed.html").read_text(encoding="utf-8")
    assert "law/default/failed.html" in (site / "index.html").read_text(encoding="utf-8")
