"""How well the law base is sourced."""

from __future__ import annotations

import pandas as pd

from simulate.law import LawValue
from simulate.law.checks import CHAPTERS, EVIDENCE
from simulate.law.files import LawGroup
from simulate.show.legal.cells import keys_of
from simulate.show.pieces import Piece
from simulate.show.table import heads, table
from simulate.show.words import Words
from simulate.study.law import LawReport

# names, addresses, notes and ends stand in the page's tables; the file beside the page has all columns
_BASE = ("group", "key", "since", "value", "unit", "reference", "status", "evidence")


def grades(page: LawReport) -> Piece:
    """Values by chapter and grade of evidence, with readings of the law and the oldest check; all values as CSV.

    The dates of check stand in the file beside the page: in it they would weigh more than they tell.
    """
    groups = page.law.groups
    found = pd.DataFrame(
        {
            "chapter": groups[value.group].chapter,
            "evidence": value.evidence,
            "reading": value.status == "interpretation",
            "checked": value.checked,
        }
        for value in page.values
    )

    def rows(words: Words):
        for chapter in CHAPTERS:
            told = found[found["chapter"] == chapter]
            yield [
                words(f"law.chapter.{chapter}"),
                *(words.exact((told["evidence"] == grade).sum()) for grade in EVIDENCE),
                words.exact(told["reading"].sum()),
                words.day(told["checked"].min()),
            ]

    return table(
        "law_grades",
        page.settings.language,
        caption=lambda words: words("law.grades.caption"),
        header=lambda words: [
            *heads("chapter")(words),
            *(words(f"evidence.{grade}") for grade in EVIDENCE),
            words("status.interpretation"),
            *heads("oldest_check")(words),
        ],
        rows=lambda words: list(rows(words)),
        numeric=range(1, 6),
        note=lambda words: words("law.grades.note"),
        data=page.values_table[list(_BASE)],
    )


def weak(page: LawReport) -> Piece:
    """Values that are recalled or a reading of the law, and what would have to be confirmed."""

    def rows(words: Words):
        for keys, values in _told_alike(page.weak):
            first, group = values[0], page.law.groups[values[0].group]
            told = keys_of(group, keys, words)
            reading = first.status == "interpretation"
            yield [
                group.name[words.language] + (f": {told}" if told else ""),
                "; ".join(_dated(group, value, words) for value in values),
                words(f"status.{first.status}") if reading else words(f"evidence.{first.evidence}"),
                f"{first.reference}. {first.note.get(words.language, '')}".strip(),
            ]

    return table(
        "law_weak",
        page.settings.language,
        caption=lambda words: words("law.weak.caption"),
        header=heads("rule", "value_from", "evidence", "reason"),
        rows=lambda words: list(rows(words)),
        stacked=True,
    )


def _dated(group: LawGroup, value: LawValue, words: Words) -> str:
    """A number with the month from which it holds, where the group has several."""
    said = words.legal(value.value, group.unit, whole=False)
    since = f"{words.month(value.since, short=True)}\N{NO-BREAK SPACE}" if len(group.values) > 1 else ""
    return f"{since}{said}"


def _told_alike(values: list[LawValue]) -> list[tuple[list[str], list[LawValue]]]:
    """Keys that share group, grade, reason and numbers, with those numbers; one that stays is told once."""
    by_key: dict[tuple[str, ...], list[LawValue]] = {}
    for value in values:
        reason = value.note.get("en", "") or value.reference
        same = by_key.setdefault((value.group, value.status, value.evidence, reason, value.key), [])
        if not same or same[-1].value != value.value:
            same.append(value)
    together: dict[tuple, tuple[list[str], list[LawValue]]] = {}
    for (*grade, key), told in by_key.items():
        numbers = tuple((value.since, value.value) for value in told)
        together.setdefault((*grade, numbers), ([], told))[0].append(key)
    return list(together.values())
