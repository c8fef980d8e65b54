"""Every failure that can reach a notebook, and every text of its check, has Indonesian words."""

import ast
import re
from itertools import product

from conftest import ROOT

from simulate.lab.refusals import phrases, sentence

SOURCE = ROOT / "src/simulate"
# packages whose checks can reach a notebook; a sweep and a new region are asked on the command line alone
REACHING = (
    "law",
    "region",
    "plan",
    "cohort",
    "study",
    "programmes",
    "errors.py",
    "months.py",
    "yamlfile.py",
    "lab/parameters.py",
    "publish/notebook.py",
)
FILES = [
    path
    for path in sorted(SOURCE.rglob("*.py"))
    if path.relative_to(SOURCE).as_posix().startswith(REACHING) and path.name != "new_region.py"
]
# texts of other software, or a list of names, that a check passes on
_PASSED_ON = {"{shown}", "{told}", "{names}", "{ages}", "{command}"}


def _texts(node, where):
    """The texts that an expression may give, what is computed as ``{name}``; empty for what can't be told."""
    match node:
        case ast.Constant(value=str()):
            return [node.value]
        case ast.JoinedStr():
            parts = [[part.value] if isinstance(part, ast.Constant) else _inside(part, where) for part in node.values]
            return ["".join(chosen) for chosen in product(*parts)]
        case ast.IfExp():
            return [*_texts(node.body, where), *_texts(node.orelse, where)]
        case ast.Name():
            return where.get(node.id, [])
    return []


def _inside(part, where):
    found = _texts(part.value, where) if isinstance(part.value, ast.Name | ast.IfExp) else []
    return found or ["{x}"]


def _named(function):
    """What each name of a function was set to, where that is a text."""
    found = {}
    for node in ast.walk(function):
        if not isinstance(node, ast.Assign):
            continue
        target, value = node.targets[0], node.value
        both = isinstance(target, ast.Tuple) and isinstance(value, ast.Tuple)
        for name, text in zip(target.elts, value.elts, strict=False) if both else [(target, value)]:
            if isinstance(name, ast.Name):
                found.setdefault(name.id, []).extend(_texts(text, found))
    return found


def _problems():
    """Every place in the packages that names a failure: file and line, names, texts found, texts wanted."""
    for path in FILES:
        tree = ast.parse(path.read_text(encoding="utf-8"))
        whole = {
            node.targets[0].id: _texts(node.value, {})
            for node in tree.body
            if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name)
        }
        for function in (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)):
            where = whole | _named(function)
            for call in ast.walk(function):
                named = isinstance(call, ast.Call) and isinstance(call.func, ast.Name)
                if named and call.func.id in ("Problem", "input_error") and len(call.args) == 4:
                    check, _, found, wanted = call.args
                    place = f"{path.relative_to(SOURCE)} line {call.lineno}"
                    yield place, _texts(check, where), _texts(found, where), _texts(wanted, where)


PROBLEMS = list(_problems())


def test_every_failure_that_reaches_a_notebook_has_indonesian_words():
    # the name put together in law/answers.py begins with one of these
    begun = {"{x}_{x}": ("missing_x", "needless_x")}
    checks = {full for _, names, _, _ in PROBLEMS for check in names for full in begun.get(check, (check,))}
    assert len(checks) > 100
    assert {check for check in checks if sentence(check) is None} == set()


def _is_english(text):
    """Whether words are left once what is quoted, computed, or a name is taken out."""
    left = re.sub(r"`[^`]*`|\{\w+\}|'[^']*'|\S*[_./:]\S*|<=", " ", text)
    return bool(re.search(r"[A-Za-z]{2,}", left))


def test_every_text_of_a_check_is_translated_where_its_words_use_it():
    left = []
    for place, names, found, wanted in PROBLEMS:
        said = " ".join(sentence(check) or "" for check in names)
        used = [
            text for name, texts in (("found", found), ("wanted", wanted)) if f"{{{name}}}" in said for text in texts
        ]
        for text in used:
            sample = text.replace("{x}", "7")
            if (
                text not in _PASSED_ON
                and _is_english(text)
                and not any(form.fullmatch(sample) for form, _ in phrases())
            ):
                left.append((place, text))
    assert left == [], left
