"""How many may die: the chance of each number, and what the records say of the risk."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from simulate.model.election.risk import POLL_DAYS
from simulate.show.charts.axis import count_ticks, tick_form
from simulate.show.election.said import event_said
from simulate.show.figure import INK, MAIN, MUTED, figure
from simulate.show.pieces import Piece, sentence
from simulate.show.said import row_of
from simulate.show.table import heads, table
from simulate.show.words import Words
from simulate.study.election.records import RECORDS, against_population, reporting_curve
from simulate.study.election.records import since_2019 as by_2024

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from simulate.study.election.result import ElectionResult

_KEMENKES = ("kemenkes_2024_02_17", "kemenkes_2024_02_25", "kemenkes_2024_03")
# chances that the curve is labelled at
_LABELLED = (0.9, 0.5, 0.1)


def deaths_chart(result: ElectionResult) -> Piece:
    """The chance that so many or more workers die, and of them so many with a family paid."""
    deaths, chances = result.measures["deaths"], result.chance_table
    reached = chances.set_index("k")["deaths_k_or_more"]
    named = dict(zip(("likely", "middle", "rare"), _LABELLED, strict=True))
    # that none or more die is no news
    marks = {chance: max(int(np.quantile(deaths, 1 - chance)), 1) for chance in _LABELLED}
    one = ".one" if len({*marks.values()}) == 1 else ""

    def draw(drawing: Figure, words: Words, narrow: bool) -> None:
        axes = drawing.subplots()
        axes.step(chances["k"], chances["families_k_or_more"], where="mid", color=MUTED, linewidth=1.4)
        axes.step(chances["k"], chances["deaths_k_or_more"], where="mid", color=MAIN, linewidth=2.2)
        for count in {*marks.values()}:
            height = float(reached[count])
            axes.plot([count], [height], "o", color=MAIN, markersize=6)
            axes.annotate(
                words("election.chart.deaths.mark", count=words.exact(count), chance=words.share(height, 0)),
                (count, height),
                xytext=(7, 3),
                textcoords="offset points",
                color=INK,
            )
        axes.set_xlim(0, max(float(np.quantile(deaths, 0.995)), 2.0) * (1.25 if narrow else 1.08))
        axes.set_ylim(0, 1.04)
        axes.yaxis.set_major_formatter(tick_form(lambda share: words.share(share, 0)))
        count_ticks(axes.xaxis, words)
        axes.set_xlabel(words("election.chart.deaths.axis"))
        axes.set_ylabel(words("election.chart.deaths.chance"))

    def numbers(words: Words) -> dict[str, str]:
        row = row_of(result, "deaths")
        return {
            "event": event_said(result, words, first=True),
            **{name: words.exact(marks[chance]) for name, chance in named.items()},
            **{f"{name}_chance": words.share(reached[marks[chance]], 0) for name, chance in named.items()},
            "none": words.share(float((deaths == 0).mean()), 0),
            "mean": words.count(row["mean"]),
            "error": words.error(row["mc_error"], "persons"),
        }

    return figure(
        "deaths",
        result.settings.language,
        draw,
        title=lambda words: words(f"election.chart.deaths.title{one}", **numbers(words)),
        alt=lambda words: words("election.chart.deaths.alt", **numbers(words)),
        source=lambda words: words("election.chart.deaths.source", **numbers(words)),
        data=chances,
        wide=(7.4, 3.3),
        narrow=(3.7, 3.3),
    )


def records(result: ElectionResult) -> Piece:
    """National records beside population mortality over the same people and days."""
    found, curve = against_population(result), reporting_curve(result)

    def rows(words: Words):
        for row in found.to_dict("records"):
            yield (
                words(f"election.record.{row['record']}", day=str(POLL_DAYS - 1)),
                words.count(row["recorded"]),
                words.count(row["workers"]),
                words.exact(row["days"]),
                words.interval(row["expected_p05"], row["expected_p95"], "persons"),
                words.interval(row["ratio_p05"], row["ratio_p95"], "share"),
            )

    def caption(words: Words) -> str:
        row = found.set_index("record").loc["kpu_2024"]
        span = words.interval(row["ratio_p05"], row["ratio_p95"], "share")
        return words("election.table.records.caption", ratio=span)

    def note(words: Words) -> str:
        return words(
            "election.table.records.note",
            half=words.count(curve.half_day),
            day=str(POLL_DAYS - 1),
            share=words.share(curve.share_by(POLL_DAYS - 1), 0),
            kemenkes=_kemenkes(result, words),
            health=words.interval(*np.quantile(result.health, (0.05, 0.95)), "share"),
            error=words.error(float(found["expected_mc_error"].max()), "persons"),
        )

    return table(
        "records",
        result.settings.language,
        caption=caption,
        header=heads("record", "recorded", "officers", "days", "expected_population", "ratio_population"),
        rows=lambda words: list(rows(words)),
        numeric=range(1, 6),
        note=note,
        data=found,
        stacked=True,
    )


def _kemenkes(result: ElectionResult, words: Words) -> str:
    """Kemenkes' count of 2024 as it grew."""
    rows = [result.region.tables[RECORDS].set_index("id").loc[row] for row in _KEMENKES]
    when = [words.day(row["period"]) if row["period"].count("-") > 1 else words.month(row["period"]) for row in rows]
    return ", ".join(f"{words.exact(row['value'])} ({date})" for row, date in zip(rows, when, strict=True))


def since_2019(result: ElectionResult) -> Piece:
    """What the age limit and all else did between 2019 and 2024, in a paragraph."""
    found = by_2024(result)

    def span(name: str, words: Words) -> str:
        low, high = np.quantile(1 - found[name], (0.05, 0.95))
        return words.interval(low, high, "share")

    def text(words: Words) -> str:
        return words(
            "election.since",
            before=words.count(found["rate_2019"]),
            after=words.count(found["rate_2024"]),
            fall=words.share(1 - found["ratio"], 0),
            age=span("age_cap", words),
            rest=span("rest", words),
            day=str(POLL_DAYS - 1),
        )

    return sentence(result.settings.language, text)
