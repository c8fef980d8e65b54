"""One table a chapter of the law: each value, its history, its basis."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from simulate.law import LawValue
from simulate.law.files import CHAPTERS, LawGroup
from simulate.model.rules.numbers import one_of
from simulate.show.legal.cells import basis_cell, history_cell, keys_of, outside, value_at, value_cell
from simulate.show.pieces import Piece
from simulate.show.table import Cell, Row, Section, heads, table
from simulate.show.words import Words
from simulate.study.law import LawReport

# told by a table of their own, see `simulate.show.legal.lists`
LISTED = ("bpu_base", "bpu_income_from", "election_honorarium")


def chapter(page: LawReport, name: str) -> Piece:
    """Every group of a chapter; a group of several values has a row that heads theirs.

    Raises:
        InputError: no such chapter.
    """
    one_of(name, "chapter", CHAPTERS)
    groups = [group for group in page.law.by_chapter() if group.chapter == name and group.group not in LISTED]
    month = page.plan.on

    def rows(words: Words) -> list[Row]:
        return [row for group in groups for row in _rows(group, month, words)]

    return table(
        f"law_{name}",
        page.settings.language,
        caption=lambda words: words(f"law.chapter.{name}"),
        header=lambda words: [
            *heads("rule")(words),
            words.month(month, short=True),
            *heads("history", "basis")(words),
        ],
        rows=rows,
        data=page.values_table[page.values_table["group"].isin([group.group for group in groups])],
    )


def _rows(group: LawGroup, month: str, words: Words) -> Iterator[Row]:
    name, keys = group.name[words.language], list(next(iter(group.values.values())))
    if len(keys) == 1:
        value = value_at(group, keys[0], month)
        named = f"{name}, {words.key(keys[0])}" if keys[0] else name
        history = history_cell(group, keys[0], month, words)
        shown = f"{value_cell(group, keys[0], month, words)} {outside(group, month, words)}".rstrip()
        yield Section([named, shown, history, basis_cell(value, words)])
        return
    values = {key: value_at(group, key, month) for key in keys}
    heading = _heading(list(values.values()))
    unchanged = len(group.values) == 1
    history = history_cell(group, keys[0], month, words) if unchanged else ""
    yield Section([name, outside(group, month, words), history, basis_cell(heading, words)])
    for alike in _alike(group, values):
        value = values[alike[0]]
        own = "" if unchanged else history_cell(group, alike[0], month, words)
        yield [
            keys_of(group, alike, words),
            value_cell(group, alike[0], month, words),
            own,
            _apart(value, heading, words),
        ]


def _heading(values: list[LawValue]) -> LawValue:
    """The value whose basis stands for the group: the commonest source, grade and note."""
    sources = Counter(_basis(value) for value in values)
    notes = Counter(value.note.get("en") for value in values)
    return max(
        values,
        key=lambda value: (sources[_basis(value)], value.status == "in_force", notes[value.note.get("en")]),
    )


def _apart(value: LawValue, heading: LawValue, words: Words) -> Cell:
    """What sets a value's basis apart from its group's."""
    if _basis(value) != _basis(heading):
        return basis_cell(value, words)
    told = "" if value.note == heading.note else value.note.get(words.language, "")
    if (value.status, value.evidence) == (heading.status, heading.evidence):
        return told
    grade = value.status if value.status != heading.status else value.evidence
    kind = "status" if value.status != heading.status else "evidence"
    mark = words(f"{kind}.{grade}")
    return f"{mark[0].upper()}{mark[1:]}. {told}".strip()


def _alike(group: LawGroup, values: dict[str, LawValue]) -> list[list[str]]:
    """Keys together whose history, basis and note are the same."""
    together: dict[tuple, list[str]] = {}
    for key, value in values.items():
        numbers = tuple((change.since, change.value) for change in group.history(key))
        same = (numbers, _basis(value), value.status, value.evidence, value.note.get("en"))
        together.setdefault(same, []).append(key)
    return list(together.values())


def _basis(value: LawValue) -> tuple[str, ...]:
    return (value.reference, value.url)
