"""What a member costs a month, by who pays."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np

from simulate.errors import refuse
from simulate.model.prices import worker_parts_rp
from simulate.model.rules import contribution_parts_rp, total_rp

if TYPE_CHECKING:
    from simulate.law import LawMonth
    from simulate.plan.universal import UniversalPlan

# who pays for each channel of members without an employer, as the law sees them
PAYERS = {"self": "personal", "subsidised": "apbd", "sponsored": "sponsor", "village": "apbdes", "others": "csr"}
PROGRAMMES = ("jkk", "jkm")


def bpu_parts_rp(plan: UniversalPlan, laws: list[LawMonth]) -> dict[str, dict[str, np.ndarray]]:
    """A member's contribution by channel and benefit programme [Rp/month], each of shape (months,).

    All pay on the lowest base.
    """
    return {
        channel: worker_parts_rp(laws, payer, plan.transport_share, PROGRAMMES) for channel, payer in PAYERS.items()
    }


def employer_rp(laws: list[LawMonth], region: str, values: Mapping[str, np.ndarray]) -> np.ndarray:
    """JKK and JKM of a newly registered wage earner [Rp/month], shape (draws, months).

    The wage is ``new_pu_wage`` minimum wages, the JKK rate lies ``risk_mix`` of the way from the lowest class to the
    highest.

    Raises:
        InputError: the law base has no minimum wage of the region.
    """
    if region not in laws[0].groups["umk"].by["region"]:
        raise refuse("unknown_law_key", "law umk", f"no minimum wage of {region}", "add it to data/law/umk.yaml")
    ends = [
        np.array([_employer(law, region, risk_class) for law in laws], dtype=float)
        for risk_class in ("very_low", "very_high")
    ]
    mixed = ends[0] + values["risk_mix"][:, None] * (ends[1] - ends[0])
    return values["new_pu_wage"][:, None] * mixed


def _employer(law: LawMonth, region: str, risk_class: str) -> int:
    case = {"scheme": "pu", "base_rp": law.value("umk", region), "risk_class": risk_class}
    return total_rp(contribution_parts_rp(law, programmes=PROGRAMMES, **case))
