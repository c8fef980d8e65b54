"""Each check of a notebook's shape can fail, and says where and what would be right."""

import copy
import json

import pytest
from conftest import ROOT
from notebook_shape import check_notebook, checks, shape_problems

from simulate.errors import InputError
from simulate.page.html import MIME
from simulate.publish.notebook import read_cells

GOOD = read_cells(ROOT / "notebooks/05_universal_coverage.ipynb")


def _at(cells, name):
    return next(place for place, cell in enumerate(cells) if cell.get("id") == name)


def _broken(change):
    cells = copy.deepcopy(GOOD)
    change(cells)
    return shape_problems(cells, "mine.ipynb")


def _source(name, text):
    def change(cells):
        cells[_at(cells, name)]["source"] = text

    return change


def _tags(name, *tags):
    def change(cells):
        cells[_at(cells, name)]["metadata"] = {"tags": list(tags)}

    return change


def _set(name, **values):
    def change(cells):
        cells[_at(cells, name)].update(values)

    return change


def _without(name):
    def change(cells):
        del cells[_at(cells, name)]

    return change


def _figure(alt_id, alt_en, kind="figure"):
    html = {"id": f'<figure><div role="img" aria-label="{alt_id}">', "en": f'<div role="img" aria-label="{alt_en}">'}
    return {"output_type": "execute_result", "data": {MIME: {"kind": kind, "html": html}}}


def _shows(output):
    return _set("channels-chart", outputs=[output])


PNG = {"output_type": "display_data", "data": {"image/png": "aGVsbG8="}}
IMG = {"output_type": "display_data", "data": {"text/html": '<img src="x">'}}


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (
            lambda cells: cells.insert(0, cells.pop(_at(cells, "about-id"))),
            "mine.ipynb cell 2: other cells stand before it; the first place [parameters_not_first]",
        ),
        (_tags("parameters"), "mine.ipynb: no cell tagged `parameters`"),
        (_tags("run", "parameters"), "cell 6: another parameters cell; all parameters in one cell"),
        (
            _source("parameters", "months = 12"),
            "cell 1 line 1: `months` without a comment; a comment with unit and range",
        ),
        (_source("parameters", "months = 6 * 2  # bulan"), "cell 1 line 1: `months = 6 * 2  # bulan`; name = value"),
        (_source("parameters", "import numpy  # x"), "[not_a_parameter]"),
        (_source("run", "a\n" * 6), "cell 6: 6 lines; at most 5; more goes into src/simulate [cell_too_long]"),
        (_source("run", "def f():\n    pass"), "cell 6 line 1: `def f():`; a function of src/simulate"),
        (_source("run", "f = lambda x: x"), "[definition_in_cell]"),
        (_source("run", "class A:\n    pass"), "[definition_in_cell]"),
        (_source("run", "for x in y:\n    x"), "cell 6 line 1: `for x in y:`; a call of a function"),
        (_source("run", "result = 2 * x"), "[logic_in_cell]"),
        (_source("run", "[x for x in y]"), "[logic_in_cell]"),
        (_source("run", 'read("data/x.csv")'), "cell 6 line 1: 'data/x.csv'; a parameter"),
        (_source("run", "%pip install x"), "cell 6 line 1: invalid syntax; plain Python, no magics [not_python]"),
        (_tags("channels-id"), "cell 9: text without a language"),
        (_tags("channels-id", "id", "en"), "[language_missing]"),
        (_without("channels-en"), "cell 9: no English text after it; a cell tagged `en`"),
        (_without("channels-id"), "cell 9: no Indonesian text before it; a cell tagged `id`"),
        (_source("channels-en", " "), "cell 10: empty; the text, or neither of the two cells"),
        (
            _source("channels-en", "## Road\n\nIn 60 months"),
            "cell 10: the figure 6 in prose; a number that a code cell",
        ),
        (_source("channels-en", "The road"), "in English; the same headings in both [headings_disagree]"),
        (_set("run", id=""), "cell 6: no id; an id that says what the cell shows"),
        (_set("run", id="plan"), "cell 6: `plan` stands twice; an id of its own"),
        (_set("run", execution_count=7), "cell 6: run as number 7; number 4: restart the kernel"),
        (_set("run", execution_count=None), "cell 6: not run; number 4"),
        (_shows(_figure("peta", "map")), "mine.ipynb: outputs of 1 cells; none"),
        (_shows(_figure("peta", "")), "cell 11: a picture without words"),
        (_shows(_figure(" ", "map")), "[no_alternative_text]"),
        (_shows(PNG), "[no_alternative_text]"),
        (_shows(IMG), "[no_alternative_text]"),
        (_source("answer", "print(x)"), "cell 8: does not begin with # NBVAL_CHECK_OUTPUT"),
        (_set("answer", outputs=[]), "cell 8: no output; run it and save; `make answers` does it for all"),
        (_set("answer", outputs=[PNG]), "[answer_not_text]"),
    ],
)
def test_each_check_can_fail(change, said):
    told = _broken(change)
    assert any(said in line for line in told), told


def test_a_good_notebook_passes_run_or_not():
    assert _broken(lambda cells: None) == []
    assert _broken(lambda cells: [cell.pop("execution_count", None) for cell in cells]) == []


def test_pictures_with_words_are_no_problem_of_words():
    assert "no_alternative_text" not in checks(_broken(_shows(_figure("peta", "map"))))


@pytest.mark.parametrize(
    ("text", "said"),
    [("{", "is not JSON"), ("[]", "has no cells"), ('{"cells": [1]}', "has no cells"), (None, "no such file")],
)
def test_what_is_no_notebook_is_said_so(tmp_path, text, said):
    path = tmp_path / "mine.ipynb"
    if text is not None:
        path.write_text(text, encoding="utf-8")
    [problem] = check_notebook(path)
    assert said in problem
    with pytest.raises(InputError, match=said):
        read_cells(path)


def test_lines_of_a_saved_source_are_one_text(tmp_path):
    path = tmp_path / "mine.ipynb"
    cell = {"cell_type": "code", "id": "a", "metadata": {}, "source": ["a = 1\n", "b = 2"], "outputs": []}
    path.write_text(json.dumps({"cells": [cell]}), encoding="utf-8")
    assert read_cells(path)[0]["source"] == "a = 1\nb = 2"


@pytest.mark.slow
def test_every_figure_of_a_published_notebook_has_words_in_both_languages_and_its_cells_ran_in_order(published):
    for report, least in (("sponsorship", 5), ("law", 1)):
        cells = read_cells(published / report / "default/executed.ipynb")
        pieces = [output["data"].get(MIME, {}) for cell in cells for output in cell["outputs"] if "data" in output]
        figures = [piece for piece in pieces if piece.get("kind") == "figure"]
        assert len(figures) >= least
        assert not checks(shape_problems(cells, report)) & {"no_alternative_text", "executed_out_of_order"}
        figures[-1]["html"]["en"] = figures[-1]["html"]["en"].replace('aria-label="', 'aria-label="" data-x="')
        assert "no_alternative_text" in checks(shape_problems(cells, report))
