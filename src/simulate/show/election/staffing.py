"""Who serves: how many in each role, when, and what each costs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from simulate.months import month_number
from simulate.plan.election import POSTS
from simulate.show.cells import estimated
from simulate.show.charts.axis import month_ticks, tick_form
from simulate.show.election.said import event_said, role_said
from simulate.show.figure import GRID, INK, MAIN, MUTED, OTHER, figure
from simulate.show.pieces import Piece
from simulate.show.table import heads, table
from simulate.show.words import Words
from simulate.study.election.asked import staffing_table
from simulate.study.election.backtest import pilkada_stations

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

    from simulate.study.election.result import ElectionResult


def staffing_chart(result: ElectionResult) -> Piece:
    """Workers by role, on a scale of tens so that the small bodies can be seen."""
    found = result.role_table.sort_values("persons_p50", ascending=False, ignore_index=True)
    total = float(found["persons_p50"].sum())

    def draw(drawing: Figure, words: Words, narrow: bool) -> None:
        axes = drawing.subplots()
        places = range(len(found) - 1, -1, -1)
        colours = [MAIN if months else MUTED for months in found["months_covered"]]
        axes.barh(places, found["persons_p50"], color=colours, alpha=0.8, height=0.62, edgecolor="none")
        axes.set_xscale("log")
        axes.set_xlim(10, float(found["persons_p95"].max()) * (9 if narrow else 3))
        for place, row in zip(places, found.to_dict("records"), strict=True):
            said = words.estimate(row["persons_p50"], row["persons_p05"], row["persons_p95"], "persons")
            axes.annotate(
                said, (row["persons_p50"], place), xytext=(4, 0), textcoords="offset points", va="center", color=INK
            )
        axes.set_yticks(list(places), [role_said(role, words) for role in found["role"]])
        axes.tick_params(axis="y", length=0)
        axes.xaxis.set_major_formatter(tick_form(words.exact))
        axes.minorticks_off()
        axes.set_xlabel(words("election.chart.staffing.axis"))

    def numbers(words: Words) -> dict[str, str]:
        crew = found[found["role"].isin(("kpps", "linmas", "ptps", "pantarlih"))]["persons_p50"].sum()
        return {
            "event": event_said(result, words),
            "total": words.count(total),
            "share": words.share(crew / total, 0),
            "error": words.error(float(found["persons_mc_error"].max()), "persons"),
        }

    def alt(words: Words) -> str:
        rows = [
            f"{role_said(row['role'], words)} {words.count(row['persons_p50'])}" for row in found.to_dict("records")
        ]
        return words("election.chart.staffing.alt", rows="; ".join(rows))

    return figure(
        "staffing",
        result.settings.language,
        draw,
        title=lambda words: words("election.chart.staffing.title", **numbers(words)),
        alt=alt,
        source=lambda words: words("election.chart.staffing.source", **numbers(words)),
        data=found[["role", "persons_mean", "persons_p05", "persons_p50", "persons_p95", "persons_mc_error"]],
        wide=(7.4, 0.8 + 0.32 * len(found)),
        narrow=(3.7, 0.8 + 0.34 * len(found)),
    )


def exposure(result: ElectionResult) -> Piece:
    """When each role serves and is covered (a Gantt chart), with the people in it."""
    found = result.role_table
    first = month_number(result.months[0])
    poll = month_number(result.plan.date) - first

    def draw(drawing: Figure, words: Words, narrow: bool) -> None:
        axes = drawing.subplots()
        places = range(len(found) - 1, -1, -1)
        axes.axvspan(poll, poll + 1, color=GRID, linewidth=0)
        for place, row in zip(places, found.to_dict("records"), strict=True):
            start = month_number(row["first_month"]) - first
            covered, served = row["months_covered"], row["months_served"]
            axes.barh(
                place, served, left=start, color=MAIN if covered else MUTED, alpha=0.8, height=0.55, align="center"
            )
            if covered > served:
                axes.barh(place, covered - served, left=start + served, color=OTHER, alpha=0.6, height=0.55)
            heads = words.estimate(row["persons_p50"], row["persons_p05"], row["persons_p95"], "persons")
            end = start + max(covered, served)
            left = end > 0.7 * len(result.months)
            axes.annotate(
                heads,
                (start if left else end, place),
                xytext=(-4 if left else 4, 0),
                textcoords="offset points",
                ha="right" if left else "left",
                va="center",
                color=INK,
            )
        axes.set_yticks(list(places), [role_said(role, words) for role in found["role"]])
        axes.tick_params(axis="y", length=0)
        month_ticks(axes, result.months, words, 3 if narrow else 7)
        axes.set_xlim(-0.22 * len(result.months) if narrow else -0.1 * len(result.months), len(result.months) + 0.2)
        axes.annotate(
            words("election.chart.exposure.poll"),
            (poll + 0.5, len(found) - 0.45),
            ha="center",
            va="bottom",
            color=INK,
            annotation_clip=False,
        )

    def numbers(words: Words) -> dict[str, str]:
        busiest = result.monthly_table.loc[result.monthly_table["persons_p50"].idxmax()]
        return {
            "span": words.months(result.months[0], result.months[-1]),
            "months": str(len(result.months)),
            "month": words.month(busiest["month"]),
            "share": words.share(busiest["p50"] / result.monthly_table["p50"].sum(), 0),
            "people": words.count(busiest["persons_p50"]),
        }

    def alt(words: Words) -> str:
        rows = [
            words(
                "election.chart.exposure.alt.row",
                role=role_said(row["role"], words),
                first=words.month(row["first_month"]),
                months=words.legal(row["months_served"], "months"),
            )
            for row in found.to_dict("records")
        ]
        return words("election.chart.exposure.alt", rows="; ".join(rows))

    return figure(
        "exposure",
        result.settings.language,
        draw,
        title=lambda words: words("election.chart.exposure.title", **numbers(words)),
        alt=alt,
        source=lambda words: words("election.chart.exposure.source"),
        data=result.monthly_table,
        wide=(7.4, 1.0 + 0.32 * len(found)),
        narrow=(3.7, 1.0 + 0.34 * len(found)),
    )


def workers(result: ElectionResult) -> Piece:
    """Each role: people, months covered, wage base, contribution; past elections beside it."""
    found, past = result.role_table, _past(result)

    def wage(role: str, words: Words) -> str:
        amounts = sorted({bill.wage_rp for post, bill in result.outcome.bills.items() if POSTS[post][0] == role})
        if not amounts:
            return "–"
        ends = [words.legal(amount, "rp") for amount in (amounts[0], amounts[-1])]
        return ends[0] if len(amounts) == 1 else f"{ends[0]}–{ends[1].removeprefix('Rp')}"

    def rows(words: Words):
        for row in found.to_dict("records"):
            numbers = {name: row[f"persons_{name}"] for name in ("p05", "p50", "p95")}
            money = {name: row[f"contributions_rp_{name}"] for name in ("p05", "p50", "p95")}
            yield (
                role_said(row["role"], words),
                *(words.exact(past[event][row["role"]]) if row["role"] in past[event] else "–" for event in past),
                estimated(numbers, "persons", words),
                str(row["months_covered"]),
                wage(row["role"], words),
                estimated(money, "rp", words) if row["months_covered"] else "–",
            )

    def note(words: Words) -> str:
        foretold, counted = pilkada_stations(result)
        return words(
            "election.table.workers.note",
            foretold=words.exact(foretold),
            counted=words.exact(counted),
            difference=words.share(abs(foretold / counted - 1)),
        )

    def header(words: Words) -> list[str]:
        events = [words(f"election.event.{event.split('_')[0]}", year=event.split("_")[1]) for event in past]
        own = words("election.column.this", event=event_said(result, words))
        return [*heads("role")(words), *events, own, *heads("months_covered", "wage_base", "contribution")(words)]

    return table(
        "workers",
        result.settings.language,
        caption=lambda words: words("election.table.workers.caption", event=event_said(result, words)),
        header=header,
        rows=lambda words: list(rows(words)),
        numeric=range(1, 5 + len(past)),
        note=note,
        data=staffing_table(result),
    )


def _past(result: ElectionResult) -> dict[str, dict[str, int]]:
    """Workers by role of each past election that is reproduced, but the plan's own."""
    own = f"{result.plan.event}_{result.plan.date[:4]}"
    counted: pd.DataFrame = staffing_table(result)
    events = [event for event in dict.fromkeys(counted["event"]) if event != own]
    return {event: counted[counted["event"] == event].set_index("role")["persons"].to_dict() for event in events}
