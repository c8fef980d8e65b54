"""`simulate check` as planners and scripts use it."""

import json

import pytest
from conftest import ROOT, contents

pytestmark = pytest.mark.slow

UNITS = "unit,group,grade,persons,status,source\nBappeda,pns,III/a,{},official,SK 1\n"


def test_shipped_regions_pass_one_line_a_table(simulate):
    done = simulate("check")
    assert (done.returncode, done.stderr) == (0, "")
    lines = [line.split() for line in done.stdout.splitlines()]
    assert ["kecamatan", "29", "rows", "data/regions/36.03/kecamatan.csv"] in lines


def test_json_is_one_document_with_and_without_problems(simulate, tmp_path):
    path = tmp_path / "asn_units.csv"
    path.write_text(UNITS.format(12), encoding="utf-8")
    done = simulate("check", path, "--json")
    assert (done.returncode, done.stderr) == (0, "")
    assert json.loads(done.stdout) == {
        "tables": [{"table": "asn_units", "rows": 1, "file": path.as_posix()}],
        "problems": [],
        "notes": [],
    }
    path.write_text(UNITS.format("-12"), encoding="utf-8")
    before = contents(tmp_path)
    done = simulate("check", path, tmp_path / "none", "--json")
    assert (done.returncode, done.stderr) == (2, "")
    told = json.loads(done.stdout)
    assert told["tables"] == []
    assert [problem["check"] for problem in told["problems"]] == ["value_out_of_range", "missing_file"]
    assert set(told["problems"][0]) == {"check", "where", "found", "wanted"}
    assert contents(tmp_path) == before


def test_problems_are_one_line_each_on_standard_error(simulate, tmp_path):
    (tmp_path / "asn_unit.csv").write_text("unit,source\nBappeda,SK 1\n", encoding="utf-8")
    (tmp_path / "uncovered.csv").write_text(UNITS.format(12), encoding="utf-8")
    done = simulate("check", tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    lines = done.stderr.splitlines()
    assert all(line.startswith(f"simulate: {tmp_path.as_posix()}/") for line in lines)
    assert "no table is called `asn_unit.csv`; did you mean `asn_units.csv`? [unknown_table]" in lines[0]
    assert (
        "no columns `kecamatan_code`, `uncovered_persons`, `poor_persons`; header: kecamatan_code,uncovered_persons,poor_persons,status,source [missing_column]"
        in lines[1]
    )


def test_a_notebook_is_checked_for_its_shape(simulate, tmp_path):
    notebook = tmp_path / "mine.ipynb"
    notebook.write_text((ROOT / "notebooks/01_baseline.ipynb").read_text(encoding="utf-8"), encoding="utf-8")
    assert simulate("check", notebook).stdout.split()[:2] == ["notebook", "whole"]
    text = notebook.read_text(encoding="utf-8")
    notebook.write_text(text.replace("sim.baseline.headline(result)", "def f(): pass"), encoding="utf-8")
    done = simulate("check", notebook, "--json")
    assert done.returncode == 2
    assert [problem["check"] for problem in json.loads(done.stdout)["problems"]] == ["definition_in_cell"]


def test_a_template_is_printed_as_it_stands(simulate):
    done = simulate("check", "--template", "asn_units")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == (ROOT / "data/templates/asn_units.csv").read_text(encoding="utf-8")


def test_a_template_is_written_once_and_its_table_passes_when_filled(simulate, tmp_path):
    mine = tmp_path / "mine"
    done = simulate("check", "--template", "uncovered", "--out", mine, "--region", "36.03")
    assert done.returncode == 0, done.stderr
    assert {path.name for path in contents(mine)} == {"uncovered.csv", "uncovered.yaml"}
    before = contents(mine)
    again = simulate("check", "--template", "uncovered", "--out", mine)
    assert again.returncode == 2
    assert again.stderr.count("stands there already; name another folder [file_exists]") == 2
    assert contents(mine) == before
    path = mine / "uncovered.csv"
    filled = path.read_text(encoding="utf-8").replace(",,,assumption,contoh / example", ",900,,official,Disnaker")
    path.write_text(filled, encoding="utf-8")
    assert simulate("check", path).stdout.split()[:3] == ["uncovered", "29", "rows"]


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (
            ("--template", "asn_unit"),
            "--template: no template `asn_unit`; did you mean `asn_units`? [unknown_template]",
        ),
        (("--out", "mine"), "--out: without --template; --template NAME, the table to write"),
        (("--template", "asn_units", "data"), "--template: also PATHS; one of them"),
        (
            ("--template", "uncovered", "--out", "mine", "--region", "36.30"),
            "'36.30' has no folder; known: 36.03",
        ),
    ],
)
def test_what_cannot_be_asked_is_refused(simulate, words, message, tmp_path):
    words = [tmp_path / word if word == "mine" else word for word in words]
    done = simulate("check", *words)
    assert (done.returncode, done.stdout) == (2, "")
    assert message in done.stderr
    assert contents(tmp_path) == {}
