"""What the developers' page names is there: paths, commands with their options, verbs of the Makefile."""

import re
import shlex

import pytest
from conftest import ROOT

from simulate.cli import cli
from simulate.programmes import NAMES

PAGE = ROOT / "docs/developers.md"
TEXT = PAGE.read_text(encoding="utf-8")
BLOCKS = re.findall(r"```sh\n(.*?)```", TEXT, re.S)
PROSE = re.sub(r"```.*?```", "", TEXT, flags=re.S)
NAMED = re.findall(r"`([^`\n]+)`", PROSE)
LINES = [line.split("#")[0].strip() for block in BLOCKS for line in block.splitlines()]
COMMANDS = [*LINES, *(name for name in NAMED if name.startswith(("simulate ", "make ")))]
# what a command of the page makes
MADE = ("notebooks/20_motorcycle_taxis.ipynb", "data/regions/36.04")


def test_every_path_is_there():
    paths = [name for name in NAMED if "/" in name and " " not in name and name not in MADE]
    folders = ("", "src/simulate/", "src/simulate/programmes/universal/")  # `study/` for short
    assert len(paths) > 20
    assert [path for path in paths if not any((ROOT / folder / path).exists() for folder in folders)] == []


@pytest.mark.parametrize("line", sorted({line for line in COMMANDS if line.startswith("simulate")}))
def test_every_command_is_one_and_has_its_options(line):
    _, name, *words = shlex.split(line)
    command = cli.commands[name]
    known = {option for parameter in command.params for option in parameter.opts}
    assert {word for word in words if word.startswith("-")} <= known
    for place, word in enumerate(words):
        if word == "--programme":
            assert words[place + 1] in NAMES


def test_every_verb_is_one_of_the_makefile():
    verbs = {line.split()[1] for line in COMMANDS if line.startswith("make ")}
    targets = re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.M)
    assert verbs >= {"test", "lint", "lab", "answers"}
    assert verbs <= {*targets}


def test_names_in_capitals_stand_in_the_files_that_are_said_to_hold_them():
    told = re.findall(r"`(src/simulate/\S+?)`\s?(?::[^;(`]*)?\(`(\w+)`\)", PROSE)
    assert {name for _, name in told} >= {"NAMES"}
    for path, name in told:
        assert re.search(rf"^{name}\b", (ROOT / path).read_text(encoding="utf-8"), re.M), (path, name)


def test_each_part_is_under_a_page():
    parts = re.split(r"^## ", TEXT, flags=re.M)[1:]
    assert [part.partition("\n")[0] for part in parts][:3] == ["Add a notebook", "Add a parameter", "Add a regency"]
    assert all(len(part.splitlines()) < 55 for part in parts)


def test_the_readme_leads_there():
    assert "docs/developers.md" in (ROOT / "README.md").read_text(encoding="utf-8")
