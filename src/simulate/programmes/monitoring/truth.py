"""Worlds in which the assumptions hold exactly, and the one that a made-up record was made from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from simulate import paths
from simulate.plan.named import named_plan
from simulate.programmes.monitoring.model import Expected, departure_weight, planned
from simulate.programmes.sponsorship.plan import SponsorshipPlan
from simulate.study.facts import Facts
from simulate.written import months_from, read_yaml


@dataclass(frozen=True)
class Happened:
    """A world for each draw, by month, every array of whole persons, shape (draws, months).

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
        values: `model.UNKNOWNS` by draw, shape (draws,).
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
    before = np.concatenate([np.zeros((draws, 1)), recorded[:, :-1]], axis=1)
    size = 1 / values["lapse_spread"] ** 2
    for month in range(1, months):
        rate = rng.gamma(size, 1 / size) * expected.lapse_share[:, month]
        counted = np.minimum(rng.poisson(rate * before[:, month]), before[:, month])
        lapsed[:, month] = np.maximum(counted, before[:, month] - recorded[:, month])
    return Happened(stock, recorded, recorded - before + lapsed, lapsed)


def truth_path(region: str) -> Path:
    """The file of the truth behind a region's made-up record."""
    return paths.data() / "synthetic" / region / "truth.yaml"


@dataclass(frozen=True)
class Truth:
    """What a made-up record was made from: the value of each unknown, and members paid up in truth by month."""

    values: dict[str, float]
    stock: dict[str, float]


def truth_of(facts: Facts, region: str) -> Truth | None:
    """The truth behind a region's made-up record; None where there is no such file."""
    path = truth_path(region)
    if not path.is_file():
        return None
    truth = read_yaml(path)
    stock = true_path(facts, truth).stock[0]
    months = months_from(named_plan("sponsorship", truth["sponsorship"], SponsorshipPlan).start, len(stock))
    values = {key: float(value) for key, value in truth["values"].items()}
    return Truth(values, dict(zip(months, map(float, stock), strict=True)))


def true_path(facts: Facts, truth: dict[str, Any]) -> Happened:
    """What happens to the sponsored workers in the true world, by month of the plan; arrays of shape (1, months)."""
    plan = named_plan("sponsorship", truth["sponsorship"], SponsorshipPlan)
    values = {key: np.array([float(value)]) for key, value in truth["values"].items()}
    expected = planned(plan, facts.region, plan.laws(facts.law), values).expected
    return happened(expected, values, np.random.default_rng(truth["seed"]))
