"""`simulate diff`: what differs between two published runs, for people and for machines."""

import json

import pytest
from conftest import rebind

from simulate.errors import InputError
from simulate.plan.published import read_run, run_folder
from simulate.publish.differences import difference


@pytest.fixture
def runs(published):
    return published / "sponsorship/default", published / "sponsorship/slogan"


def test_two_plans_differ_in_their_levers_and_measures(simulate, runs):
    done = simulate("diff", *runs)
    assert done.returncode == 0, done.stderr
    assert "identity: different" in done.stdout
    assert "participation_share   none → 1.0" in done.stdout
    line = next(line for line in done.stdout.splitlines() if line.split()[:1] == ["protected_end"])
    assert "→   23,7" in line
    assert "+22," in line
    assert not any(part in done.stdout for part in ("settings:", "law:", "data:", "versions:"))


def test_a_run_is_the_same_as_itself(simulate, runs):
    done = simulate("diff", runs[0], runs[0] / "run.json")
    assert done.returncode == 0
    assert "identity: the same, so both are one run" in done.stdout
    assert "measures are the same" in done.stdout
    assert "→" not in done.stdout


def test_json_is_one_document_and_the_way_back_is_the_way_there(simulate, runs):
    there, back = (json.loads(simulate("diff", *pair, "--json").stdout) for pair in (runs, runs[::-1]))
    assert there["same"] is back["same"] is False
    assert there["levers"] == [{"name": "participation_share", "before": None, "after": 1.0}]
    assert [run["label"] for run in there["runs"]] == ["default", "slogan"]
    measures = {one["measure"]: one for one in there["measures"]}
    for one in back["measures"]:
        same = measures[one["measure"]]
        assert one["before"] == same["after"]
        assert one["absolute"] == (None if same["absolute"] is None else -same["absolute"])
    moved = measures["protected_end"]
    assert moved["absolute"] == moved["after"]["p50"] - moved["before"]["p50"]
    assert moved["relative"] == pytest.approx(moved["absolute"] / moved["before"]["p50"])


def test_law_data_code_settings_and_versions_stand_apart(simulate, runs):
    record = runs[1] / "run.json"
    content = json.loads(record.read_text(encoding="utf-8"))
    content["inputs"]["data"] |= {"data/law/bpu_rate.yaml": "a" * 64, "data/indonesia/new.csv": "b" * 64}
    content["inputs"]["settings"]["seed"] = 7
    content["inputs"]["code"] = "c" * 64
    content["versions"]["numpy"] = "0.0"
    rebind(record, content)
    told = json.loads(simulate("diff", *runs, "--json").stdout)
    assert [one["name"] for one in told["law"]] == ["data/law/bpu_rate.yaml"]
    assert [(one["name"], one["before"]) for one in told["data"]] == [("data/indonesia/new.csv", None)]
    assert [(one["name"], one["after"]) for one in told["settings"]] == [("seed", 7)]
    assert [one["name"] for one in told["other"]] == ["code"]
    assert [(one["name"], one["after"]) for one in told["versions"]] == [("numpy", "0.0")]
    text = simulate("diff", *runs).stdout
    assert "data/indonesia/new.csv   only in the second" in text


def test_a_change_no_larger_than_the_simulation_error_is_marked(runs):
    before = read_run(str(runs[0]))
    rows = {row[0]: row for row in before.headline}
    measure, unit, mean, p05, p50, p95, error = rows["protected_end"]

    def moved_by(size):
        row = (measure, unit, mean, p05, p50 + size, p95, error)
        headline = tuple({**rows, measure: row}.values())
        (change,) = difference(before, before.model_copy(update={"headline": headline})).moved
        return change

    both = 2**0.5 * error
    assert moved_by(0.99 * both).within_error
    assert not moved_by(1.01 * both).within_error
    assert moved_by(-0.99 * both).within_error


@pytest.mark.parametrize("text", ["sponsorship", "sponsorship/default", "sponsorship/default/report.en.html"])
def test_a_run_is_found_by_its_name_its_folder_or_a_file_in_it(published, text):
    folder = published / "sponsorship/default"
    assert run_folder(text, published) == folder
    assert run_folder(str(published / text)) == folder


def test_a_place_without_a_run_is_not_taken_for_one(published):
    (published / "sponsorship/empty").mkdir()
    assert run_folder("sponsorship/nowhere", published) is None
    assert run_folder("sponsorship/empty", published) == published / "sponsorship/empty"
    with pytest.raises(InputError, match=r"no run\.json of a run there"):
        read_run(str(published / "sponsorship/empty"))
    assert run_folder("", published) is None


def test_a_measure_of_one_run_alone_is_told(simulate, published):
    told = json.loads(simulate("diff", published / "law/default", published / "sponsorship/default", "--json").stdout)
    alone = next(one for one in told["measures"] if one["measure"] == "protected_end")
    assert alone["before"] is None
    assert alone["absolute"] is None


def test_what_is_no_run_is_refused_all_at_once(simulate, runs, tmp_path):
    (runs[0] / "results/headline.csv").write_text("measure\n", encoding="utf-8")
    done = simulate("diff", runs[0], tmp_path / "nowhere")
    assert (done.returncode, done.stdout) == (2, "")
    assert "headline.csv: is not what its run wrote" in done.stderr
    assert "nowhere: no such run" in done.stderr
    assert "Traceback" not in done.stderr
