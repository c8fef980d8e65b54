"""What may be paid, and what reserve the regency would need without insurance."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from simulate.show.election.said import event_said
from simulate.show.pieces import Piece
from simulate.show.table import heads, table
from simulate.show.tables.measured import measured, unit_said
from simulate.show.words import Words
from simulate.study.summary import mean_error, quantile_error

if TYPE_CHECKING:
    from simulate.study.election.result import ElectionResult

_TOPICS = {
    "cost": (
        "workers",
        "workers_covered",
        "worker_months",
        "voters",
        "tps",
        "contributions",
        "contributions_jkk",
        "contributions_jkm",
        "contributions_jht",
        "per_worker",
        "screening_cost",
    ),
    "benefits": (
        "deaths",
        "deaths_excess",
        "deaths_paid",
        "deaths_jkm",
        "deaths_jkk",
        "deaths_after",
        "deaths_unpaid",
        "care",
        "benefits",
        "benefits_jkm",
        "benefits_jkk",
        "benefits_scholarship",
        "loss_ratio",
    ),
}


def measures(result: ElectionResult, topic: str) -> Piece:
    """A topic's measures with their intervals; topics: ``cost``, ``benefits``."""
    return measured(
        result,
        f"measures_{topic}",
        _TOPICS[topic],
        ("per_worker", "loss_ratio"),
        name=lambda measure, words: words(f"election.measure.{measure}") + unit_said(result.units[measure], words),
        caption=lambda words: words(f"election.table.measures.{topic}"),
        note=lambda words: words(f"election.table.measures.note.{topic}"),
    )


def reserve(result: ElectionResult) -> Piece:
    """The premium beside the distribution of benefits, which the regency would bear if it insured nobody."""
    benefits = result.measures["benefits"]
    # savings for old age insure nobody
    premium = sum(result.measures[f"contributions_{name}"] for name in ("jkk", "jkm"))
    middle = float(np.median(premium))
    found = result.distribution_table.set_index("measure").loc["benefits"]
    above = float((benefits > premium).mean())
    error = mean_error((benefits > premium).astype(float))

    def rows(words: Words):
        mean = float(benefits.mean())
        told = {
            "premium": middle,
            "mean": mean,
            "p50": found["p50"],
            "p90": found["p90"],
            "p99": found["p99"],
        }
        for name, amount in told.items():
            times = "–" if name == "premium" or not middle else words.decimal(amount / middle, 1)
            yield (words(f"election.reserve.{name}"), words.rupiah(amount), times)

    def caption(words: Words) -> str:
        if not middle:
            return words("election.table.reserve.caption.none")
        return words(
            "election.table.reserve.caption",
            event=event_said(result, words),
            reserve=words.rupiah(found["p99"]),
            premium=words.rupiah(middle),
            times=words.decimal(found["p99"] / middle, 1),
        )

    def note(words: Words) -> str:
        return words(
            "election.table.reserve.note",
            chance=words.share(above, 0),
            chance_error=words.error(error, "share"),
            error=words.error(quantile_error(benefits, 0.99), "rp"),
        )

    return table(
        "reserve",
        result.settings.language,
        caption=caption,
        header=heads("item", "amount", "times_premium"),
        rows=lambda words: list(rows(words)),
        numeric=(1, 2),
        note=note,
        data=result.distribution_table,
    )
