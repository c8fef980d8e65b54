"""Data cards: what a table is, who made it, and what each column means."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from simulate.errors import InputError, Problem
from simulate.paths import shown
from simulate.written import read_yaml

_DAY = re.compile(r"\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])")
# a template's text that the planner replaces begins so
PLACEHOLDER = "GANTI / REPLACE"
_FIELDS = ("title", "producer", "url", "date", "licence", "columns")


def read_card(path: Path, columns: list[str]) -> dict[str, Any]:
    """The card beside a table.

    Raises:
        InputError: the card is missing, lacks a field or still has a template's text, or describes other columns than
            the table has.
    """
    card = read_yaml(path)
    where = shown(path)
    problems = [Problem("missing_key.read_card", where, field=field) for field in _FIELDS if not card.get(field)]
    problems += [
        Problem("placeholder_left", where, field=field)
        for field in _FIELDS
        if str(card.get(field)).startswith(PLACEHOLDER)
    ]
    if not problems and not _DAY.fullmatch(str(card["date"])):
        problems.append(Problem("not_a_day", where, card=repr(card["date"])))
    described = [str(column) for column in card.get("columns") or ()] if isinstance(card.get("columns"), dict) else []
    if not problems and sorted(described) != sorted(columns):
        other = sorted(set(described) ^ set(columns))
        problems.append(Problem("columns_disagree", where, names=", ".join(other)))
    if problems:
        raise InputError(problems)
    return card
