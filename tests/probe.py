"""A small notebook in the place of the law page's, so that what is tried of publishing does not wait for a long one.

It is the law page's own, with few of its cells: what holds for it holds for any notebook.
"""

import json

NOTEBOOK = "notebooks/10_law.ipynb"
KEPT = (
    "parameters",
    "about-id",
    "about-en",
    "plan",
    "read",
    "headline",
    "answer",
    "changes-table",
    "ending",
    "own-id",
    "own-en",
    "own-rules",
    "sources-id",
    "sources-en",
    "grades-chart",
    "weak-table",
    "provenance-id",
    "provenance-en",
    "provenance-table",
    "record",
)
SHOWN = "sim.legal.changes(page)"  # what its table cell calls
PLACE = KEPT.index("changes-table") + 2  # in the run, where the values that it was given follow the first cell


def put_probe(project):
    """Puts the small notebook into a copy of the project, and returns the copy."""
    path = project / NOTEBOOK
    notebook = json.loads(path.read_text(encoding="utf-8"))
    notebook["cells"] = [cell for cell in notebook["cells"] if cell["id"] in KEPT]
    assert [cell["id"] for cell in notebook["cells"]] == [*KEPT]
    code = [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]
    for count, cell in enumerate(code, start=1):
        cell["execution_count"] = count
    path.write_text(json.dumps(notebook, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return project


def break_probe(project, code):
    """Replaces what the table's cell calls, and returns the way back."""
    path = project / NOTEBOOK
    whole = path.read_text(encoding="utf-8")
    assert SHOWN in whole
    path.write_text(whole.replace(SHOWN, json.dumps(code)[1:-1]), encoding="utf-8")
    return lambda: path.write_text(whole, encoding="utf-8")
