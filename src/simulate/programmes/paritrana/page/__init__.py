"""The page of the Paritrana scorecard: its first screen, its tables, and the run behind them."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from simulate.page.elements import Numbers, Rows, first_up, inside, table
from simulate.page.evidence import graded
from simulate.page.face import Card, Page, over_said
from simulate.page.html import Cell, Markup, Section, bullets, estimated, source
from simulate.page.words import Estimate, Words
from simulate.plan.named import read_plan
from simulate.programmes.paritrana.model import MONTHS, middle_weights, peer_codes, peers_of, weighted
from simulate.programmes.paritrana.page.charts import (
    TOP,
    Points,
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
from simulate.programmes.paritrana.plan import ANY, ELECTIONS
from simulate.programmes.paritrana.study import run
from simulate.programmes.universal.study import other_baseline
from simulate.region.schemas import ASPECTS

if TYPE_CHECKING:
    from simulate.programmes.paritrana.study import ParitranaResult


_REGULATION = ASPECTS.index("regulation")


class _Scores(Numbers):
    """What a text holds; a measure that is a score is written as scores are."""

    def __missing__(self, name: str) -> Estimate:
        found = super().__missing__(name)
        return Points(found.row, found.unit, found.words) if found.unit == "score" else found


def _texts(result: ParitranaResult, words: Words) -> _Scores:
    """What texts of the first screen hold."""
    apbd, _ = result.card.cost_rp(result.chosen)
    texts = {
        "doing": action_text(result, result.lead, words, to_do=True),
        "least": score(result.possible[0], words),
        "count": words.exact(len(result.chosen)),
        "budget": words.rupiah(result.plan.budget_rp),
        "enough": words.rupiah(float(np.quantile(apbd, result.plan.confidence))),
        "regions": str(1 + len(peer_codes(result.region) if result.peers else ())),
    }
    return _Scores(result, words, plan_texts(result, words) | texts)


def _title(result: ParitranaResult, words: Words) -> str:
    return words("paritrana.title", year=str(result.plan.assessment_year))


def _subtitle(result: ParitranaResult, words: Words) -> str:
    region, plan = result.region.about.name, result.plan_name[words.language]
    return words("paritrana.subtitle", region=region, year=str(result.plan.assessment_year), plan=plan)


def _answer(result: ParitranaResult, words: Words) -> str:
    texts = _texts(result, words)
    return " ".join(
        words(f"paritrana.answer.{one}", texts) for one in ("score", "do" if result.chosen else "do.none", "lead")
    )


def _cards(result: ParitranaResult, words: Words) -> list[Card]:
    texts, cards = _texts(result, words), []
    for name, measure in (("score", "score"), ("gain", "gain_chosen"), ("lead", f"gain_{result.lead}")):
        found = texts[measure]
        big = f"{found}" if name == "score" else words("paritrana.number.plus", gain=found)
        below = words("interval.90", interval=f"{found:range}", error=f"{found:error}")
        cards.append((big, words(f"paritrana.number.{name}", texts), below))
    return cards


def _notes(result: ParitranaResult, words: Words) -> list[str]:
    """What must be known beside the numbers: what is done for how much, what weights matter, what is not proven."""
    texts, other = _texts(result, words), other_baseline(result)
    notes = over_said(result, words, result.region.about.ahead)
    if result.chosen:
        notes += _actions_notes(result, words, texts)
    notes.append(words(f"paritrana.note.weights{'' if result.plan.weights == ANY else '.scheme'}", texts))
    notes.append(words("paritrana.note.proof", texts))
    if result.ranks is not None:
        notes.append(words("paritrana.note.rank", texts))
    notes.append(words("paritrana.note.jury"))
    baseline = {"other": words(f"told.baseline.{other.plan.baseline}")}
    notes.append(words("paritrana.note.baseline", _Scores(other, words, baseline)))
    if result.extended_law:
        notes.append(words("paritrana.note.held", month=words.month(min(result.extended_law.values()))))
    return [*notes, words("headline.note.range")]


def _actions_notes(result: ParitranaResult, words: Words, texts: _Scores) -> list[str]:
    """What is done, for how much, and what becomes of it under published aspects that leave regulation out."""
    chosen, card, step, slow = result.chosen, result.card, result.last_step, ""
    # the action that is least sure to be done within the year, unless all are
    slowest = min(chosen, key=lambda action: float(card.done[action].mean()))
    if result.unknowns[MONTHS[slowest]].high > result.plan.months_left:
        action, chance = first_up(actions_text([slowest], words)), done_text(result, slowest, words)
        slow = words("paritrana.note.slow", action=action, chance=chance)
    election = election_text(result, words) if "election" in chosen else ""
    listed = actions_text(chosen, words, explained=True)
    notes = [words("paritrana.note.do", actions=listed, slow=slow, election=election).strip()]
    notes.append(words("paritrana.note.cost", texts))
    if step is not None:
        notes[-1] += " " + words(
            "paritrana.note.step",
            action=actions_text([step.action], words),
            count=words.exact(len(chosen) - 1),
            without=score(100 * step.gain_without, words),
            apbd_without=words.rupiah(step.apbd_without_rp),
            gain=score(100 * step.gain, words),
            apbd=words.rupiah(step.apbd_rp),
        )
    through = {action for item in card.items if item.aspect == _REGULATION for action in item.moved_by}
    moved, count = card.aspects_after(chosen) - result.aspects, len(through.intersection(chosen))
    for scheme in result.region.tables["paritrana_weights"]["scheme"].unique() if count else ():
        weights = middle_weights(scheme, result.region)
        if weights[_REGULATION] == 0:
            named, gain = scheme_text(result, scheme, words), 100 * float(weighted(moved, weights).mean())
            regulated = {"count": words.exact(count), "chosen": words.exact(len(chosen))}
            notes.append(words("paritrana.note.unregulated", scheme=named, gain=score(gain, words), **regulated))
    return notes


def _method(result: ParitranaResult, words: Words) -> dict[str, Any]:
    together = result.unknowns["items_together"].distribution
    return plan_texts(result, words) | {
        "least": words.share(result.plan.least_weight, 0),
        "rise": words.share(result.rise, 0),
        "from_month": words.month(result.plan.approach.start),
        "together": f"{words.decimal(together.low, 1)}–{words.decimal(together.high, 1)}",
    }


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
_SHOWN, _TOP_ITEMS = 10, 4


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


Page("paritrana", _title, _answer, _cards, _notes, _subtitle, _method).hand_out(__name__, run)
