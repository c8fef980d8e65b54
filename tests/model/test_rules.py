import numpy as np
import pytest

from simulate.errors import InputError
from simulate.model.rules import contribution_rp, jkm_benefit_rp


def test_apbd_pays_twice_the_sponsors_price_for_nine_months_of_2026(law):
    months = [f"2026-{month:02d}" for month in range(1, 13)]
    ratio = {m: contribution_rp(law.at(m), "apbd") / contribution_rp(law.at(m), "sponsor") for m in months}
    assert [m for m in months if ratio[m] == 2] == months[3:]
    assert [m for m in months if ratio[m] == 1] == months[:3]


def test_arrays_work_as_scalars_do(law):
    may = law.at("2026-05")
    tenures = np.arange(6).reshape(2, 3)
    together = jkm_benefit_rp(tenures, may)
    assert together.dtype == np.int64
    assert together.tolist() == [[int(jkm_benefit_rp(t, may)) for t in row] for row in tenures.tolist()]


def test_an_unknown_payer_is_named(law):
    with pytest.raises(InputError, match="did you mean `other.apbd`"):
        contribution_rp(law.at("2026-05"), "abpd")
