"""Levers and their values in words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, get_args

from simulate.model.sponsored import take_up_unknowns
from simulate.plan.sponsorship import SponsorshipPlan
from simulate.plan.unknowns import EVIDENCE
from simulate.show.values import rules_said, shown_value
from simulate.show.words import Words
from simulate.study.compare import TOGETHER

if TYPE_CHECKING:
    from simulate.plan.checked import Checked
    from simulate.plan.unknowns import Unknown
    from simulate.study.result import SponsorshipResult


def lever_name(lever: str, levers: Checked, words: Words) -> str:
    """What a lever, or levers moved together, are called."""
    if lever in TOGETHER.values():
        return words(f"lever.{lever}")
    # what follows a semicolon explains the values to who sets them
    return type(levers).model_fields[lever].json_schema_extra[words.language].split(";")[0]


def inside(name: str) -> str:
    """A name within a sentence."""
    return name[0].lower() + name[1:]


def lever_value(name: str, levers: Checked, words: Words) -> str:
    """A lever's value as a sentence holds it."""
    value = getattr(levers, name)
    if name == "collection":
        return words(f"collection.{value}")
    if name == "asn_groups":
        return "+".join(words(f"payer.asn_{group}") for group in value)
    if name == "start":
        return words.month(value)
    unit = levers.unit(name)
    return words.legal(value, unit) if unit == "months" else shown_value(name, value, words, unit)


def moved_said(lever: str, value: Any, words: Words) -> str:
    """What a move of `study.levers` does."""
    if lever == "collection":
        return words(f"collection.{value}")
    if lever == "selection":
        return rules_said(value, words)
    if isinstance(value, bool):
        return words(f"move.{lever}.{'yes' if value else 'no'}")
    if lever == "bridge_months" and not value:
        return words("move.bridge_months.none")
    said = {
        "asn_groups": lambda: "+".join(words(f"payer.asn_{group}") for group in value),
        "programmes": lambda: words(f"programmes.{value}"),
        "workers_per_asn": lambda: words.times(value),
        "start": lambda: words.month(value),
    }.get(lever, lambda: words.legal(value, "months"))
    return words(f"move.{lever}", value=said())


def weakest(unknowns: Mapping[str, Unknown], collection: str) -> str:
    """The grade of what is known of a way of collecting: its weaker one, of units and of people in them."""
    return max((unknowns[key].evidence for key in take_up_unknowns(collection)), key=EVIDENCE.index)


def judged_said(result: SponsorshipResult, words: Words) -> str:
    """The ways of collecting whose take-up is a judgement."""
    ways = get_args(SponsorshipPlan.model_fields["collection"].annotation)
    judged = [words(f"collection.{way}") for way in ways if weakest(result.unknowns, way) == "judgement"]
    return ", ".join(judged) or "–"


def asked_said(asked: Mapping[str, float], words: Words) -> str:
    """What the ceiling holds, by the workers asked of each group."""
    return words("ceiling.one" if set(asked.values()) == {1} else "ceiling.asked")
