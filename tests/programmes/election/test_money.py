"""What cover costs and pays, by hand."""

import numpy as np
import pytest

from simulate.law.benefit import jkm_parts_rp, scholarship_rp, work_death_parts_rp
from simulate.law.numbers import total_rp
from simulate.programmes.election.model import family_rp
from simulate.programmes.election.plan import POSTS, ElectionPlan
from simulate.programmes.election.study import run

# S-647/MK.02/2022 and S-715/MK.02/2022: monthly honorarium by post, months of service, heads in the regency
PEMILU_2024 = {
    "ppk_chair": (2_500_000, 15, 29),
    "ppk_member": (2_200_000, 15, 116),
    "ppk_secretary": (1_850_000, 15, 29),
    "ppk_staff": (1_300_000, 15, 58),
    "pps_chair": (1_500_000, 15, 274),
    "pps_member": (1_300_000, 15, 548),
    "pps_secretary": (1_150_000, 15, 274),
    "pps_staff": (1_050_000, 15, 548),
    "pantarlih": (1_000_000, 2, 9_016),
    "kpps_chair": (1_200_000, 1, 9_016),
    "kpps_member": (1_100_000, 1, 54_096),
    "linmas": (700_000, 1, 18_032),
    "panwascam_chair": (2_200_000, 17, 29),
    "panwascam_member": (1_900_000, 17, 58),
    "pkd": (1_100_000, 14, 274),
    "ptps": (1_000_000, 1, 9_016),
}


@pytest.fixture(scope="module")
def past():
    return run(ElectionPlan(date="2024-02", law_extension="none"), draws=256)


def test_the_pemilu_of_2024_costs_what_honoraria_and_rates_say(past):
    assert set(PEMILU_2024) == set(POSTS)
    due = sum(
        (round(wage * 0.0024) + round(wage * 0.0030)) * months * heads for wage, months, heads in PEMILU_2024.values()
    )
    assert past.measures["contributions"] == pytest.approx(np.full(256, due))


def test_contributions_by_role_month_programme_and_institution_are_the_same_money(past):
    total = past.measures["contributions"]
    assert np.allclose(total, past.measures["contributions_jkk"] + past.measures["contributions_jkm"])
    assert np.allclose(total, past.by_month_rp.sum(axis=1))
    assert past.table("workers_by_role")["contributions_rp_mean"].sum() == pytest.approx(total.mean())
    assert past.measures["contributions_jkm"] == pytest.approx(past.measures["contributions_jkk"] * 30 / 24)


def test_people_to_insure_by_month_kecamatan_and_role_sum_to_the_months_of_cover(past):
    table = past.table("to_insure")
    assert table["persons_p50"].sum() == pytest.approx(past.number("worker_months"))
    assert table["kecamatan_code"].str.fullmatch(r"36\.03\.\d\d").all()
    poll = table[table["month"] == "2024-02"]
    assert poll[poll["role"] == "kpps"]["persons_p50"].sum() == 63_112
    assert set(table[table["month"] == "2022-10"]["role"]) == {"panwascam"}


def test_the_minimum_wage_as_base_costs_its_share_of_the_wage():
    wage = 5_210_377  # UMK 2026
    levers = {"date": "2029-02", "roles": ("ptps",), "contribution_basis": "minimum_wage"}
    result = run(ElectionPlan(**levers), draws=256)
    each = round(wage * 0.0024) + round(wage * 0.0030)
    assert np.allclose(result.measures["contributions"], result.measures["workers_covered"] * each)


def test_own_honoraria_take_the_place_of_the_laws():
    own = run(ElectionPlan(date="2024-02", roles=("linmas",), honoraria_rp={"linmas": 1_000_000}), draws=256)
    assert np.allclose(own.measures["contributions"], 18_032 * 5_400)


def test_what_a_family_gets(law):
    amounts = family_rp(law.at("2024-02"), 1_100_000)
    # JKM 42 million (PP 82/2019); JKK 48 wages, 12 + 10 million; KPU 36 + 10 million (Keputusan KPU 59/2023)
    assert amounts == {"jkm": 42_000_000, "jkk": 48 * 1_100_000 + 22_000_000, "kpu": 46_000_000}
    # 48 times the honorarium of security is less than the death grant, which is the least
    assert family_rp(law.at("2024-11"), 400_000)["jkk"] == 20_000_000 + 22_000_000


def test_what_the_regency_handed_over_in_march_2024_is_what_the_law_pays(law):
    """Rp842.8 million to 14 families, one of Rp296.8 million (gitamedia, poskota): the parts fit to the rupiah."""
    on = law.at("2024-02")
    natural = total_rp(jkm_parts_rp(on, scheme="pu"))
    work = total_rp(work_death_parts_rp(on, scheme="pu", base_rp=2_100_000))
    work += scholarship_rp(on, event="work_death", children=2)
    assert work == 296_800_000
    assert 13 * natural + work == 842_800_000


def test_benefits_are_events_at_legal_amounts(past):
    events = past.claims.events
    assert np.allclose(past.measures["benefits_jkm"], events["deaths_jkm"] * 42_000_000)
    parts = sum(past.measures[f"benefits_{name}"] for name in ("jkm", "jkk", "scholarship"))
    assert np.allclose(past.measures["benefits"], parts)
    assert np.allclose(events["deaths"], past.measures["deaths_paid"] + past.measures["deaths_unpaid"])
    assert past.number("benefits", "mean") == pytest.approx(past.number("benefits_expected", "mean"), rel=0.05)
