"""What a region says of itself: its name, its own programme, its figures that disagree."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from simulate.errors import InputError, Problem, unknown_keys
from simulate.paths import shown
from simulate.yamlfile import read_yaml

_KEYS = ("name", "own_programme", "conflicts", "asn_totals")


@dataclass(frozen=True)
class Conflict:
    """Rows (``table``, ``row``) that do not fit together, and what to say of them by language."""

    rows: tuple[tuple[str, str], ...]
    says: dict[str, str]


@dataclass(frozen=True)
class About:
    """The region's name; the row of its own programme ("" where it has none); conflicts; ASN totals to show."""

    name: str
    own_programme: str
    conflicts: tuple[Conflict, ...]
    asn_totals: tuple[str, ...]


def read_about(path: Path) -> About:
    """Reads a region's ``region.yaml``.

    Raises:
        InputError: with all problems of the file.
    """
    content = read_yaml(path)
    problems = list(_problems(content, shown(path)))
    if problems:
        raise InputError(problems)
    conflicts = tuple(
        Conflict(tuple(tuple(row.split(".", 1)) for row in conflict["rows"]), conflict["says"])
        for conflict in content.get("conflicts", [])
    )
    return About(content["name"], content.get("own_programme", ""), conflicts, tuple(content.get("asn_totals", [])))


def _problems(content: dict[str, Any], where: str):
    if not isinstance(content.get("name"), str):
        yield Problem("missing_key", where, "no `name`", "add the region's name")
    yield from unknown_keys(content, _KEYS, where)
    lists = {key: content.get(key, []) for key in ("conflicts", "asn_totals")}
    for key in (key for key, found in lists.items() if not isinstance(found, list)):
        yield Problem("not_a_list", where, f"`{key}`", "write a list, or leave it out")
        lists[key] = []
    for place, conflict in enumerate(lists["conflicts"], start=1):
        rows = conflict.get("rows") if isinstance(conflict, dict) else None
        says = conflict.get("says") if isinstance(conflict, dict) else None
        if not isinstance(rows, list) or not rows or not all("." in str(row) for row in rows):
            yield Problem("not_a_row", f"{where} conflict {place}", f"rows {rows!r}", "a list of table.row")
        if not isinstance(says, dict) or sorted(says) != ["en", "id"]:
            yield Problem("missing_language", f"{where} conflict {place}", "`says`", "give `id` and `en`")
