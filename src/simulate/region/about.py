"""What a region says of itself: its name, its own programme, its figures that disagree."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from simulate.errors import InputError, Problem, unknown_keys
from simulate.months import month_number, month_text
from simulate.paths import shown
from simulate.yamlfile import read_yaml

_KEYS = ("name", "as_of", "first_open_budget", "own_programme", "conflicts", "asn_totals")
_YEARS = (2020, 2100)


@dataclass(frozen=True)
class Conflict:
    """Rows (``table``, ``row``) that do not fit together, and what to say of them by language."""

    rows: tuple[tuple[str, str], ...]
    says: dict[str, str]


@dataclass(frozen=True)
class About:
    """What a region says of itself.

    ``as_of`` is the month up to which facts are known, ``first_open_budget`` the first year whose budget can still be
    decided: no clock is read. ``own_programme``: the row of its own programme ("" where it has none). ``conflicts``:
    rows that disagree. ``asn_totals``: those to show.
    """

    name: str
    as_of: str
    first_open_budget: int
    own_programme: str
    conflicts: tuple[Conflict, ...]
    asn_totals: tuple[str, ...]

    @property
    def opens(self) -> str:
        """The first month of the first budget that can still be decided."""
        return f"{self.first_open_budget}-01"

    @property
    def ahead(self) -> str:
        """The month after the last facts: the first in which anything can still be decided."""
        return month_text(month_number(self.as_of) + 1)


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
    named = (content["name"], content["as_of"], content["first_open_budget"])
    return About(*named, content.get("own_programme", ""), conflicts, tuple(content.get("asn_totals", [])))


def _problems(content: dict[str, Any], where: str):
    if not isinstance(content.get("name"), str):
        yield Problem("missing_key", where, "no `name`", "add the region's name")
    yield from unknown_keys(content, _KEYS, where)
    try:
        month_number(content.get("as_of"), f"{where} as_of")
    except InputError as error:
        yield from error.problems
    year = content.get("first_open_budget")
    if not isinstance(year, int) or isinstance(year, bool) or not _YEARS[0] <= year <= _YEARS[1]:
        wanted = "the first year whose budget can still be decided, e.g. 2027"
        yield Problem("missing_key", f"{where} first_open_budget", repr(year), wanted)
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
