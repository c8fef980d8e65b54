"""Who may enrol, who is still a member, and who is entitled to what; every answer is true or false."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from simulate.errors import input_error
from simulate.law.numbers import SCHEMES, Rupiah, not_negative, one_of

if TYPE_CHECKING:
    from simulate.law.base import LawMonth

SCHOLARSHIP_EVENTS = ("death", "work_death", "total_disability")


def may_enrol(law: LawMonth, age_years: Rupiah | float) -> np.ndarray:
    """Whether a BPU worker of that age may enrol for the first time, shape of ``age_years``.

    >>> from simulate.law import Law
    >>> may_enrol(Law.load().at("2026-05"), [64, 65]).tolist()
    [True, False]

    Raises:
        InputError: an age that is not a number from 0.

    Source: Permenaker 5/2021; see ``data/law/bpu_entry_age.yaml``.
    """
    return not_negative(age_years, "age", "years_from_0") < law.value("bpu_entry_age")


def membership_ended(law: LawMonth, arrears_months: Rupiah) -> np.ndarray:
    """Whether so many consecutive unpaid months have ended a BPU membership, shape of ``arrears_months``.

    >>> from simulate.law import Law
    >>> membership_ended(Law.load().at("2026-05"), [3, 4]).tolist()
    [False, True]

    Raises:
        InputError: arrears that are not a number from 0.

    Source: Perdir BPJS Ketenagakerjaan 22/PERDIR.02/072022; see ``data/law/bpu_lapse.yaml``.
    """
    return _arrears(arrears_months) > law.value("bpu_lapse")


def may_pay_arrears(law: LawMonth, arrears_months: Rupiah) -> np.ndarray:
    """Whether so many unpaid months may still be paid, shape of ``arrears_months``.

    Raises:
        InputError: arrears that are not a number from 0.

    Source: Perdir BPJS Ketenagakerjaan 22/PERDIR.02/072022; see ``data/law/bpu_grace.yaml``.
    """
    return _arrears(arrears_months) <= law.value("bpu_grace")


def may_pay_in_advance(law: LawMonth, months: Rupiah) -> np.ndarray:
    """Whether BPU contributions may be paid for just so many months at once, shape of ``months``.

    >>> from simulate.law import Law
    >>> may_pay_in_advance(Law.load().at("2026-05"), [5, 6]).tolist()
    [False, True]

    Raises:
        InputError: months that are not a number from 0.

    Source: press; see ``data/law/bpu_advance.yaml``.
    """
    asked = not_negative(months, "months", "months_from_0")
    return np.isin(asked, [law.value("bpu_advance", option) for option in law.groups["bpu_advance"].by["option"]])


def jkm_in_full(law: LawMonth, *, scheme: str, tenure_months: Rupiah | None = None) -> np.ndarray:
    """Whether a natural death pays the whole JKM benefit, shape of ``tenure_months``.

    >>> from simulate.law import Law
    >>> jkm_in_full(Law.load().at("2026-05"), scheme="bpu", tenure_months=[2, 3]).tolist()
    [False, True]

    Raises:
        InputError: an unknown scheme, or no tenure for a BPU member.

    Source: Permenaker 5/2021 jo. 1/2025; see ``data/law/jkm_waiting.yaml``.
    """
    if one_of(scheme, "scheme", SCHEMES) == "pu":
        return np.ones(np.shape(_tenure(0 if tenure_months is None else tenure_months)), dtype=bool)
    return _tenure(tenure_months) >= law.value("jkm_waiting")


def scholarship_due(law: LawMonth, *, event: str, tenure_months: Rupiah | None = None) -> np.ndarray:
    """Whether the event entitles children to scholarships, shape of ``tenure_months``.

    >>> from simulate.law import Law
    >>> scholarship_due(Law.load().at("2026-05"), event="death", tenure_months=[35, 36]).tolist()
    [False, True]

    Raises:
        InputError: an event without scholarships, or no tenure for a natural death.

    Source: PP 82/2019; Permenaker 5/2021; see ``data/law/scholarship_wait.yaml``.
    """
    if one_of(event, "event", SCHOLARSHIP_EVENTS) != "death":
        return np.ones(np.shape(_tenure(0 if tenure_months is None else tenure_months)), dtype=bool)
    return _tenure(tenure_months) >= law.value("scholarship_wait")


def may_serve(law: LawMonth, event: str, body: str, age_years: Rupiah | float) -> np.ndarray:
    """Whether someone of that age may serve on an ad hoc election body, shape of ``age_years``.

    An upper limit is known for KPPS alone.

    >>> from simulate.law import Law
    >>> may_serve(Law.load().at("2024-02"), "pemilu_2024", "kpps", [16, 17, 55, 56]).tolist()
    [False, True, True, False]

    Raises:
        InputError: an unknown event or body, or an age that is not a number from 0.

    Source: KPU and Bawaslu requirements; see ``data/law/election_min_age.yaml``, ``election_max_age.yaml``.
    """
    age = not_negative(age_years, "age", "years_from_0")
    old_enough = age >= law.value("election_min_age", event, body)
    return old_enough & (np.floor(age) <= law.value("election_max_age")) if body == "kpps" else old_enough


def _arrears(months: Rupiah) -> np.ndarray:
    return not_negative(months, "arrears", "unpaid_months")


def _tenure(months: Rupiah | None) -> np.ndarray:
    if months is None:
        raise input_error("missing_tenure", "tenure")
    return not_negative(months, "tenure", "months_of_membership")
