"""Every notebook: its shape, and that its parameters cell says what the plan model says."""

import ast

import pytest
from conftest import ROOT
from notebook_shape import check_notebook

from simulate.errors import InputError
from simulate.lab.parameters import parameters
from simulate.programmes import NAMES, named_programme
from simulate.publish.notebook import read_cells

NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))


def _defaults(path):
    tree = ast.parse(read_cells(path)[0]["source"])
    return {node.targets[0].id: ast.literal_eval(node.value) for node in tree.body}


@pytest.mark.parametrize("report", [*map(named_programme, NAMES)], ids=lambda report: report.name)
def test_the_parameters_cell_holds_exactly_the_models_defaults(report):
    found = _defaults(ROOT / "notebooks" / report.notebook)
    model = named_programme(report.name).levers
    wanted = model().model_dump() | report.settings().model_dump() | {"plan": "default", "label": ""}
    assert set(found) == set(wanted)
    for name, value in found.items():
        assert (tuple(value) if isinstance(value, list) else value) == wanted[name], name


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_every_notebook_has_the_shape_of_one(path):
    assert check_notebook(path) == []


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_every_notebook_tells_in_sections_and_keeps_an_answer(path):
    cells = read_cells(path)
    prose = [cell for cell in cells if cell["cell_type"] == "markdown"]
    tags = [cell["metadata"]["tags"][0] for cell in prose]
    assert tags == ["id", "en"] * (len(tags) // 2)
    assert sum(cell["source"].startswith("## ") for cell in prose) >= 2 * 3
    assert [cell for cell in cells if "keep_output" in cell["metadata"].get("tags", [])]


def test_a_notebooks_variables_become_a_plan_and_settings():
    plan, settings = parameters("sponsorship", {"months": 24, "draws": 256, "_scratch": 1, "plan": "slogan"})
    assert plan.changed() == {"months": 24, "participation_share": 1.0}
    assert settings == {"region": "36.03", "draws": 256, "seed": 2026, "language": "id", "label": "slogan"}


def test_a_plan_of_another_programme_is_refused_even_where_its_levers_would_fit():
    with pytest.raises(InputError, match="plan slogan: is for `sponsorship`; a scenario of `universal`"):
        parameters("universal", {"plan": "slogan"})


def test_a_misspelt_variable_is_refused_even_without_the_command_line():
    with pytest.raises(InputError, match="colection: no such parameter; did you mean `collection`"):
        parameters("sponsorship", {"colection": "appeal"})


def test_all_wrong_variables_come_at_once_and_without_a_traceback():
    with pytest.raises(InputError) as refused:
        parameters("sponsorship", {"months": -3, "draws": 3, "bulan": 2})
    assert {problem.where for problem in refused.value.problems} == {"months", "draws", "bulan"}
    assert all("Traceback" not in line for line in refused.value._render_traceback_())
