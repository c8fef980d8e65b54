"""Numbers that many texts of the page hold, and what those of them rest on that are no measures."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from simulate.page.elements import Numbers, first_up, signed
from simulate.page.html import Cell, source
from simulate.page.trace import Trace, assumed, figure_given, moved_most, with_range
from simulate.page.words import Words
from simulate.plan.unknowns import weakest
from simulate.programmes.universal.plan import SWITCHES, UniversalPlan
from simulate.programmes.universal.study import other_baseline, own_chance
from simulate.programmes.universal.tables import EFFECTS

if TYPE_CHECKING:
    from simulate.programmes.universal.study import Target, UniversalResult

# what decides whether a plan does anything beyond what goes on anyway
_POLICIES = (*SWITCHES, "compliance_drive", "self_pay_drive", "sponsorship", "funding", "subsidised_budget_rp")
# a chance below this, or above its opposite, is as good as none, or certain
_HARDLY = 0.005
BANTEN = "banten_participants_growth_nov_2025"
_RPJMN = "target_rpjmn"


def years_said(result: UniversalResult) -> str:
    """The calendar years of the plan."""
    return "–".join(dict.fromkeys((result.months[0][:4], result.months[-1][:4])))


def common(result: UniversalResult, words: Words) -> dict[str, Any]:
    """What many texts hold beside measures: the last month, the target with its month and chance, the baseline.

    On the face of a page the numbers open what they rest on, see `traces`.
    """
    plan, month = result.plan, words.month(result.months[-1])
    target_month = words.month(f"{plan.target_year}-12")
    return {
        "month": month,
        "months": str(plan.months),
        "years": years_said(result),
        "target": words.mark("target", words.share(plan.target, 0)),
        "target_month": target_month,
        "by": "" if target_month == month else words("universal.by", month=target_month),
        "chance": words.mark("chance", words.chance(own_chance(result)[0], result.settings.draws)),
        "baseline": words(f"told.baseline.{plan.baseline}"),
    }


def sentence(result: UniversalResult, words: Words, key: str, **numbers: Any) -> str:
    """A text with measures, the `common` numbers and others in it."""
    return words(f"universal.{key}", Numbers(result, words, common(result, words) | numbers))


def grade(result: UniversalResult, words: Words, *unknowns: str) -> str:
    """The weakest grade of evidence among unknowns."""
    return words(f"evidence.{weakest(result.unknowns, unknowns)}")


def led_by(plan: UniversalPlan) -> str:
    """What a plan is: ``now`` goes on as announced, ``acts`` obliges or does more, any ``other``."""
    if any(getattr(plan, name) for name in SWITCHES) or "strong" in (plan.compliance_drive, plan.self_pay_drive):
        return "acts"
    fields = UniversalPlan.model_fields
    return "now" if all(getattr(plan, name) == fields[name].default for name in _POLICIES) else "other"


def likely(result: UniversalResult) -> str:
    """How likely the plan's own target is: ``never``, ``sure``, or a ``chance``."""
    chance, _ = own_chance(result)
    return "never" if chance < _HARDLY else "sure" if chance > 1 - _HARDLY else "chance"


def moves_alone(result: UniversalResult, measure: str = "covered_end") -> pd.DataFrame:
    """What each move alone does to a measure, those together left out; the largest change first."""
    found = result.table("levers_alone")
    found = found[(found["measure"] == measure) & (found["lever"] != "all_switches")]
    return found.sort_values("p50", key=lambda change: -change.abs(), ignore_index=True)


def move_said(lever: str, value: str, words: Words) -> str:
    """What a move does; its value as the table holds it."""
    key = f"universal.move.{lever}"
    if words.has(f"{key}.{value}"):
        return words(f"{key}.{value}")
    if lever == "subsidised_growth":
        return words(key, value=words.share(float(value), 0))
    return words(key, plan=value) if lever == "sponsorship" else words(key, month=words.month(value))


def needed(result: UniversalResult) -> dict[str, float] | None:
    """The yearly budget that gives the target an even chance; None where no budget does."""
    row = result.table("needed_budgets").iloc[0]
    return None if np.isnan(row["budget_rp"]) else dict(row)


def a_year(result: UniversalResult, measure: str) -> dict[str, float]:
    """A measure of the whole plan as it is in a year."""
    row = result.row(measure)
    return {name: row[name] / result.plan.months * 12 for name in ("mean", "p05", "p50", "p95")}


def dated(result: UniversalResult, key: str) -> Target | None:
    """A target whose year's December the plan reaches."""
    return next((one for one in result.targets if one.key == key and one.year in result.plan.decembers), None)


def rpjmn(result: UniversalResult) -> tuple[Target, float] | None:
    """The national target of the plan's years with its chance; None where its year lies outside."""
    target = dated(result, _RPJMN)
    if target is None:
        return None
    covered = result.outcome.road.coverage[:, result.plan.decembers[target.year]]
    return target, float((covered >= target.level).mean())


# the figures that each measure of the page's face is made from
RESTS = {
    "coverage_start": ["labour.employed_low", "labour.employed_high"],
    "coverage_end": ["labour.employed_low", "labour.employed_high"],
    "cost_total": ["law.bpu_rate", "law.bpu_base", "law.bpu_jkm", "law.umk"],
}


def banten_said(result: UniversalResult, words: Words) -> str:
    """By how much members grew in the province within a year."""
    return words.share(result.region.figure("coverage", BANTEN).value / 100)


def traces(result: UniversalResult, words: Words) -> dict[str, Trace]:
    """What numbers rest on that the plan decides, that others published, or that only all draws have."""
    target_year = f"coverage_{result.plan.target_year}"
    most, other = moves_alone(result).iloc[0], other_baseline(result)
    end = with_range(other.row("coverage_end"), "share", words)
    numbers = {
        "draws": words.exact(result.settings.draws),
        "then": with_range(result.row(target_year), "share", words),
        "other": words(f"told.baseline.{other.plan.baseline}"),
        "other_end": end,
        "move": move_said(most["lever"], most["value"], words),
        "change": signed(most["p50"], "persons", words),
        "range": words.interval(most["p05"], most["p95"], "persons"),
        "funding": result.plan.funding,
        "banten": banten_said(result, words),
    }

    def made(name: str, inputs: list[Cell], mover: str = "") -> Trace:
        said, _, formula = sentence(result, words, f"trace.{name}", **numbers).partition(" = ")
        return Trace(said, sentence(result, words, f"trace.{name}.value", **numbers), formula, inputs, mover)

    claim = [assumed(result.unknowns["claimed_share"], words)]
    moved = sentence(result, words, "trace.then", mover=moved_most(result, words, target_year, True))
    found = {
        "target": made("target", _of_target(result, words), words("universal.trace.target.instead")),
        "chance": made("chance", _of_target(result, words), moved),
        "coverage_target": made("coverage_target", _of_target(result, words), moved),
        "other": made("other", claim, first_up(moved_most(other, words, "coverage_end"))),
        "move": made("move", [assumed(result.unknowns[one], words) for one in EFFECTS[most["lever"]]]),
        "cost_apbd": made("cost_apbd", [], words("universal.trace.cost_apbd.instead")),
        "banten": made("banten", [figure_given(result, words, "coverage", BANTEN)]),
    }
    if result.plan.baseline == "claimed":
        found["coverage_start"] = made("claim", claim)
    if row := needed(result):
        numbers |= {"budget": words.rupiah(row["budget_rp"]), "even": words.share(row["chance"], 0)}
        found["needed"] = made("needed", _of_target(result, words), moved)
    if national := rpjmn(result):
        target, chance = national
        numbers |= {"level": words.legal(target.level, "share"), "year": str(target.year)}
        numbers["national"] = words.chance(chance, result.settings.draws)
        found["rpjmn"] = made("rpjmn", [_published(target, words)], moved)
    return found


def own_target(result: UniversalResult) -> Target | None:
    """The published target that the plan asks about, where it is one."""
    plan = result.plan
    return next((one for one in result.targets if (one.level, one.year) == (plan.target, plan.target_year)), None)


def cited(target: Target, words: Words) -> list[Cell]:
    """Where a target was read, and its grade."""
    kind = "status" if target.grade in ("official", "press", "derived") else "evidence"
    return [source(target.source), f" ({words(f'{kind}.{target.grade}')})"]


def _published(target: Target, words: Words) -> Cell:
    level = words.legal(target.level, "share")
    return [f"{words(f'universal.target.{target.key}')}: {level}, {target.year}. ", *cited(target, words)]


def _of_target(result: UniversalResult, words: Words) -> list[Cell]:
    """The source of the plan's target; none of one that the plan chose."""
    found = own_target(result)
    return [_published(found, words)] if found else []
