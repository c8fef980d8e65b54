"""Tables by place, and of ways to divide the budget."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from simulate.programmes.outreach.model import per_rp_of_equal_effort
from simulate.programmes.outreach.plan import CHANNELS
from simulate.study.draws import mean_error, summarise, summed

if TYPE_CHECKING:
    import pandas as pd

    from simulate.programmes.outreach.study import OutreachResult

# what effort of a channel is counted in
UNITS = {"officer": "officer_months", "agent": "agent_months", "mobile": "mobile_days"}
_MILLION = 1e6


def units_of(result: OutreachResult) -> dict[str, np.ndarray]:
    """Units of effort expected of the money by desa, mean over draws; each of shape (desa,), 0 if unused."""
    bought = result.field.effort.bought(result.chosen.money_rp).mean(axis=0)
    found = {UNITS[channel]: np.zeros(len(bought)) for channel in CHANNELS}
    return found | {UNITS[channel]: bought[:, place] for place, channel in enumerate(result.plan.channels)}


@lru_cache(maxsize=4)
def ranks(result: OutreachResult) -> tuple[np.ndarray, np.ndarray]:
    """What equal money brings in each desa, by draw, and whether it is then among the first.

    Returns:
        Workers gained for each million rupiah, and bool; each of shape (draws, desa).
    """
    per_million = per_rp_of_equal_effort(result.field, result.equal_rp) * _MILLION
    place = np.argsort(np.argsort(-per_million, axis=1, kind="stable"), axis=1, kind="stable")
    return per_million, place < result.plan.first_desa


def desa_table(result: OutreachResult) -> pd.DataFrame:
    """One row a desa, the one that gains most workers for a rupiah first.

    Columns: codes and names; ``uncovered_…`` workers of all kinds; ``money_rp`` and units of effort planned;
    ``gained_…`` workers still paying at the end under the plan; ``per_million_…`` workers for each million rupiah if
    every desa got the same money; ``rank`` by its median; ``chance_first`` of being among the first so many that the
    plan names, with its Monte Carlo error; ``km_before`` and ``km_after`` by road to the nearest outlet today
    and with the plan's new ones, at the median detour.
    """
    import pandas as pd

    desa = result.region.tables["desa"][["desa_code", "desa", "kind", "kecamatan_code"]].reset_index(drop=True)
    names = result.region.tables["kecamatan"].set_index("kecamatan_code")["kecamatan"]
    per_million, first = ranks(result)
    table = desa.assign(kecamatan=desa["kecamatan_code"].map(names))
    parts = {
        **_named("uncovered", result.field.uncovered),
        "money_rp": result.chosen.money_rp.sum(axis=1),
        **units_of(result),
        **_named("gained", result.gained),
        **_named("per_million", per_million),
    }
    table = pd.concat([table, pd.DataFrame(parts)], axis=1)
    table["rank"] = table["per_million_p50"].rank(ascending=False, method="first").astype(int)
    detour = float(result.unknowns["detour"].distribution.quantile(0.5))
    table = table.assign(km_before=result.before_km * detour, km_after=result.after_km * detour)
    table["chance_first"] = first.mean(axis=0)
    table["chance_first_mc_error"] = [mean_error(one.astype(float)) for one in first.T]
    return table.sort_values("rank", ignore_index=True)


def kecamatan_table(result: OutreachResult) -> pd.DataFrame:
    """One row a kecamatan in the order of its table.

    Columns as in `desa_table`; ``floor_binds``: the plan's floor gives it more than it would get otherwise.
    """
    import pandas as pd

    places = result.places
    table = result.region.tables["kecamatan"][["kecamatan_code", "kecamatan"]].reset_index(drop=True)
    parts = {
        **_named("uncovered", places.by_kecamatan(result.field.uncovered)),
        "money_rp": places.by_kecamatan(result.chosen.money_rp.sum(axis=1)),
        **{unit: places.by_kecamatan(effort) for unit, effort in units_of(result).items()},
        **_named("gained", places.by_kecamatan(result.gained)),
        "floor_binds": result.chosen.floors,
    }
    return pd.concat([table, pd.DataFrame(parts)], axis=1)


def allocation_table(result: OutreachResult) -> pd.DataFrame:
    """Ways of dividing the budget, without a floor only where it binds.

    Columns: ``rule``, ``money_rp``, ``lowest_kecamatan_share`` (of its proportional share of it),
    ``gained_…`` workers and how many fewer than the plan, ``less_…``, draw by draw.
    """
    import pandas as pd

    own = result.gained.sum(axis=1)
    rows = []
    rules = {rule: money for rule, money in result.rules.items() if rule != "free" or result.chosen.floors.any()}
    for rule, money in rules.items():
        gained = result.field.won(money).sum(axis=1)
        someone = result.ground.due > 0
        lowest = result.ground.sums(money.sum(axis=1))[someone] / (money.sum() * result.ground.due[someone])
        rows.append(
            {
                "rule": rule,
                "money_rp": float(money.sum()),
                "lowest_kecamatan_share": float(lowest.min()),
                **summed(gained, "gained"),
                **summed(own - gained, "less"),
            }
        )
    return pd.DataFrame(rows)


def _named(name: str, values: np.ndarray) -> dict[str, np.ndarray]:
    return {f"{name}_{column}": found for column, found in summarise(values).items()}
