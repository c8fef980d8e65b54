"""The shape of the code: who may import whom, what loads when, where law may stand."""

import ast
import re
import subprocess
import sys

import pytest
from conftest import ROOT

SOURCES = sorted((ROOT / "src/simulate").rglob("*.py"))
# a package may import those before it; modules at the top (errors, months, paths, yamlfile) are everyone's
ORDER = (("law",), ("region",), ("plan",), ("model",), ("study",), ("show",), ("publish", "lab"), ("cli",))


def _layer(module):
    part = module.partition(".")[2].partition(".")[0]
    return next((place for place, layer in enumerate(ORDER) if part in layer), -1)


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT / "src")))
def test_imports_run_one_way(path):
    own = "simulate." + ".".join(path.relative_to(ROOT / "src/simulate").with_suffix("").parts)
    if own == "simulate.__init__":
        return  # the face names everything, and loads it only when used
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("simulate."):
            same = own.split(".")[1] == node.module.split(".")[1]
            below = _layer(node.module) < max(_layer(own), 0)  # top modules are below every package
            assert same or below, f"{own} imports {node.module}"


def test_importing_simulate_loads_no_heavy_library():
    code = (
        "import simulate, sys; print([m for m in ('numpy', 'pandas', 'pydantic', 'matplotlib') if m in sys.modules])"
    )
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert loaded.stdout.strip() == "[]"


def test_no_legal_amount_is_typed_outside_the_law_base():
    amounts = {"16800", "10000", "6800", "8400", "42000000", "20000000", "12000000", "10000000", "70000000"}
    texts = {path: path.read_text(encoding="utf-8") for path in [*SOURCES, *(ROOT / "notebooks").glob("*.ipynb")]}
    typed = {
        f"{path.name}: {number}"
        for path, text in texts.items()
        for number in re.findall(r"(?<![\w.])\d[\d_.]*\d", text)
        if re.sub(r"[_.]", "", number) in amounts
    }
    assert not typed


def test_every_public_function_says_what_it_does():
    silent = [
        f"{path.name}: {node.name}"
        for path in SOURCES
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.name.startswith("_")
        if not ast.get_docstring(node) and path.parent.name != "cli" and node.col_offset == 0
    ]
    assert not silent


def test_publishing_keeps_the_grammar_of_web_addresses_out():
    code = "import simulate.publish, nbformat, sys; print('rfc3987_syntax.syntax_helpers' in sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert loaded.stdout.strip() == "False"
