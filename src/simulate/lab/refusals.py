"""Says in the language of a notebook what is wrong with an input; English is what the checks say themselves."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from simulate.errors import InputError, Problem
from simulate.yamlfile import read_yaml

_WORDS = Path(__file__).with_name("refusals.yaml")
_PLACE = re.compile(r"\{(\w+)\}")
# thousands as English writes them, outside of what is quoted
_QUOTED = re.compile(r"(`[^`]*`|'[^']*'|\"[^\"]*\")")
_THOUSANDS = re.compile(r"(?<![\w.,])\d{1,3}(?:,\d{3})+(?![\w,])")


def say_in(language: str) -> None:
    """From now on the cells of this kernel refuse in that language: ``id`` or ``en``."""
    InputError.tell = staticmethod(lambda problem: told(problem, language))


def told(problem: Problem, language: str) -> str:
    """One line about a problem: where it is, what it is, and its name."""
    where, said = place_and_cure(problem, language)
    return f"{where}: {said} [{problem.check}]"


def place_and_cure(problem: Problem, language: str) -> tuple[str, str]:
    """Where a problem is; what is wrong there and what would be right.

    A failure that has no words in the language is told in English rather than not at all.
    """
    words = None if language == "en" else sentence(problem.check)
    if words is None:
        return problem.where, f"{problem.found}; {problem.wanted}"
    return _place(problem.where), words.format(found=translated(problem.found), wanted=translated(problem.wanted))


def sentence(check: str) -> str | None:
    """The Indonesian words for a failure, with ``{found}`` and ``{wanted}`` where they go; None where it has none."""
    checks = _words()["checks"]
    if check in checks:
        return checks[check]
    return next((said for name, said in checks.items() if name.endswith("*") and check.startswith(name[:-1])), None)


def translated(text: str) -> str:
    """An English text of a check in Indonesian; what is quoted, or meets no phrase, stays as it is."""
    for form, said in phrases() if not _QUOTED.fullmatch(text) else ():
        met = form.fullmatch(text)
        if met:
            return said.format(**{name: _kept(met, name) for name in met.groupdict()})
    return "".join(
        part if _QUOTED.fullmatch(part) else _THOUSANDS.sub(lambda number: number[0].replace(",", "."), part)
        for part in _QUOTED.split(text)
    )


def _kept(met: re.Match[str], name: str) -> str:
    """What varies in a phrase: as it was typed where the phrase quotes it, else translated."""
    return met[name] if met.string[: met.start(name)].endswith("`") else translated(met[name])


def _place(where: str) -> str:
    """The place with its common words translated: ``row 3`` is ``baris 3``, ``law umk`` is ``hukum umk``."""
    places = _words()["places"]
    return re.sub(rf"(?<!\S)({'|'.join(places)})(?= )", lambda word: places[word[1]], where)


@cache
def _words() -> dict[str, dict[str, str]]:
    return read_yaml(_WORDS)


@cache
def phrases() -> list[tuple[re.Pattern[str], str]]:
    """The form of each phrase with a named group for what varies, and what it is in Indonesian."""
    return [(_form(english), said) for english, said in _words()["phrases"].items()]


def _form(english: str) -> re.Pattern[str]:
    parts = _PLACE.split(english)
    return re.compile(
        "".join(f"(?P<{part}>.+?)" if at % 2 else re.escape(part) for at, part in enumerate(parts)), re.S
    )
