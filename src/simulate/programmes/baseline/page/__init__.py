"""The elements of the page that says where the regency stands; `sim.baseline` in a notebook."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any, get_args

import numpy as np
import pandas as pd

from simulate.law.numbers import one_of
from simulate.page.drawing import INK, MAIN, MUTED, OTHER, bar_label, beside, count_ticks, tick_form
from simulate.page.elements import Chart, Numbers, Rows, chart, first_up, table
from simulate.page.evidence import MEASURE_COLUMNS, graded, measure_rows, period_said
from simulate.page.face import Card, Page, range_said
from simulate.page.html import Row, Section, estimated, source
from simulate.page.words import Words
from simulate.plan.checked import TASPEN
from simulate.programmes.baseline.model import BASELINES, Definition
from simulate.programmes.baseline.plan import BaselinePlan, Workers
from simulate.programmes.baseline.study import BUDGETED, BUDGETED_RP, CLAIM, POOL, BaselineResult, run

if TYPE_CHECKING:
    from matplotlib.figure import Figure


# who counts as covered in the segments of the employed, whatever definition a plan takes for its share
RESIDENTS = Definition(*(BaselinePlan.model_fields[name].default for name in Definition._fields))
# the claim that each table is held against
_CLAIMS = {"definitions": "claimed_share", "vulnerable": "claimed_funded"}


def counted(which: Mapping[str, Any], words: Words) -> str:
    """Who counts, as a sentence holds it: by a definition, or by a way of counting vulnerable workers."""
    if "who" in which:
        return words(f"baseline.count.{which['count']}", who=words(f"baseline.who.{which['who']}"))
    return words(
        f"baseline.definition.{which['workers']}",
        status=words(f"baseline.status.{which['status']}"),
        place=words(f"baseline.place.{which['place']}"),
        jakon=words(f"baseline.jakon.{'with' if which['jakon'] else 'without'}"),
    )


def claim_of(result: BaselineResult, name: str) -> float:
    """What the regency claims of ``definitions``, a share, or of the ``vulnerable``, persons."""
    return float(result.values[_CLAIMS[name]][0])


def against_claim(result: BaselineResult, name: str, found: pd.DataFrame, words: Words) -> dict[str, Any]:
    """What texts say of a table against its claim: ``inside`` how many of ``all`` ranges the claim lies.

    Where it lies in any, ``nearest`` is who counts in the row whose median is closest to it, ``best`` that row.
    """
    claim, inside, unit = claim_of(result, name), found[found["fits"] == "inside"], found["unit"].iloc[0]
    numbers = {
        "claim": words.share(claim, 0) if unit == "share" else words.count(claim),
        "inside": words.exact(len(inside)),
        "all": words.exact(len(found)),
        "error": words.error(float(found["mc_error"].max()), unit),
    }
    if inside.empty:
        return numbers
    best = inside.loc[(inside["p50"] - claim).abs().idxmin()]
    return numbers | {"nearest": counted(best, words), "best": words.of(best, unit)}


def _ranges(
    result: BaselineResult,
    name: str,
    found: pd.DataFrame,
    form: Callable[[float], str],
    words: Words,
    more: Mapping[str, Any],
    marks: Mapping[str, float] | None = None,
) -> Chart:
    """Estimates of a table with their ranges against the claim; those that hold it stand out.

    ``found`` are the rows shown, ``form`` is a number as the reader writes it, ``more`` what texts hold beside
    `against_claim`, ``marks`` are thin lines beside the claim, by what they are called.
    """
    claim, rows = claim_of(result, name), found.to_dict("records")
    lines = [(words("baseline.chart.claim", claim=form(claim)), claim, INK, "--")]
    lines += [(mark, value, MUTED, ":") for mark, value in (marks or {}).items()]
    said = (words("baseline.chart.row", name=counted(row, words), row=words.of(row, row["unit"])) for row in rows)
    numbers = against_claim(result, name, found, words) | {"rows": "; ".join(said)} | more
    at_top = len(rows) - 0.3

    def draw(drawing: Figure, narrow: bool) -> None:
        axes = drawing.subplots()
        places = range(len(rows) - 1, -1, -1)
        above = {"ha": "center", "va": "bottom", "fontsize": 8.5}
        for place, row in zip(places, rows, strict=True):
            colour = OTHER if row["fits"] == "inside" else MAIN
            axes.hlines(place, row["p05"], row["p95"], color=colour, alpha=0.4, linewidth=7)
            axes.plot([row["p50"]], [place], "|", color=colour, markersize=13, markeredgewidth=2)
            beside(axes, form(row["p50"]), (row["p50"], place), (0, 6), **above)
        for step, (text, value, colour, style) in enumerate(lines):  # one name above the other
            axes.plot([value, value], [-0.6, at_top + 0.5 * step], color=colour, linestyle=style, linewidth=1.2)
            axes.annotate(text, (value, at_top + 0.5 * step), color=colour, **above)
        names = [textwrap.fill(first_up(counted(row, words)), 24 if narrow else 44) for row in rows]
        axes.set_yticks(places, names)
        axes.tick_params(axis="y", length=0)
        axes.set_ylim(-0.6, at_top + 0.5 * len(lines))
        axes.set_xlim(0, max(float(found["p95"].max()), claim) * 1.06)
        axes.xaxis.set_major_formatter(tick_form(form))
        axes.locator_params(axis="x", nbins=3 if narrow else 5)
        axes.grid(axis="x", linewidth=0.5)
        axes.set_axisbelow(True)

    return Chart(draw, result.table(name), numbers, title="" if "best" in numbers else ".none")


def _judged(row: Mapping[str, Any], result: BaselineResult, words: Words) -> Row:
    """Who counts, the estimate, how the claim lies to it, and the chance that it is reached, with its error."""
    chance = words.chance(row["reached"], result.settings.draws, signs=True)
    error = "" if row["reached_error"] == 0 else f" {words.error(row['reached_error'], 'share')}"
    lies = words(f"baseline.fits.{row['fits']}")
    return first_up(counted(row, words)), estimated(row, row["unit"], words), lies, chance + error


_JUDGED = "estimate claim_lies reaches_claim"


@chart("definitions", "baseline.chart.definitions", wide=(7.4, 4.6), narrow=(3.7, 5.6))
def definitions_chart(result: BaselineResult, words: Words) -> Chart:
    """The share of all workers who are covered under each definition, and the claim."""
    shown, percent = result.table("definitions").query("workers == 'all'"), partial(words.share, digits=0)
    ends = {"least": percent(shown["p50"].min()), "most": percent(shown["p50"].max())}
    return _ranges(result, "definitions", shown, percent, words, ends)


@table("definitions_table", "baseline.table.definitions", f"definition {_JUDGED}", numeric=(1, 3), stacked=True)
def definitions_table(result: BaselineResult, words: Words) -> Rows:
    """Every definition with its share, how the claim lies to it, and the chance that it reaches the claim."""
    found, rows = result.table("definitions"), []
    for workers in get_args(Workers):
        rows.append(Section([words(f"baseline.workers.{workers}"), "", "", ""]))
        rows += [_judged(row, result, words) for row in found[found["workers"] == workers].to_dict("records")]
    return Rows(rows, against_claim(result, "definitions", found, words), found)


@chart("vulnerable", "baseline.chart.vulnerable", wide=(7.4, 4.8), narrow=(3.7, 6.2))
def vulnerable_chart(result: BaselineResult, words: Words) -> Chart:
    """Protected vulnerable workers under each way of counting, the claim, and the vulnerable of deciles 1–4."""
    numbers = {
        "pool": words.exact(result.pool),
        "times": words.decimal(result.number("claim_of_pool"), 1),
        "first": str(min(result.earlier)),
    }
    marks = {words("baseline.chart.pool", pool=words.thousands(result.pool)): result.pool}
    found, form = result.table("vulnerable"), lambda heads: words.thousands(round(heads, -3))
    return _ranges(result, "vulnerable", found, form, words, numbers, marks)


@table("vulnerable_table", "baseline.table.vulnerable", f"way_of_counting {_JUDGED}", numeric=(1, 3), stacked=True)
def vulnerable_table(result: BaselineResult, words: Words) -> Rows:
    """Every way of counting with its number, how the claim lies to it, and the chance that it reaches the claim."""
    found = result.table("vulnerable")
    missing = [str(year) for year, persons in result.earlier.items() if np.isnan(persons)]
    numbers = against_claim(result, "vulnerable", found, words) | {"years": words.listed(missing)}
    return Rows([_judged(row, result, words) for row in found.to_dict("records")], numbers, found)


@chart("bridge", "baseline.chart.bridge", wide=(7.4, 3.8), narrow=(3.7, 4.9))
def bridge_chart(result: BaselineResult, words: Words) -> Chart:
    """Covered residents, what other definitions add to them, what none explains, and the claim."""
    measures = ("covered", "not_resident", "not_paid_up", "unexplained", "claimed_participants")
    rows = pd.DataFrame([result.row(measure) for measure in measures])
    texts = [
        words("baseline.chart.bridge.bar", name=words(f"measure.baseline.{measure}"), row=words.of(row, "persons"))
        for measure, row in rows.iterrows()
    ]

    def draw(drawing: Figure, narrow: bool) -> None:
        axes, reached = drawing.subplots(), 0.0
        for place, (measure, size) in enumerate(rows["mean"].items()):
            total = measure in ("covered", "claimed_participants")
            colour = MUTED if total else OTHER if measure == "unexplained" else MAIN
            left = 0.0 if total else reached
            axes.barh(-place, size, left=left, color=colour, alpha=0.75, height=0.38, edgecolor="none")
            bar_label(axes, texts[place], (0, -place + 0.22), 46 if narrow else 100)
            reached = left + size
        axes.set_ylim(-len(rows) + 0.6, 0.85 if narrow else 0.65)
        axes.set_yticks([])
        axes.set_xlabel(words("baseline.chart.bridge.axis"), color=INK)
        axes.locator_params(axis="x", nbins=4 if narrow else 7)
        count_ticks(axes.xaxis, words)

    numbers = {"rows": "; ".join(texts), "error": words.error(float(rows["mc_error"].max()), "persons")}
    return Chart(draw, rows.rename_axis("part").reset_index(), numbers)


# of each part its colour and shade, grey without cover, and the unknown that decides it most, whose grade is shown
_PARTS = {
    "pu": (MAIN, 0.6, "active_share"),
    "jakon": (MAIN, 0.42, "jakon_share"),
    "bpu_others": (MAIN, 0.25, "funded_of_bpu"),
    "funded": (OTHER, 0.6, "funded"),
    "formal_uncovered": (MUTED, 0.45, "formal_share"),
    "informal_uncovered": (MUTED, 0.25, "employed"),
}


@chart("segments", "baseline.chart.segments", wide=(7.4, 3.0), narrow=(3.7, 4.4))
def segments_chart(result: BaselineResult, words: Words) -> Chart:
    """The employed by cover, one bar a baseline."""
    found = result.table("segments")
    means = found.pivot(index="baseline", columns="segment", values="mean")
    names = {part: words(f"baseline.segment.{part}") for part in _PARTS}

    def draw(drawing: Figure, narrow: bool) -> None:
        axes = drawing.subplots()
        inside = {"ha": "center", "va": "center", "color": INK, "fontsize": 8.5}
        for place, baseline in enumerate(BASELINES):
            left = 0.0
            for part, (colour, alpha, _) in _PARTS.items():
                size = float(means.loc[baseline, part])
                style = {"color": colour, "alpha": alpha, "height": 0.5, "edgecolor": "none"}
                axes.barh(-place, size, left=left, label=names[part] if place == 0 else None, **style)
                # a narrower part has no room for its number
                if size / means.loc[baseline].sum() >= (0.14 if narrow else 0.1):
                    number = words.exact(size / 1000) if narrow else words.thousands(round(size, -3))
                    axes.annotate(number, (left + size / 2, -place), **inside)
                left += size
        axes.set_yticks([0, -1], [words(f"baseline.name.{baseline}") for baseline in BASELINES])
        axes.tick_params(axis="y", length=0)
        axes.set_xlim(0, float(means.sum(axis=1).max()) * 1.01)
        axes.locator_params(axis="x", nbins=3 if narrow else 5)
        count_ticks(axes.xaxis, words)
        drawing.legend(loc="outside lower left", ncols=1 if narrow else 3, frameon=False, fontsize=8.5)

    bars = []
    for baseline in BASELINES:
        parts = "; ".join(f"{name} {words.count(float(means.loc[baseline, part]))}" for part, name in names.items())
        bars.append(words("baseline.chart.segments.bar", baseline=words(f"baseline.name.{baseline}"), parts=parts))
    numbers = {
        "bars": ". ".join(bars),
        "definition": counted(RESIDENTS._asdict(), words),
        "error": words.error(float(found["mc_error"].max()), "persons"),
    }
    return Chart(draw, found, numbers)


@table(
    "segments_table",
    "baseline.table.segments",
    f"segment {' '.join(f'baseline.name.{baseline}' for baseline in BASELINES)} rests_on",
    numeric=(1, 2),
    stacked=True,
)
def segments_table(result: BaselineResult, words: Words) -> Rows:
    """Each segment under both baselines, and the grade of what it rests on."""
    found, rows = result.table("segments"), []
    by_part = found.set_index(["baseline", "segment"])
    for part, (_, _, unknown) in _PARTS.items():
        own = [estimated(by_part.loc[(baseline, part)], "persons", words) for baseline in BASELINES]
        grade = words(f"evidence.{result.unknowns[unknown].evidence}")
        rows.append((words(f"baseline.segment.{part}"), *own, words(f"baseline.rests.{part}", grade=grade)))
    for pair in (("covered_claimed", "covered"), ("uncovered_claimed", "uncovered"), ("employed", "employed")):
        own = [estimated(result.row(measure), "persons", words) for measure in pair]
        rows.append((words(f"measure.baseline.{pair[1]}"), *own, ""))
    numbers = {
        "asn": words.exact(sum(result.region.asn_persons(TASPEN).values())),
        "claim": words.share(result.number("claimed_share"), 0),
        "error": words.error(float(found["mc_error"].max()), "persons"),
    }
    return Rows(rows, numbers, found)


_SHARE, _EMPLOYED = "covered_share_claim_sep_2025", "employed_2023"
# table and row of each figure, in the order of the argument; a regency's own statements on its budget are named by
# what they measure, and stand where it made any
_FIGURES = (
    ("coverage", _SHARE),
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


@table("evidence", "baseline.table.evidence", "what value period bears source", numeric=(1,), stacked=True)
def claims_and_evidence(result: BaselineResult, words: Words) -> Rows:
    """Each figure, and what it says of the claims; a reading is arithmetic, never a verdict."""
    region, rows = result.region, []
    figures = {
        row: region.stated(table, row) if (table, row) in (BUDGETED, BUDGETED_RP) else region.figure(table, row)
        for table, row in _FIGURES
    }
    share, claim = figures[_SHARE].value / 100, figures[CLAIM].value
    employed, pool = figures[_EMPLOYED].value, figures[POOL].value
    staff = region.tables["asn"].set_index("group")["persons"].get("non_asn", 0)
    for row, figure in ((row, figure) for row, figure in figures.items() if figure is not None):
        value, cited = figure.value, region.tables[figure.table].set_index("id").loc[figure.row]
        shown = words.share(value / 100, 2) if figure.unit == "percent" else words.exact(value)
        if figure.unit == "rp_billion":
            shown = words.rupiah(value * 1e9, 4)
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
        }
        if value:
            numbers["times"] = words.decimal(claim / value, 1)
            numbers["of_province"] = words.share(share * employed / value, 0)
        if row == BUDGETED[1]:
            numbers["cost"] = words.rupiah(result.number("cost_budgeted_year"), 4)
        elsewhere = f", {words.term('place', cited['place'])}" if cited["place"] != region.code else ""
        rows.append(
            (
                words.term("figure", cited["measure"]) + elsewhere,
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


# measures shown together, by what they show
_COSTS = ("cost_funded_year", "cost_claim_year", "cost_claim_of_apbd", "cost_budgeted_year")
_GROUPS = {
    "claims": ("claimed_participants", "covered", "claim_apart", "not_resident", "not_paid_up", "unexplained"),
    "money": ("funded", "funded_of_pool", "claim_of_pool", *_COSTS),
}


def _phrase(key: str, result: BaselineResult, words: Words, **numbers: Any) -> str:
    """A text of the page, with measures by form and these numbers."""
    return words(f"baseline.{key}", Numbers(result, words, numbers))


def _title(result: BaselineResult, words: Words) -> str:
    return words("baseline.title", region=result.region.about.name)


def _subtitle(result: BaselineResult, words: Words) -> str:
    return words("baseline.subtitle", region=result.region.about.name, plan=result.plan_name[words.language])


def _only_widely(found: pd.DataFrame) -> bool:
    """Whether the claim fits where the registered or formal workers alone are counted, and nowhere else."""
    inside = found["fits"] == "inside"
    return not (inside & (found["status"] == "active") & (found["workers"] == "all")).any()


def _answer(result: BaselineResult, words: Words) -> str:
    """The covered share, then for each claim under which definition or way of counting it lies in the range."""
    definition, out_of = counted(result.definition._asdict(), words), words(f"baseline.out_of.{result.plan.workers}")
    parts = [_phrase("answer.share", result, words, definition=definition, out_of=out_of)]
    for key, name in (("share", "definitions"), ("vulnerable", "vulnerable")):
        numbers = against_claim(result, name, result.table(name), words)
        if key == "share":
            numbers["only"] = words("baseline.answer.share.only") if _only_widely(result.table(name)) else ""
        parts.append(words(f"baseline.answer.{key}.{'fits' if 'best' in numbers else 'none'}", numbers))
    return " ".join(parts)


def _cards(result: BaselineResult, words: Words) -> list[Card]:
    residents = counted(RESIDENTS._asdict(), words)
    other = result.definition != RESIDENTS
    numbers = {
        "covered_share": {
            "definition": counted(result.definition._asdict(), words),
            "claim": words.share(claim_of(result, "definitions"), 0),
        },
        "uncovered": {"other": words("baseline.number.uncovered.other", definition=residents) if other else ""},
        "funded": {"claim": words.count(claim_of(result, "vulnerable"))},
    }
    big = {measure: format(words.of(result.row(measure), result.units[measure])) for measure in numbers}
    big["covered_share"] = words.share(result.number("covered_share"), 0)
    return [
        (big[measure], _phrase(f"number.{measure}", result, words, **own), range_said(result, measure, words))
        for measure, own in numbers.items()
    ]


def _notes(result: BaselineResult, words: Words) -> list[str]:
    active, funded = result.unknowns["active_share"], result.unknowns["funded"]
    comparison = words(
        "baseline.note.comparison",
        grade=words(f"evidence.{active.evidence}"),
        funded_grade=words(f"evidence.{funded.evidence}"),
        low=words.share(active.low, 0),
        mode=words.share(active.mode, 0),
        high=words.share(active.high, 0),
    )
    notes = [comparison, words("baseline.note.start")]
    if result.budgeted is not None:
        numbers = {
            "month": period_said(result.budgeted.period, words),
            "budgeted": words.count(result.budgeted.value),
            "cost": words.rupiah(result.number("cost_budgeted_year"), 4),
            "price": words.rupiah(result.year_price_rp),
        }
        notes.append(_phrase("note.budgeted", result, words, **numbers))
    return [*notes, words("headline.note.range")]


@table("{}", "baseline.table", MEASURE_COLUMNS, numeric=(1, 2, 3, 4))
def measures(result: BaselineResult, words: Words, group: str) -> Rows:
    """Measures that belong together, ``claims`` or ``money``, with mean, median, interval and error."""
    numbers = {
        "price": words.rupiah(result.year_price_rp),
        "month": words.month(result.plan.on),
        "pool": words.exact(result.pool),
    }
    rows = measure_rows(result, words, _GROUPS[one_of(group, "group", _GROUPS)], "measure.baseline")
    return replace(rows, numbers=numbers, caption=f".{group}", note=f".{group}")


Page("baseline", _title, _answer, _cards, _notes, _subtitle).hand_out(__name__, run)
