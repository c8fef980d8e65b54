"""Words that were replaced stay replaced, in every text that a reader may meet, in both languages."""

import csv
import html
import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

import simulate as sim
from simulate import programmes
from simulate.page.words import LANGUAGES, catalogue
from simulate.written import read_yaml

ROOT = Path(__file__).parents[2]
REPLACED = read_yaml(Path(__file__).with_name("replaced_words.yaml"))
# a place that a number fills, a name of the machine, a file and what is typed: no words of a sentence
_MACHINE = re.compile(
    r"\{[^{}]*\}|`[^`]*`|\bdata/plans\b|\bplan = |--plan\b|\bNAME/PLAN\b|\bpayroll_default, slogan\b|\b\w+\.(?:csv|ipynb)\b|\$[^$]*\$"
)


def found(text: str, language: str) -> list[str]:
    """The replaced words of a language in a text."""
    plain, words = _MACHINE.sub(" ", text), []
    for one in REPLACED[language]:
        rest = plain
        for context in one.get("allowed", ()):
            rest = re.sub(context, " ", rest, flags=re.IGNORECASE)
        words += [match.group() for match in re.finditer(one["word"], rest, re.IGNORECASE)]
    return words


def _said(node: object, language: str, where: str) -> Iterator[tuple[str, str]]:
    """Texts of a language in what a YAML file holds: values of its key, and of keys that end in it."""
    if isinstance(node, dict):
        for key, value in node.items():
            if isinstance(value, str) and str(key) in (language, f"title_{language}"):
                yield where, value
            else:
                yield from _said(value, language, f"{where} {key}")
    elif isinstance(node, list):
        for value in node:
            yield from _said(value, language, where)


def _of_files(language: str) -> Iterator[tuple[str, str]]:
    """Texts of glossaries, refusals, plans, scenarios, unknowns, law and data cards."""
    for folder in ("src", "data"):
        for path in sorted((ROOT / folder).rglob("*.yaml")):
            if path.name != "words.yaml" and "templates" not in path.parts:
                for one in yaml.safe_load_all(path.read_text(encoding="utf-8")):
                    yield from _said(one, language, str(path.relative_to(ROOT)))


def _of_tables(language: str) -> Iterator[tuple[str, str]]:
    """Texts of tables, in columns that end in the language."""
    for path in sorted((ROOT / "data").rglob("*.csv")):
        with path.open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                yield from ((path.name, text) for column, text in row.items() if column.endswith(f"_{language}"))


def _of_levers(language: str) -> Iterator[tuple[str, str]]:
    """Descriptions of levers, and what a programme's default plan is called."""
    for name in programmes.NAMES:
        programme = programmes.named_programme(name)
        for model in (programme.levers, programme.settings):
            for lever, field in model.model_fields.items():
                yield f"{name} {lever}", field.json_schema_extra[language]
        yield name, programme.levers.default_name[language]


def _of_notebooks(language: str) -> Iterator[tuple[str, str]]:
    """Prose of a language, comments of parameters (both languages stand in one), and kept answers (Indonesian)."""
    for path in sorted((ROOT / "notebooks").glob("*.ipynb")):
        for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]:
            text, tags = "".join(cell["source"]), cell["metadata"].get("tags", [])
            if cell["cell_type"] == "markdown" and language in tags:
                yield path.name, text
            for line in text.splitlines() if "parameters" in tags else ():
                yield path.name, line.partition("#")[2].rpartition(" / ")[0 if language == "id" else 2]
            if language == "id":
                for output in cell.get("outputs", []):
                    yield path.name, "".join(output.get("text", []))


def _of_guides(language: str) -> Iterator[tuple[str, str]]:
    path = ROOT / "docs" / {"id": "panduan.md", "en": "guide.md"}[language]
    for part in path.read_text(encoding="utf-8").split("\n\n"):
        yield path.name, " ".join(part.split())


def _of_catalogue(language: str) -> Iterator[tuple[str, str]]:
    for key, texts in catalogue().items():
        yield key, texts[language]


KINDS = (_of_catalogue, _of_files, _of_tables, _of_levers, _of_notebooks, _of_guides)


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
@pytest.mark.parametrize("language", LANGUAGES)
def test_no_text_holds_a_word_that_was_replaced(kind, language):
    texts = [*kind(language)]
    assert len(texts) > 20
    assert [(where, words) for where, text in texts if (words := found(text, language))] == []


def _seen(page: str) -> str:
    """What a reader sees of a page, without code, pictures' data and what stands in scripts and styles."""
    bare = re.sub(r"<(script|style|code|pre)\b.*?</\1>", " ", page, flags=re.DOTALL)
    return html.unescape(re.sub(r"<[^>]+>", " ", bare))


@pytest.mark.slow
@pytest.mark.parametrize("language", LANGUAGES)
def test_no_published_page_holds_one(every_report, language):
    pages = sorted(every_report.rglob(f"report.{language}.html"))
    assert len(pages) > 10
    texts = ((page, _seen(page.read_text(encoding="utf-8"))) for page in pages)
    assert [(page.parent.name, words) for page, text in texts if (words := found(text, language))] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_first_screen_and_no_assumption_holds_one(default_result, language):
    for made in (sim.sponsorship.headline(default_result), sim.tables.assumptions(default_result)):
        text = _seen(made.html[language])
        assert len(text) > 500
        assert found(text, language) == []


@pytest.mark.parametrize(
    ("language", "sentence", "word"),
    [
        ("id", "Bukti: penilaian dan analogi.", "penilaian"),
        ("id", "Menurut rencana ini 48% terlindungi.", "rencana"),
        ("id", "Dua lampu merah.", "lampu"),
        ("id", "Mediannya 12.", "Mediannya"),
        ("id", "Pagu anggaran Rp85 miliar.", "Pagu"),
        ("en", "The range is judgement.", "judgement"),
        ("en", "This plan covers more.", "plan"),
        ("en", "Behind it: 883,000 workers.", "Behind it:"),
        ("en", "Payroll deduction unless the civil servant declines", "Payroll deduction unless"),
    ],
)
def test_a_sentence_with_such_a_word_is_caught(language, sentence, word):
    assert word in found(sentence, language)


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("id", "Penilaian mandiri Paritrana, bukan penilaian juri; {plan} dalam data/plans."),
        ("id", "RPJMD: rencana pembangunan jangka menengah daerah; bukan pagu KUA-PPAS."),
        ("en", "The authors' judgement; the region's development plan; `plan` is a lever."),
    ],
)
def test_what_the_words_mean_elsewhere_is_let_through(language, sentence):
    assert found(sentence, language) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_context_that_is_allowed_is_met_somewhere(language):
    texts = "\n".join(text for kind in KINDS for _, text in kind(language))
    contexts = [context for one in REPLACED[language] for context in one.get("allowed", ())]
    assert [context for context in contexts if not re.search(context, texts, re.IGNORECASE)] == []
