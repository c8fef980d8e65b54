"""The law as arithmetic: pure functions of a `LawMonth` and numbers or arrays."""

from simulate.model.rules.benefit import (
    disability_parts_rp,
    jkm_parts_rp,
    jkp_cash_rp,
    partial_disability_rp,
    reimbursement_rp,
    scholarship_rp,
    stmb_rp,
    work_death_parts_rp,
)
from simulate.model.rules.contribution import (
    bpu_band,
    bpu_base_rp,
    contribution_parts_rp,
    contribution_rp,
    election_contribution_rp,
    lowest_bpu_base_rp,
    next_jp_wage_cap_rp,
)
from simulate.model.rules.eligibility import (
    jkm_in_full,
    may_enrol,
    may_pay_arrears,
    may_pay_in_advance,
    may_serve,
    membership_ended,
    scholarship_due,
)
from simulate.model.rules.numbers import total_rp, whole_rupiah

__all__ = [
    "bpu_band",
    "bpu_base_rp",
    "contribution_parts_rp",
    "contribution_rp",
    "disability_parts_rp",
    "election_contribution_rp",
    "jkm_in_full",
    "jkm_parts_rp",
    "jkp_cash_rp",
    "lowest_bpu_base_rp",
    "may_enrol",
    "may_pay_arrears",
    "may_pay_in_advance",
    "may_serve",
    "membership_ended",
    "next_jp_wage_cap_rp",
    "partial_disability_rp",
    "reimbursement_rp",
    "scholarship_due",
    "scholarship_rp",
    "stmb_rp",
    "total_rp",
    "whole_rupiah",
    "work_death_parts_rp",
]
