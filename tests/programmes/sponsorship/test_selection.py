"""Whom sponsors are given: who is refused, who is taken over, where they live, and how many there are at most."""

import numpy as np
import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from simulate.errors import InputError
from simulate.plan.unknowns import read_unknowns
from simulate.programmes.sponsorship.plan import SponsorshipPlan
from simulate.programmes.sponsorship.study import run
from simulate.programmes.sponsorship.take_up import ceiling_persons, chosen, kecamatan_shares, must_fit_the_pool
from simulate.region.base import Region

shares = st.floats(0, 1)
OWN = "kecamatan_code,uncovered_persons,poor_persons,status,source\n"


def _values(**values):
    return {name: np.array([value]) for name, value in values.items()}


@given(shares, shares, shares, shares, shares)
def test_every_nominee_is_refused_or_accepted_and_of_these_new_or_taken_over(rejected, screened, pool, paid, part):
    values = _values(rejected=rejected, active_screened=screened, active_pool=pool, active_apbd_paid=paid)
    mix = {"uncovered_first": part, "decile_pool": 1 - part}
    strict, open_ = (chosen(SponsorshipPlan(selection=mix, substitution=taken), values) for taken in (False, True))
    active = part * screened + (1 - part) * pool
    assert strict.accepted[0] == pytest.approx((1 - rejected) * (1 - active))
    assert strict.substituted[0] == 0
    new = open_.accepted * (1 - open_.substituted)
    assert new[0] == pytest.approx(strict.accepted[0], abs=1e-12)
    assert (open_.accepted * open_.substituted)[0] == pytest.approx((1 - rejected) * active * paid, abs=1e-12)


def test_younger_workers_are_younger_by_their_share_of_the_names():
    values = _values(rejected=0.1, active_screened=0.0, younger_by=8.0)
    plan = SponsorshipPlan(selection={"uncovered_first": 0.75, "younger_first": 0.25})
    assert chosen(plan, values).younger_by[0] == pytest.approx(2)


def test_without_the_regencys_own_table_places_follow_the_population(region):
    people = region.tables["kecamatan"]["population_2025"].to_numpy(dtype=float)
    assert np.allclose(kecamatan_shares(SponsorshipPlan(), region), people / people.sum())


@pytest.mark.parametrize("rule", ["by_uncovered", "by_poverty"])
def test_a_rule_of_places_needs_the_regencys_own_table(region, rule):
    with pytest.raises(InputError, match=r"data/regions/36.03/uncovered.csv.*simulate check --template uncovered"):
        kecamatan_shares(SponsorshipPlan(selection=rule), region)
    with pytest.raises(InputError, match="missing_table"):
        run(SponsorshipPlan(selection=rule), draws=256)


def _with_own_table(project, uncovered=100, poor=10):
    folder = project / "data/regions/36.03"
    codes = Region.load("36.03").tables["kecamatan"]["kecamatan_code"]
    rows = [f"{code},{uncovered * place},{poor * place**2},official,BPS" for place, code in enumerate(codes, start=1)]
    (folder / "uncovered.csv").write_text(OWN + "\n".join(rows) + "\n", encoding="utf-8")
    card = yaml.safe_load((project / "data/templates/uncovered.yaml").read_text(encoding="utf-8"))
    card |= {"producer": "BPS", "url": "https://example.org", "date": "2026-11-01", "licence": "open"}
    (folder / "uncovered.yaml").write_text(yaml.safe_dump(card), encoding="utf-8")


def test_the_regencys_own_table_decides_where_workers_live(project):
    _with_own_table(project)
    plan = SponsorshipPlan(selection={"by_uncovered": 0.5, "by_poverty": 0.5})
    result = run(plan, draws=256)
    places = np.arange(1, 30)
    wanted = 0.5 * places / places.sum() + 0.5 * places**2 / (places**2).sum()
    assert np.allclose(kecamatan_shares(plan, result.region), wanted)
    assert np.allclose(result.outcome.by_kecamatan.sum(axis=1), result.measures["protected_end"])
    assert result.inputs["data"]["data/regions/36.03/uncovered.csv"]


def test_more_workers_than_are_uncovered_are_refused_by_name(region, unknowns):
    plan = SponsorshipPlan(workers_per_pns=40)
    asked, fewest = 9111 * 40 + 6372 + 8247, 1_550_000 * (1 - 0.78)
    with pytest.raises(InputError) as refused:
        must_fit_the_pool(plan, region, unknowns)
    assert f"{asked:,} workers asked; at most {fewest:,.0f}" in str(refused.value)
    assert "[more_than_uncovered]" in str(refused.value)
    few = plan.with_values({"participation_share": 0.5})
    must_fit_the_pool(few, region, unknowns)  # half of them fit


def test_deciles_1_to_4_hold_no_more_than_were_counted(region, unknowns):
    plan = SponsorshipPlan(workers_per_pns=26, selection="decile_pool")
    with pytest.raises(InputError, match=r"at most 248,000 \(workers in deciles 1 to 4\)"):
        must_fit_the_pool(plan, region, unknowns)
    must_fit_the_pool(plan.with_values({"selection": "uncovered_first"}), region, unknowns)


def test_the_regencys_own_count_is_the_pool_where_there_is_one(project):
    _with_own_table(project, uncovered=10)
    region = Region.load("36.03")
    with pytest.raises(InputError, match=r"23,730 workers asked; at most 4,350 \(uncovered.csv\)"):
        must_fit_the_pool(SponsorshipPlan(), region, read_unknowns("sponsorship", region))
    with pytest.raises(InputError, match="more_than_uncovered"):
        run(draws=256)


def test_the_ceiling_is_what_each_group_is_asked(region):
    plan = SponsorshipPlan(asn_groups="pns,pppk", workers_per_pns=2, workers_per_pppk=0.5)
    assert ceiling_persons(plan, region) == 2 * 9111 + 6372 / 2
