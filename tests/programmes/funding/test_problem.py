"""APBD's workers go where the protected share is lowest."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from simulate.programmes.funding.problem import placed

persons = st.floats(0, 1e5)
kecamatan = st.lists(st.tuples(st.floats(1, 1e5), persons), min_size=1, max_size=30)


@given(places=kecamatan, there=persons)
def test_the_worst_off_are_lifted_together_and_nobody_is_lost(places, there):
    need, others = (np.array(column) for column in zip(*places, strict=True))
    found = placed(need, others, there)
    assert (found >= 0).all()
    assert np.isclose(found.sum(), there, rtol=1e-9, atol=1e-6)
    share = (others + found) / need
    # whoever gets any is no better off than the rest: the lowest share cannot be raised by moving a worker
    given_to = found > 1e-6 * (1 + there)
    if given_to.any():
        assert (share[given_to] <= share.min() * (1 + 1e-6) + 1e-9).all()


def test_by_hand():
    assert placed(np.array([100.0, 100.0]), np.array([30.0, 0.0]), 50.0).tolist() == [10.0, 40.0]
    assert placed(np.array([100.0, 100.0]), np.array([90.0, 0.0]), 50.0).tolist() == [0.0, 50.0]


def test_where_nobody_is_to_protect_nobody_is_placed():
    assert placed(np.array([0.0, 100.0]), np.array([5.0, 0.0]), 50.0).tolist() == [0.0, 50.0]
