"""Kecamatan in a table of a few rows: those with most, and the others together."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from simulate.page.words import Words
from simulate.study.draws import summed

# rows of such a table
MOST = 8


def most_first(sizes: np.ndarray, most: int = MOST) -> tuple[np.ndarray, np.ndarray]:
    """Which places stand in rows of their own, largest first, and which together in the last of ``most`` rows.

    Args:
        sizes: of the places.
        most: rows.

    Returns:
        Both int, places in ``sizes``; nobody is in the second where each has a row.
    """
    order = np.argsort(-np.asarray(sizes), kind="stable")
    return (order, order[:0]) if len(order) <= most else (order[: most - 1], order[most - 1 :])


def place_rows(by_place: np.ndarray, names: Sequence[str], unit: str, words: Words) -> list[tuple[str, str, str]]:
    """Name, median and 90 % range of the places with most, and of all others together, draw by draw.

    Args:
        by_place: shape (draws, places).
        names: of the places.
        unit: of what they have.
        words: of the language.
    """
    alone, together = most_first(np.median(by_place, axis=0))
    rows = [(names[one], by_place[:, one]) for one in alone]
    if len(together):
        rows.append((others_said(len(together), words), by_place[:, together].sum(axis=1)))
    said = ((name, words.of(summed(draws), unit)) for name, draws in rows)
    return [(name, f"{estimate}", f"{estimate:range}") for name, estimate in said]


def others_said(count: int, words: Words) -> str:
    """What the row of all others is called."""
    return words("places.others", count=words.exact(count))
