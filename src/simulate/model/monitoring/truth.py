"""Worlds in which the model's assumptions hold exactly: what happens in them, and what is recorded of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from simulate.model.monitoring.evidence import Expected, departure_weight


@dataclass(frozen=True)
class Happened:
    """A world for each draw, by month, every array of whole heads, shape (draws, months).

    ``stock``: members paid up in truth. ``recorded``: as the record has it. ``registered`` and ``lapsed`` explain
    each month's record by the one before.
    """

    stock: np.ndarray
    recorded: np.ndarray
    registered: np.ndarray
    lapsed: np.ndarray


def happened(expected: Expected, values: Mapping[str, np.ndarray], rng: np.random.Generator) -> Happened:
    """What happens, and what is recorded, where each draw is the truth.

    Where more lapse than the stock can lose beside the registrations, the lapses give way.

    Args:
        expected: of each world.
        values: `evidence.UNKNOWNS` by draw, shape (draws,).
        rng: the chance in these worlds.
    """
    draws, months = expected.stock.shape
    memory, departure = values["departure_memory"], rng.standard_normal(draws)
    weight = departure_weight(expected.stock, values["departure"])
    stock, lapsed = np.zeros((draws, months)), np.zeros((draws, months))
    for month in range(months):
        if month:
            departure = memory * departure + np.sqrt(1 - memory**2) * rng.standard_normal(draws)
        stock[:, month] = np.round(expected.stock[:, month] * np.exp(weight[:, month] * departure))
    slips = np.exp(values["reporting_error"][:, None] * rng.standard_normal((draws, months)))
    recorded = np.round(stock * slips)
    size = 1 / values["lapse_spread"] ** 2
    for month in range(1, months):
        rate = rng.gamma(size, 1 / size) * expected.lapse_share[:, month]
        falls = np.maximum(recorded[:, month - 1] - recorded[:, month], 0)
        counted = np.minimum(rng.poisson(rate * recorded[:, month - 1]), recorded[:, month - 1])
        lapsed[:, month] = np.maximum(counted, falls)
    before = np.concatenate([np.zeros((draws, 1)), recorded[:, :-1]], axis=1)
    return Happened(stock, recorded, recorded - before + lapsed, lapsed)
