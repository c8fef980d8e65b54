"""Who serves, by post and kecamatan, and how many of them may die, from population mortality and the records."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from simulate.cohort.claims import BAND_YEARS, rates_of_year
from simulate.errors import InputError, Phrase, Problem, input_error, must_equal
from simulate.programmes.election.plan import POSTS, ElectionPlan, Service
from simulate.region.schemas import meant
from simulate.written import month_number

if TYPE_CHECKING:
    import pandas as pd

    from simulate.law.base import LawMonth
    from simulate.region.base import Region

# by name, each of shape (draws,) unless said otherwise
Draws = dict[str, np.ndarray]
# table and measures of a region's past and coming elections, and the nation's records of election workers
TABLE, RECORDS = "elections", "election_records"
# months within which a repeat vote follows the one that it repeats; after them the roll is another
_REPEATED_WITHIN = 24
YEAR_DAYS = 365.25
# the days from the poll that KPU's record of 2024 covers (14 to 25 February)
POLL_DAYS = 12
FIRST_AGE, LAST_AGE = 17, 79
# who serves for months above the polling stations
COMMITTEES = ("ppk", "ppk_secretariat", "pps", "pps_secretariat", "panwascam", "pkd")
_AGES = np.arange(FIRST_AGE, LAST_AGE + 1)


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

    def role(self, role: str) -> np.ndarray:
        """Persons of a role, whose posts are counted together, shape (draws, kecamatan)."""
        return sum(persons for post, persons in self.persons.items() if POSTS[post][0] == role)


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
    # sums over the desa of each kecamatan, as a product
    inside = desa["kecamatan_code"].to_numpy()[:, None] == kecamatan["kecamatan_code"].to_numpy()
    voting, (total, known, held) = _voting(plan, region), _roll(plan, region, values)
    share = desa["tps_regular_2024"].to_numpy() / desa["tps_regular_2024"].sum()
    cap = plan.tps_cap if plan.tps_cap is not None else int(at_poll.value("election_tps_cap", plan.law_event))
    # stations in special places (prisons, dormitories) were counted in the Pemilu of 2024: a Pemilu has as many
    # again; other elections' counts include theirs
    special = (kecamatan["tps_total_2024"] - kecamatan["tps_regular_2024"]).to_numpy(dtype=float)
    if plan.event != "pemilu" or held not in (None, "2024-02"):
        special = np.zeros_like(special)
    by_desa, counted = share * total[:, None], known is not None and plan.tps_cap is None
    if counted:
        by_station = np.broadcast_to(apportioned(share, int(known - special.sum())), by_desa.shape)
        # counted stations may stand a little fuller than a cap where voters by desa are an estimate
        must_equal("staffing: polling stations by desa", by_station.sum(axis=1), known - special.sum())
    else:
        by_station = stations_of(by_desa, cap, values["tps_fill"][:, None])
        must_equal("staffing: voters above the cap", np.minimum(by_desa, cap * by_station), by_desa)
    stations = np.where(voting, by_station, 0.0)
    tps = stations @ inside + special
    must_equal("staffing: stations by kecamatan", tps.sum(axis=1), stations.sum(axis=1) + special.sum())
    part = 1.0
    if plan.desa_voting is not None:
        part = plan.desa_voting / voting.sum()
        if part > 1:
            raise input_error("too_many_desa", "desa_voting", desa_voting=str(plan.desa_voting), most=voting.sum())
    villages = voting[None].astype(float) @ inside
    by_unit = {
        "tps": tps,
        "desa": villages,
        "kecamatan": (villages > 0).astype(float),
        "list": (stations * _pantarlih_a_station(plan, at_poll, by_desa, stations)) @ inside + special,
    }
    persons = {}
    for post, (_, _, unit) in plan.posts.items():
        each = int(at_poll.value("election_staff", plan.law_event, post))
        persons[post] = np.broadcast_to(part * each * by_unit["list" if post == "pantarlih" else unit], tps.shape)
    projected = ("roll_growth",) * (held is None) + ("tps_fill",) * (not counted)
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


def _voting(plan: ElectionPlan, region: Region) -> np.ndarray:
    """Which desa vote, in the order of ``tables["desa"]``.

    Raises:
        InputError: a code that is nobody's, or a kelurahan in a village election.
    """
    desa, villages = region.tables["desa"], plan.event == "pilkades"
    known = {*desa["desa_code"], *desa["kecamatan_code"]}
    urban = {*desa.loc[desa["kind"] != "desa", "desa_code"]} if villages else set()
    form = Phrase("code_of_desa", example=min(known))  # of hundreds of codes no list
    unknown = (code for code in plan.desa if code not in known)
    problems = [Problem("unknown_desa", "desa", desa=code, meant=meant(code) or form) for code in unknown]
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


def _roll(plan: ElectionPlan, region: Region, values: Draws) -> tuple[np.ndarray, float | None, str | None]:
    """Voters on the regency's roll by draw, and of a past election its known polling stations and its month.

    That is the election of that kind and month, if its roll is known; of a repeat vote the one that it repeats.
    """
    rolls = elections(region).dropna(subset="voters").sort_values("date")
    age = month_number(plan.date) - rolls["date"].map(month_number)
    within = _REPEATED_WITHIN if plan.event.startswith("psu_") else 0
    same = rolls["event"].str.startswith(plan.event.removeprefix("psu_")) & age.between(0, within)
    if same.any():  # growth is not drawn of a known roll
        past = rolls[same].iloc[-1]
        voters = np.full_like(next(iter(values.values())), past["voters"])
        return voters, None if np.isnan(past["tps"]) else past["tps"], past["date"]
    if not (age >= 0).any():
        raise input_error("no_roll", f"{TABLE}.csv", date=plan.date)
    newest = rolls[age >= 0].iloc[-1]
    return newest["voters"] * (1 + values["roll_growth"]) ** (age[newest.name] / 12), None, None


@dataclass(frozen=True)
class Deaths:
    """Expected deaths by role, each of shape (draws,).

    ``serving`` during service, ``excess`` those of them from the additional risk on the days of the poll, ``paid``
    those of them with cover whose family claims; ``after`` with cover after service, ``paid_after`` those of them
    whose family claims.
    """

    serving: Draws
    excess: Draws
    after: Draws
    paid: Draws
    paid_after: Draws

    @property
    def total(self) -> np.ndarray:
        """All deaths during service, shape (draws,)."""
        return sum(self.serving.values())


def mean_rate(region: Region, year: int, cap: int | None, values: Draws) -> np.ndarray:
    """Yearly deaths a person among people of the workers' ages and sexes, up to an age, shape (draws,).

    Raises:
        InputError: the table has no period for the year.

    Source: UN WPP 2024, ``data/indonesia/mortality.csv``.
    """
    weights, by_age = ages_and_rates(region, year, cap, values)
    return (weights * by_age).sum(axis=1)


def ages_and_rates(region: Region, year: int, cap: int | None, values: Draws) -> tuple[np.ndarray, np.ndarray]:
    """Share of workers and yearly death rate by single year of age from 17 to 79, each of shape (draws, ages).

    Ages are bell-shaped around ``mean_age``, cut at 17 and at the cap (79 without one).
    """
    first = FIRST_AGE // BAND_YEARS * BAND_YEARS
    by_band = rates_of_year(region.tables["mortality"], year, first, LAST_AGE + 1)
    male, female = np.repeat(by_band, BAND_YEARS, axis=1)[:, FIRST_AGE - first :]
    bell = np.exp(-0.5 * ((_AGES - values["mean_age"][:, None]) / values["age_spread"][:, None]) ** 2)
    bell = bell * ((LAST_AGE if cap is None else cap) >= _AGES)
    men = values["male_share"][:, None]
    return bell / bell.sum(axis=1, keepdims=True), men * male + (1 - men) * female


def recorded_ratio(region: Region, cap: int, values: Draws) -> np.ndarray:
    """Deaths of KPPS that KPU recorded in 2024 over those of the population of their age in the days it covers.

    Shape (draws,).

    Source: ``data/indonesia/election_records.csv``, rows ``kpu_2024_kpps`` and ``kpps_2024``.
    """
    recorded, officers = (region.figure(RECORDS, row).value for row in ("kpu_2024_kpps", "kpps_2024"))
    return recorded / (officers * mean_rate(region, 2024, cap, values) * values["detection_days"] / YEAR_DAYS)


def health_of(region: Region, cap: int, values: Draws) -> np.ndarray:
    """Deaths of the workers relative to the population of their age on ordinary days, shape (draws,).

    What KPU recorded, over the share of those deaths that its list held by then (``list_complete`` that ever
    enter it, times ``reported_in_time``), less the additional risk of the days of the poll; never above the
    population.
    """
    held, days = values["reported_in_time"] * values["list_complete"], values["detection_days"]
    at_poll = values["excess_ratio"] * np.minimum(days, POLL_DAYS) / days
    return np.minimum(recorded_ratio(region, cap, values) / (held * (1 + at_poll)), 1.0)


def expected_deaths(
    plan: ElectionPlan,
    region: Region,
    persons: Draws,
    service: Service,
    law_cap: int,
    covered_share: np.ndarray,
    values: Draws,
) -> Deaths:
    """Deaths by role over the service of each.

    ``persons`` are workers by role, ``law_cap`` is the law's highest age of KPPS [years], ``covered_share`` the share
    of each covered role that is registered, shape (draws,).

    Raises:
        InputError: the mortality table has no period for the year of the poll.
        BrokenIdentityError: deaths with and without cover are not all deaths.
    """
    excess = values["excess_ratio"] * POLL_DAYS / YEAR_DAYS
    if plan.shift_limit:
        excess = excess * (1 - values["shift_effect"])
    healthy = health_of(region, law_cap, values)
    # the records rest on the screening of 2024
    if plan.screening == "none":
        healthy = healthy * values["no_screening_ratio"]
    elif plan.screening == "full":
        healthy = healthy * (1 - values["full_screening_effect"])
    rates, gap = _rates(plan, region, law_cap, values), gap_months(plan, values)
    registered_of = registered_by_poll(plan, region, service, values)
    serving, from_work, covered, after = {}, {}, {}, {}
    for role, count in persons.items():
        span, registered = service[plan.bodies[role]], registered_of[plan.bodies[role]]
        rate = count * rates[role] * healthy
        months, at_poll = span[1], excess if serves_at_poll(span) else 0.0 * excess
        serving[role], from_work[role] = rate * (months / 12 + at_poll), rate * at_poll
        share = covered_share if role in plan.roles else 0.0
        covered[role] = share * rate * (np.maximum(months - gap, 0.0) / 12 + registered * at_poll)
        after[role] = share * rate * plan.extra_months / 12
        uncovered = rate * ((1 - share) * (months / 12 + at_poll) + share * np.minimum(gap, months) / 12)
        uncovered = uncovered + share * rate * (1 - registered) * at_poll
        must_equal(f"deaths: {role} covered and not", covered[role] + uncovered, serving[role])
    claimed = values["claim_share"] if plan.covers_anyone else 0.0
    paid, paid_after = ({role: one * claimed for role, one in found.items()} for found in (covered, after))
    return Deaths(serving, from_work, after, paid, paid_after)


def serves_at_poll(span: tuple[int, int]) -> bool:
    """Whether a term (first month from that of the poll, months) holds the month of the poll."""
    first, months = span
    return first <= 0 < first + months


def gap_months(plan: ElectionPlan, values: Draws) -> np.ndarray | float:
    """Months from induction to registration, shape (draws,); none where workers are registered before it."""
    late = plan.registration == "after_induction" and plan.covers_anyone
    return values["registration_gap"] if late else 0.0


def registered_by_poll(plan: ElectionPlan, region: Region, service: Service, values: Draws) -> Draws:
    """Of each body 1 where it is registered by the poll, else 0, shape (draws,), or () where no draw decides it.

    Who serves in the month of the poll is inducted as long before it as KPPS were in 2024.
    """
    inducted, gap = region.figure(RECORDS, "kpps_inducted_2024").value, gap_months(plan, values)
    return {body: np.asarray(gap <= inducted - first, dtype=float) for body, (first, _) in service.items()}


def _rates(plan: ElectionPlan, region: Region, law_cap: int, values: Draws) -> Draws:
    """Yearly deaths of the population of each role's ages, shape (draws,); of some roles by their ratio to KPPS."""
    # the highest age in a role: the plan's, for KPPS never above the law's; None where there is none
    caps = dict.fromkeys(plan.serving, plan.age_cap) | {"kpps": min(plan.age_cap or law_cap, law_cap)}
    by_cap = {cap: mean_rate(region, int(plan.date[:4]), cap, values) for cap in {*caps.values(), law_cap, None}}
    # the ratios were counted where KPPS were capped and these were not: they hold the difference in age already
    younger = by_cap[plan.age_cap] / by_cap[None] if plan.age_cap is not None else 1.0
    ratios = {"linmas": "linmas_ratio"} | dict.fromkeys(COMMITTEES, "committee_ratio")
    own = {role: by_cap[law_cap] * values[ratio] * younger for role, ratio in ratios.items() if role in caps}
    return {role: by_cap[cap] for role, cap in caps.items()} | own
