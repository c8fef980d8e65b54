"""What a member or the family receives, by event; scholarships apart."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from simulate.errors import input_error
from simulate.law.contribution import bpu_base_rp
from simulate.law.eligibility import jkm_in_full, scholarship_due
from simulate.law.numbers import SCHEMES, Rupiah, not_negative, one_of, positive, whole_rupiah

if TYPE_CHECKING:
    from simulate.law.base import LawMonth

JKM_PARTS = ("death_grant", "periodic", "funeral")
REIMBURSED = (
    "transport_land",
    "transport_sea",
    "transport_air",
    "home_care",
    "denture",
    "hearing_aid",
    "prosthesis",
)
LEVELS = ("kindergarten_primary", "junior_secondary", "senior_secondary", "higher")
# the longest that each step of pay during temporary incapacity lasts [months]
_STMB_STEPS = {"month_1_6": 6, "month_7_12": 6, "month_13_on": np.inf}
_JKP_STEPS = {"month_1_3": 3, "month_4_6": 3}


def jkm_parts_rp(law: LawMonth, *, scheme: str, tenure_months: Rupiah | None = None) -> dict[str, Rupiah]:
    """What a natural death pays, by part [Rp/person], without scholarships.

    Below the wait only the funeral is paid:

    >>> from simulate.law import Law
    >>> law = Law.load().at("2026-05")
    >>> waiting, full = (jkm_parts_rp(law, scheme="bpu", tenure_months=months) for months in (2, 3))
    >>> {part: bool(waiting[part] == full[part]) for part in full}, waiting["death_grant"], waiting["periodic"]
    ({'death_grant': False, 'periodic': False, 'funeral': True}, 0, 0)

    Args:
        law: the law of the month of death.
        scheme: ``bpu`` or ``pu``; wage earners have no wait.
        tenure_months: completed months of membership, any shape; BPU only.

    Returns:
        int64 in the shape of ``tenure_months`` (int for a scalar).

    Raises:
        InputError: an unknown scheme, no tenure where it matters, or a month without that law.

    Source: PP 44/2015, PP 82/2019; Permenaker 5/2021 jo. 1/2025; see ``jkm_benefit.yaml``, ``jkm_waiting.yaml``.
    """
    full = jkm_in_full(law, scheme=scheme, tenure_months=tenure_months)
    amounts = {part: law.value("jkm_benefit", part) for part in JKM_PARTS}
    return {part: whole_rupiah(np.where(full | (part == "funeral"), amount, 0)) for part, amount in amounts.items()}


def work_death_parts_rp(law: LawMonth, *, scheme: str, base_rp: Rupiah | float) -> dict[str, Rupiah]:
    """What a work death pays, by part [Rp/person], without scholarships; there is no wait.

    The compensation is so many months of the base:

    >>> from simulate.law import Law
    >>> law = Law.load().at("2026-05")
    >>> from simulate.law.contribution import lowest_bpu_base_rp
    >>> base = lowest_bpu_base_rp(law)
    >>> work_death_parts_rp(law, scheme="bpu", base_rp=base)["compensation"] / base
    48.0

    Args:
        law: the law of the month of the accident.
        scheme: ``bpu`` (the income's band gives the base) or ``pu``.
        base_rp: reported income or wage [Rp/month], any shape.

    Returns:
        The compensation, months of the base but never below the JKM death grant, and the periodic and funeral
        parts; int64 in the shape of ``base_rp`` (int for a scalar).

    Raises:
        InputError: an unknown scheme, or a base that is not a number above 0.

    Source: PP 82/2019 Pasal 25; see ``data/law/jkk_wage_multiple.yaml``, ``jkk_lump_sum.yaml``.
    """
    base = _base(law, scheme, base_rp)
    by_wage = law.value("jkk_wage_multiple", "work_death") * base
    lump = {part: law.value("jkk_lump_sum", part) for part in ("periodic", "funeral")}
    amounts = {"compensation": np.maximum(by_wage, law.value("jkm_benefit", "death_grant"))} | lump
    return {part: whole_rupiah(np.broadcast_to(amount, base.shape)) for part, amount in amounts.items()}


def disability_parts_rp(law: LawMonth, *, scheme: str, base_rp: Rupiah | float) -> dict[str, Rupiah]:
    """What total permanent disability from work pays, by part [Rp/person], without scholarships.

    The compensation is so many months of the base:

    >>> from simulate.law import Law
    >>> law = Law.load().at("2026-05")
    >>> from simulate.law.contribution import lowest_bpu_base_rp
    >>> base = lowest_bpu_base_rp(law)
    >>> disability_parts_rp(law, scheme="bpu", base_rp=base)["compensation"] / base
    56.0

    Arguments, shapes and refusals are those of `work_death_parts_rp`.

    Source: PP 82/2019 Pasal 25; see ``data/law/jkk_wage_multiple.yaml``, ``jkk_lump_sum.yaml``.
    """
    base = _base(law, scheme, base_rp)
    amounts = {
        "compensation": law.value("jkk_wage_multiple", "total_disability") * base,
        "periodic": law.value("jkk_lump_sum", "periodic"),
    }
    return {part: whole_rupiah(np.broadcast_to(amount, base.shape)) for part, amount in amounts.items()}


def partial_disability_rp(
    law: LawMonth, *, scheme: str, base_rp: Rupiah | float, table_share: float, lost_share: float = 1
) -> Rupiah:
    """What partial disability from work pays [Rp/person].

    A limb lost at 40 % of the table, in months of the base:

    >>> from simulate.law import Law
    >>> law = Law.load().at("2026-05")
    >>> from simulate.law.contribution import lowest_bpu_base_rp
    >>> base = lowest_bpu_base_rp(law)
    >>> partial_disability_rp(law, scheme="bpu", base_rp=base, table_share=0.4) / base
    32.0

    Args:
        law: the law of the month of the accident.
        scheme: ``bpu`` or ``pu``.
        base_rp: reported income or wage [Rp/month], any shape.
        table_share: the percentage of the table in Lampiran III as a share, above 0 to 1; ``jkk_partial_table``
            holds some of its rows.
        lost_share: the share of function lost; 1 where the limb is lost.

    Raises:
        InputError: an unknown scheme, a base that is not a number above 0, a share outside 0 to 1.

    Source: PP 44/2015 Lampiran III; see ``data/law/jkk_wage_multiple.yaml``.
    """
    for name, share in (("table_share", table_share), ("lost_share", lost_share)):
        if (positive(share, name, "share_above_0") > 1).any():
            raise input_error("bad_value.partial_disability_rp", name, share=repr(share))
    months = law.value("jkk_wage_multiple", "partial_disability")
    return whole_rupiah(np.asarray(table_share) * lost_share * months * _base(law, scheme, base_rp))


def stmb_rp(law: LawMonth, *, scheme: str, base_rp: Rupiah | float, months: Rupiah | float) -> Rupiah:
    """Pay over so many months of temporary incapacity [Rp/person].

    A year at the full base and two months at half of it, in months of the base:

    >>> from simulate.law import Law
    >>> law = Law.load().at("2026-05")
    >>> from simulate.law.contribution import lowest_bpu_base_rp
    >>> base = lowest_bpu_base_rp(law)
    >>> stmb_rp(law, scheme="bpu", base_rp=base, months=14) / base
    13.0

    Args:
        law: the law of the month of the accident; it is taken to hold for the whole spell.
        scheme: ``bpu`` or ``pu``.
        base_rp: reported income or wage [Rp/month].
        months: length of the spell; broadcasts with ``base_rp``.

    Raises:
        InputError: an unknown scheme, a base that is not a number above 0, a negative length.

    Source: PP 44/2015, PP 82/2019; see ``data/law/jkk_stmb.yaml``.
    """
    left = not_negative(months, "months", "months_of_incapacity").astype(float)
    paid = np.zeros_like(left)
    for step, longest in _STMB_STEPS.items():
        spell = np.minimum(left, longest)
        paid = paid + spell * law.value("jkk_stmb", step)
        left = left - spell
    return whole_rupiah(paid * _base(law, scheme, base_rp))


def scholarship_rp(law: LawMonth, *, event: str, children: Rupiah, tenure_months: Rupiah | None = None) -> Rupiah:
    """The most that the scholarships of a member's children can come to [Rp/member].

    All school levels from the first to the last year, for at most two children:

    >>> from simulate.law import Law
    >>> law = Law.load().at("2026-05")
    >>> one, two, three = (scholarship_rp(law, event="work_death", children=n) for n in (1, 2, 3))
    >>> two / one, three / one
    (2.0, 2.0)
    >>> scholarship_rp(law, event="death", children=2, tenure_months=35)
    0

    Args:
        law: the law of the month of the event.
        event: ``death`` (JKM, which needs 36 months of contributions), ``work_death`` or ``total_disability``.
        children: number of children below the age limit, any shape.
        tenure_months: months of contributions; for ``death`` only.

    Raises:
        InputError: an event without scholarships, a negative number of children, no tenure where it matters.

    Source: PP 82/2019, Permenaker 5/2021; see ``data/law/scholarship_*.yaml``.
    """
    heads = not_negative(children, "children", "number_of_children")
    each = sum(law.value("scholarship_yearly", level) * law.value("scholarship_years", level) for level in LEVELS)
    counted = np.minimum(heads, law.value("scholarship_children"))
    due = scholarship_due(law, event=event, tenure_months=tenure_months)
    return whole_rupiah(np.where(due, counted * each, 0))


def reimbursement_rp(law: LawMonth, *, item: str, cost_rp: Rupiah | float) -> Rupiah:
    """What JKK pays toward a cost, up to its cap [Rp]; a prosthesis is paid above the centre's price.

    >>> from simulate.law import Law
    >>> law = Law.load().at("2026-05")
    >>> cap = law.value("jkk_transport", "land")
    >>> (reimbursement_rp(law, item="transport_land", cost_rp=[cap / 2, cap * 2]) / cap).tolist()
    [0.5, 1.0]
    >>> reimbursement_rp(law, item="prosthesis", cost_rp=cap) / cap
    1.4

    Args:
        law: the law of the month of the accident.
        item: one of `REIMBURSED`.
        cost_rp: the cost, or the rehabilitation centre's price of a prosthesis [Rp], any shape.

    Raises:
        InputError: an unknown item, or a cost that is not a number above 0.

    Source: PP 44/2015, PP 82/2019; see ``data/law/jkk_transport.yaml``, ``jkk_home_care.yaml``,
    ``jkk_denture.yaml``, ``jkk_hearing_aid.yaml``, ``jkk_prosthesis.yaml``.
    """
    one_of(item, "item", REIMBURSED)
    cost = positive(cost_rp, "cost", "rupiah_above_0")
    if item == "prosthesis":
        return whole_rupiah(cost * (1 + law.value("jkk_prosthesis")))
    group, _, mode = item.partition("_") if item.startswith("transport") else (item, "", "")
    return whole_rupiah(np.minimum(cost, law.value(f"jkk_{group}", *([mode] if mode else []))))


def jkp_cash_rp(law: LawMonth, *, wage_rp: Rupiah | float, months: int) -> Rupiah:
    """JKP cash over so many months without work [Rp/person]; entitlement is not checked.

    Three months at 45 % and three at 25 % of the wage, in months of a wage at the cap:

    >>> from simulate.law import Law
    >>> law = Law.load().at("2022-02")
    >>> cap = law.value("pu_jkp_wage_cap")
    >>> jkp_cash_rp(law, wage_rp=2 * cap, months=6) / cap
    2.1

    Raises:
        InputError: a wage that is not a number above 0, a negative number of months.

    Source: PP 37/2021, PP 6/2025; see ``data/law/pu_jkp_cash.yaml``, ``pu_jkp_wage_cap.yaml``.
    """
    capped = np.minimum(positive(wage_rp, "wage", "rupiah_a_month_above_0"), law.value("pu_jkp_wage_cap"))
    left, paid = not_negative(months, "months", "months_from_0"), 0
    for step, longest in _JKP_STEPS.items():
        spell = np.minimum(left, longest)
        paid = paid + spell * law.value("pu_jkp_cash", step)
        left = left - spell
    return whole_rupiah(paid * capped)


def _base(law: LawMonth, scheme: str, base_rp: Rupiah | float) -> np.ndarray:
    """The wage that JKK benefits are reckoned from."""
    if one_of(scheme, "scheme", SCHEMES) == "bpu":
        return np.asarray(bpu_base_rp(law, base_rp))
    return positive(base_rp, "base", "rupiah_a_month_above_0")
