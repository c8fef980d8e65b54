"""The base plan's workers by arithmetic that shares nothing with the model but its formulas: deaths are neglected."""

import numpy as np
from scipy.stats import qmc

MONTHS = np.arange(1, 13)
UNKNOWNS = (
    "reach_circular",
    "joining_shape",
    "inside_circular",
    "workers_per_sponsor",
    "monthly_stop",
    "asn_retiring",
    "worker_leaves",
    "rejected",
    "active_screened",
)
# those that the base plan's need and protected workers rest on; all others hardly move them
STRONG = UNKNOWNS[:4]


def in_force(values, ceiling):
    """Protected workers by month of the base plan (circular, bills of a month, who goes is replaced, no bridge).

    Whoever stops paying is replaced at the rate that holds the share in a unit, so sponsors are joined x inside; a
    nominee is accepted or not, so members approach the places that sponsors pay for as
    ``f[t] = stay * f[t-1] + accept * (places[t] - stay * f[t-1])``. Deaths would enter ``stay``; only their
    replacements who are refused are missing, 0.01 % of members (tested against the model at 0.02 %).

    Args:
        values: of each of `UNKNOWNS`, arrays that broadcast with one another.
        ceiling: workers asked of all civil servants.

    Returns:
        Shape of the values and (12 months,).
    """
    of = {key: np.asarray(values[key])[..., None] for key in UNKNOWNS}
    joined = 1 - (1 - of["reach_circular"]) ** ((MONTHS / 36) ** of["joining_shape"])
    sponsoring = of["inside_circular"] * joined
    places = ceiling * sponsoring * (1 + (of["workers_per_sponsor"] - 1) * (1 - sponsoring) ** 2)
    accept = ((1 - of["rejected"]) * (1 - of["active_screened"]))[..., 0]
    stay = ((1 - of["monthly_stop"]) * (1 - of["asn_retiring"] / 12) * (1 - of["worker_leaves"]))[..., 0]
    members = [accept * places[..., 0]]
    for month in MONTHS[1:] - 1:
        staying = stay * members[-1]
        members.append(staying + accept * (places[..., month] - staying))
    return np.stack(members, axis=-1)


def known_and_others(unknowns, known, values, draws):
    """Values of all unknowns: ``known`` at so many equally likely values (first axis), the others at so many draws."""
    numbers = qmc.Sobol(len(UNKNOWNS), rng=np.random.default_rng(77)).random(draws).T
    found = {
        key: unknowns[key].distribution.quantile(one)[None, :] for key, one in zip(UNKNOWNS, numbers, strict=True)
    }
    points = (np.arange(values) + 0.5) / values
    return found | {known: unknowns[known].distribution.quantile(points)[:, None]}
