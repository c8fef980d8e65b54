"""Which lever moved what from the first side to each other one."""

from __future__ import annotations

from simulate.show.charts.waterfall import steps
from simulate.show.comparing.sides import named
from simulate.show.pieces import sentence
from simulate.show.words import Words
from simulate.study.comparison import Comparison


def waterfalls(found: Comparison) -> None:
    """Shows a waterfall from the first side to each other one, and says what is computed anew."""
    from IPython.display import display

    sides = {side.key: side for side in found.sides}
    for key, moved in found.moved.items():
        display(
            steps(
                f"waterfall_{sides[key].letter.lower()}",
                found.first.result,
                sides[key].result,
                moved,
                lambda result, words: _name(found, result, words),
            )
        )
    if any(side.run for side in found.sides):
        display(sentence(found.settings.language, lambda words: words("compare.waterfalls.runs")))


def _name(found: Comparison, result: object, words: Words) -> str:
    side = next(side for side in found.sides if side.result is result)
    return named(side, words)
