"""The tables of the Paritrana page: scorecard, aspects, weights, actions, budgets, regions, evidence, rules."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

import numpy as np

from simulate.page.elements import Rows, first_up, inside, table
from simulate.page.evidence import graded
from simulate.page.html import Cell, Markup, Section, bullets, estimated, source
from simulate.page.words import Words
from simulate.plan.named import read_plan
from simulate.programmes.paritrana.model import MONTHS, peers_of
from simulate.programmes.paritrana.page.charts import (
    TOP,
    action_text,
    actions_text,
    items_told,
    part,
    plan_texts,
    points,
    ranked,
    scheme_text,
    score,
    span,
)
from simulate.programmes.paritrana.plan import ELECTIONS
from simulate.region.schemas import ASPECTS

if TYPE_CHECKING:
    from simulate.programmes.paritrana.study import ParitranaResult


def done_text(result: ParitranaResult, action: str, words: Words) -> str:
    """The chance that an action is done within the year; where its range of months leaves no doubt, that is said."""
    months, left = result.unknowns[MONTHS[action]].distribution, result.plan.months_left
    chance = words.chance(float(result.card.done[action].mean()), result.settings.draws, signs=True)
    return words("paritrana.assumed", chance=chance) if months.high <= left or months.low > left else chance


def election_text(result: ParitranaResult, words: Words) -> str:
    """Whose contributions the action for ad hoc workers pays; nothing in a year without an election."""
    if result.plan.election is None:
        return ""
    name = read_plan(ELECTIONS[result.plan.assessment_year], type(result.plan.election)).name
    return words("paritrana.election", plan=name[words.language])


# what scores of the region's table mean
_SCALE = {"nothing": 0, "announced": 0.25, "decided": 0.5, "running": 0.75}


def own_table(name: str, columns: str, numeric: Sequence[int] = (), stacked: bool = True) -> Callable:
    """`table` of this room, its columns by the ends of their keys, or by whole keys."""
    keys = (one if "." in one else f"paritrana.column.{one}" for one in columns.split())
    return table(name, f"paritrana.table.{name.removesuffix('_table')}", " ".join(keys), numeric, stacked)


def marked(name: str, key: str, applies: bool, words: Words) -> Cell:
    """A name, with a text in bold after it where that applies."""
    return Markup(f"{name} <strong>{words(key)}</strong>", f"{name} {words(key)}") if applies else name


@own_table("scorecard_table", "item score found column.source")
def scorecard(result: ParitranaResult, words: Words) -> Rows:
    """Every item with its score, what was found, and the link."""
    rows, aspect = [], ""
    for row in items_told(result):
        if row["aspect"] != aspect:
            aspect = row["aspect"]
            rows.append(Section([words(f"paritrana.aspect.{aspect}"), "", "", ""]))
        shown: Cell = span(*row["ends"], words)
        if row["rule"]:
            shown = points(row, words)
        elif row["without"]:
            shown = words("paritrana.no_evidence", range=shown)
        links = [cited for one in re.findall(r"https?://[^\s;,\")]+", row["source"]) for cited in (", ", source(one))]
        cited = [*links[1:], f" ({words('status.' + row['status'])})"] if links else words("paritrana.not_found")
        rows.append((row[f"title_{words.language}"], shown, row[f"evidence_{words.language}"], cited))
    scale = {name: words.exact(TOP * level) for name, level in _SCALE.items()}
    return Rows(rows, scale | {"top": words.exact(TOP)}, result.table("scorecard"))


@own_table("aspects", "aspect items score largest", range(1, 4), stacked=False)
def aspects(result: ParitranaResult, words: Words) -> Rows:
    """The aspects with their scores, and which of them has most to gain."""
    found, draws, rows = result.table("aspects"), result.settings.draws, []
    for row in found.to_dict("records"):
        name, largest = words(f"paritrana.aspect.{row['aspect']}"), words.chance(row["largest"], draws, signs=True)
        rows.append((name, words.exact(row["items"]), points(row, words), largest))
    most = found.loc[found["largest"].idxmax()]
    numbers = {
        "aspect": inside(words(f"paritrana.aspect.{most['aspect']}")),
        "share": words.chance(most["largest"], draws),
        "top": words.exact(TOP),
        "error": words.error(float(found["mc_error"].max()), "score"),
        "chance_error": words.error(float(found["largest_error"].max()), "share"),
    }
    return Rows(rows, numbers, found)


@own_table("weightings", "weighting weights score aspects_source")
def weightings(result: ParitranaResult, words: Words) -> Rows:
    """The score under each weighting, with its weights and where they come from; a dash where these vary."""
    found, rows = result.table("weightings"), []
    cited = result.region.tables["paritrana_weights"].groupby("scheme")["source"].first()
    named = {aspect: inside(words(f"paritrana.aspect.{aspect}")) for aspect in ASPECTS}
    for row in found.to_dict("records"):
        weights = [f"{name} {words.share(row[aspect], 0)}" for aspect, name in named.items()]
        shown = "–" if np.isnan(row[ASPECTS[0]]) else ", ".join(weights)
        link = source(cited[row["weighting"]]) if row["weighting"] in cited else "–"
        rows.append((scheme_text(result, row["weighting"], words), shown, points(row, words), link))
    middle = found.set_index("weighting")["p50"]
    ends = {"low": score(middle["lowest"], words), "high": score(middle["highest"], words)}
    return Rows(rows, ends, found)


@own_table("actions_table", "action gain gain_ends apbd cost per_billion best done", range(1, 8))
def actions(result: ParitranaResult, words: Words) -> Rows:
    """Each action with what it adds, what it costs whom, and how often it is the best per rupiah."""
    plan, found, rows = result.plan, result.table("actions"), []
    for row in ranked(result).to_dict("records"):
        money, worth = (part(row, "apbd"), part(row, "cost")), ["–", "–"]
        costs = ["–" if paid["p05"] == paid["p95"] == 0 else estimated(paid, "rp", words) for paid in money]
        if not np.isnan(row["best"]):
            best = words.chance(row["best"], result.settings.draws, signs=True)
            worth = [points(part(row, "per_billion"), words, "mean"), best]
        name = marked(action_text(result, row["action"], words), "paritrana.chosen", row["chosen"], words)
        ends = span(row["gain_least"], row["gain_most"], words)
        gain, done = points(part(row, "gain"), words, "mean"), done_text(result, row["action"], words)
        rows.append((name, gain, ends, *costs, *worth, done))
    begin, own = plan.sponsors_begin(result.unknowns["months_programme"].mode), plan.sponsors.start
    chance = done_text(result, "sponsorship", words)
    later = {"begin": words.month(begin), "own": words.month(own), "asn_chance": chance}
    numbers = {
        "election": election_text(result, words),
        "sponsors": "" if begin == own else words("paritrana.table.actions.sponsors", later),
        "outlets": words.exact(plan.new_outlets),
        "gain_error": words.error(float(found["gain_mc_error"].max()), "score"),
        "cost_error": words.error(float(found["cost_mc_error"].max()), "rp"),
        "best_error": words.error(float(found["best_error"].max()), "share"),
    }
    return Rows(rows, plan_texts(result, words) | numbers, found)


@own_table("budgets", "budget best_set gain_expected apbd_enough step_per_billion", (2, 3, 4))
def budgets(result: ParitranaResult, words: Words) -> Rows:
    """The best set of actions for each budget."""
    found, rows, before = result.table("budgets"), [], []
    for row in found[found["actions"] != ""].to_dict("records"):
        worth = "–" if np.isnan(row["step_per_billion"]) else score(row["step_per_billion"], words)
        apbd = words.rupiah(row["apbd_rp"]) if row["apbd_rp"] else "–"
        actions = row["actions"].split()
        best = _beside(actions, before, words)
        rows.append((_budget(result, row["budget_rp"], words), best, score(row["gain"], words), apbd, worth))
        before = actions
    return Rows(rows, plan_texts(result, words), found)


def _beside(actions: Sequence[str], before: Sequence[str], words: Words) -> str:
    """Actions as what they add to those before and leave out of them; all of them where none were before."""
    if not before:
        return first_up(actions_text(actions, words))
    more, less = ([one for one in some if one not in other] for some, other in ((actions, before), (before, actions)))
    key = {(True, True): "swapped", (True, False): "added", (False, True): "removed"}.get((bool(more), bool(less)))
    told = {"added": actions_text(more, words), "removed": actions_text(less, words)}
    return words(f"paritrana.{key}", told) if key else words("paritrana.same")


@own_table("surest", "budget surest_set gain_sure", (2,))
def surest(result: ParitranaResult, words: Words) -> Rows:
    """For each budget the set of actions that is sure to add most whatever the weights."""
    found, rows = result.table("budgets"), []
    for row in found[found["surest"] != ""].to_dict("records"):
        same = row["surest"] == row["actions"]
        said = words("paritrana.same") if same else first_up(actions_text(row["surest"].split(), words))
        rows.append((_budget(result, row["budget_rp"], words), said, score(row["surest_least"], words)))
    return Rows(rows, plan_texts(result, words))


def _budget(result: ParitranaResult, budget_rp: float, words: Words) -> Cell:
    """A budget; the plan's own stands out."""
    return marked(words.rupiah(budget_rp), "paritrana.own_budget", budget_rp == result.plan.budget_rp, words)


@own_table("regions", "region score known award found", (1, 2))
def regions(result: ParitranaResult, words: Words) -> Rows | str:
    """What is known of each region of the province, and its score; a sentence where nobody is compared."""
    if result.ranks is None:
        return words("paritrana.ranks.none")
    found, first = result.table("regions"), result.table("ranks").set_index("rank").loc[1]
    awards, peers = result.region.tables["paritrana_awards"], peers_of(result.region)
    rows = []
    for row in found.to_dict("records"):
        awarded: list[Cell] = []
        for one in awards[awards["region_code"] == row["region_code"]].to_dict("records"):
            rank, year = str(one["provincial_rank"]), str(one["assessed_year"])
            awarded += [words("paritrana.award", rank=rank, year=year), source(one["source"])]
        lines: list[Cell] = []
        for one in peers[peers["region_code"] == row["region_code"]].to_dict("records"):
            share = "" if np.isnan(one["covered_share"]) else f"{words.share(one['covered_share'] / 100)}. "
            aspect, evidence = words(f"paritrana.aspect.{one['aspect']}"), one[f"evidence_{words.language}"]
            cited = graded(one, words) if "http" in one["source"] else []
            lines.append([f"{aspect}: {share}{evidence} ", *cited])
        own = row["region_code"] == result.region.code
        known = words("paritrana.known", known=words.exact(row["known"]), aspects=words.exact(len(ASPECTS)))
        shown = words("paritrana.own_scorecard") if own else bullets(lines)
        rows.append((row["region"], points(row, words), known, awarded or "–", shown))
    numbers = {end: words.chance(first[f"chance_{end}"], result.settings.draws) for end in ("low", "high")}
    return Rows(rows, numbers | {"error": words.error(float(found["mc_error"].max()), "score")}, found)


# items that the table of evidence shows, and whose share its caption tells
_SHOWN, _TOP_ITEMS = 8, 4


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
