"""Who serves: from voters over polling stations to posts, by kecamatan."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from simulate.errors import InputError, Phrase, Problem, input_error, must_equal
from simulate.programmes.election.plan import ElectionPlan
from simulate.region.schemas import meant
from simulate.written import month_number

if TYPE_CHECKING:
    import pandas as pd

    from simulate.law.base import LawMonth
    from simulate.region.base import Region

# by name, each of shape (draws,) unless said otherwise
Draws = dict[str, np.ndarray]
# table and measures of a region's past and coming elections
TABLE = "elections"
# months within which a repeat vote follows the one that it repeats; after them the roll is another
_REPEATED_WITHIN = 24


@dataclass(frozen=True)
class Staffing:
    """Workers of one election.

    ``voters`` on the roll of those who vote, shape (draws,); ``tps`` polling stations and ``persons`` by post, shape
    (draws, kecamatan) in the order of ``tables["kecamatan"]``. ``projected`` names the unknowns that stand for
    what is not counted: ``roll_growth`` without a roll of that election, ``tps_fill`` without its polling stations.
    """

    voters: np.ndarray
    tps: np.ndarray
    persons: Draws
    projected: tuple[str, ...]

    def role(self, role: str, posts: dict[str, tuple[str, str, str]]) -> np.ndarray:
        """Persons of a role, whose posts are counted together, shape (draws, kecamatan)."""
        return sum(self.persons[post] for post, (of, _, _) in posts.items() if of == role)


def staffing(plan: ElectionPlan, region: Region, at_poll: LawMonth, values: Draws) -> Staffing:
    """Workers of the election by post and kecamatan.

    The roll of a past election of the same month is taken as it was, else the newest roll grows by ``roll_growth``.
    Voters are shared among desa like the regular polling stations of 2024, the only count by desa; each desa gets the
    polling stations that bring their mean fill closest to ``tps_fill`` of the cap, and never more voters in one than
    the cap. Where the number of polling stations of that election is known, it is shared among them instead. Where
    only the number of desa that vote is known, each counts as the mean of all.

    ``at_poll`` is the law in the month of the poll.

    Raises:
        InputError: no table of elections, no roll in it, or an unknown desa.
        BrokenIdentityError: stations by kecamatan, by desa or of the regency disagree, or hold more than the cap.
    """
    desa, kecamatan = region.tables["desa"], region.tables["kecamatan"]
    order = {code: place for place, code in enumerate(kecamatan["kecamatan_code"])}
    place = desa["kecamatan_code"].map(order).to_numpy()
    voting, past = _voting(plan, region), _past(plan, region)
    share = desa["tps_regular_2024"].to_numpy() / desa["tps_regular_2024"].sum()
    total, known = _roll(plan, past, values, region)
    cap = plan.tps_cap if plan.tps_cap is not None else int(at_poll.value("election_tps_cap", plan.law_event))
    # stations in special places (prisons, dormitories) were counted in the Pemilu of 2024: a Pemilu has as many
    # again; other elections' counts include theirs
    special = (kecamatan["tps_total_2024"] - kecamatan["tps_regular_2024"]).to_numpy(dtype=float)
    if plan.event != "pemilu" or (past is not None and past["date"] != "2024-02"):
        special = np.zeros_like(special)
    by_desa, counted = share * total[:, None], known is not None and plan.tps_cap is None
    if counted:
        regular = int(known - special.sum())
        by_station = np.broadcast_to(apportioned(share, regular), by_desa.shape)
        # counted stations may stand a little fuller than a cap where voters by desa are an estimate
        must_equal("staffing: polling stations by desa", by_station.sum(axis=1), known - special.sum())
    else:
        by_station = stations_of(by_desa, cap, values["tps_fill"][:, None])
        must_equal("staffing: voters above the cap", np.minimum(by_desa, cap * by_station), by_desa)
    stations = np.where(voting, by_station, 0.0)
    tps = _by_kecamatan(stations, place) + special
    must_equal("staffing: stations by kecamatan", tps.sum(axis=1), stations.sum(axis=1) + special.sum())
    part = 1.0
    if plan.desa_voting is not None:
        part = plan.desa_voting / voting.sum()
        if part > 1:
            f"at most {voting.sum()}, the region's desa"
            raise input_error("too_many_desa", "desa_voting", desa_voting=str(plan.desa_voting), most=voting.sum())
    by_unit = {
        "tps": tps,
        "desa": _by_kecamatan(voting[None].astype(float), place),
        "kecamatan": np.isin(np.arange(tps.shape[1]), place[voting])[None].astype(float),
        "list": _by_kecamatan(stations * _pantarlih_a_station(plan, at_poll, by_desa, stations), place) + special,
    }
    persons = {}
    for post, (_, _, unit) in plan.posts.items():
        each = int(at_poll.value("election_staff", plan.law_event, post))
        persons[post] = np.broadcast_to(part * each * by_unit["list" if post == "pantarlih" else unit], tps.shape)
    projected = ("roll_growth",) * (past is None) + ("tps_fill",) * (not counted)
    return Staffing(part * total * share[voting].sum(), part * tps, persons, projected)


def stations_of(voters: np.ndarray, cap: int, fill: np.ndarray | float) -> np.ndarray:
    """Polling stations for so many voters of a desa: mean fill nearest to ``fill`` of the cap, none above the cap."""
    # a count that fills each station to the voter is not rounded up for the sake of a binary fraction
    least = np.ceil(voters / cap - 1e-9)
    return np.maximum(np.maximum(np.rint(voters / (cap * fill)), least), 1)


def apportioned(voters: np.ndarray, stations: int) -> np.ndarray:
    """A known number of polling stations shared among desa like their voters, by largest remainders.

    >>> apportioned(np.array([50.0, 30.0, 20.0]), 7).tolist()
    [4.0, 2.0, 1.0]
    """
    quota = voters / voters.sum() * stations
    found = np.floor(quota + 1e-9)
    left = stations - int(found.sum())
    found[np.argsort(-(quota - found), kind="stable")[:left]] += 1
    return found


def _pantarlih_a_station(
    plan: ElectionPlan, at_poll: LawMonth, by_desa: np.ndarray, stations: np.ndarray
) -> np.ndarray:
    """How many Pantarlih list the voters of a station in each desa: 2 where so many voters call for a second."""
    group = "election_second_pantarlih"
    if plan.law_event not in at_poll.groups[group].by["event"]:
        return np.ones_like(stations)
    mean = np.divide(by_desa, stations, out=np.zeros_like(by_desa), where=stations > 0)
    return np.where(mean > at_poll.value(group, plan.law_event), 2, 1)


def _by_kecamatan(by_desa: np.ndarray, place: np.ndarray) -> np.ndarray:
    """Sums over the desa of each kecamatan, shape (draws, kecamatan)."""
    found = np.zeros((by_desa.shape[0], place.max() + 1))
    np.add.at(found.T, place, by_desa.T)
    return found


def _voting(plan: ElectionPlan, region: Region) -> np.ndarray:
    """Which desa vote, in the order of ``tables["desa"]``.

    Raises:
        InputError: a code that is nobody's, or a kelurahan in a village election.
    """
    desa, villages = region.tables["desa"], plan.event == "pilkades"
    known = {*desa["desa_code"], *desa["kecamatan_code"]}
    urban = {*desa.loc[desa["kind"] != "desa", "desa_code"]} if villages else set()
    # of hundreds of codes no list
    form = Phrase("code_of_desa", example=min(known))
    problems = [
        Problem("unknown_desa", "desa", desa=code, meant=meant(code) or form)
        for code in plan.desa
        if code not in known
    ]
    problems += [Problem("kelurahan_without_head", "desa", desa=code) for code in plan.desa if code in urban]
    if problems:
        raise InputError(problems)
    chosen = desa["desa_code"].isin(plan.desa) | desa["kecamatan_code"].isin(plan.desa) | (not plan.desa)
    return np.asarray(chosen & (desa["kind"] == "desa") if villages else chosen)


def elections(region: Region) -> pd.DataFrame:
    """The region's elections by event: ``day``, its month ``date``, and ``voters``, ``tps``, ``desa_voting``.

    A day may be a month alone; a count is missing where it is not known.

    Raises:
        InputError: the region has no such table.
    """
    if TABLE not in region.tables:
        where = f"data/regions/{region.code}/{TABLE}.csv"
        raise input_error("missing_table.elections", where)
    table = region.tables[TABLE]
    counted = table[table["measure"].isin(("voters", "tps", "desa_voting", "expected"))]
    wide = counted.pivot(index="segment", columns="measure", values="value")
    days = counted.drop_duplicates("segment").set_index("segment")["period"]
    return wide.assign(day=days, date=days.str[:7]).rename_axis("event").reset_index()


def _past(plan: ElectionPlan, region: Region) -> dict | None:
    """The past election of that kind and month, if its roll is known; of a repeat vote the one that it repeats."""
    found = elections(region)
    within = _REPEATED_WITHIN if plan.event.startswith("psu_") else 0
    age = month_number(plan.date) - found["date"].map(month_number)
    same = found["event"].str.startswith(plan.event.removeprefix("psu_")) & age.between(0, within)
    held = found[same & found["voters"].notna()]
    return None if held.empty else held.sort_values("date").iloc[-1].to_dict()


def _roll(plan: ElectionPlan, past: dict | None, values: Draws, region: Region) -> tuple[np.ndarray, float | None]:
    """Voters on the regency's roll by draw, and the known number of polling stations of that election."""
    if past is not None:
        draws = np.ones_like(next(iter(values.values())))  # growth is not drawn of a known roll
        return draws * past["voters"], past["tps"] if past["tps"] == past["tps"] else None
    found = elections(region)
    rolls = found[found["voters"].notna() & (found["date"] <= plan.date)]
    if rolls.empty:
        raise input_error("no_roll", f"{TABLE}.csv", date=plan.date)
    newest = rolls.sort_values("date").iloc[-1]
    years = (month_number(plan.date) - month_number(newest["date"])) / 12
    return newest["voters"] * (1 + values["roll_growth"]) ** years, None
