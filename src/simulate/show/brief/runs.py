"""Which runs the brief was made from."""

from __future__ import annotations

from simulate.show.pieces import Piece
from simulate.show.table import table
from simulate.show.words import Words
from simulate.study.brief.result import Brief

# from the brief's folder to that of another report
_ABOVE = "../.."


def runs(brief: Brief) -> Piece:
    """A row a report: where it stands, its plan and identity."""

    def rows(words: Words):
        for name, run in brief.runs.items():
            page = f"{_ABOVE}/{name}/{run.label}/report.{words.language}.html"
            yield (
                [(words(f"brief.report.{name}"), page)],
                run.name[words.language],
                run.identity[:8],
            )

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
