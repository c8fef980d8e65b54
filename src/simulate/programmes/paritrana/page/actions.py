"""What the regency may do, and which evidence to gather first."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

import numpy as np

from simulate.page.base import Element
from simulate.page.drawing import tick_form
from simulate.page.elements import first_up
from simulate.page.figure import INK, MAIN, MUTED, OTHER, old_figure
from simulate.page.table import Cell, Markup, estimated, old_table
from simulate.page.words import Words
from simulate.programmes.paritrana.card import MONTHS
from simulate.programmes.paritrana.coverage import election_name, sponsors_begin
from simulate.programmes.paritrana.page.scorecard import (
    TOP,
    action_said,
    actions_said,
    aspect_said,
    item_titles,
    points,
    score,
    span,
)

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

    from simulate.programmes.paritrana.study import ParitranaResult


def _ranked(result: ParitranaResult) -> pd.DataFrame:
    """The actions that cost anything, those that add most per rupiah first."""
    found = result.tables["actions"]
    paid = found[found["per_billion_mean"].notna()]
    return paid.sort_values("per_billion_mean", ascending=False, ignore_index=True)


def actions_chart(result: ParitranaResult) -> Element:
    """Score per billion rupiah of each action."""
    data = _ranked(result)

    def draw(drawing: Figure, words: Words, narrow: bool) -> None:
        axes = drawing.subplots()
        places = list(range(len(data) - 1, -1, -1))
        for place, row in zip(places, data.to_dict("records"), strict=True):
            colour = OTHER if row["chosen"] else MAIN
            low, middle, high = (row[f"per_billion_{one}"] for one in ("p05", "mean", "p95"))
            axes.hlines(place, low, high, color=colour, alpha=0.45, linewidth=8)
            axes.plot([middle], [place], "|", color=colour, markersize=13, markeredgewidth=2)
            axes.annotate(
                score(middle, words),
                (middle, place),
                xytext=(-1, 6),
                textcoords="offset points",
                ha="left",
                va="bottom",
                color=INK,
                fontsize=8.5,
            )
        axes.set_xlim(0, float(data[["per_billion_mean", "per_billion_p95"]].max().max()) * 1.05)
        axes.locator_params(axis="x", nbins=4 if narrow else 7)
        axes.xaxis.set_major_formatter(tick_form(words.times))
        names = [textwrap.fill(action_said(result, action, words), 24 if narrow else 42) for action in data["action"]]
        axes.set_yticks(places, names, fontsize=8.5)
        axes.tick_params(axis="y", length=0)
        axes.set_ylim(-0.6, len(data) - 0.3)
        axes.grid(axis="x", linewidth=0.5)
        axes.set_axisbelow(True)
        axes.set_xlabel(words("paritrana.axis.per_billion"), color=MUTED)

    def numbers(words: Words) -> dict[str, str]:
        first = data[data["action"] == result.lead].iloc[0]
        return {
            "action": action_said(result, result.lead, words),
            "gain": score(first["gain_mean"], words),
            "cost": words.rupiah(first[f"{'apbd' if result.plan.count == 'apbd' else 'cost'}_p50"]),
            "best": words.chance(first["best"], result.settings.draws),
            "counted": words(f"paritrana.counted.{result.plan.count}"),
            "Counted": first_up(words(f"paritrana.counted.{result.plan.count}")),
            "rows": "; ".join(
                words(
                    "paritrana.chart.row",
                    name=action_said(result, row["action"], words),
                    range=span(row["per_billion_p05"], row["per_billion_p95"], words),
                )
                for row in data.to_dict("records")
            ),
            "error": words.error(float(data["per_billion_mc_error"].max()), "score"),
        }

    return old_figure(
        "per_rupiah",
        result.settings.language,
        draw,
        title=lambda words: words("paritrana.chart.actions.title", **numbers(words)),
        alt=lambda words: words("paritrana.chart.actions.alt", **numbers(words)),
        source=lambda words: words("paritrana.chart.actions.source", **numbers(words)),
        data=data,
        wide=(7.4, 4.6),
        narrow=(3.7, 5.6),
    )


def actions(result: ParitranaResult) -> Element:
    """Each action with what it adds, what it costs whom, and how often it is the best per rupiah."""
    found = result.tables["actions"]
    ordered = _ranked(result)
    rest = found[~found["action"].isin(ordered["action"])]

    def money(row: dict, name: str, words: Words) -> Cell:
        if row[f"{name}_p05"] == row[f"{name}_p95"] == 0:
            return "–"
        return estimated({one: row[f"{name}_{one}"] for one in ("p05", "p50", "p95")}, "rp", words)

    def rows(words: Words):
        for row in [*ordered.to_dict("records"), *rest.to_dict("records")]:
            name = action_said(result, row["action"], words)
            chosen = words("paritrana.chosen") if row["chosen"] else ""
            yield (
                Markup(f"{name} <strong>{chosen}</strong>", f"{name} {chosen}") if chosen else name,
                points(row, words, "gain", "mean"),
                span(row["gain_least"], row["gain_most"], words),
                money(row, "apbd", words),
                money(row, "cost", words),
                points(row, words, "per_billion", "mean") if row["best"] == row["best"] else "–",
                words.chance(row["best"], result.settings.draws, signs=True) if row["best"] == row["best"] else "–",
                done_said(result, row["action"], words),
            )

    columns = ("action", "gain", "gain_ends", "apbd", "cost", "per_billion", "best", "done")
    return old_table(
        "actions_table",
        result.settings.language,
        caption=lambda words: words(
            "paritrana.table.actions.caption",
            month=words.month(result.plan.last),
            action=action_said(result, result.lead, words),
        ),
        header=lambda words: [words(f"paritrana.column.{name}") for name in columns],
        rows=lambda words: list(rows(words)),
        numeric=range(1, len(columns)),
        note=lambda words: words(
            "paritrana.table.actions.note",
            start=words.month(result.plan.start),
            counted=words(f"paritrana.counted.{result.plan.count}"),
            election=election_said(result, words),
            sponsors=_later_said(result, words),
            outlets=words.exact(result.plan.new_outlets),
            gain_error=words.error(float(found["gain_mc_error"].max()), "score"),
            cost_error=words.error(float(found["cost_mc_error"].max()), "rp"),
            best_error=words.error(float(np.nanmax(found["best_error"])), "share"),
        ),
        data=found,
        stacked=True,
    )


def _later_said(result: ParitranaResult, words: Words) -> str:
    """That 1 ASN 1 Pekerja Rentan begins later here than in its own report, where it does."""
    begin, own = sponsors_begin(result.plan, result.facts), result.plan.sponsors.start
    if begin == own:
        return ""
    told = {
        "begin": words.month(begin),
        "own": words.month(own),
        "asn_chance": done_said(result, "sponsorship", words),
    }
    return words("paritrana.table.actions.sponsors", **told)


def done_said(result: ParitranaResult, action: str, words: Words) -> str:
    """The chance that an action is done within the year; where its range of months leaves no doubt, that is said."""
    months, left = result.unknowns[MONTHS[action]].distribution, result.plan.months_left
    chance = words.chance(float(result.card.done[action].mean()), result.settings.draws, signs=True)
    return words("paritrana.assumed", chance=chance) if months.high <= left or months.low > left else chance


def budgets(result: ParitranaResult) -> Element:
    """The best set of actions for each budget, and the one that is sure to add most whatever the weights."""
    found = result.tables["budgets"]

    def listed(told: str, words: Words) -> str:
        return first_up(actions_said(told.split(), words))

    def rows(words: Words):
        for row in found.to_dict("records"):
            own = row["budget_rp"] == result.plan.budget_rp
            said = words.rupiah(row["budget_rp"])
            mark = words("paritrana.own_budget")
            yield (
                Markup(f"{said} <strong>{mark}</strong>", f"{said} {mark}") if own else said,
                listed(row["actions"], words),
                score(row["gain"], words),
                words.rupiah(row["apbd_rp"]) if row["apbd_rp"] else "–",
                score(row["step"], words),
                _per_billion(row["step_per_billion"], words),
                words("paritrana.same") if row["surest"] == row["actions"] else listed(row["surest"], words),
                score(row["surest_least"], words),
            )

    steps = ("step", "step_per_billion")
    columns = ("budget", "best_set", "gain_expected", "apbd_enough", *steps, "surest_set", "gain_sure")
    return old_table(
        "budgets",
        result.settings.language,
        caption=lambda words: words("paritrana.table.budgets.caption"),
        header=lambda words: [words(f"paritrana.column.{name}") for name in columns],
        rows=lambda words: list(rows(words)),
        numeric=(2, 3, 4, 5, 7),
        note=lambda words: words(
            "paritrana.table.budgets.note",
            sets=words.exact(len(result.choices.sets)),
            confidence=words.share(result.plan.confidence, 0),
        ),
        data=found,
        stacked=True,
    )


def _per_billion(found: float, words: Words) -> str:
    return "–" if np.isnan(found) else score(found, words)


def election_said(result: ParitranaResult, words: Words) -> str:
    """Whose contributions the action for ad hoc workers pays; nothing in a year without an election."""
    name = election_name(result.plan.assessment_year)
    return words("paritrana.election", plan=name[words.language]) if name else ""


# items that the table shows, and whose share its caption tells
_SHOWN, _TOP_ITEMS = 10, 4


def evidence(result: ParitranaResult) -> Element:
    """What settling each item would take from the range of the score, the most first, and what would settle it."""
    found = result.tables["evidence"]

    def rows(words: Words):
        titles = item_titles(result, words)
        for row in found.head(_SHOWN).to_dict("records"):
            yield (
                titles[row["item"]],
                aspect_said(row["aspect"], words),
                score(row["width"], words),
                words.share(max(row["of_variance"], 0.0), 0),
                words(f"paritrana.proof.{row['aspect']}"),
            )

    def caption(words: Words) -> str:
        titles, first = item_titles(result, words), found.iloc[0]
        return words(
            "paritrana.table.evidence.caption",
            item=titles[first["item"]],
            width=score(first["width"], words),
            share=words.share(float(found["of_variance"].head(_TOP_ITEMS).sum()), 0),
            count=words.exact(_TOP_ITEMS),
        )

    columns = ("item", "aspect", "width", "of_variance", "proof")
    return old_table(
        "evidence",
        result.settings.language,
        caption=caption,
        header=lambda words: [words(f"paritrana.column.{name}") for name in columns],
        rows=lambda words: list(rows(words)),
        numeric=(2, 3),
        note=lambda words: words("paritrana.table.evidence.note", shown=words.exact(min(_SHOWN, len(found)))),
        data=found,
        stacked=True,
    )


def coverage_rules(result: ParitranaResult) -> Element:
    """The score of the covered share by every rule and target; those that the plan judges by stand out."""
    found = result.tables["coverage_rules"]

    def rows(words: Words):
        for row in found.to_dict("records"):
            name, target = words(f"paritrana.rule.{row['rule']}"), row["target"]
            if target:
                name += f", {words(f'paritrana.target.{target}')} {words.share(row['level'], 1)}"
            mark = words("paritrana.own_rule")
            yield (
                Markup(f"{name} <strong>{mark}</strong>", f"{name} {mark}") if row["own"] else name,
                points(row, words),
                score(row["mean"], words),
            )

    def caption(words: Words) -> str:
        row = result.headline_table.set_index("measure").loc["covered_share"]
        return words(
            "paritrana.table.coverage.caption",
            share=words.share(row["p50"]),
            range=words.interval(row["p05"], row["p95"], "share"),
            month=words.month(result.plan.last),
            low=score(float(found["mean"].min()), words),
            high=score(float(found["mean"].max()), words),
        )

    return old_table(
        "coverage_rules",
        result.settings.language,
        caption=caption,
        header=lambda words: [words(f"paritrana.column.{name}") for name in ("rule", "score", "mean")],
        rows=lambda words: list(rows(words)),
        numeric=(1, 2),
        note=lambda words: words(
            "paritrana.table.coverage.note",
            top=words.exact(TOP),
            error=words.error(float(found["mc_error"].max()), "score"),
        ),
        data=found,
    )
