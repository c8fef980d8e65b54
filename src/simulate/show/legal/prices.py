"""What one member's cover costs, month by month, by who pays and sector."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

import pandas as pd

from simulate.show.figure import INK, MAIN, MUTED, figure
from simulate.show.pieces import Piece
from simulate.show.words import Words
from simulate.study.law import LawReport, prices_rp

if TYPE_CHECKING:
    from matplotlib.figure import Figure

_ROWS = ("other", "transport", "apbd")
# a spell: price, first month, last month
Spell = tuple[int, str, str]


def prices(page: LawReport) -> Piece:
    """Bars over the months of two years, one row a kind of payer; a reduced price is filled."""
    table = pd.DataFrame({"month": law.month} | prices_rp(law) for law in page.price_months)
    months = table["month"].tolist()
    spells = {name: _spells(months, table[name].tolist()) for name in _ROWS}
    full = int(table[list(_ROWS)].to_numpy().max())

    def draw(drawing: Figure, words: Words, narrow: bool) -> None:
        axes = drawing.subplots()
        for row, name in enumerate(reversed(_ROWS)):
            for price, first, last in spells[name]:
                start, long = months.index(first), months.index(last) - months.index(first) + 1
                reduced = price < full
                axes.broken_barh(
                    [(start + 0.06, long - 0.12)],
                    (row - 0.21, 0.42),
                    facecolor=MAIN if reduced else "none",
                    edgecolor=MAIN if reduced else MUTED,
                    alpha=0.85 if reduced else 1,
                )
                axes.annotate(
                    words.legal(price, "rp"),
                    (start + long / 2, row + 0.27),
                    ha="center",
                    va="bottom",
                    color=INK,
                    fontsize=8 if narrow else 9,
                    fontweight="bold" if reduced else "normal",
                )
            axes.annotate(words(f"law.prices.{name}"), (0, row - 0.27), va="top", ha="left", color=MUTED, fontsize=9)
        if page.plan.on in months:
            axes.axvline(months.index(page.plan.on) + 0.5, color=MUTED, linestyle=":", linewidth=1)
        axes.set_ylim(-0.75, len(_ROWS) - 0.3)
        axes.set_xlim(0, len(months))
        axes.set_yticks([])
        axes.spines["left"].set_visible(False)
        step = 6 if narrow else 3
        places = range(0, len(months), step)
        axes.set_xticks(list(places), [words.month(months[place], short=True) for place in places])

    def spans(words: Words, name: str) -> str:
        return ", ".join(words.months(first, last) for price, first, last in spells[name] if price < full)

    def title(words: Words) -> str:
        reduced = sorted({price for name in _ROWS for price, _, _ in spells[name] if price < full})
        said = {
            "full": words.legal(full, "rp"),
            "reduced": ", ".join(words.legal(price, "rp") for price in reduced),
            "span": words.months(months[0], months[-1]),
        }
        if not reduced:
            return words("law.prices.title.same", **said)
        if spells["apbd"] == spells["other"] == spells["transport"]:
            return words("law.prices.title.all", **said, where=spans(words, "apbd"))
        own = {name: spans(words, name) for name in ("other", "transport")}
        where = "; ".join(words(f"law.prices.spans.{name}", spans=told) for name, told in own.items() if told)
        return words("law.prices.title", **said, where=where)

    def alt(words: Words) -> str:
        def line(name: str) -> str:
            told = (f"{words.months(first, last)} {words.legal(price, 'rp')}" for price, first, last in spells[name])
            return f"{words(f'law.prices.{name}')}: {', '.join(told)}"

        return "; ".join(line(name) for name in _ROWS)

    return figure(
        "law_prices",
        page.settings.language,
        draw,
        title=title,
        alt=alt,
        source=lambda words: words("law.prices.source"),
        data=table.rename(columns={name: f"{name}_rp" for name in _ROWS}),
        wide=(7.4, 2.9),
        narrow=(3.7, 3.2),
    )


def _spells(months: list[str], prices_of: list[int]) -> list[Spell]:
    """Runs of months at one price."""
    spells = []
    for price, run in groupby(zip(months, prices_of, strict=True), key=lambda pair: pair[1]):
        same = [month for month, _ in run]
        spells.append((price, same[0], same[-1]))
    return spells
