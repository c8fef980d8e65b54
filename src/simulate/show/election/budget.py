"""What to budget: by year of this plan, and for the elections to come."""

from __future__ import annotations

from typing import TYPE_CHECKING

from simulate.model.election.staffing import TABLE
from simulate.show.cells import estimated
from simulate.show.election.said import event_said, paid_said
from simulate.show.pieces import Piece, sentence
from simulate.show.table import heads, table
from simulate.show.words import Words
from simulate.study.election.calendar import by_budget_year, calendar, village_head_term

if TYPE_CHECKING:
    from simulate.study.election.result import ElectionResult


def budget_years(result: ElectionResult) -> Piece:
    """Contributions by budget year, and whose workers they cover."""
    found = by_budget_year(result)
    villages = result.plan.event == "pilkades"
    shown = ("all",) if villages else ("kpu", "bawaslu", "all")
    by_year = {
        (row["year"], row["institution"]): row for row in found.to_dict("records") if row["institution"] in shown
    }
    years = sorted({year for year, _ in by_year})

    def rows(words: Words):
        for year in years:
            own = [by_year[year, one] for one in shown]
            yield (year, *(estimated(row, "rp", words) for row in own), words.error(own[-1]["mc_error"], "rp"))

    def caption(words: Words) -> str:
        most = max(years, key=lambda year: by_year[year, "all"]["p50"])
        money = by_year[most, "all"]["p50"]
        return words(
            f"election.table.budget.caption{'.one' if len(years) == 1 else ''}",
            paid=paid_said(result, words),
            year=most,
            amount=words.rupiah(money),
            share=words.share(money / max(sum(by_year[year, "all"]["p50"] for year in years), 1.0), 0),
        )

    return table(
        "budget_years",
        result.settings.language,
        caption=caption,
        header=lambda words: [
            *heads("budget_year")(words),
            *(words(f"election.column.{one}") for one in shown),
            *heads("error")(words),
        ],
        rows=lambda words: list(rows(words)),
        numeric=range(1, 2 + len(shown)),
        note=lambda words: words(_authority(result), **_event(result, words)),
        data=found,
    )


def _authority(result: ElectionResult) -> str:
    """The text on what allows the payer to pay; village elections have a law of their own."""
    villages = result.plan.event == "pilkades" and result.plan.payer != "worker"
    return f"election.table.budget.note.{result.plan.payer}{'.pilkades' if villages else ''}"


def _event(result: ElectionResult, words: Words) -> dict[str, str]:
    return {"event": event_said(result, words)} if result.plan.payer == "nphd" else {}


_COMING = (
    "election",
    "poll",
    "desa_voting",
    "workers",
    "payer",
    "from_month",
    "budget_years",
    "contribution",
    "deaths",
)


def coming_elections(result: ElectionResult) -> Piece:
    """The elections to come: when, whom, what each costs, and from which month."""
    found = calendar(result)
    if found.empty:
        return sentence(result.settings.language, lambda words: words("election.table.calendar.none"))
    first = found.loc[found["first_month"].idxmin()]

    def rows(words: Words):
        for row in found.to_dict("records"):
            desa = words.exact(row["desa"]) if row["desa"] == row["desa"] else words("word.all")
            yield (
                words(f"election.event.{row['kind']}", year=row["date"][:4]),
                words.month(row["date"]),
                desa,
                words.count(row["workers"]),
                words(f"election.payer.{row['payer']}"),
                words.month(row["first_month"]),
                "–".join(dict.fromkeys((row["first_month"][:4], row["last_month"][:4]))),
                estimated(row, "rp", words),
                words.count(row["deaths"]),
            )

    def note(words: Words) -> str:
        cap = result.region.figure(TABLE, "pilkades_voters_a_station").value
        error = words.error(float(found["mc_error"].max()), "rp")
        term = words.legal(village_head_term(result), "years")
        return words("election.table.calendar.note", cap=words.exact(cap), term=term, error=error)

    return table(
        "coming_elections",
        result.settings.language,
        caption=lambda words: words(
            "election.table.calendar.caption",
            event=words(f"election.event.{first['kind']}", year=first["date"][:4]),
            month=words.month(first["first_month"]),
        ),
        header=heads(*_COMING),
        rows=lambda words: list(rows(words)),
        numeric=(2, 3, 7, 8),
        note=note,
        data=found,
        stacked=True,
    )
