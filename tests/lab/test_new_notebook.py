"""`simulate new-notebook`: what it writes runs at once, has every notebook's shape, and says the plan's defaults."""

import ast
import json
import subprocess
import sys

import pytest
from conftest import ROOT, contents
from notebook_shape import check_notebook, checks, shape_problems

from simulate.errors import InputError
from simulate.lab.notebooks import (
    known_programme,
    new_notebook,
    new_path,
    parameters_cell,
    with_answer,
)
from simulate.programmes import NAMES, named_programme
from simulate.publish.notebook import read_cells


def _made(programme):
    """A new notebook's cells as they are read back."""
    made = new_notebook(programme, ROOT / "notebooks" / named_programme(programme).notebook)
    return [{"metadata": {}, "outputs": [], **cell, "source": "".join(cell["source"])} for cell in made["cells"]]


@pytest.mark.slow
@pytest.mark.parametrize("programme", NAMES)
def test_the_parameters_cell_says_the_models_defaults_each_with_a_comment_in_both_languages(programme):
    source = parameters_cell(programme)
    found = {node.targets[0].id: ast.literal_eval(node.value) for node in ast.parse(source).body}
    wanted = (
        named_programme(programme).levers().model_dump()
        | named_programme(programme).settings().model_dump()
        | {"plan": "default", "label": ""}
    )
    assert {name: tuple(value) if isinstance(value, list) else value for name, value in found.items()} == wanted
    assert all(" / " in line.partition("  # ")[2] for line in source.splitlines())


def test_comments_say_bounds_units_choices_and_what_none_means():
    lines = {line.split(" = ")[0]: line for line in parameters_cell("universal").splitlines()}
    assert lines["months"].endswith("# 12–60 months; Lama simulasi / Months simulated")
    assert "claimed | reconciled; Cakupan pada awal / Coverage at the start" in lines["baseline"]
    assert "YYYY-MM; Bulan pertama / First month" in lines["start"]
    assert lines["contractors_from"].endswith("None: tidak ada / Contractors must register workers from; None: never")
    assert "≥ 0; Benih bilangan acak" in lines["seed"]


@pytest.mark.slow
@pytest.mark.parametrize("programme", NAMES)
def test_it_has_the_shape_of_a_notebook_but_for_the_answer_of_its_run(programme):
    assert checks(shape_problems(_made(programme), "new")) == {"answer_not_kept"}


def test_it_begins_and_ends_as_the_programmes_own_notebook_with_two_sections_to_replace():
    cells = {cell["id"]: cell for cell in _made("universal")}
    own = {cell["id"]: cell["source"] for cell in read_cells(ROOT / "notebooks/05_universal_coverage.ipynb")}
    names = [*cells]
    assert names[:8] == ["parameters", "about-id", "about-en", "plan", "form", "run", "headline", "answer"]
    assert names[8:14] == ["first-id", "first-en", "channels-chart", "second-id", "second-en", "targets-table"]
    assert names[-3:] == ["parameters-table", "provenance-table", "record"]
    assert {"terms-list", "assumptions-table", "law-table", "method-text"} < {*names}
    assert all(cells[name]["source"] == own[name] for name in names if name in own and name != "parameters")
    for language in ("id", "en"):
        assert cells[f"first-{language}"]["source"].startswith("## GANTI / REPLACE: ")
        assert cells[f"first-{language}"]["metadata"] == {"tags": [language]}


def test_the_number_is_the_next_free_one_from_twenty(tmp_path):
    assert new_path("taxis", tmp_path).name == "20_taxis.ipynb"
    for name in ("20_taxis", "21_villages", "05_old", "notes"):
        (tmp_path / f"{name}.ipynb").touch()
    assert new_path("heads", tmp_path).name == "22_heads.ipynb"


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("Taxis", "NAME: 'Taxis'; letters a-z and _"),
        ("_taxis", "[bad_name]"),
        ("taxis2", "[bad_name]"),
        ("../taxis", "[bad_name]"),
        ("", "[bad_name]"),
        ("universal_coverage", "NAME: notebooks/05_universal_coverage.ipynb stands; another name [name_taken]"),
    ],
)
def test_a_name_that_is_taken_or_none_is_refused(name, said):
    with pytest.raises(InputError) as refused:
        new_path(name, ROOT / "notebooks")
    assert said in str(refused.value)


def test_an_unknown_programme_is_refused():
    with pytest.raises(InputError, match="--programme: no programme `fundng`; did you mean `funding`?"):
        known_programme("fundng")


def test_only_the_answer_is_kept_of_a_run():
    made = new_notebook("universal", ROOT / "notebooks/05_universal_coverage.ipynb")
    text = {"output_type": "stream", "name": "stdout", "text": "48 %\n"}
    shown = {"output_type": "display_data", "data": {"text/html": "<b>x</b>"}, "metadata": {}}
    ran = [{**cell, "outputs": [text if cell["id"] == "answer" else shown]} for cell in made["cells"]]
    cells = {cell["id"]: cell for cell in with_answer(made, ran)["cells"]}
    assert cells["answer"]["outputs"] == [text]
    assert cells["run"]["outputs"] == []
    counts = [cell["execution_count"] for cell in cells.values() if cell["cell_type"] == "code"]
    assert counts == [*range(1, len(counts) + 1)]


@pytest.mark.slow
def test_the_command_writes_one_that_nbval_passes_and_lint_leaves(simulate, project):
    before = contents(project)
    done = simulate("new-notebook", "motorcycle_taxis", "--programme", "law", project=project)
    assert (done.returncode, done.stdout) == (0, "notebooks/20_motorcycle_taxis.ipynb\n"), done.stderr
    path = project / done.stdout.strip()
    assert {*contents(project)} - {*before} == {path.relative_to(project)}
    assert check_notebook(path) == []
    assert "".join(json.loads(path.read_text(encoding="utf-8"))["cells"][7]["outputs"][0]["text"]).strip()
    strip = [sys.executable, "-m", "nbstripout", "--verify", "--keep-count", "--keep-id", str(path)]
    assert subprocess.run(strip, check=False).returncode == 0
    again = simulate("new-notebook", "motorcycle_taxis", "--programme", "nobody", project=project)
    assert (again.returncode, again.stdout) == (2, "")
    assert [line.split("[")[-1] for line in again.stderr.splitlines()] == ["name_taken]", "unknown_programme]"]
    nbval = [
        sys.executable,
        "-m",
        "pytest",
        "-q",
        "--nbval-lax",
        "--nbval-current-env",
        "-p",
        "no:cacheprovider",
        str(path),
    ]
    done = subprocess.run(nbval, capture_output=True, text=True, check=False, cwd=project)
    assert done.returncode == 0, done.stdout


@pytest.mark.slow
def test_a_programme_that_cannot_run_now_leaves_no_notebook(simulate, project):
    before = contents(project)
    done = simulate("new-notebook", "short_brief", "--programme", "brief", project=project)
    assert done.returncode == 2
    assert "no such run stands below the reports" in done.stderr
    assert contents(project) == before
