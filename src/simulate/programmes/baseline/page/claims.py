"""The regency's claims: each figure that bears on them, and what opens on a number of a claim."""

from __future__ import annotations

from collections.abc import Sequence

from simulate.page.elements import Rows, first_up, table
from simulate.page.evidence import figure_named, figure_said, graded, period_said
from simulate.page.html import source
from simulate.page.trace import Trace, assumed, figure_given, with_range
from simulate.page.words import Words
from simulate.programmes.baseline.page.counting import RESIDENTS, claim_of, counted, nearest, share_of
from simulate.programmes.baseline.study import (
    BUDGETED,
    BUDGETED_RP,
    CLAIM,
    COUNTED,
    POOL,
    SHARE_CLAIM,
    BaselineResult,
)

_EMPLOYED = "employed_2023"
# table and row of each figure, in the order of the argument; a regency's own statements on its budget are named by
# what they measure, and stand where it made any
_FIGURES = (
    ("coverage", SHARE_CLAIM),
    ("coverage", CLAIM),
    ("coverage", "registered_workers_claim_oct_2025"),
    BUDGETED,
    BUDGETED_RP,
    ("labour", "employed_2021"),
    ("labour", _EMPLOYED),
    ("labour", POOL),
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


# of what the neighbouring city's members are
_NEIGHBOUR = {
    "members": "36_71_active_participants_aug_2025",
    "pu": "36_71_active_pu_aug_2025",
    "bpu": "36_71_active_bpu_aug_2025",
    "jakon": "36_71_active_jakon_aug_2025",
}


@table("evidence", "baseline.table.evidence", "what value period bears source", numeric=(1,), stacked=True)
def claims_and_evidence(result: BaselineResult, words: Words) -> Rows:
    """Each figure, and what it says of the claims; a reading is arithmetic, never a verdict."""
    region, rows = result.region, []
    figures = {
        row: region.stated(table, row) if (table, row) in (BUDGETED, BUDGETED_RP) else region.figure(table, row)
        for table, row in _FIGURES
    }
    share, claim = figures[SHARE_CLAIM].value / 100, figures[CLAIM].value
    employed, pool = figures[_EMPLOYED].value, figures[POOL].value
    staff = region.tables["asn"].set_index("group")["persons"].get("non_asn", 0)
    parts = {part: region.figure("coverage", row).value for part, row in _NEIGHBOUR.items()}
    for row, figure in ((row, figure) for row, figure in figures.items() if figure is not None):
        value, cited = figure.value, {"source": figure.source, "status": figure.status}
        shown = words.exact(value) if figure.unit == "persons" else figure_said(figure, words)
        # what the readings of different figures need
        numbers = {
            "claim": words.share(share, 0),
            "headline": words.exact(claim),
            "claimed": words.count(share * value),
            "of_employed": words.share(value / employed, 0),
            "funded": words.count(result.number("funded")),
            "funded_times": words.decimal(value / result.number("funded"), 1),
            "pool_times": words.decimal(value / pool, 1),
            "workers": words.count(value * 1e9 / result.year_price_rp),
            "staff": words.exact(staff),
            "rest": words.exact(value - staff),
            **{part: words.exact(count) for part, count in parts.items()},
        }
        if value:
            numbers["times"] = words.decimal(claim / value, 1)
            numbers["of_province"] = words.share(share * employed / value, 0)
        if row == BUDGETED[1]:
            numbers["cost"] = words.rupiah(result.number("cost_budgeted_year"), 4)
        rows.append(
            (
                figure_named(region, figure, words),
                shown,
                period_said(figure.period, words),
                words(f"baseline.says.{row}", numbers),
                graded(cited, words),
            )
        )
    if region.approved_spending is not None:
        amount, year = region.approved_spending
        of_spending = words.share(result.number("cost_claim_of_apbd"))
        rows.append(
            (
                words("baseline.says.cost.what"),
                words.rupiah(result.number("cost_claim_year")),
                words.month(result.plan.on),
                words("baseline.says.cost", share=of_spending, year=year, amount=words.rupiah(amount)),
                [words("status.derived"), ", ", source(result.laws[0].cited("bpu_rate", "jkk").url)],
            )
        )
    return Rows(rows)


# what definitions differ by
_DEFINED = ("pu_registered_per_active", "bpu_active_of_registered", "residents_per_participant", "formal_share")
_BRIDGE = {"claim_apart": ("claimed_share", "active_share"), "not_paid_up": _DEFINED[:2]}


def traces(result: BaselineResult, words: Words) -> dict[str, Trace]:
    """What opens on numbers that are no measures, and on means."""
    region, found = result.region, {}
    claims = {"claim_definitions": SHARE_CLAIM, "claim_vulnerable": CLAIM}
    if result.budgeted is not None:
        claims["claim_budgeted"] = result.budgeted.row
    for name, row in claims.items():
        given = [figure_given(result, words, "coverage", row)]
        told = f"baseline.opens.{name}"
        said = figure_said(region.figure("coverage", row), words)
        found[name] = Trace(words(told), said, inputs=given, mover=words(f"{told}.says"))
    for measure, unknowns in _BRIDGE.items():
        value = words("baseline.opens.mean", row=words.of(result.row(measure), "persons"))
        found[measure] = _opens(result, words, measure, value, unknowns)
    shares = result.table("definitions")["p50"]
    ends = words("baseline.opens.ends", least=words.share(shares.min(), 0), most=words.share(shares.max(), 0))
    found["definitions"] = _opens(result, words, "definitions", ends, _DEFINED)
    residents = share_of(result, RESIDENTS)
    value = with_range(residents, "share", words)
    found["residents"] = _opens(result, words, "residents", value, ("active_share", "residents_per_participant"))
    best = nearest(result.table("vulnerable"), claim_of(result, "vulnerable"))
    if best is not None:
        given = [figure_given(result, words, "coverage", row) for row in COUNTED]
        given += [assumed(result.unknowns[key], words) for key in ("funded", "bpu_active_of_registered")]
        name, formula = first_up(counted(best, words)), words(f"baseline.opens.{best['count']}")
        found["nearest"] = Trace(name, with_range(best, "persons", words), formula, given)
    return found


def _opens(result: BaselineResult, words: Words, name: str, value: str, unknowns: Sequence[str]) -> Trace:
    """What opens on a number made from unknowns: its text says what it is and, after an equals sign, from what."""
    called, _, formula = words(f"baseline.opens.{name}").partition(" = ")
    return Trace(called, value, formula, [assumed(result.unknowns[key], words) for key in unknowns])
