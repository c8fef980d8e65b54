"""What changed lately and what will change."""

from __future__ import annotations

from simulate.show.legal.cells import basis_parts, keys_of
from simulate.show.pieces import Piece
from simulate.show.table import heads, table
from simulate.show.words import Words
from simulate.study.law import LawReport


def changes(page: LawReport) -> Piece:
    """Each change since January of the year before the month asked about, those to come included."""
    since = f"{int(page.plan.on[:4]) - 1}-01"
    recent = [change for change in page.changes if change.since >= since]

    def rows(words: Words):
        for change in recent:
            ahead = f" {words('law.page.ahead')}" if change.since > page.plan.on else ""
            keys = keys_of(change.group, change.keys, words)
            yield [
                f"{words.month(change.since, short=True)}{ahead}",
                change.group.name[words.language] + (f": {keys}" if keys else ""),
                "–" if change.before is None else words.legal(change.before.value, change.group.unit),
                words.legal(change.after.value, change.group.unit),
                basis_parts(change.after, words, note=False),
            ]

    return table(
        "law_changes",
        page.settings.language,
        caption=lambda words: words("law.changes.caption", month=words.month(since)),
        header=heads("from", "rule", "value_before", "value_after", "basis"),
        rows=lambda words: list(rows(words)),
        note=lambda words: words("law.changes.note"),
        stacked=True,
    )
