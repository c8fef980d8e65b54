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


def _calls():
    """Every place that names a code as it stands: file, code, and the names of the values that it gives."""
    for path in sorted(SOURCE.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in MADE and node.args:
                code = node.args[0]
                if isinstance(code, ast.Constant):
                    place = f"{path.relative_to(SOURCE).as_posix()}:{node.lineno}"
                    yield place, code.value, {keyword.arg for keyword in node.keywords}


CALLS = list(_calls())


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
    assert {code for code in met if "id" not in sentences()[code]} == set()


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
    sources = "".join(path.read_text(encoding="utf-8") for path in SOURCE.rglob("*.py"))
    left = {code for code in sentences() if f'"{code}"' not in sources}
    # codes that are put together: a bound or kind by its name, a case after the dot
    begun = {
        code for code in left if f'"{code.partition(".")[0]}.' in sources or f'".{code.partition(".")[2]}"' in sources
    }
    assert {code for code in left - begun if not code.startswith(("unknown_", "missing_"))} == set()
