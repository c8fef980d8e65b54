import pytest

from simulate.errors import InputError
from simulate.law.base import Law
from simulate.programmes.election.plan import ElectionPlan

VILLAGES = {"event": "pilkades", "date": "2027-12", "tps_cap": 2000}


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"tps_cap": 0}, "tps_cap: 0; a value from 50 to 3000"),
        ({"tps_cap": "many"}, "tps_cap: 'many'; a whole number"),
        ({"covered_share": 1.2}, "covered_share: 1.2; a value from 0 to 1"),
        ({"covered_share": float("nan")}, "covered_share: nan; should be a finite number"),
        ({"date": "2029"}, "date: '2029' is not a month; write YYYY-MM"),
        ({"event": "pilpres"}, "event: 'pilpres'; should be 'pemilu', 'pilkada', 'psu_pemilu'"),
        ({"roles": []}, "roles: []"),
        ({"roles": ["kpps", "kpps"]}, "name each once [repeated_value]"),
        (
            {"honoraria_rp": {"kpps": 1_000_000}},
            "honoraria_rp: `kpps`; its posts: kpps_chair, kpps_member [unknown_post]",
        ),
        ({"honoraria_rp": {"linmas": 0}}, "honoraria_rp linmas: 0; at least 1000"),
        ({"honoraria_rp": "linmas:700000,linmas:800000"}, "`linmas` stands twice; name each once"),
        ({"honoraria_rp": "linmas"}, "honoraria_rp: `linmas`; POST:RUPIAH, e.g. linmas:1234567"),
        ({"honoraria_rp": "linmas:few"}, "honoraria_rp linmas: 'few'; a whole number"),
        ({"honoraria_rp": {"ptps": 1_000_000}, "roles": ["kpps"]}, "ptps not covered; posts of the roles that"),
        ({"event": "psu_pemilu", "desa": ["36.03.01", "36.03.01.1001"]}, "`36.03.01.1001` lies in a kecamatan that"),
        ({"payer": "nphd"}, "payer: nphd in a pemilu; apbd, apbdes or worker: a grant to KPU and Bawaslu"),
        ({"desa": ["36.03.01"]}, "desa: 1 in a pemilu; no desa, for all vote"),
        ({"event": "psu_pilkada"}, "desa: none in a psu_pilkada; the desa that vote again [missing_desa]"),
        ({"event": "pilkades"}, "tps_cap: none in a pilkades; a cap, for no law base holds that"),
        (VILLAGES, "honoraria_rp: no honorarium of kpps_chair, kpps_member, linmas in a pilkades"),
        ({**VILLAGES, "honoraria_rp": {"linmas": 500_000}}, "no honorarium of kpps_chair, kpps_member in a pilkades"),
        ({"desa_voting": 153}, "desa_voting: 153 in a pemilu; none; or a pilkades that names no desa"),
        ({**VILLAGES, "desa_voting": 9, "desa": ["36.03.01"]}, "desa_voting: 9 in a pilkades; none; or"),
        ({**VILLAGES, "roles": ["ppk"]}, "roles: ppk in a pilkades; one of kpps, linmas [no_such_role]"),
        ({"extra_months": 13}, "extra_months: 13; a value from 0 to 12"),
        ({"age_cap": 20}, "age_cap: 20; a value from 25 to 79"),
        ({"screening": "yes"}, "screening: 'yes'; should be 'none', 'as_2024' or 'full'"),
        ({"cover_share": 0.5}, "cover_share: no such parameter; did you mean `covered_share`?"),
    ],
)
def test_bad_levers_are_refused_by_name(values, message):
    with pytest.raises(InputError) as refused:
        ElectionPlan(**values)
    assert message in str(refused.value)


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"law_extension": "none"}, "month 2029-02: is past 2025-01, the last month that data/law/election_"),
        ({"date": "2019-04"}, "month 2019-04: is before data/law/election_"),
    ],
)
def test_a_date_that_no_law_vouches_for_is_refused_by_name(law, values, message):
    with pytest.raises(InputError) as refused:
        ElectionPlan(**values).laws(law)
    assert message in str(refused.value)
    assert "later" in str(refused.value) or "law_extension `hold`" in str(refused.value)


def test_a_command_line_says_the_same_as_a_notebook():
    typed = ElectionPlan(
        event="psu_pilkada",
        date="2025-04",
        desa="36.03.02, 36.03.01",
        roles="linmas,kpps",
        tps_cap="500",
        honoraria_rp="linmas:700000",
        age_cap="none",
    )
    written = ElectionPlan(
        event="psu_pilkada",
        date="2025-04",
        desa=["36.03.01", "36.03.02"],
        roles=["kpps", "linmas"],
        tps_cap=500,
        honoraria_rp={"linmas": 700_000},
    )
    assert typed == written


def test_the_term_of_each_body_is_the_laws():
    plan = ElectionPlan(date="2024-02")
    service = plan.service(Law.load().only(plan.law_groups).at("2024-02"))
    # from the press: PPK January 2023 to April 2024, KPPS 25 January to 25 February 2024
    assert (service["ppk"], service["kpps"]) == ((-13, 15), (0, 1))
    assert plan.laws(Law.load())[0].month == "2022-10"  # Panwascam


def test_empty_plans_are_the_default_bit_for_bit():
    assert ElectionPlan() == ElectionPlan().with_values({}) == ElectionPlan(**ElectionPlan().model_dump())
    assert ElectionPlan().changed() == {}
