"""The page of the Paritrana scorecard: the score today and after the best actions; and the run behind it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from simulate.page.elements import Numbers, first_up
from simulate.page.face import Asked, Card, Page, Point, over_said, range_said
from simulate.page.trace import Trace, given, measure_traces, moved_most, with_range
from simulate.page.words import Estimate, Words
from simulate.programmes.paritrana.model import middle_weights, weighted
from simulate.programmes.paritrana.page.charts import (
    Points,
    action_text,
    actions_text,
    cost_measure,
    items_told,
    late,
    plan_texts,
    score,
    score_chart,
)
from simulate.programmes.paritrana.study import run
from simulate.programmes.universal.study import other_baseline
from simulate.region.schemas import ASPECTS

if TYPE_CHECKING:
    from simulate.programmes.paritrana.study import ParitranaResult


_REGULATION = ASPECTS.index("regulation")
# the points that a page has room for beside the weakest evidence
_POINTS = 4


class _Scores(Numbers):
    """What a text holds; a measure that is a score is written as scores are."""

    def __missing__(self, name: str) -> Estimate:
        found = super().__missing__(name)
        return Points(found.row, found.unit, found.words, found.trace) if found.unit == "score" else found


def _texts(result: ParitranaResult, words: Words, **numbers: Any) -> _Scores:
    """What texts of the first screen hold."""
    rows, texts = items_told(result), plan_texts(result, words)
    texts |= {
        "items": words.mark("items", words.exact(len(rows))),
        "without": words.mark("items", words.exact(sum(row["without"] for row in rows))),
        "best": words.mark("lead_gain", texts["best"]),
        "lead": actions_text([result.lead], words, explained=True),
        "chosen": words("paritrana.best" if result.plan.actions is None else "paritrana.named"),
    }
    for name in ("first_low", "first_high"):
        if name in texts:
            texts[name] = words.mark("ranks", texts[name])
    return _Scores(result, words, texts | numbers)


def _title(result: ParitranaResult, words: Words) -> str:
    return words("paritrana.title", year=str(result.plan.assessment_year))


def _about(result: ParitranaResult, words: Words) -> str:
    return words("paritrana.about", region=result.region.about.name, plan=result.plan_name[words.language])


def _answer(result: ParitranaResult, words: Words) -> str:
    """The score today and after the plan's actions, and what these take from the budget."""
    return words(f"paritrana.answer{'' if result.chosen else '.none'}", _texts(result, words))


def _cards(result: ParitranaResult, words: Words) -> list[Card]:
    """The score, the score after, the cost; where nothing is chosen what the best action would add and cost."""
    texts, key = _texts(result, words), "paritrana.number"
    today = Card(f"{texts['score']}", words(f"{key}.score", texts), range_said(result, "score", words), "score")
    if result.chosen:
        after, apbd = (range_said(result, name, words) for name in ("score_after", "apbd_chosen"))
        return [
            today,
            Card(f"{texts['score_after']}", words(f"{key}.after", texts), after, "per_rupiah", "score_after"),
            Card(f"{texts['apbd_chosen']:rupiah}", words(f"{key}.apbd", texts), apbd, "budgets", "apbd_chosen"),
        ]
    if late(result):
        none, free = (words.mark("done", number) for number in (words.exact(0), words.rupiah(0)))
        nothing = Card(none, words(f"{key}.late", texts), "", "actions_table")
        return [replace(today, measure="score"), nothing, Card(free, words(f"{key}.free", texts), "", "budgets")]
    gain, cost = f"gain_{result.lead}", cost_measure(result)
    ends = [
        words("interval.card", interval=f"{texts['gain']:range}"),
        words("interval.card", interval=f"{texts['cost']:range}"),
    ]
    return [
        today,
        Card(words(f"{key}.plus", texts), words(f"{key}.gain", texts), ends[0], "per_rupiah", gain),
        Card(f"{texts['cost']:rupiah}", words(f"{key}.cost", texts), ends[1], "actions_table", cost),
    ]


def _points(result: ParitranaResult, words: Words) -> list[Point]:
    """What must be proven, what raises the score most, what the last action is worth, that the rank is unknown."""
    texts = _texts(result, words)
    points = [(said, "parameters") for said in over_said(result, words, result.region.about.ahead)]
    points.append((words("paritrana.point.proof", texts), "evidence"))
    points.append((words(f"paritrana.point.lead{'.late' if late(result) else ''}", texts), "per_rupiah"))
    rank = ("paritrana.point.rank.none", "weights") if result.ranks is None else ("paritrana.point.rank", "ranks")
    points.append((words(rank[0], texts), rank[1]))
    if step := _step(result, words):
        points.insert(-1, (words("paritrana.point.step", step), "budgets"))
    # what is told first is what a page without room for all keeps
    return points[:_POINTS]


def _step(result: ParitranaResult, words: Words) -> dict[str, str]:
    """What texts hold of the last action, and of the others without it; nothing where it is alone."""
    step = result.last_step
    if step is None:
        return {}
    worth = {
        "without": score(100 * step.gain_without, words),
        "apbd_without": words.rupiah(step.apbd_without_rp),
        "gain": score(100 * step.gain, words),
        "apbd": words.rupiah(step.apbd_rp),
        "done": words.chance(float(result.card.done[step.action].mean()), result.settings.draws, signs=True),
    }
    told = {name: words.mark("step", number) for name, number in worth.items()}
    return told | {"Action": first_up(actions_text([step.action], words, explained=True))}


def _sure(result: ParitranaResult, words: Words) -> list[str]:
    """Where the range comes from, that the jury is not foretold, other weights and another coverage at the start."""
    other = other_baseline(result)
    baseline = {"other": words(f"told.baseline.{other.plan.baseline}")}
    said = [
        words("paritrana.sure.evidence", _texts(result, words)),
        words("paritrana.sure.jury"),
        _unregulated(result, words),
        # the other run's numbers open nothing here
        words("paritrana.sure.baseline", _Scores(other, Words(words.language), baseline)),
    ]
    return [one for one in said if one]


def _unregulated(result: ParitranaResult, words: Words) -> str:
    """What becomes of the actions under published aspects that leave regulation out; nothing where none does."""
    chosen, card = result.chosen, result.card
    moved = card.aspects_after(chosen) - result.aspects
    for scheme in result.region.tables["paritrana_weights"]["scheme"].unique() if moved[:, _REGULATION].any() else ():
        weights = middle_weights(scheme, result.region)
        if weights[_REGULATION] == 0:
            gain = score(100 * float(weighted(moved, weights).mean()), words)
            return words("paritrana.sure.unregulated", gain=gain)
    return ""


def _method(result: ParitranaResult, words: Words) -> dict[str, Any]:
    together = result.unknowns["items_together"].distribution
    return plan_texts(result, words) | {
        "least": words.share(result.plan.least_weight, 0),
        "rise": words.share(result.rise, 0),
        "from_month": words.month(result.plan.approach.start),
        "together": f"{words.decimal(together.low, 1)}–{words.decimal(together.high, 1)}",
    }


# the law and figures that each number is made from
_RESTS = {
    "score": ("paritrana", "paritrana_weights"),
    "score_after": ("paritrana", "paritrana_weights"),
    "gain_chosen": ("paritrana", "paritrana_weights"),
    "apbd_chosen": ("law.bpu_base", "law.bpu_rate"),
}


def _traces(result: ParitranaResult, words: Words) -> dict[str, Trace]:
    """What scores rest on, evidence above all; what the leading action adds and costs; ends, steps and ranks."""
    texts, found = _texts(result, words), {}
    evidence = words("paritrana.trace.evidence", texts)
    for name, one in measure_traces(result, words, _RESTS).items():
        found[name] = replace(one, mover=evidence) if name == "score" else one
    if "gain_chosen" in found:
        found["gain_chosen"] = replace(found["gain_chosen"], value=_with_mean(result, "gain_chosen", words))
    card, peers = ([*given(result, words, table)] for table in ("paritrana", "paritrana_peers"))
    lead = {"lead_gain": f"gain_{result.lead}", "lead_cost": cost_measure(result)}
    for name, measure in lead.items():
        value = with_range(result.row(measure), result.units[measure], words)
        if name == "lead_gain":
            value = words("paritrana.trace.best", value=_with_mean(result, measure, words), best=texts["best"])
        told = words(f"paritrana.trace.{name}", action=action_text(result, result.lead, words))
        formula = words(f"paritrana.trace.{name}.formula", texts)
        found[name] = Trace(told, value, formula, card, moved_most(result, words, measure, True))
    filled = dict.fromkeys(("items", "possible", "evidence", "moved"), texts)
    filled |= {"done": {}, "step": _step(result, words), "ranks": {} if result.ranks is None else texts}
    for name, values in filled.items():
        key = f"paritrana.trace.{name}"
        value = words(f"{key}.value", values) if values else ""
        inputs = [*card, *(peers if name == "ranks" else [])]
        found[name] = Trace(words(f"{key}.name"), value, words(f"{key}.formula", texts), inputs)
    return found


def _with_mean(result: ParitranaResult, measure: str, words: Words) -> str:
    """A gain's mean, which sentences tell, and its median with the range."""
    row = result.row(measure)
    middle = with_range(row, result.units[measure], words)
    return words("paritrana.trace.mean", mean=score(row["mean"], words), middle=middle)


def _asked(result: ParitranaResult, words: Words) -> list[Asked]:
    """What is known of the award, and what the report says of it."""
    awards = result.region.tables["paritrana_awards"]
    own = awards[awards["region_code"] == result.region.code].sort_values("assessed_year")
    texts = _texts(result, words)
    if own.empty:
        return [(words("paritrana.asked"), words("paritrana.asked.unknown", texts))]
    last = own.iloc[-1]
    known = {"rank": str(last["provincial_rank"]), "assessed": str(last["assessed_year"])}
    return [(words("paritrana.asked"), words("paritrana.asked.answer", _texts(result, words, **known)))]


Page(
    "paritrana",
    _title,
    _answer,
    _cards,
    _points,
    score_chart,
    _about,
    _sure,
    _RESTS,
    _traces,
    _method,
    asked=_asked,
).hand_out(__name__, run)
