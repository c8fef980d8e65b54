"""Staffing from voters up: the counts of past elections, and what must hold for any."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulate.errors import InputError
from simulate.programmes.election.people import apportioned, stations_of
from simulate.programmes.election.plan import ElectionPlan
from simulate.programmes.election.study import run

# KPU and Bawaslu of the regency: 9,016 and 4,484 polling stations; PPK 145 (antara), PPS 822 (tangerangnews 49355),
# Panwascam 87 and PKD 274 (tangerangnews 42881); 7 KPPS and 2 linmas a station
COUNTED = {
    "pemilu_2019": {"kpps": 63_070, "linmas": 18_020, "ptps": 9_010, "ppk": 145, "pps": 822},
    "pemilu_2024": {
        "kpps": 63_112,
        "linmas": 18_032,
        "ptps": 9_016,
        "pantarlih": 9_016,
        "ppk": 145,
        "pps": 822,
        "ppk_secretariat": 87,
        "pps_secretariat": 822,
        "panwascam": 87,
        "pkd": 274,
    },
    "pilkada_2024": {
        "kpps": 31_388,
        "linmas": 8_968,
        "ptps": 4_484,
        "pantarlih": 8_968,  # every station has more than 400 voters, so two each
        "ppk": 145,
        "pps": 822,
        "panwascam": 87,
        "pkd": 274,
    },
}


@pytest.fixture(scope="module")
def next_pemilu():
    return run(draws=256)


def test_the_known_counts_are_reproduced_exactly(next_pemilu):
    found = next_pemilu.table("staffing").set_index(["event", "role"])["persons"]
    for event, roles in COUNTED.items():
        for role, persons in roles.items():
            assert found[event, role] == persons, (event, role)


@pytest.mark.parametrize(("event", "date", "tps"), [("pemilu", "2024-02", 9_016), ("pilkada", "2024-11", 4_484)])
def test_a_past_election_is_certain_and_has_its_official_polling_stations(event, date, tps):
    result = run(ElectionPlan(event=event, date=date, law_extension="none"), draws=256)
    assert (result.measures["tps"] == tps).all()
    assert np.ptp(result.measures["workers"]) == 0
    assert not {"roll_growth", "tps_fill"} & set(result.used)


def test_pasar_kemis_has_the_718_polling_stations_of_its_list(next_pemilu):
    past = run(ElectionPlan(date="2024-02"), draws=256)
    table = past.table("workers_by_kecamatan").set_index("kecamatan")
    assert table.loc["Pasar Kemis", "tps_p50"] == 718  # bantenekspres 2024/01/07
    assert table["tps_p50"].sum() == 9_016
    assert len(next_pemilu.table("workers_by_kecamatan")) == 29


def test_kecamatan_sum_to_the_regency(next_pemilu):
    heads = sum(next_pemilu.covered_by_kecamatan(role) for role in next_pemilu.plan.bodies)
    assert np.allclose(heads.sum(axis=1), next_pemilu.measures["workers_covered"])
    assert next_pemilu.table("workers_by_kecamatan")["mean"].sum() == pytest.approx(
        next_pemilu.number("workers_covered", "mean")
    )


@given(
    voters=st.lists(st.integers(1, 60_000), min_size=1, max_size=40),
    cap=st.integers(50, 3_000),
    fill=st.floats(0.3, 1.0),
)
def test_no_station_holds_more_voters_than_the_cap_and_no_other_count_comes_nearer_to_the_fill(voters, cap, fill):
    voters = np.array(voters, dtype=float)
    found = stations_of(voters, cap, fill)
    assert (voters / found <= cap * (1 + 1e-9)).all()
    assert (found >= 1).all()
    least = np.maximum(np.ceil(voters / cap), 1)
    above = found > least  # where the cap does not bind, rounding is to the nearest
    assert (np.abs(found - voters / (cap * fill))[above] <= 0.5).all()


@given(voters=st.lists(st.floats(1, 1e5), min_size=1, max_size=40), stations=st.integers(0, 5_000))
def test_a_known_number_is_shared_out_whole(voters, stations):
    found = apportioned(np.array(voters), stations)
    assert found.sum() == stations
    quota = np.array(voters) / sum(voters) * stations
    assert (np.abs(found - quota) < 1 + 1e-6).all()


def test_a_lower_cap_needs_more_stations_and_more_workers(next_pemilu):
    lower = run(ElectionPlan(tps_cap=250), draws=256)
    assert lower.number("tps") > 1.15 * next_pemilu.number("tps")
    assert lower.number("workers") > next_pemilu.number("workers")


def test_a_repeat_vote_takes_the_crews_of_its_desa_and_the_committees_above_them():
    result = run(ElectionPlan(event="psu_pilkada", date="2025-04", desa=["36.03.01.1001", "36.03.02"]), draws=256)
    persons = {role: float(np.median(heads)) for role, heads in result.outcome.persons.items()}
    # one kelurahan of Balaraja and the 8 desa of Jayanti: two kecamatan
    assert (persons["ppk"], persons["panwascam"]) == (10, 6)
    assert (persons["pps"], persons["pkd"]) == (27, 9)
    assert persons["kpps"] == 7 * result.number("tps")
    assert "pantarlih" not in persons
    assert set(result.table("workers_by_kecamatan")["kecamatan"]) == {"Balaraja", "Jayanti"}
    assert result.months == ["2025-04"]
    # five months after the poll its roll and stations still stand; years later neither does
    assert not {"roll_growth", "tps_fill"} & set(result.used)
    later = run(ElectionPlan(event="psu_pilkada", date="2032-01", desa=["36.03.02"]), draws=256)
    assert {"roll_growth", "tps_fill"} <= set(later.used)


def test_village_elections_leave_kelurahan_out():
    levers = {"event": "pilkades", "date": "2027-12", "tps_cap": 2000, "contribution_basis": "minimum_wage"}
    every = run(ElectionPlan(**levers), draws=256)
    assert every.number("voters") < 0.9 * run(ElectionPlan(date="2027-12"), draws=256).number("voters")
    with pytest.raises(InputError, match=r"`36\.03\.01\.1001` is a kelurahan; a desa: kelurahan elect no head"):
        run(ElectionPlan(**levers, desa=["36.03.01.1001"]), draws=256)


def test_of_villages_known_by_number_alone_each_counts_as_the_mean_of_all():
    levers = {"event": "pilkades", "date": "2027-12", "tps_cap": 2000, "contribution_basis": "minimum_wage"}
    every, some = (run(ElectionPlan(**levers, desa_voting=count), draws=256) for count in (None, 123))
    for measure in ("voters", "tps", "workers", "contributions"):
        assert some.measures[measure] == pytest.approx(every.measures[measure] / 2), measure  # 246 villages
    with pytest.raises(InputError, match=r"desa_voting: 247; at most 246, the region's desa \[too_many_desa\]"):
        run(ElectionPlan(**levers, desa_voting=247), draws=256)


def test_an_unknown_desa_is_refused_by_name():
    with pytest.raises(InputError, match=r"desa: `36\.03\.99`; a code of desa.csv or kecamatan.csv, e.g. 36"):
        run(ElectionPlan(event="psu_pemilu", date="2025-04", desa=["36.03.99"]), draws=256)
    with pytest.raises(InputError, match=r"desa: `3603030`; BPS code 3603030 is Cikupa, which is `36\.03\.18` here"):
        run(ElectionPlan(event="psu_pemilu", date="2025-04", desa=["3603030"]), draws=256)
