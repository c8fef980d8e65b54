"""Warm kernels give what papermill gives on kernels of its own, byte for byte, and nothing passes between runs."""

import multiprocessing
import os

import nbformat
import pytest

from simulate import paths
from simulate.errors import InputError
from simulate.page.words import LANGUAGES
from simulate.programmes import named_programme
from simulate.publish.execute import _Told, execute, normalised
from simulate.publish.page import page
from simulate.publish.requests import order

pytestmark = pytest.mark.slow
forks = pytest.mark.skipif(os.name == "nt", reason="this system cannot fork")


def _notebook(tmp_path, *cells):
    notebook = nbformat.v4.new_notebook(
        cells=[nbformat.v4.new_code_cell(cell, id=f"c{n}") for n, cell in enumerate(cells)]
    )
    notebook.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3", "language": "python"}
    path = tmp_path / "own.ipynb"
    nbformat.write(notebook, path)
    return path


def _said(notebook):
    return ["".join(output.get("text", "") for output in cell.outputs) for cell in notebook.cells]


@forks
# a simulated one, one without draws, one of many plans; the others run the same way
@pytest.mark.parametrize("name", ["sponsorship", "law", "compare"])
def test_a_warm_kernels_files_are_those_of_papermill(every_report, name):
    import papermill

    job, notebook = order(name), paths.notebooks() / named_programme(name).notebook
    published = every_report / name / "default"
    warm = nbformat.read(published / "executed.ipynb", as_version=4)
    plain = normalised(
        papermill.execute_notebook(
            str(notebook),
            None,
            parameters=job.parameters,
            kernel_name="python3",
            progress_bar=False,
            cwd=paths.notebooks(),
        )
    )
    assert nbformat.writes(warm) == nbformat.writes(plain)
    for language in LANGUAGES:
        text = (published / f"report.{language}.html").read_text(encoding="utf-8")
        assert "<figure" in text
        assert text == page(plain, language)


@forks
def test_a_kernel_is_forked_and_knows_nothing_of_the_package_or_of_an_earlier_run(tmp_path):
    layers = ("law", "region", "plan", "model", "study", "show")
    told = f"import sys; print([name for name in {layers} if f'simulate.{{name}}' in sys.modules])"
    library = "print('matplotlib' in sys.modules)"
    first = execute(_notebook(tmp_path, told, library, "import simulate.law; left = 1"), {})
    again = execute(_notebook(tmp_path, told, library, "print('left' in globals())"), {})
    assert [text.strip() for text in _said(first)[:2]] == ["[]", "True"]
    assert [text.strip() for text in _said(again)] == ["[]", "True", "False"]


@forks
def test_a_kernel_has_the_variables_and_the_folder_of_an_ordinary_one(tmp_path, monkeypatch):
    monkeypatch.setenv("SIMULATE_TOLD", "yes")
    cells = ("import os, sys; print(os.getcwd(), os.environ['SIMULATE_TOLD'])", "print(sys.argv[0][-3:], __name__)")
    notebook = _notebook(tmp_path, *cells, "print(sys.stdin.readable())")
    warm, ordinary = execute(notebook, {}), execute(notebook, {}, warm=False)
    assert _said(warm)[0].strip() == f"{paths.notebooks()} yes"
    assert _said(warm)[0] == _said(ordinary)[0]
    assert "__main__" in _said(warm)[1]


@forks
def test_kernels_of_many_runs_end_with_them(tmp_path):
    notebook = _notebook(tmp_path, "print(1)")
    for _ in range(3):
        execute(notebook, {})
    assert not [child for child in multiprocessing.active_children() if child.is_alive()]


def test_what_a_kernel_refused_is_told_as_it_wrote_it():
    line = "months: 3 {x}; 12 to 60 [value_out_of_range]"
    assert str(InputError([_Told(line)])) == line
    assert _Told(line).line("id") == line
