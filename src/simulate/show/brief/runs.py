"""Which runs the brief was made from."""

from __future__ import annotations

from simulate.show.pieces import Piece
from simulate.show.table import table
from simulate.show.words import Words
from simulate.study.brief.result import Brief


def runs(brief: Brief) -> Piece:
    """A row a report: its plan and identity. No links: the page is mailed, and they would lead nowhere."""

    def rows(words: Words):
        for name, run in brief.runs.items():
            yield words(f"brief.report.{name}"), run.name[words.language], run.identity[:8]

    return table(
        "runs",
        brief.settings.language,
        caption=lambda words: words("brief.runs.caption"),
        header=lambda words: [words(f"brief.column.{name}") for name in ("report", "plan", "identity")],
        rows=lambda words: list(rows(words)),
        note=lambda words: words("brief.runs.note", facts=words.day(brief.facts_date), identity=brief.identity[:8]),
        stacked=True,
        data=brief.tables["runs"],
    )
