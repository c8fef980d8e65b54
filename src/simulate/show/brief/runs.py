"""Which runs the brief was made from."""

from __future__ import annotations

from simulate.show.pieces import Piece, sentence
from simulate.show.words import Words
from simulate.study.brief.result import Brief


def runs(brief: Brief) -> Piece:
    """Each report with its plan and identity, without links: the page is mailed, and they would lead nowhere."""

    def told(words: Words) -> str:
        found = [
            words("brief.run", report=words(f"brief.task.from.{name}"), plan=run.label, identity=run.identity[:8])
            for name, run in brief.runs.items()
        ]
        said = {"facts": words.day(brief.facts_date), "identity": brief.identity[:8], "runs": "; ".join(found)}
        return words("brief.runs", **said)

    return sentence(brief.settings.language, told)
