"""What binds the mix, and what more would buy: shadow prices in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from simulate.show.cells import Section, over
from simulate.show.funding.said import ceiling_grade, payer_said, spread, whose_said
from simulate.show.pieces import Piece
from simulate.show.table import heads, table
from simulate.show.words import Words
from simulate.study.funding.across import across
from simulate.study.funding.limits import EVERY_YEAR, budget_worth, ceilings_worth, highest_floor, target_worth_rp

if TYPE_CHECKING:
    from simulate.study.funding.result import FundingResult


# a rupiah of budget that saves less than this does not bind
_FREE = 1e-6


def limits(result: FundingResult) -> Piece:
    """Target, each payer's ceiling and the kecamatan floor: how far each binds, and the worth of one more unit."""
    found = ceilings_worth(result)
    known = across(result)
    payers = result.chosen.case.payers

    # draws are solved without the limit of the budget: where it binds the plan, they say something else
    ranges = result.chosen.mix.of_budget.max() < _FREE

    def money(value: float, draws: np.ndarray, words: Words) -> str:
        said, span = words.value(value, "rp"), spread(draws, "rp", words)[1] if ranges else ""
        return f"{said} ({span})" if span else said

    def rows(words: Words):
        yield (
            words("funding.limit.target"),
            words("funding.limit.target.now", workers=words.exact(result.plan.workers)),
            words(
                "funding.limit.target.worth",
                money=money(target_worth_rp(result), known["target_rp"], words),
            ),
            words("evidence.analogue"),
        )
        for row in found.to_dict("records"):
            payer = row["payer"]
            now = words(
                "funding.limit.payer.now",
                planned=words.count(row["planned_end"]),
                ceiling=words.count(row["ceiling_end"]),
                months=str(row["months_full"]),
            )
            saved = money(row["saved_rp"], known["saved_rp"][:, payers.index(payer)], words)
            binds = row["saved_rp"] >= 1
            yield (
                words("funding.limit.payer", payer=payer_said(payer, words)),
                now,
                words("funding.limit.payer.worth", money=saved) if binds else words("funding.limit.free"),
                words(f"evidence.{ceiling_grade(result, payer)}"),
            )
        floor = result.plan.min_kecamatan_share
        yield (
            words("funding.limit.floor"),
            words("funding.limit.floor.now", floor=words.share(floor, 0), most=words.share(highest_floor(result))),
            _floor_worth(result, words),
            words("evidence.analogue"),
        )

    def caption(words: Words) -> str:
        binding = found[found["saved_rp"] >= 1]
        said = {"whose": whose_said(result, words), "money": words.value(target_worth_rp(result), "rp")}
        if binding.empty:
            return words("funding.table.limits.caption.none", **said)
        best = binding.loc[binding["saved_rp"].idxmax()]
        return words(
            "funding.table.limits.caption",
            **said,
            payer=payer_said(best["payer"], words),
            saved=words.value(best["saved_rp"], "rp"),
        )

    return table(
        "limits",
        result.settings.language,
        caption=caption,
        header=heads("limit", "limit_now", "limit_worth", "evidence"),
        rows=lambda words: list(rows(words)),
        note=lambda words: " ".join(
            words(f"funding.table.limits.{part}", draws=words.exact(len(known["reach"])))
            for part in ("note", *(["range"] if ranges else []))
        ),
        data=found,
        stacked=True,
    )


def _floor_worth(result: FundingResult, words: Words) -> str:
    """What a percentage point less of the floor would save; nothing where the floor does not bind."""
    floor = result.plan.min_kecamatan_share
    point = result.chosen.mix.of_floor * 0.01 / floor if floor else 0.0
    if point < 1:
        return words("funding.limit.free")
    return words("funding.limit.floor.worth", money=words.value(point, "rp"))


def budget(result: FundingResult) -> Piece:
    """By year: what the mix takes, the budget, and how many more a billion would keep protected."""
    found = budget_worth(result)
    draws = across(result)
    years = result.chosen.case.years

    def more(row: dict, words: Words) -> str:
        place = draws["billion_every"] if row["year"] == EVERY_YEAR else draws["billion"][:, years.index(row["year"])]
        _, span = spread(place, "persons", words)
        said = words.count(max(row["workers_more"], 0.0))
        return f"{said} ({span})" if span else said

    def summed(words: Words) -> str:
        """The sum of the years' allocations: quantiles do not add up to that of the sum."""
        by_year = found.loc[found["year"] != EVERY_YEAR, "allocated_rp"]
        return words("funding.row.total.years", sum=words.rupiah(float(by_year.sum())))

    def rows(words: Words):
        by_need = dict(zip(years, result.by_need_rp.T, strict=True)) | {EVERY_YEAR: result.by_need_rp.sum(axis=1)}
        for row in found.to_dict("records"):
            whole, allocated = row["year"] == EVERY_YEAR, words.rupiah(row["allocated_rp"])
            cells = (
                words("funding.row.total") if whole else row["year"],
                words.rupiah(row["budget_rp"]),
                over(allocated, summed(words)) if whole and len(years) > 1 else allocated,
                "{} ({})".format(*spread(by_need[row["year"]], "rp", words)),
                over(more(row, words), words("funding.row.total.billion")) if whole else more(row, words),
            )
            yield Section(cells) if whole else cells

    def caption(words: Words) -> str:
        single = found[found["year"] != EVERY_YEAR]
        best = single.loc[single["workers_more"].idxmax()]
        every = found.set_index("year").loc[EVERY_YEAR, "workers_more"]
        return words(
            "funding.table.budget.caption",
            year=best["year"],
            more=words.count(max(best["workers_more"], 0.0)),
            every=words.count(every),
        )

    return table(
        "budget",
        result.settings.language,
        caption=caption,
        header=heads("budget_year", "budget", "allocated", "cost_by_need", "billion_buys"),
        rows=lambda words: list(rows(words)),
        numeric=(1, 2, 3, 4),
        note=lambda words: words(
            "funding.table.budget.note",
            cut=words.share(result.region.figure("budget", "transfer_cut_share_2026").value / 100),
            fall=words.share(result.region.figure("budget", "spending_fall_2026").value / 100),
            draws=words.exact(len(draws["reach"])),
            confidence=words.share(result.plan.confidence, 0),
        ),
        data=found,
    )
