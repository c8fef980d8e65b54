"""Which lever moved what from the first side to each other one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from simulate.show.charts.waterfall import steps
from simulate.show.comparing.sides import named
from simulate.show.levers import inside, lever_name
from simulate.show.pieces import sentence
from simulate.show.words import Words
from simulate.study.comparison import Comparison

if TYPE_CHECKING:
    import pandas as pd


def waterfalls(found: Comparison) -> None:
    """Shows a waterfall from the first side to each other one, and says what is computed anew."""
    from IPython.display import display

    sides = {side.key: side for side in found.sides}
    single = {key: moved for key, moved in found.moved.items() if len(moved) < 2}
    for key, moved in found.moved.items():
        if key in single:
            continue
        display(
            steps(
                f"waterfall_{sides[key].letter.lower()}",
                found.first.result,
                sides[key].result,
                moved,
                lambda result, words: _name(found, result, words),
            )
        )
    if single:
        display(sentence(found.settings.language, lambda words: _single(found, single, words)))
    if any(side.run for side in found.sides):
        display(sentence(found.settings.language, lambda words: words("compare.waterfalls.runs")))


def _single(found: Comparison, single: dict[str, pd.DataFrame], words: Words) -> str:
    """Plans that differ in one choice: a waterfall would say the difference again."""
    sides = {side.key: side for side in found.sides}
    moves = [
        f"{sides[key].letter}: {inside(lever_name(moved['lever'].iloc[0], found.first.levers, words))}"
        for key, moved in single.items()
        if len(moved)
    ]
    return words("compare.waterfalls.single", letter=found.first.letter, moves="; ".join(moves) or "–")


def _name(found: Comparison, result: object, words: Words) -> str:
    side = next(side for side in found.sides if side.result is result)
    return named(side, words)
