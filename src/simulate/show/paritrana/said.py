"""Names and numbers that several pieces of the page say."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from simulate.plan.paritrana import ANY
from simulate.show.cells import Cell, Markup, Part, source
from simulate.show.words import Words
from simulate.study.paritrana.tables import weights_move

if TYPE_CHECKING:
    from simulate.study.paritrana.result import ParitranaResult

TOP = 100
_GLOSSED = ("perbup_asn", "perda")
ADDRESS = re.compile(r"https?://[^\s;,\")]+")


def item_titles(result: ParitranaResult, words: Words) -> dict[str, str]:
    """What each item is called, by its key."""
    table = result.region.tables["paritrana"]
    return dict(zip(table["item"], table[f"title_{words.language}"], strict=True))


def aspect_said(aspect: str, words: Words) -> str:
    """What an aspect is called."""
    return words(f"paritrana.aspect.{aspect}")


def action_said(result: ParitranaResult, action: str, words: Words, inside: bool = False) -> str:
    """What an action is called; ``inside`` a sentence that says what to do."""
    sponsors = result.plan.sponsors
    way = f"collection.{sponsors.collection}" if sponsors.participation_share is None else "paritrana.way.share"
    return words(f"paritrana.action.{'inside.' if inside else ''}{action}", way=words(way))


def actions_said(actions: Iterable[str], words: Words, glossed: bool = False) -> str:
    """Actions in short, as a sentence lists them; words where there is none. ``glossed`` explains short names."""
    long = _GLOSSED if glossed else ()
    named = [words(f"{'paritrana.gloss' if action in long else 'choice.actions'}.{action}") for action in actions]
    return words.listed(named) if named else words("paritrana.nothing")


def scheme_said(result: ParitranaResult, scheme: str, words: Words) -> str:
    """What a weighting is called."""
    table = result.region.tables["paritrana_weights"]
    rows = table[table["scheme"] == scheme]
    if rows.empty:
        ending = ".open" if scheme == ANY and not result.plan.least_weight else ""
        return words(f"paritrana.weighting.{scheme}{ending}", least=words.share(result.plan.least_weight, 0))
    return rows.iloc[0][f"title_{words.language}"]


def weights_said(result: ParitranaResult, words: Words) -> dict[str, str]:
    """How much of the score's range and variance weights and evidence leave, and how far weights move it once the
    evidence is settled."""
    table = result.tables["uncertainty"].set_index("source")
    moved = np.quantile(weights_move(result), (0.05, 0.5, 0.95))
    return {
        **{f"{name}_range": span(*table.loc[name, ["p05", "p95"]], words) for name in table.index},
        **{f"{name}_share": words.share(table.loc[name, "of_variance"], 0) for name in table.index},
        "weights_total": words.share(table.loc["weights", "of_variance_total"], 0),
        "moved": score(moved[1], words),
        "moved_range": span(moved[0], moved[2], words),
    }


def points(row: Mapping[str, Any], words: Words, name: str = "", told: str = "p50") -> Cell:
    """A median, or mean, with its 90 % range below it, in score; columns may begin with a name."""
    before = f"{name}_" if name else ""
    middle, low, high = (float(row[f"{before}{one}"]) for one in (told, "p05", "p95"))
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


def first_rank(result: ParitranaResult, words: Words) -> dict[str, str]:
    """The chance of the first rank after the actions, by how what is unknown of the others is treated."""
    first, draws = result.tables["ranks"].set_index("rank").loc[1], result.settings.draws
    by = {name: float(first[f"chance_after_{name}"]) for name in result.peers_at}
    low, high = min(by.values()), max(by.values())
    said = {name: words.chance(chance, draws) for name, chance in by.items()}
    return said | {"low": words.chance(low, draws), "high": words.chance(high, draws)}
