"""Where the regency stands: the claim beside what the evidence says."""

from __future__ import annotations

import pandas as pd

from simulate.show.brief.bars import bars
from simulate.show.brief.said import counted, left_out, made_from, middle, whole
from simulate.show.figure import SMALL, figure
from simulate.show.pieces import Piece, sentence
from simulate.show.words import Words
from simulate.study.brief.result import Brief

_NAMES = ("claimed", "covered")


def baseline(brief: Brief) -> Piece:
    """Covered share as claimed and as reconciled."""
    if "baseline" not in brief.runs:
        return sentence(brief.settings.language, lambda words: left_out("baseline", words))
    found = {name: brief.row("baseline", name) for name in _NAMES}

    def said(words: Words) -> dict[str, str]:
        return {name: whole(brief, "baseline", name, words) for name in found} | {
            "uncovered": middle(brief, "baseline", "uncovered", words),
            "informal": middle(brief, "baseline", "informal", words),
            "formal": middle(brief, "baseline", "formal", words),
        }

    def titled(words: Words) -> dict[str, str]:
        return {name: counted(brief, "baseline", name, words) for name in found}

    return figure(
        "coverage",
        brief.settings.language,
        bars(
            lambda words: [(words(f"brief.chart.coverage.{name}"), row) for name, row in found.items()], "share", 0.9
        ),
        title=lambda words: words("brief.chart.coverage.title", **titled(words)),
        alt=lambda words: words("brief.chart.coverage.alt", **said(words)),
        source=lambda words: made_from(brief, "baseline", words),
        data=pd.DataFrame([{"measure": name, **row} for name, row in found.items()]),
        wide=SMALL,
        narrow=(3.7, 1.8),
    )
