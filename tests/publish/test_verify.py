"""A published report can be made anew, and what differs is named."""

import json
import shutil

import pytest
from conftest import contents, copy_project
from probe import put_probe

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def _law(simulate, tmp_path_factory):
    """The law page of a copy of the project with a small notebook, made once."""
    project = put_probe(copy_project(tmp_path_factory.mktemp("law")))
    assert simulate("report", "law", project=project).returncode == 0
    return project / "reports"


@pytest.fixture
def published(_law, probe):
    """The law page of a project that may be broken."""
    shutil.copytree(_law, probe / "reports")
    return probe / "reports/law/default"


def _differs(simulate, project, *words):
    done = simulate("verify", *words, "--json", project=project)
    told = json.loads(done.stdout)
    assert done.returncode == (0 if told["same"] else 1), done.stderr
    return {(one["kind"], one["what"]): one["how"] for one in told["differs"]}


def test_an_untouched_report_comes_out_the_same(simulate, project, published):
    before = contents(project / "reports")
    for words in (["law"], ["law/default"], [published], [published / "report.en.html"]):
        assert _differs(simulate, project, *words) == {}
    assert contents(project / "reports") == before
    said = simulate("verify", "law", project=project).stdout
    assert said.startswith("reports/law/default: the same, byte for byte")


def test_a_named_plan_comes_out_the_same(simulate, tmp_path):
    plan = tmp_path / "own.yaml"
    plan.write_text("programme: sponsorship\nlevers: {months: 3, participation_share: 0.5}\n", encoding="utf-8")
    out = ("--out", tmp_path / "reports")
    assert simulate("report", "sponsorship", "--plan", plan, "-p", "draws", "256", *out).returncode == 0
    done = simulate("verify", "sponsorship/own", *out)
    assert done.returncode == 0, done.stdout


def test_a_tampered_data_file_is_caught(simulate, project, published):
    file = project / "data/law/bpu_jkm.yaml"
    text = file.read_text(encoding="utf-8")
    file.write_text(text + "\n# one more line\n", encoding="utf-8")
    found = _differs(simulate, project, "law")
    assert found.pop(("data", "data/law/bpu_jkm.yaml")) == "changed since"
    # its content is the same: the page differs by its identity alone
    assert ("result", "report.id.html") in found
    assert ("result", "results/values.csv") not in found


def test_a_tampered_number_is_named_with_both_values(simulate, project, published):
    file = project / "data/law/jkm_benefit.yaml"
    text = file.read_text(encoding="utf-8")
    assert "death_grant: 20000000" in text
    file.write_text(text.replace("death_grant: 20000000", "death_grant: 20000001"), encoding="utf-8")
    found = _differs(simulate, project, "law")
    assert ("data", "data/law/jkm_benefit.yaml") in found
    assert " then, " in found["number", "benefit_death"]
    assert ("result", "results/headline.csv") in found


def test_numbers_that_differ_in_their_last_figures_are_told_apart(simulate, project, published):
    table = published / "results/headline.csv"
    rows = table.read_text(encoding="utf-8").splitlines()
    place = next(place for place, row in enumerate(rows) if row.startswith("benefit_death,"))
    measure, unit, mean, p05, p50, *rest = rows[place].split(",")
    nearly = repr(float(p50) * (1 + 1e-15))
    rows[place] = ",".join([measure, unit, mean, p05, nearly, *rest])
    table.write_text("\n".join(rows) + "\n", encoding="utf-8")
    then, now = _differs(simulate, project, "law")["number", "benefit_death"].split(" then, ")
    assert then != "median " + now.removesuffix(" now")


def test_a_tampered_page_is_caught(simulate, project, published):
    page = published / "report.id.html"
    page.write_text(page.read_text(encoding="utf-8").replace("JKM", "JKN", 1), encoding="utf-8")
    (published / "results/values.csv").unlink()
    assert _differs(simulate, project, "law") == {
        ("file", "report.id.html"): "changed since it was published",
        ("file", "results/values.csv"): "missing",
    }


def test_a_record_that_was_bent_to_a_tampered_page_is_caught(simulate, project, published):
    from simulate.publish.folder import sha256

    page, path = published / "report.id.html", published / "run.json"
    page.write_text(page.read_text(encoding="utf-8").replace("JKM", "JKN", 1), encoding="utf-8")
    record = json.loads(path.read_text(encoding="utf-8"))
    record["outputs"]["report.id.html"] = sha256(page.read_bytes())
    path.write_text(json.dumps(record), encoding="utf-8")
    assert _differs(simulate, project, "law") == {("result", "report.id.html"): "comes out otherwise"}
    # inputs that are not those of the order beside them: named, and not made anew as either
    record["inputs"]["plan"]["on"] = "2026-10"
    path.write_text(json.dumps(record), encoding="utf-8")
    found = _differs(simulate, project, "law")
    assert ("record", "identity") in found
    assert "2026-10" in found["run", "cannot be made anew"]


def test_another_version_of_a_package_is_named(simulate, project, published):
    path = published / "run.json"
    record = json.loads(path.read_text(encoding="utf-8"))
    record["versions"]["numpy"] = "1.0"
    path.write_text(json.dumps(record), encoding="utf-8")
    assert _differs(simulate, project, "law")["version", "numpy"].startswith("1.0 then, ")


@pytest.mark.parametrize(
    ("spoil", "message"),
    [
        (lambda path: path.unlink(), "no run.json of a report there"),
        (lambda path: path.write_text("{", encoding="utf-8"), "no run.json of a report there"),
        (lambda path: path.write_text('{"outputs": {}}', encoding="utf-8"), "reports/law/default/run.json: lacks"),
    ],
)
def test_a_report_without_its_record_is_refused(simulate, project, published, spoil, message):
    spoil(published / "run.json")
    done = simulate("verify", "law", project=project)
    assert done.returncode == 2
    assert message in done.stderr
    assert done.stderr.count("\n") == 1
