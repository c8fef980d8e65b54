"""Every notebook: its shape, and that its parameters cell says what the plan model says."""

import ast
import json

import pytest
from conftest import ROOT

from simulate.errors import InputError
from simulate.lab.parameters import parameters
from simulate.plan.programmes import LEVERS
from simulate.publish.catalogue import REPORTS

NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))


def _cells(path):
    return json.loads(path.read_text(encoding="utf-8"))["cells"]


def _source(cell):
    return "".join(cell["source"])


def _defaults(path):
    tree = ast.parse(_source(_cells(path)[0]))
    return {node.targets[0].id: ast.literal_eval(node.value) for node in tree.body}


@pytest.mark.parametrize("report", REPORTS.values(), ids=lambda report: report.name)
def test_the_parameters_cell_holds_exactly_the_models_defaults(report):
    found = _defaults(ROOT / "notebooks" / report.notebook)
    model = LEVERS[report.name]
    wanted = model().model_dump() | report.settings().model_dump() | {"plan": "default", "label": ""}
    assert set(found) == set(wanted)
    for name, value in found.items():
        assert (tuple(value) if isinstance(value, list) else value) == wanted[name], name


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_the_parameters_cell_is_first_alone_and_commented(path):
    cells = _cells(path)
    tagged = [place for place, cell in enumerate(cells) if "parameters" in cell["metadata"].get("tags", [])]
    assert tagged == [0]
    assert all("#" in line for line in _source(cells[0]).splitlines())


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_cells_are_short_and_hold_no_logic_paths_or_images(path):
    for cell in _cells(path):
        if cell["cell_type"] != "code":
            continue
        kinds = (ast.FunctionDef, ast.ClassDef, ast.Lambda, ast.For, ast.While, ast.If)
        assert not any(isinstance(node, kinds) for node in ast.walk(ast.parse(_source(cell))))
        assert "parameters" in cell["metadata"].get("tags", []) or len(_source(cell).splitlines()) <= 5
        assert "/" not in _source(cell).split("#")[0]
        for output in cell["outputs"]:
            assert "keep_output" in cell["metadata"].get("tags", [])
            assert output["output_type"] == "stream"


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_narrative_stands_in_both_languages_side_by_side(path):
    tags = [cell["metadata"]["tags"][0] for cell in _cells(path) if cell["cell_type"] == "markdown"]
    assert tags == ["id", "en"] * (len(tags) // 2)
    headings = [
        sum(_source(cell).startswith("## ") for cell in _cells(path) if language in cell["metadata"].get("tags", []))
        for language in ("id", "en")
    ]
    assert headings[0] == headings[1] > 3


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_no_number_is_typed_into_prose(path):
    for cell in _cells(path):
        if cell["cell_type"] == "markdown":
            assert not any(character.isdigit() for character in _source(cell)), _source(cell)


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_the_answer_is_kept_and_checked_by_nbval(path):
    kept = [cell for cell in _cells(path) if "keep_output" in cell["metadata"].get("tags", [])]
    assert kept
    for cell in kept:
        assert _source(cell).startswith("# NBVAL_CHECK_OUTPUT")
        assert "".join(cell["outputs"][0]["text"]).strip()


def test_a_notebooks_variables_become_a_plan_and_settings():
    plan, settings = parameters("sponsorship", {"months": 24, "draws": 256, "_scratch": 1, "plan": "slogan"})
    assert plan.changed() == {"months": 24, "participation_share": 1.0}
    assert settings == {"region": "36.03", "draws": 256, "seed": 2026, "language": "id", "label": "slogan"}


def test_a_misspelt_variable_is_refused_even_without_the_command_line():
    with pytest.raises(InputError, match="colection: no such parameter; did you mean `collection`"):
        parameters("sponsorship", {"colection": "appeal"})


def test_all_wrong_variables_come_at_once_and_without_a_traceback():
    with pytest.raises(InputError) as refused:
        parameters("sponsorship", {"months": -3, "draws": 3, "bulan": 2})
    assert {problem.where for problem in refused.value.problems} == {"months", "draws", "bulan"}
    assert all("Traceback" not in line for line in refused.value._render_traceback_())
