"""What covering the ad hoc workers costs, by the budget year that it falls into."""

from __future__ import annotations

import pandas as pd

from simulate.show.brief.bars import bars
from simulate.show.brief.said import counted, event, left_out, made_from, whole
from simulate.show.figure import SMALL, figure
from simulate.show.pieces import Piece, sentence
from simulate.show.words import Words
from simulate.study.brief.result import Brief


def election(brief: Brief) -> Piece:
    """Contributions by budget year."""
    if "election" not in brief.runs:
        return sentence(brief.settings.language, lambda words: left_out("election", words))
    found = brief.table("election", "years")
    most = max(found, key=lambda row: row["p50"])

    def said(words: Words) -> dict[str, str]:
        return {
            "event": event(brief.runs["election"].plan, words),
            "covered": whole(brief, "election", "covered", words),
            "contributions": whole(brief, "election", "contributions", words),
            "year": str(most["year"]),
            "amount": words.rupiah(most["p50"]),
            "years": "; ".join(f"{row['year']}: {words.rupiah(row['p50'])}" for row in found),
        }

    return figure(
        "election",
        brief.settings.language,
        bars(lambda words: [(str(row["year"]), row) for row in found], "rp"),
        title=lambda words: words(
            "brief.chart.election.title",
            **said(words) | {"contributions": counted(brief, "election", "contributions", words)},
        ),
        alt=lambda words: words("brief.chart.election.alt", **said(words)),
        source=lambda words: made_from(brief, "election", words),
        data=pd.DataFrame(found),
        wide=SMALL,
        narrow=(3.7, 1.8),
    )
