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

from simulate.law.benefit import benefit_answer
from simulate.law.contribution import contribution_parts_rp

SOURCES = sorted((ROOT / "src/simulate").rglob("*.py"))
# a package may import those before it; modules at the top (errors, packages, paths, written) are everyone's
ORDER = ("law", "region", "plan", "cohort", "study", "page", "programmes", "sweep", "publish", "lab", "cli")
# which other programme a programme may import, and why
ARROWS = {
    "funding": {
        "sponsorship": "workers whom civil servants sponsor are paid for by none of its payers",
        "baseline": "who is uncovered at the start",
    },
    "universal": {
        "sponsorship": "sponsored workers are covered",
        "baseline": "who is covered at the start",
        "funding": "APBD's path is that of the funding mix",
    },
    "sponsorship": {"baseline": "who is uncovered at the start"},
    "outreach": {"baseline": "who is uncovered, and where"},
    "monitoring": {"sponsorship": "it holds a record against a sponsorship plan"},
    "paritrana": {
        "sponsorship": "what sponsorship adds to coverage",
        "election": "what covering election workers costs",
        "universal": "coverage at the end of the assessment year",
    },
    "brief": {
        "law": "which windows of the law open and close",
        "universal": "which obligations its agenda may hold",
    },
    "compare": {"sponsorship": "the words of its levers: the one programme whose plans are compared"},
}
PROGRAMMES = [path.name for path in (ROOT / "src/simulate/programmes").iterdir() if (path / "plan.py").exists()]


def _module(path):
    parts = path.relative_to(ROOT / "src").with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


MODULES = {_module(path): path for path in SOURCES}


def _imports(path):
    """The modules of the package that a source imports, anywhere in it, those for a type checker included."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] == "simulate":
            for name in node.names:
                whole = f"{node.module}.{name.name}"
                yield whole if whole in MODULES else node.module


@pytest.mark.parametrize("module", MODULES)
def test_imports_run_one_way(module):
    if module == "simulate":
        return  # the face names everything, and loads it only when used
    own = module.split(".")
    for other in _imports(MODULES[module]):
        parts = other.split(".")
        if other in ("simulate", "simulate.programmes") or parts[1] not in ORDER:
            continue  # top modules, and the list of programmes, are everyone's
        assert own[1] in ORDER, f"{module} imports {other}"
        assert ORDER.index(parts[1]) <= ORDER.index(own[1]), f"{module} imports {other}"
        if own[1] == parts[1] == "programmes" and len(own) > 2 and len(parts) > 2 and own[2] != parts[2]:
            assert parts[2] in ARROWS.get(own[2], {}), f"{module} imports {other}"


# a folder of the kit and a command are called so, too
_OTHER_MEANINGS = {"law", "compare"}
# where general code still means one programme, or calls a thing of its own like one
_NAMED = {
    "cli/reports.py": {"brief": "--scenario: the report that a scenario has of its own, and whose runs it binds"},
    "cli/project.py": {"sponsorship": "the default of new-notebook"},
    "law/files.py": {"election": "a chapter of the law base"},
    "page/words.yaml": {"baseline": "a lever of several plans: which count they start from"},
    "region/check.py": {"paritrana": "a table of the region"},
    "region/schemas.py": {
        "paritrana": "a table of the region",
        **dict.fromkeys(("sponsorship", "election", "monitoring"), "what a figure of a table is about"),
    },
}


def _names(path):
    """Identifiers, arguments, imported parts and texts of one word in a source; the parts of keys in a YAML file."""
    if path.suffix == ".yaml":
        keys = re.findall(r"^ *([\w.]+):", path.read_text(encoding="utf-8"), flags=re.MULTILINE)
        return {part for key in keys for part in key.split(".")}
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        told = [getattr(node, name, None) for name in ("id", "attr", "arg", "name", "asname", "module", "value")]
        found |= {part for one in told if isinstance(one, str) if " " not in one for part in one.split(".")}
    return found


def test_general_code_names_no_programme():
    folder = ROOT / "src/simulate"
    general = [path for path in (*SOURCES, *folder.rglob("*.yaml")) if not path.is_relative_to(folder / "programmes")]
    wanted = set(PROGRAMMES) - _OTHER_MEANINGS
    found = {path.relative_to(folder).as_posix(): _names(path) & wanted for path in general}
    assert {name: told for name, told in found.items() if told} == {name: set(told) for name, told in _NAMED.items()}


def test_every_arrow_between_programmes_is_used():
    used = {
        (module.split(".")[2], other.split(".")[2])
        for module, path in MODULES.items()
        if module.count(".") > 2 and module.startswith("simulate.programmes.")
        for other in _imports(path)
        if other.count(".") > 2 and other.startswith("simulate.programmes.")
        if module.split(".")[2] != other.split(".")[2]
    }
    assert used == {(one, other) for one, others in ARROWS.items() for other in others}


def test_no_import_circle():
    left = {module: set(_imports(path)) - {module} for module, path in MODULES.items()}
    while free := {module for module, others in left.items() if not others & left.keys()}:
        left = {module: others for module, others in left.items() if module not in free}
    assert not left, f"in a circle, or resting on one: {sorted(left)}"


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


def test_a_file_is_one_topic():
    """No file is longer than one sits down to read."""
    assert [path.name for path in SOURCES if len(path.read_text(encoding="utf-8").splitlines()) > 450] == []
