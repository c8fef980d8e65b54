"""Names and numbers that several pieces of the page say."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from simulate.show.cells import Cell, Markup, Part, source
from simulate.show.words import Words

if TYPE_CHECKING:
    from simulate.study.paritrana.result import ParitranaResult

TOP = 100
ADDRESS = re.compile(r"https?://[^\s;,\")]+")


def item_titles(result: ParitranaResult, words: Words) -> dict[str, str]:
    """What each item is called, by its key."""
    table = result.region.tables["paritrana"]
    return dict(zip(table["item"], table[f"title_{words.language}"], strict=True))


def aspect_said(aspect: str, words: Words) -> str:
    """What an aspect is called."""
    return words(f"paritrana.aspect.{aspect}")


def action_said(action: str, words: Words) -> str:
    """What an action is called."""
    return words(f"paritrana.action.{action}")


def actions_said(actions: Iterable[str], words: Words) -> str:
    """Actions in short, as a sentence lists them; what is said where there is none."""
    named = [words(f"choice.actions.{action}") for action in actions]
    return words.listed(named) if named else words("paritrana.nothing")


def scheme_said(result: ParitranaResult, scheme: str, words: Words) -> str:
    """What a weighting is called."""
    table = result.region.tables["paritrana_weights"]
    rows = table[table["scheme"] == scheme]
    if rows.empty:
        return words(f"paritrana.weighting.{scheme}", least=words.share(result.plan.least_weight, 0))
    return rows.iloc[0][f"title_{words.language}"]


def points(row: Mapping[str, Any], words: Words, name: str = "") -> Cell:
    """A median with its 90 % range below it, in score; columns may begin with a name."""
    before = f"{name}_" if name else ""
    middle, low, high = (float(row[f"{before}{one}"]) for one in ("p50", "p05", "p95"))
    shown = score(middle, words)
    if low == high:
        return shown
    span = f"{score(low, words)}–{score(high, words)}"
    return Markup(f"{shown}<br/><small>{span}</small>", f"{shown} ({span})")


def links(text: str, status: str, words: Words) -> Cell:
    """Every address in a source as a link, with its grade; what is said where there is none."""
    found = ADDRESS.findall(text)
    if not found:
        return words("paritrana.not_found")
    parts: list[Part] = []
    for address in found:
        parts += [", ", source(address)] if parts else [source(address)]
    return [*parts, f" ({words(f'status.{status}')})"]


def score(number: float, words: Words) -> str:
    """A score, or a part of it: one decimal where it is small."""
    return words.decimal(number, 1) if 0.05 <= abs(number) < 9.95 else words.exact(number)


def span(low: float, high: float, words: Words) -> str:
    """A range of scores."""
    first, last = score(low, words), score(high, words)
    return first if first == last else f"{first}–{last}"


def rank_span(row: Mapping[str, Any]) -> str:
    """A range of ranks; ranks are whole."""
    low, high = round(float(row["p05"])), round(float(row["p95"]))
    return str(low) if low == high else f"{low}–{high}"
