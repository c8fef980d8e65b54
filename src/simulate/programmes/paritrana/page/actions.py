"""What the regency may do and for how much, which evidence to gather first, and how coverage is scored."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from simulate.page.drawing import MAIN, OTHER, tick_form
from simulate.page.elements import Chart, Rows, chart, first_up
from simulate.page.html import estimated
from simulate.page.words import Words
from simulate.programmes.paritrana.card import MONTHS, election_name, sponsors_begin
from simulate.programmes.paritrana.page.scorecard import (
    action_text,
    actions_text,
    draw_ranges,
    marked,
    own_table,
    part,
    plan_texts,
    points,
    score,
    span,
)

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

    from simulate.programmes.paritrana.study import ParitranaResult

# items that the table of evidence shows, and whose share its caption tells
_SHOWN, _TOP_ITEMS = 10, 4


def done_text(result: ParitranaResult, action: str, words: Words) -> str:
    """The chance that an action is done within the year; where its range of months leaves no doubt, that is said."""
    months, left = result.unknowns[MONTHS[action]].distribution, result.plan.months_left
    chance = words.chance(float(result.card.done[action].mean()), result.settings.draws, signs=True)
    return words("paritrana.assumed", chance=chance) if months.high <= left or months.low > left else chance


def election_text(result: ParitranaResult, words: Words) -> str:
    """Whose contributions the action for ad hoc workers pays; nothing in a year without an election."""
    name = election_name(result.plan.assessment_year)
    return words("paritrana.election", plan=name[words.language]) if name else ""


def _ranked(result: ParitranaResult) -> pd.DataFrame:
    """The actions, those that add most per rupiah first, those that may cost nothing last."""
    return result.table("actions").sort_values("per_billion_mean", ascending=False, ignore_index=True)


@chart("per_rupiah", "paritrana.chart.actions", wide=(7.4, 4.6), narrow=(3.7, 5.6))
def actions_chart(result: ParitranaResult, words: Words) -> Chart:
    """Score per billion rupiah of each action."""
    data = _ranked(result).dropna(subset=["per_billion_mean"])
    bars = [
        (action_text(result, row["action"], words), part(row, "per_billion"), OTHER if row["chosen"] else MAIN)
        for row in data.to_dict("records")
    ]

    def draw(drawing: Figure, narrow: bool) -> None:
        axes = drawing.subplots()
        draw_ranges(axes, bars, "mean", words("paritrana.axis.per_billion"), words, narrow)
        axes.set_xlim(0, 1.05 * max(max(row["mean"], row["p95"]) for _, row, _ in bars))
        axes.locator_params(axis="x", nbins=4 if narrow else 7)
        axes.xaxis.set_major_formatter(tick_form(words.times))

    numbers = {
        "Counted": first_up(words(f"paritrana.counted.{result.plan.count}")),
        "rows": "; ".join(f"{name} {span(row['p05'], row['p95'], words)}" for name, row, _ in bars),
        "error": words.error(float(data["per_billion_mc_error"].max()), "score"),
    }
    return Chart(draw, data, plan_texts(result, words) | numbers)


@own_table("actions_table", "action gain gain_ends apbd cost per_billion best done", range(1, 8))
def actions(result: ParitranaResult, words: Words) -> Rows:
    """Each action with what it adds, what it costs whom, and how often it is the best per rupiah."""
    plan, found, rows = result.plan, result.table("actions"), []
    for row in _ranked(result).to_dict("records"):
        money, ranked = (part(row, "apbd"), part(row, "cost")), ["–", "–"]
        costs = ["–" if paid["p05"] == paid["p95"] == 0 else estimated(paid, "rp", words) for paid in money]
        if not np.isnan(row["best"]):
            best = words.chance(row["best"], result.settings.draws, signs=True)
            ranked = [points(part(row, "per_billion"), words, "mean"), best]
        name = marked(action_text(result, row["action"], words), "paritrana.chosen", row["chosen"], words)
        ends = span(row["gain_least"], row["gain_most"], words)
        gain, done = points(part(row, "gain"), words, "mean"), done_text(result, row["action"], words)
        rows.append((name, gain, ends, *costs, *ranked, done))
    begin, own = sponsors_begin(plan, result.facts), plan.sponsors.start
    chance = done_text(result, "sponsorship", words)
    later = {"begin": words.month(begin), "own": words.month(own), "asn_chance": chance}
    numbers = {
        "start": words.month(plan.start),
        "election": election_text(result, words),
        "sponsors": "" if begin == own else words("paritrana.table.actions.sponsors", later),
        "outlets": words.exact(plan.new_outlets),
        "gain_error": words.error(float(found["gain_mc_error"].max()), "score"),
        "cost_error": words.error(float(found["cost_mc_error"].max()), "rp"),
        "best_error": words.error(float(found["best_error"].max()), "share"),
    }
    return Rows(rows, plan_texts(result, words) | numbers, found)


@own_table(
    "budgets", "budget best_set gain_expected apbd_enough step step_per_billion surest_set gain_sure", (2, 3, 4, 5, 7)
)
def budgets(result: ParitranaResult, words: Words) -> Rows:
    """The best set of actions for each budget, and the one that is sure to add most whatever the weights."""
    found, rows = result.table("budgets"), []
    for row in found.to_dict("records"):
        best, surest = (first_up(actions_text(row[one].split(), words)) for one in ("actions", "surest"))
        own = row["budget_rp"] == result.plan.budget_rp
        rows.append(
            (
                marked(words.rupiah(row["budget_rp"]), "paritrana.own_budget", own, words),
                best,
                score(row["gain"], words),
                words.rupiah(row["apbd_rp"]) if row["apbd_rp"] else "–",
                score(row["step"], words),
                "–" if np.isnan(row["step_per_billion"]) else score(row["step_per_billion"], words),
                words("paritrana.same") if row["surest"] == row["actions"] else surest,
                score(row["surest_least"], words),
            )
        )
    return Rows(rows, plan_texts(result, words), found)


@own_table("evidence", "item aspect width of_variance proof", (2, 3))
def evidence(result: ParitranaResult, words: Words) -> Rows:
    """What settling each item would take from the range of the score, the most first, and what would settle it."""
    found, titles = result.table("evidence"), result.region.tables["paritrana"].set_index("item").to_dict()
    rows = [
        (
            titles[f"title_{words.language}"][row["item"]],
            words(f"paritrana.aspect.{row['aspect']}"),
            score(row["width"], words),
            words.share(max(row["of_variance"], 0.0), 0),
            words(f"paritrana.proof.{row['aspect']}"),
        )
        for row in found.head(_SHOWN).to_dict("records")
    ]
    numbers = {
        "item": rows[0][0],
        "width": rows[0][2],
        "share": words.share(float(found["of_variance"].head(_TOP_ITEMS).sum()), 0),
        "count": words.exact(_TOP_ITEMS),
        "shown": words.exact(len(rows)),
    }
    return Rows(rows, numbers, found)


@own_table("coverage_rules", "rule score column.mean", (1, 2), stacked=False)
def coverage_rules(result: ParitranaResult, words: Words) -> Rows:
    """The score of the covered share by every rule and target; those that the plan judges by stand out."""
    found, rows = result.table("coverage_rules"), []
    for row in found.to_dict("records"):
        name = words(f"paritrana.rule.{row['rule']}")
        if row["target"]:
            name += f", {words('paritrana.target.' + row['target'])} {words.share(row['level'])}"
        name = marked(name, "paritrana.own_rule", row["own"], words)
        rows.append((name, points(row, words), score(row["mean"], words)))
    numbers = {
        "low": score(float(found["mean"].min()), words),
        "high": score(float(found["mean"].max()), words),
        "error": words.error(float(found["mc_error"].max()), "score"),
    }
    return Rows(rows, plan_texts(result, words) | numbers, found)
