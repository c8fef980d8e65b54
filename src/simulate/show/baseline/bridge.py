"""From the residents who are covered to the participants that the claim means."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from simulate.show.charts.axis import bar_label, count_ticks
from simulate.show.figure import INK, MAIN, MUTED, OTHER, figure
from simulate.show.pieces import Piece
from simulate.show.said import mean_and_range, middle_and_range, row_of
from simulate.show.words import Words

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from simulate.study.baseline.result import BaselineResult

_STEPS = ("not_resident", "not_paid_up", "unexplained")


def bridge_chart(result: BaselineResult) -> Piece:
    """Covered residents, what other definitions add to them, what none explains, and the claim."""
    rows = [row_of(result, name) for name in ("covered", *_STEPS, "claimed_participants")]
    data = pd.DataFrame(rows).rename_axis("part").reset_index()

    def said(row: pd.Series, words: Words) -> str:
        return words(
            "baseline.chart.bridge.bar",
            name=words(f"baseline.bridge.{row.name}"),
            **mean_and_range(row, "persons", words),
        )

    def draw(drawing: Figure, words: Words, narrow: bool) -> None:
        axes = drawing.subplots()
        reached, last = 0.0, len(rows) - 1
        for place, row in enumerate(rows):
            total = place in (0, last)
            left, size = (0.0, row["mean"]) if total else (reached, row["mean"])
            reached = row["mean"] if total else reached + size
            colour = MUTED if total else OTHER if row.name == "unexplained" else MAIN
            axes.barh(-place, size, left=left, color=colour, alpha=0.75, height=0.38, edgecolor="none")
            bar_label(axes, said(row, words), (0, -place + 0.22), 46 if narrow else 100)
        axes.set_ylim(-len(rows) + 0.6, 0.85 if narrow else 0.65)
        axes.set_yticks([])
        axes.set_xlabel(words("baseline.chart.bridge.axis"), color=INK)
        axes.locator_params(axis="x", nbins=4 if narrow else 7)
        count_ticks(axes.xaxis, words)

    def numbers(words: Words) -> dict[str, str]:
        told = {"apart": "claim_apart", "inactive": "not_paid_up"}
        found = {name: mean_and_range(row_of(result, measure), "persons", words) for name, measure in told.items()}
        return {
            **{name: one["middle"] for name, one in found.items()},
            **{f"{name}_range": one["range"] for name, one in found.items()},
            "apart_median": middle_and_range(row_of(result, "claim_apart"), "persons", words)["middle"],
        }

    def alt(words: Words) -> str:
        return words("baseline.chart.bridge.alt", rows="; ".join(said(row, words) for row in rows))

    return figure(
        "bridge",
        result.settings.language,
        draw,
        title=lambda words: words("baseline.chart.bridge.title", **numbers(words)),
        alt=alt,
        source=lambda words: words(
            "baseline.chart.bridge.source", error=words.error(max(row["mc_error"] for row in rows), "persons")
        ),
        data=data,
        wide=(7.4, 3.8),
        narrow=(3.7, 4.9),
    )
