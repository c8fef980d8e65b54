"""Who pays: workers by the payer of their contributions at the end."""

from __future__ import annotations

import pandas as pd

from simulate.show.brief.bars import bars
from simulate.show.brief.said import counted, left_out, made_from, median, span, whole
from simulate.show.figure import SMALL, figure
from simulate.show.pieces import Piece, sentence
from simulate.show.words import Words
from simulate.study.brief.result import Brief

# payers that have a bar; the page has no room for more
_DRAWN = 4


def funding(brief: Brief) -> Piece:
    """Workers by payer in the cheapest mix."""
    if "funding" not in brief.runs:
        return sentence(brief.settings.language, lambda words: left_out("funding", words))
    found = [row for row in brief.table("funding", "payers") if row["p95"] > 0]
    drawn = found[:_DRAWN]

    def payer(row: dict, words: Words) -> str:
        return words.term("brief.payer", row["payer"])

    def said(words: Words) -> dict[str, str]:
        first = found[0]
        return {
            "payer": payer(first, words),
            "workers": median(first, "persons", words),
            "protected": whole(brief, "funding", "protected", words),
            "cost": whole(brief, "funding", "cost", words),
            "span": span(brief, "funding", words),
            "month": words.month(brief.table("funding", "target")[-1]["month"]),
            "payers": "; ".join(f"{payer(row, words)} {median(row, 'persons', words)}" for row in found),
        }

    def source(words: Words) -> str:
        said = made_from(brief, "funding", words)
        if len(drawn) == len(found):
            return said
        return f"{said} {words('brief.chart.funding.drawn', drawn=str(len(drawn)), all=str(len(found)))}"

    return figure(
        "funding",
        brief.settings.language,
        bars(lambda words: [(payer(row, words), row) for row in drawn], "persons"),
        title=lambda words: words(
            "brief.chart.funding.title",
            **said(words) | {"protected": counted(brief, "funding", "protected", words)},
        ),
        alt=lambda words: words("brief.chart.funding.alt", **said(words)),
        source=source,
        data=pd.DataFrame(found),
        wide=SMALL,
        narrow=(3.7, 2.1),
    )
