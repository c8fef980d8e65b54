"""The shape of the code: who may import whom, what loads when, where law may stand."""

import ast
import io
import json
import re
import subprocess
import sys
import tokenize

import pytest
from conftest import ROOT

from simulate.model.answers import benefit_answer
from simulate.model.rules import contribution_parts_rp

SOURCES = sorted((ROOT / "src/simulate").rglob("*.py"))
# a package may import those before it; modules at the top (errors, months, paths, yamlfile) are everyone's
ORDER = (("law",), ("region",), ("plan",), ("model",), ("study",), ("show",), ("publish",), ("lab",), ("cli",))


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


def _legal_amounts(law):
    """Every rupiah amount of the law base, and what they add up to in the regency's programmes."""
    amounts = {
        int(value.value)
        for group in law.groups.values()
        for dated in group.values.values()
        for value in dated.values()
        if value.unit.startswith("rp") and value.value
    }
    may, full = law.at("2026-05"), {"scheme": "bpu", "base_rp": 1, "sector": "other"}
    for payer in ("apbd", "personal"):
        parts = contribution_parts_rp(may, **full, payer=payer, programmes=("jkk", "jkm", "jht"))
        amounts |= {*parts.values(), sum(parts.values()), parts["jkk"] + parts["jkm"]}
    for event in ("death", "work_death", "total_disability"):
        case = {"event": event, "scheme": "bpu", "base_rp": 1, "tenure_months": 36}
        amounts |= {benefit_answer(may, **case, children=children).total_rp for children in (0, 1, 2)}
    return {str(amount) for amount in amounts}


_SCALES = (1e6, 1e9, 1e12)  # floats that are units of count, not amounts
_MILLIONS = {"juta": 1_000_000, "million": 1_000_000, "miliar": 1_000_000_000, "billion": 1_000_000_000}


def _numbers(text):
    """Whole amounts in a text, with any thousands separator, after Rp too, in juta and miliar too."""
    for number in re.findall(r"(?:(?<![\w.,#])|(?<=Rp)|(?<=IDR))\d[\d_., ]*\d|(?<![\w.,#])\d", text):
        yield re.sub(r"[_., ]", "", re.sub(r"\.0$", "", number))
    for number, scale in re.findall(r"(\d+(?:[.,]\d+)?)\s(juta|million|miliar|billion)", text):
        yield str(round(float(number.replace(",", ".")) * _MILLIONS[scale]))


def _typed(path):
    """Whole numbers in a source file's code, texts, docstrings and comments."""
    source = path.read_text(encoding="utf-8")
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Constant):
            if isinstance(node.value, str):
                yield from _numbers(node.value)
            elif isinstance(node.value, int) or (isinstance(node.value, float) and node.value not in _SCALES):
                yield f"{node.value:.0f}"
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type == tokenize.COMMENT:
            yield from _numbers(token.string)


@pytest.mark.parametrize(
    "typed",
    [
        "Rp16.800",
        "Rp16,800 a month",
        "IDR16800",
        "16_800",
        "16 800",
        "16800.0",
        "Rp42 juta",
        "42 million",
        "x = 16800",
    ],
)
def test_the_search_for_legal_amounts_reads_them_as_people_write_them(law, typed):
    assert set(_numbers(typed)) & _legal_amounts(law)


@pytest.mark.slow
def test_no_legal_amount_is_typed_outside_the_law_base(law):
    amounts = _legal_amounts(law)
    assert {"16800", "8400", "36800", "42000000", "70000000", "244000000"} <= amounts
    texts = [
        *(ROOT / "src").rglob("*.yaml"),
        *(ROOT / "src").rglob("*.j2"),
        *(ROOT / "data/plans").glob("*"),
        *(ROOT / "data/unknowns").glob("*"),
    ]
    found = {path: set(_typed(path)) for path in SOURCES}
    found |= {path: set(_numbers(path.read_text(encoding="utf-8"))) for path in texts}
    for path in (ROOT / "notebooks").glob("*.ipynb"):
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
        found[path] = {number for cell in cells for number in _numbers("".join(cell["source"]))}
    assert {(path.name, number) for path, numbers in found.items() for number in numbers & amounts} == set()


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
