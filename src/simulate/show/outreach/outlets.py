"""Outlets: what each further one brings, and which of them count as open."""

from __future__ import annotations

from typing import TYPE_CHECKING

from simulate.plan.outreach import OBJECTIVES
from simulate.show.cells import estimated
from simulate.show.outreach.said import share_within, weakest
from simulate.show.pieces import Piece, sentence
from simulate.show.said import row_of
from simulate.show.table import table
from simulate.show.words import Words
from simulate.study.outreach.asked import by_objective, outlet_steps
from simulate.study.outreach.measures import BILLION, MORE_RP

if TYPE_CHECKING:
    from simulate.study.outreach.result import OutreachResult

# results within this factor of each other are about as large
_ALIKE = 1.1


def outlet_steps_table(result: OutreachResult) -> Piece:
    """So many new outlets: people within reach, mean distance, workers gained, and what the last one adds."""
    found = outlet_steps(result)
    people = float(result.places.people.sum())
    names = result.outlets.table.set_index("outlet_id")["outlet"]

    def rows(words: Words):
        for row in found.to_dict("records"):
            more = int(row["new_outlets"])
            own = more == result.plan.new_outlets
            opened = [names[key].removeprefix("Kantor Kecamatan ") for key in row["opened"].split()]
            yield (
                words("outreach.steps.own", count=str(more)) if own else str(more),
                ", ".join(opened) or "–",
                estimated({end: row[f"within_{end}"] / people for end in ("p05", "p50", "p95")}, "share", words),
                words.decimal(row["mean_km_p50"], 1),
                estimated({end: row[f"gained_{end}"] for end in ("p05", "p50", "p95")}, "persons", words)
                if more
                else "–",
                estimated({end: row[f"added_{end}"] for end in ("p05", "p50", "p95")}, "persons", words)
                if more
                else "–",
                estimated({end: row[f"added_per_billion_{end}"] for end in ("p05", "p50", "p95")}, "persons", words)
                if more
                else "–",
            )

    def note(words: Words) -> str:
        return words(
            f"outreach.steps.note{'' if result.plan.new_outlets else '.none'}",
            **_other(result, words),
            radius=words.times(result.plan.radius_km),
            objective=words(f"choice.objective.{result.plan.objective}"),
            error=words.error(float(found["gained_mc_error"].max()), "persons"),
            each_error=words.error(float(found["added_per_billion_mc_error"].max()), "persons"),
            grade=weakest(result, ("registration_decay", "renewal_decay", "at_outlets"), words),
        )

    def caption(words: Words) -> str:
        one = found.iloc[1]
        last = found.iloc[-1]
        return words(
            "outreach.steps.caption",
            first=words.count(one["added_p50"]),
            first_range=words.interval(one["added_p05"], one["added_p95"], "persons"),
            count=str(int(last["new_outlets"])),
            last=words.count(last["added_p50"]),
            last_range=words.interval(last["added_p05"], last["added_p95"], "persons"),
        )

    return table(
        "outlet_steps",
        result.settings.language,
        caption=caption,
        header=lambda words: [
            words("outreach.column.new_outlets"),
            words("outreach.column.opened"),
            words("outreach.column.within", radius=words.times(result.plan.radius_km)),
            words("outreach.column.mean_km"),
            words("outreach.column.outlets_gained"),
            words("outreach.column.added"),
            words("outreach.column.added_per_billion"),
        ],
        rows=lambda words: list(rows(words)),
        numeric=(2, 3, 4, 5, 6),
        note=note,
        data=found.round(2),
    )


def _other(result: OutreachResult, words: Words) -> dict[str, str]:
    """Where as many outlets would go for the other aim, and what that does."""
    [other] = (aim for aim in OBJECTIVES if aim != result.plan.objective)
    row = by_objective(result).set_index("objective").loc[other]
    opened, opening = result.outlets.table.set_index("outlet_id")["outlet"], bool(result.outlets.chosen)
    places = [opened[key].removeprefix("Kantor Kecamatan ") for key in row["opened"].split()]
    return {
        "other": words(f"choice.objective.{other}"),
        "other_places": words.listed(places),
        "other_share": words.share(row["within_p50"] / result.places.people.sum()),
        "other_km": words.decimal(row["mean_km_p50"], 1),
        # none is told where the plan opens none
        "other_gained": words.count(row["gained_p50"]) if opening else "–",
        "own_gained": words.count(row_of(result, "outlets_gained")["p50"]) if opening else "–",
    }


def each_outlet(result: OutreachResult, words: Words) -> str:
    """What each outlet brings for its cost, beside what the next rupiah of outreach would."""
    steps = outlet_steps(result).set_index("new_outlets")["added_per_billion_p50"].dropna()
    first, further = float(steps.iloc[0]), steps.iloc[1:]
    beside = (
        row_of(result, "effort_next_per_billion")["p50"],
        row_of(result, "gained_next")["p50"] / MORE_RP * BILLION,
    )
    low, high = min(beside), max(beside)
    side = "more" if first > high * _ALIKE else "less" if first * _ALIKE < low else "alike"
    rest = "more" if further.max() > high * _ALIKE else "less" if further.max() * _ALIKE < low else "alike"
    return words(
        "outreach.outlets.each",
        first=words.count(first),
        side=words(f"outreach.outlets.side.{side}"),
        next=words.interval(low, high, "persons"),
        further=words.interval(float(further.min()), float(further.max()), "persons"),
        rest=words(f"outreach.outlets.rest.{rest}"),
    )


def outlets_note(result: OutreachResult) -> Piece:
    """Which outlets count as open, how their places are known, and what is left out."""
    table_ = result.outlets.table
    standing = table_[result.outlets.standing]
    uncounted = table_[(table_["condition"] == "open") & ~result.outlets.standing]

    def text(words: Words) -> str:
        unverified = list(standing.loc[standing["status"] == "unverified", "outlet"])
        planned = list(table_.loc[(table_["condition"] == "planned") & ~result.outlets.standing, "outlet"])
        parts = [words("outreach.outlets.open", names=words.listed(list(standing["outlet"])))]
        if unverified:
            sure = result.outlets.standing & (table_["status"] != "unverified").to_numpy()
            known = {"names": words.listed(unverified), "share": share_within(result, sure, words)}
            parts.append(words(f"outreach.outlets.unverified{'' if sure.any() else '.all'}", **known))
        if len(uncounted):
            parts.append(words("outreach.outlets.uncounted", names=words.listed(list(uncounted["outlet"]))))
        if planned:
            opened = result.outlets.standing | (table_["condition"] == "planned").to_numpy()
            told_ = {"names": words.listed(planned), "share": share_within(result, opened, words)}
            parts.append(words("outreach.outlets.planned", **told_))
        return " ".join([*parts, words("outreach.outlets.neighbours")])

    return sentence(result.settings.language, text)
