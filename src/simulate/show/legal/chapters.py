"""One table a chapter of the law: each value, its history, its basis."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from simulate.law import LawValue
from simulate.law.checks import CHAPTERS
from simulate.law.files import LawGroup
from simulate.model.rules.numbers import one_of
from simulate.show.cells import Row, Section
from simulate.show.legal.cells import basis_lines, history_cell, keys_of, outside, value_cell
from simulate.show.pieces import Piece
from simulate.show.table import heads, table
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
    last = max(group.horizon for group in groups)

    def header(words: Words) -> list[str]:
        over = words("column.last_value", month=words.month(last, short=True))
        return [*heads("rule")(words), over if month > last else words.month(month, short=True), *_TOLD(words)]

    def rows(words: Words) -> list[Row]:
        return [row for group in groups for row in _rows(group, month, words, told=month > last)]

    return table(
        f"law_{name}",
        page.settings.language,
        caption=lambda words: words(f"law.caption.{name}"),
        header=header,
        rows=rows,
        note=(lambda words: words("law.page.timeline")) if name == CHAPTERS[0] else None,
        stacked=True,
    )


_TOLD = heads("history", "basis")


def _rows(group: LawGroup, month: str, words: Words, told: bool) -> Iterator[Row]:
    """A group's rows; ``told`` says that the column head already says when its values ended."""
    name, keys = group.name[words.language], list(next(iter(group.values.values())))
    entries = {key: group.entries(key) for key in keys}
    dated = len({value.since for values in entries.values() for value in values}) > 1
    ended = "" if told else outside(group, month, words)
    if len(keys) == 1:
        named = f"{name}, {words.key(keys[0], tuple(group.by))}" if keys[0] else name
        shown = f"{value_cell(group, keys[0], month, words)} {ended}".rstrip()
        history = history_cell(group, keys[0], month, words)
        yield Section([named, shown, history, basis_lines(entries[keys[0]], words, dated)])
        return
    shared = _shared(list(entries.values()))
    unchanged = len(group.values) == 1
    history = history_cell(group, keys[0], month, words) if unchanged else ""
    yield Section([name, ended, history, basis_lines(list(shared.values()), words, dated)])
    for alike in _alike(group, entries):
        own = [value for value in entries[alike[0]] if _basis(value) not in shared]
        history = "" if unchanged else history_cell(group, alike[0], month, words)
        shown = value_cell(group, alike[0], month, words)
        yield [keys_of(group, alike, words), shown, history, basis_lines(own, words, dated)]


def _shared(entries: list[list[LawValue]]) -> dict[tuple, LawValue]:
    """The bases that at least half of a group's values rest on, each once."""
    counts = Counter(_basis(value) for values in entries for value in values)
    return {
        _basis(value): value
        for values in entries
        for value in values
        if counts[_basis(value)] > 1 and 2 * counts[_basis(value)] >= len(entries)
    }


def _alike(group: LawGroup, entries: dict[str, list[LawValue]]) -> list[list[str]]:
    """Keys together whose numbers and bases are the same on every date."""
    together: dict[tuple, list[str]] = {}
    for key, values in entries.items():
        numbers = tuple(value.value for value in group.history(key))
        together.setdefault((numbers, *map(_basis, values)), []).append(key)
    return list(together.values())


def _basis(value: LawValue) -> tuple:
    note = value.note.get("en", "")
    return (value.since, value.reference, value.url, value.evidence, value.status, note)
