"""What the docs name is there: paths, commands with their options, verbs of the Makefile, programmes."""

import re
import shlex

import pytest
from conftest import ROOT

from simulate.cli import cli
from simulate.programmes import NAMES

PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
TEXT = "\n".join(page.read_text(encoding="utf-8") for page in PAGES)
BLOCKS = re.findall(r"```sh\n(.*?)```", TEXT, re.S)
PROSE = re.sub(r"```.*?```", "", TEXT, flags=re.S)
NAMED = re.findall(r"`([^`\n]+)`", PROSE)
LINES = [line.split("#")[0].strip() for block in BLOCKS for line in block.splitlines()]
COMMANDS = [*LINES, *(name for name in NAMED if name.startswith(("simulate ", "make ")))]
# what commands of the pages make, or a region may have
MADE = ("notebooks/20_motorcycle_taxis.ipynb", "data/regions/36.04", "data/regions/36.03/record.csv")
TOP = ("src/", "data/", "tests/", "docs/", "notebooks/", "benchmarks/", ".github/")


def test_every_path_is_there():
    paths = [name for name in NAMED if name.startswith(TOP) and " " not in name and name not in MADE]
    named = [path for path in paths if not re.search("NAME|PROGRAMME", path)]
    assert len(named) > 40
    assert [path for path in named if not (ROOT / path).exists()] == []


def test_every_link_leads_to_a_page():
    broken = [
        (page.name, link)
        for page in PAGES
        for link in re.findall(r"\]\(([^)#:]+)\)", re.sub(r"\n +", " ", page.read_text(encoding="utf-8")))
        if not (page.parent / link.replace(" ", "")).exists()
    ]
    assert broken == []


def _options(command):
    """The options of a command, and of those below it."""
    below = getattr(command, "commands", {}).values()
    return {option for one in (command, *below) for parameter in one.params for option in parameter.opts}


@pytest.mark.parametrize(
    "line", sorted({line for line in COMMANDS if line.startswith("simulate ") and "COMMAND" not in line})
)
def test_every_command_is_one_and_has_its_options(line):
    _, name, *words = shlex.split(line)
    assert {word for word in words if word.startswith("-")} <= _options(cli.get_command(None, name))
    for place, word in enumerate(words):
        if word == "--programme":
            assert words[place + 1] in NAMES


def test_every_verb_is_one_of_the_makefile():
    verbs = {line.split()[1] for line in COMMANDS if line.startswith("make ")}
    targets = re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.M)
    assert verbs >= {"test", "lint", "lab", "answers"}
    assert verbs <= {*targets}


def test_the_readme_fits_two_screens_and_each_page_a_subject():
    assert len(PAGES[0].read_text(encoding="utf-8").splitlines()) < 100
    assert {path.stem for path in (ROOT / "docs/how-to").glob("*.md")} == {
        "figure", "law_file", "legal_value", "lever", "page", "programme", "regency", "unknown"
    }  # fmt: skip
