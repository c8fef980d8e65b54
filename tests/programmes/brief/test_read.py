"""Published runs as a brief reads them: as published, or refused with what would make them right."""

import csv
import json
import shutil

import pytest
from conftest import rebind

from simulate.errors import InputError
from simulate.programmes.brief.read import read_runs, sources
from simulate.publish.requests import order
from simulate.publish.run import PublishOptions, publish

BOTH = {"sponsorship": "default", "election": "default"}


@pytest.fixture
def reports(published):
    """Two published runs that a test may break."""
    return published


def _refused(reports, labels=BOTH):
    with pytest.raises(InputError) as refused:
        read_runs(labels, reports)
    return {(problem.check, problem.where): str(problem) for problem in refused.value.problems}


def _edit(folder, **changes):
    path = folder / "run.json"
    record = json.loads(path.read_text(encoding="utf-8"))
    path.write_text(json.dumps(record | changes), encoding="utf-8")
    return record


@pytest.mark.slow
def test_numbers_are_those_that_the_runs_published(reports):
    found = read_runs(BOTH, reports)
    for name, run in found.runs.items():
        with (reports / name / "default/results/headline.csv").open(encoding="utf-8") as file:
            published = {row["measure"]: row for row in csv.DictReader(file)}
        assert set(run.measures) == set(sources()[name].measures.values())
        for measure, (unit, *numbers) in run.measures.items():
            row = published[measure]
            assert unit == row["unit"]
            assert numbers == [float(row[column]) for column in ("mean", "p05", "p50", "p95", "mc_error")]
        record = json.loads((reports / name / "default/run.json").read_text(encoding="utf-8"))
        assert run.identity == record["identity"]
        assert record["inputs"]["data"].items() <= found.files.items()
    with (reports / "sponsorship/default/results/protected_by_month.csv").open(encoding="utf-8") as file:
        months = [(row["month"], float(row["p50"])) for row in csv.DictReader(file)]
    assert [(row["month"], row["p50"]) for row in found.runs["sponsorship"].tables["months"]] == months


@pytest.mark.slow
def test_what_numbers_rest_on_is_read_with_them(reports):
    found = read_runs({"election": "default"}, reports).runs["election"]
    record = json.loads((reports / "election/default/run.json").read_text(encoding="utf-8"))
    assert set(found.traces) == set(record["traces"])
    for language, traces in found.traces.items():
        told = record["traces"][language]
        assert traces["deaths"].model_dump(mode="json") == told["deaths"]
        assert set(traces) == {own for own, name in sources()["election"].measures.items() if name in told}
    # a run of before they were kept has none
    _edit(reports / "election/default", traces={})
    assert read_runs({"election": "default"}, reports).runs["election"].traces == {}


@pytest.mark.slow
@pytest.mark.parametrize(
    "told",
    [
        {"name": "Deaths"},
        {"name": "Deaths", "value": "7", "html": "<b>"},
        {"name": "Deaths", "value": "7", "inputs": [["a source", ["there", "javascript:alert(1)"]]]},
        {"name": "Deaths", "value": "7", "inputs": [{"html": "<b>", "text": "b"}]},
        "Deaths",
    ],
)
def test_what_is_no_trace_is_refused(reports, told):
    _edit(reports / "election/default", traces={"en": {"deaths": told}})
    said = _refused(reports)["damaged_record", "election/default"]
    assert "its inputs lack traces" in said


@pytest.mark.slow
def test_what_is_read_does_not_depend_on_where_it_stands(reports, tmp_path):
    moved = shutil.copytree(reports, tmp_path / "elsewhere/deeper")
    assert read_runs(BOTH, moved) == read_runs(BOTH, reports)


def test_missing_runs_are_named_together_with_what_makes_them(tmp_path):
    found = _refused(tmp_path, {"sponsorship": "slogan", "election": "default", "law": "default"} | {"electon": "x"})
    assert found["missing_run", "sponsorship/slogan"].endswith(
        "no such run stands below the reports; `simulate report sponsorship --plan slogan` makes it [missing_run]"
    )
    assert "`simulate report election` makes it" in found["missing_run", "election/default"]
    assert "did you mean `election`" in found["unknown_report", "electon"]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("file", "stale"),
    [
        ("data/law/bpu_jkm.yaml", {"sponsorship"}),
        ("data/law/election_staff.yaml", {"election"}),
        ("data/regions/36.03/asn.yaml", {"sponsorship", "election"}),
        ("data/unknowns/election.yaml", {"election"}),
        ("data/law/pu_jkp_cash.yaml", set()),
    ],
)
def test_a_run_made_before_a_change_is_stale_and_the_file_named(reports, project, file, stale):
    path = project / file
    path.write_text(path.read_text(encoding="utf-8") + "\n# touched\n", encoding="utf-8")
    if not stale:
        assert set(read_runs(BOTH, reports).runs) == set(BOTH)
        return
    found = _refused(reports)
    assert set(found) == {("stale_run", f"{name}/default") for name in stale}
    for name in stale:
        said = found["stale_run", f"{name}/default"]
        assert f"made before a change of {file}; `simulate report {name} -p draws 256` makes it anew" in said


@pytest.mark.slow
def test_code_and_levers_that_changed_are_named(reports):
    record = _edit(reports / "election/default")
    rebind(reports / "election/default/run.json", record | {"inputs": record["inputs"] | {"code": "0" * 64}})
    record = _edit(reports / "sponsorship/default")
    plan = record["inputs"]["plan"] | {"months": 24}
    rebind(reports / "sponsorship/default/run.json", record | {"inputs": record["inputs"] | {"plan": plan}})
    found = _refused(reports)
    assert "made before a change of the model's code;" in found["stale_run", "election/default"]
    assert "made before a change of lever months;" in found["stale_run", "sponsorship/default"]
    assert (
        "it has months = 24 where its scenario has 12; `simulate report" in found["stale_run", "sponsorship/default"]
    )


@pytest.mark.slow
def test_runs_of_other_draws_are_a_mix(reports):
    record = _edit(reports / "election/default")
    settings = record["inputs"]["settings"] | {"draws": 512, "seed": 7}
    rebind(reports / "election/default/run.json", record | {"inputs": record["inputs"] | {"settings": settings}})
    found = _refused(reports)
    assert "differs: sponsorship 256, election 512; runs of the same draws" in found["mixed_draws", "draws"]
    assert "differs: sponsorship 2026, election 7; runs of the same draws" in found["mixed_draws", "seed"]


@pytest.mark.slow
def test_what_is_not_as_its_run_wrote_it_is_refused(reports):
    table = reports / "sponsorship/default/results/protected_by_month.parquet"
    table.write_bytes(table.read_bytes() + b"0")
    record = _edit(reports / "election/default")
    _edit(reports / "election/default", inputs=record["inputs"] | {"code": "0" * 64})
    found = {check: said for (check, _), said in _refused(reports).items()}
    assert "protected_by_month.parquet: is not what its run wrote" in found["tampered_run"]
    assert "election/default: its identity is not that of its inputs" in found["tampered_record"]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("spoil", "check"),
    [
        (lambda folder: (folder / "run.json").write_text("{", encoding="utf-8"), "damaged_record"),
        (lambda folder: (folder / "results/headline.parquet").unlink(), "missing_table"),
        (lambda folder: _edit(folder, inputs=[]), "damaged_record"),
    ],
)
def test_a_damaged_run_is_refused(reports, spoil, check):
    spoil(reports / "election/default")
    assert [one for one, _ in _refused(reports)] == [check]


@pytest.mark.slow
def test_a_report_whose_last_update_failed_is_refused_with_the_reason(reports):
    told = {"reason": "03_election_adhoc.ipynb, cell 7:\nValueError: no such file"}
    (reports / "election/default/failed.json").write_text(json.dumps(told), encoding="utf-8")
    said = _refused(reports)["failed_run", "election/default"]
    assert "its last update failed: 03_election_adhoc.ipynb, cell 7: ValueError: no such file" in said
    assert "mend that, then `simulate report election`" in said
    assert "\n" not in said


@pytest.mark.slow
def test_runs_of_other_versions_are_not_mixed(reports):
    record = json.loads((reports / "election/default/run.json").read_text(encoding="utf-8"))
    _edit(reports / "election/default", versions=record["versions"] | {"numpy": "1.0"})
    found = _refused(reports)
    assert set(found) == {("mixed_versions", "numpy")}
    assert "election 1.0" in found["mixed_versions", "numpy"]
    assert set(read_runs({"election": "default"}, reports).runs) == {"election"}


@pytest.mark.slow
def test_runs_of_two_regions_are_not_mixed(reports, project):
    shutil.copytree(project / "data/regions/36.03", project / "data/regions/36.99")
    publish(order("sponsorship", values={"draws": 256, "region": "36.99"}), PublishOptions(reports, ("en",)))
    found = _refused(reports)
    assert set(found) == {("mixed_regions", "region")}
    assert "sponsorship 36.99, election 36.03; runs of one region" in found["mixed_regions", "region"]


@pytest.mark.slow
def test_a_run_without_a_measure_that_is_read_is_refused(reports, monkeypatch):
    monkeypatch.setitem(sources()["election"].measures, "covered", "workers_insured")
    assert "has no workers_insured" in _refused(reports)["missing_measure", "election/default"]
