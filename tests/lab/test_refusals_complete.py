"""Every refusal has its sentence, in both languages where a notebook can meet it, and is given what the sentence holds."""

import ast
import re
from string import Formatter

import pytest
from conftest import ROOT

from simulate.errors import sentences

SOURCE = ROOT / "src/simulate"
# a sweep, a command and the shape of notebooks are asked for on the command line alone
COMMAND_LINE = (
    "cli/",
    "sweep/",
    "lab/notebooks.py",
    "publish/folder.py",
)
MADE = ("Problem", "input_error", "Phrase")


SOURCES = {path.relative_to(SOURCE).as_posix(): path.read_text(encoding="utf-8") for path in SOURCE.rglob("*.py")}


def _calls():
    """Every place that names a code: file, the expression of the code, and the names of the values that it gives."""
    for name, source in SOURCES.items():
        for node in ast.walk(ast.parse(source)):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in MADE and node.args:
                yield f"{name}:{node.lineno}", node.args[0], {keyword.arg for keyword in node.keywords}


# those whose code stands there whole; and what codes that are put together look like
CALLS = [(place, code.value, given) for place, code, given in _calls() if isinstance(code, ast.Constant)]
FORMS = [
    "".join(re.escape(part.value) if isinstance(part, ast.Constant) else r"\w+" for part in code.values)
    for _, code, _ in _calls()
    if isinstance(code, ast.JoinedStr)
]


def _held(sentence):
    return {name for _, name, _, _ in Formatter().parse(sentence) if name}


def test_every_code_has_its_sentence_and_is_given_what_it_holds():
    assert len(CALLS) > 250
    assert [(place, code) for place, code, _ in CALLS if code not in sentences()] == []
    lacking = [
        (place, code, missing)
        for place, code, given in CALLS
        for sentence in sentences()[code].values()
        if None not in given and (missing := _held(sentence) - given - {"where"})
    ]
    assert lacking == []


def test_what_a_notebook_can_meet_has_an_indonesian_sentence():
    met = {code for place, code, _ in CALLS if not place.startswith(COMMAND_LINE)}
    english = {code for code in sentences() if "id" not in sentences()[code]} - {"places"}
    assert english & met == set()
    # a code that a variable holds, or that is put together, is met wherever the command line does not name it
    named = "".join(source for name, source in SOURCES.items() if name.startswith(COMMAND_LINE))
    assert {code for code in english if f'"{code}"' not in named} == set()


# what no Indonesian sentence holds outside a quoted word or a name
ENGLISH = (
    "the of and such with without only no to or an is are not than one two as by from in on too sum stands row number value"
    " e.g."
)


def test_indonesian_sentences_hold_no_english_words():
    found = {}
    for code, sentence in sentences().items():
        said = re.sub(r"`[^`]*`|[{][^}]*[}]|--[a-z-]+|sim[.][a-z_]+", "", sentence.get("id", ""))
        if words := {*ENGLISH.split()} & set(re.findall(r"[a-z.]+", said.lower())):
            found[code] = words
    assert found == {}


@pytest.mark.parametrize("code", sorted(set(sentences()) - {"places"}))
def test_both_languages_hold_the_same_values_as_far_as_they_say_them(code):
    by_language = sentences()[code]
    assert "en" in by_language
    # Indonesian may leave out what its sentence says in words
    assert _held(by_language.get("id", "")) <= _held(by_language["en"]) | {"where"}


def test_no_sentence_is_left_that_nothing_says():
    sources = "".join(SOURCES.values())
    # the check of a table has the values of its code after a bar
    said = {code for code in sentences() if re.search(rf'"{re.escape(code)}["|]', sources)}
    left = {code for code in sentences() if code not in said and not any(re.fullmatch(form, code) for form in FORMS)}
    # a case that is added to a code which stands whole
    cases = {code for code in left if code.partition(".")[0] in said and f'".{code.partition(".")[2]}"' in sources}
    assert left - cases == set()
