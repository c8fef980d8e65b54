"""What a worker-month costs by payer and programme, and when it rises."""

import numpy as np
import pytest

from simulate.errors import InputError
from simulate.law.contribution import price_rises, price_rp
from simulate.programmes.sponsorship.plan import SponsorshipPlan
from simulate.programmes.sponsorship.take_up import price_parts_rp


def _prices(law, **levers):
    plan = SponsorshipPlan(**levers)
    return price_rp(price_parts_rp(plan, plan.laws(law)))


def test_a_years_price_is_three_full_months_and_nine_relieved_ones(law):
    price = _prices(law)
    assert price["sponsor"].tolist() == [16800] * 3 + [8400] * 9
    assert price["apbd"].tolist() == [16800] * 12


def test_cianjurs_three_months_for_forty_thousand_workers(law):
    """Published: Rp2.016.000.000 for 40,000 workers, paid by several payers (buseronlinenews.com, 17 October 2025)."""
    price = _prices(law, start="2025-10", months=3)
    assert 40_000 * price["apbd"].sum() == 2_016_000_000


def test_jht_is_paid_in_full_whoever_pays(law):
    short, whole = _prices(law), _prices(law, programmes="jkk_jkm_jht")
    for payer in ("sponsor", "apbd"):
        assert (whole[payer] - short[payer]).tolist() == [20000] * 12


def test_the_price_doubles_when_the_relief_ends_in_each_sector(law):
    levers = {"start": "2026-12", "months": 6}
    assert np.flatnonzero(price_rises(_prices(law, **levers)["sponsor"])).tolist() == [1]
    transport = price_rises(_prices(law, transport_share=1.0, **levers)["sponsor"])
    assert np.flatnonzero(transport).tolist() == [4]  # April 2027
    assert transport[4] == 1
    mixed = price_rises(_prices(law, transport_share=0.5, **levers)["sponsor"])
    assert np.flatnonzero(mixed).tolist() == [1, 4]
    assert mixed[1] == pytest.approx(0.5)
    assert not price_rises(_prices(law, sponsor_relief=False, **levers)["sponsor"]).any()


def test_only_months_that_the_law_takes_at_once_are_billed(law, project):
    from simulate.law.base import Law

    _prices(law, billing_months=6)
    path = project / "data/law/bpu_advance.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("    six: 6\n", "    six: 5\n"), encoding="utf-8")
    with pytest.raises(InputError, match="billing_months: 6; months that BPJS Ketenagakerjaan takes at once"):
        _prices(Law.load(), billing_months=6)


def test_paying_ahead_before_its_rule_is_known_is_refused(law):
    with pytest.raises(InputError, match="bpu_advance"):
        _prices(law, start="2023-01", billing_months=3)
