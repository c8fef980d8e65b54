"""The regency's claims beside every figure that bears on them, each with its source and grade."""

from __future__ import annotations

from typing import TYPE_CHECKING

from simulate.page.base import Element
from simulate.page.elements import row_of
from simulate.page.evidence import graded, period_said
from simulate.page.table import headers, old_table, source
from simulate.page.words import Words
from simulate.programmes.baseline.study import BUDGETED, BUDGETED_RP

if TYPE_CHECKING:
    from simulate.programmes.baseline.study import BaselineResult
    from simulate.region.base import Figure

# table and row of each figure, in the order of the argument
_ROWS = (
    ("coverage", "covered_share_claim_sep_2025"),
    ("coverage", "protected_vulnerable_workers_claim_sep_2025"),
    ("coverage", "registered_workers_claim_oct_2025"),
    ("labour", "employed_2021"),
    ("labour", "employed_2023"),
    ("labour", "vulnerable_workers_decile_1_4_2023"),
    ("coverage", "apbd_funded_non_asn_and_vulnerable_dec_2022"),
    ("coverage", "apbd_funded_vulnerable_workers_jun_2023"),
    ("coverage", "protected_vulnerable_workers_claim_2023"),
    ("coverage", "active_bpu_2023"),
    ("coverage", "banten_covered_workers_nov_2025"),
    ("coverage", "banten_covered_share_nov_2025"),
    ("coverage", "36_04_covered_share_dec_2025"),
    ("coverage", "36_71_covered_share_aug_2025"),
    ("coverage", "36_71_apbd_funded_workers_2026"),
    ("coverage", "33_74_covered_share_nov_2025"),
    ("coverage", "33_02_covered_share_nov_2025"),
)
# the rows after which a regency's own statements on its budget stand, where it made any
_AFTER = "registered_workers_claim_oct_2025"


def claims_and_evidence(result: BaselineResult) -> Element:
    """Each figure, and what it says of the claims; a reading is arithmetic, never a verdict."""
    figures = {row: result.region.figure(table_name, row) for table_name, row in _ROWS}
    figures = _with_statements(result, figures)

    def rows(words: Words):
        for row, figure in figures.items():
            cited = result.region.tables[figure.table].set_index("id").loc[figure.row]
            elsewhere = f", {words.term('place', cited['place'])}" if cited["place"] != result.region.code else ""
            yield (
                words.term("figure", cited["measure"]) + elsewhere,
                _value(figure, words),
                period_said(figure.period, words),
                words(f"baseline.says.{row}", **_reading(result, figures, row, words)),
                graded(cited, words),
            )
        price = row_of(result, "cost_claim_year")
        spending = result.region.approved_spending
        if spending is not None:
            share = row_of(result, "cost_claim_of_apbd")
            yield (
                words("baseline.says.cost.what"),
                words.rupiah(price["p50"]),
                words.month(result.plan.on),
                words(
                    "baseline.says.cost",
                    share=words.share(share["p50"]),
                    year=spending[1],
                    amount=words.rupiah(spending[0]),
                ),
                [words("status.derived"), ", ", source(result.laws[0].cited("bpu_rate", "jkk").url)],
            )

    return old_table(
        "evidence",
        result.settings.language,
        caption=lambda words: words("baseline.table.evidence.caption"),
        header=headers("what", "value", "period", "bears", "source"),
        rows=lambda words: list(rows(words)),
        numeric=(1,),
        note=lambda words: words("baseline.table.evidence.note"),
        stacked=True,
    )


def _with_statements(result: BaselineResult, figures: dict[str, Figure]) -> dict[str, Figure]:
    """The figures, with the regency's statements on its budget, named by what they measure, in their place."""
    made = {measure: result.region.stated(table, measure) for table, measure in (BUDGETED, BUDGETED_RP)}
    found: dict[str, Figure] = {}
    for row, figure in figures.items():
        found[row] = figure
        if row == _AFTER:
            found |= {measure: one for measure, one in made.items() if one is not None}
    return found


def _value(figure: Figure, words: Words) -> str:
    if figure.unit == "rp_billion":
        return words.rupiah(figure.value * 1e9, 4)
    return words.share(figure.value / 100, 2) if figure.unit == "percent" else words.exact(figure.value)


def _reading(result: BaselineResult, figures: dict[str, Figure], row: str, words: Words) -> dict[str, str]:
    """What the words of a row need: arithmetic with other figures."""
    share = figures["covered_share_claim_sep_2025"].value / 100
    claim = figures["protected_vulnerable_workers_claim_sep_2025"].value
    value = figures[row].value
    staff = result.region.tables["asn"].set_index("group")["persons"].get("non_asn")
    said = {
        BUDGETED[1]: lambda: {
            "times": words.decimal(value / row_of(result, "funded")["p50"], 1),
            "funded": words.count(row_of(result, "funded")["p50"]),
            "pool_times": words.decimal(value / figures["vulnerable_workers_decile_1_4_2023"].value, 1),
            "cost": words.rupiah(row_of(result, "cost_budgeted_year")["p50"], 4),
        },
        BUDGETED_RP[1]: lambda: {
            "workers": words.count(value * 1e9 / result.year_price_rp),
        },
        "employed_2021": lambda: {"claimed": words.count(share * value)},
        "employed_2023": lambda: {"claimed": words.count(share * value)},
        "registered_workers_claim_oct_2025": lambda: {
            "share": words.share(value / figures["employed_2023"].value, 0),
            "headline": words.exact(claim),
        },
        "vulnerable_workers_decile_1_4_2023": lambda: {"times": words.decimal(claim / value, 1)},
        "apbd_funded_non_asn_and_vulnerable_dec_2022": lambda: {
            "staff": words.exact(staff),
            "rest": words.exact(value - staff),
        },
        "protected_vulnerable_workers_claim_2023": lambda: {"times": words.decimal(claim / value, 1)},
        "active_bpu_2023": lambda: {"times": words.decimal(claim / value, 1)},
        "banten_covered_workers_nov_2025": lambda: {
            "claim": words.share(share, 0),
            "share": words.share(share * figures["employed_2023"].value / value, 0),
        },
    }
    return said[row]() if row in said else {}
