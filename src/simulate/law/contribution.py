"""What is paid in a month, for members without an employer (BPU) and wage earners (PU).

In the examples ``law`` is the law of May 2026.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from simulate.errors import input_error
from simulate.law.numbers import SCHEMES, Rupiah, one_of, positive, total_rp, whole_rupiah

if TYPE_CHECKING:
    from simulate.law.base import LawMonth

DEFAULT_PROGRAMMES = ("jkk", "jkm")
PROGRAMMES = {"bpu": ("jkk", "jkm", "jht"), "pu": ("jkk", "jkm", "jht", "jp", "jkp")}
PAYERS = ("personal", "sponsor", "csr", "employer", "apbn", "apbd", "apbdes")
BEARERS = ("employer", "worker", "government")
SECTORS = ("transport", "other")
_BASE = "rupiah_a_month_above_0"


def contribution_parts_rp(
    law: LawMonth,
    *,
    scheme: str,
    base_rp: Rupiah | float,
    payer: str | None = None,
    sector: str | None = None,
    programmes: Sequence[str] = DEFAULT_PROGRAMMES,
    risk_class: str | None = None,
    bearer: str | None = None,
) -> dict[str, Rupiah]:
    """One month's contribution by part [Rp/month].

    A BPU member pays 1 % of the base of the income band for JKK, a flat JKM, and 2 % for JHT where chosen; relief
    on JKK and JKM depends on the month, the sector and who pays:

    >>> case = {"scheme": "bpu", "base_rp": lowest_bpu_base_rp(law), "sector": "other"}
    >>> own, apbd = (contribution_parts_rp(law, payer=payer, **case) for payer in ("personal", "apbd"))
    >>> {part: own[part] / apbd[part] for part in apbd}
    {'jkk': 0.5, 'jkm': 0.5}

    A wage earner's contribution is a share of the wage, borne by employer, worker and government; who pays for them
    changes nothing. JKP moves a part out of JKK (and, to January 2025, JKM) and adds the government's:

    >>> parts = contribution_parts_rp(law, scheme="pu", base_rp=100_000, programmes=PROGRAMMES["pu"])
    >>> {part: f"{amount / 100_000:.2%}" for part, amount in parts.items()}  # doctest: +NORMALIZE_WHITESPACE
    {'jkk': '0.10%', 'jkm': '0.30%', 'jht_employer': '3.70%', 'jht_worker': '2.00%', 'jp_employer': '2.00%',
     'jp_worker': '1.00%', 'jkp_from_jkk': '0.14%', 'jkp_from_jkm': '0.00%', 'jkp_government': '0.22%'}

    Args:
        law: the law of the contribution month.
        scheme: ``bpu`` or ``pu``.
        base_rp: reported income (BPU; its band gives the base) or wage (PU) [Rp/month], any shape.
        payer: who pays, one of `PAYERS`; BPU relief depends on it.
        sector: ``transport`` or ``other``; BPU only.
        programmes: ``jkk``, ``jkm``, ``jht``; PU also ``jp``, ``jkp``.
        risk_class: of the employer, ``very_low`` (unless given) to ``very_high``; PU only.
        bearer: ``employer``, ``worker`` or ``government`` asks for that share alone; PU only.

    Returns:
        Whole rupiah by part, int64 in the shape of ``base_rp`` (int for a scalar).

    Raises:
        InputError: an unknown word, a base that is not a number above 0, or a month without that law.

    Source: PP 44/2015, 45/2015, 46/2015, 37/2021, 6/2025, 49/2020, 50/2025; see ``data/law/bpu_*``, ``pu_*``.
    """
    one_of(scheme, "scheme", SCHEMES)
    if not programmes:
        raise input_error("no_programme", "programmes", names=", ".join(PROGRAMMES[scheme]))
    for programme in programmes:
        one_of(programme, "programme", PROGRAMMES[scheme])
    if payer is not None:
        one_of(payer, "payer", PAYERS)
    needless = {"risk_class": risk_class, "bearer": bearer} if scheme == "bpu" else {"sector": sector}
    for name, word in needless.items():
        if word is not None:
            raise input_error("needless_in_scheme", name, check=f"needless_{name}", word=word, scheme=scheme.upper())
    base = positive(base_rp, "base", _BASE)
    if scheme == "bpu":
        return _bpu(law, base, payer, sector, programmes)
    return _pu(law, base, programmes, risk_class or "very_low", bearer)


def contribution_rp(law: LawMonth, **case) -> Rupiah:
    """One month's contribution [Rp/month]: the sum of `contribution_parts_rp`, which see.

    APBD pays twice what a member pays in the months of relief:

    >>> case = {"scheme": "bpu", "base_rp": lowest_bpu_base_rp(law), "sector": "other"}
    >>> contribution_rp(law, payer="apbd", **case) / contribution_rp(law, payer="personal", **case)
    2.0
    """
    return total_rp(contribution_parts_rp(law, **case))


def bpu_band(law: LawMonth, income_rp: Rupiah | float) -> np.ndarray:
    """The income band of BPU members, 1 for the lowest, shape of ``income_rp``.

    Raises:
        InputError: an income that is not a number above 0.

    Source: PP 44/2015 Lampiran II; see ``data/law/bpu_income_from.yaml``.
    """
    return np.searchsorted(law.column("bpu_income_from"), positive(income_rp, "base", _BASE), side="right")


def bpu_base_rp(law: LawMonth, income_rp: Rupiah | float) -> Rupiah:
    """The wage base of a BPU member's income band [Rp/month], shape of ``income_rp``.

    Whoever earns less than the lowest base pays on the lowest base:

    >>> bpu_base_rp(law, lowest_bpu_base_rp(law) / 2) == lowest_bpu_base_rp(law)
    True

    Raises:
        InputError: an income that is not a number above 0.

    Source: PP 44/2015 Lampiran II; see ``data/law/bpu_income_from.yaml``, ``bpu_base.yaml``.
    """
    base, band = _band_bases(law, income_rp)
    return whole_rupiah(base[band])


def lowest_bpu_base_rp(law: LawMonth) -> int:
    """The lowest wage base of a BPU member, that of sponsored workers [Rp/month]."""
    return int(law.value("bpu_base", "1"))


def election_contribution_rp(law: LawMonth, event: str, role: str) -> dict[str, Rupiah]:
    """JKK and JKM of an ad hoc election worker by part: wage earners in the lowest risk class [Rp/month].

    >>> election_contribution_rp(Law.load().at("2024-02"), "pemilu_2024", "kpps_chair")
    {'jkk': 2880, 'jkm': 3600}

    Args:
        law: the law of the month.
        event: ``pemilu_2024`` or ``pilkada_2024``.
        role: a role of ``data/law/election_honorarium.yaml``.

    Raises:
        InputError: an unknown event or role, or a month for which the honoraria are not vouched for.

    Source: PP 44/2015 Lampiran I; honoraria S-647/MK.02/2022 and S-715/MK.02/2022.
    """
    return contribution_parts_rp(law, scheme="pu", base_rp=law.value("election_honorarium", event, role))


def price_rp(parts: dict[str, dict[str, np.ndarray]]) -> dict[str, np.ndarray]:
    """The price of a worker-month by payer [Rp/month], each of shape (months,)."""
    return {payer: sum(by_programme.values()) for payer, by_programme in parts.items()}


def price_rises(price: np.ndarray) -> np.ndarray:
    """How far a price rises from the month before, as a share of it and at most a doubling; shape (months,)."""
    rises = np.zeros(len(price))
    np.divide(price[1:], price[:-1], out=rises[1:], where=price[:-1] > 0)
    rises[1:] -= 1
    return np.clip(rises, 0, 1)


def worker_parts_rp(
    laws: list[LawMonth], payer: str, transport_share: float, programmes: Sequence[str]
) -> dict[str, np.ndarray]:
    """Mean contribution of a worker-month at the lowest base [Rp/month] by benefit programme, each (months,).

    Args:
        laws: the law of each month.
        payer: as the law sees who pays.
        transport_share: of the workers, who have relief in other months.
        programmes: the benefit programmes paid for.
    """
    # asked for with the same laws again and again, as unknowns change
    return dict(_worker_parts_rp(tuple(laws), payer, transport_share, tuple(programmes)))


@lru_cache(maxsize=256)
def _worker_parts_rp(
    laws: tuple[LawMonth, ...], payer: str, transport_share: float, programmes: tuple[str, ...]
) -> dict[str, np.ndarray]:
    case = {"scheme": "bpu", "payer": payer, "programmes": programmes}
    parts: dict[str, np.ndarray] = dict.fromkeys(programmes, 0)
    for sector, share in zip(SECTORS, (transport_share, 1 - transport_share), strict=True):
        if share:
            months = [
                contribution_parts_rp(law, base_rp=lowest_bpu_base_rp(law), sector=sector, **case) for law in laws
            ]
            for programme in programmes:
                parts[programme] = parts[programme] + share * np.array([month[programme] for month in months], float)
    return parts


def _band_bases(law: LawMonth, income: Rupiah | float) -> tuple[np.ndarray, np.ndarray]:
    """The base of every band, and each income's place among them; the bands that occur are noted as read."""
    bands = bpu_band(law, income) - 1
    if law.reads is not None:
        for band in np.unique(bands) + 1:
            law.cited("bpu_income_from", str(band))
            law.cited("bpu_base", str(band))
    return law.column("bpu_base"), bands


def _bpu(law: LawMonth, income: np.ndarray, payer: str | None, sector: str | None, programmes: Sequence[str]):
    for name, word in (("payer", payer), ("sector", sector)):
        if word is None:
            raise input_error("missing_in_scheme", name, check=f"missing_{name}")
    one_of(sector, "sector", law.groups["bpu_relief"].by["sector"])
    due = 1 - law.value("bpu_relief", sector, payer)
    base, band = _band_bases(law, income)
    # the amounts of the few bands are rounded once, then given to each member
    by_band = {
        "jkk": lambda: base * law.value("bpu_rate", "jkk") * due,
        "jkm": lambda: np.full(len(base), law.value("bpu_jkm") * due),
        "jht": lambda: base * law.value("bpu_rate", "jht"),
    }
    parts = {programme: whole_rupiah(by_band[programme]())[band] for programme in programmes}
    return {part: int(amount) if income.ndim == 0 else amount for part, amount in parts.items()}


def _pu(law: LawMonth, wage: np.ndarray, programmes: Sequence[str], risk_class: str, bearer: str | None):
    one_of(risk_class, "risk_class", law.groups["pu_jkk"].by["risk_class"])
    if bearer is not None:
        one_of(bearer, "bearer", BEARERS)
    parts: dict[str, tuple[str, Rupiah]] = {}  # who bears each, and its amount
    for programme in programmes:
        if programme in ("jkk", "jkm"):
            rate = law.value("pu_jkk", risk_class) if programme == "jkk" else law.value("pu_jkm")
            parts[programme] = ("employer", whole_rupiah(wage * rate * (1 - law.value("pu_relief"))))
            continue
        capped = wage if programme == "jht" else np.minimum(wage, law.value(f"pu_{programme}_wage_cap"))
        for source in ("from_jkk", "from_jkm", "government") if programme == "jkp" else ("employer", "worker"):
            by = "employer" if source.startswith("from_") else source
            parts[f"{programme}_{source}"] = (by, whole_rupiah(capped * law.value(f"pu_{programme}", source)))
    if "jkp_from_jkk" in parts and ("jkk" in parts or "jkm" in parts):
        for programme in ("jkk", "jkm"):  # what JKP takes over is taken out, so that nobody pays it twice
            moved = parts[f"jkp_from_{programme}"][1]
            if programme in parts:
                parts[programme] = ("employer", parts[programme][1] - moved)
            elif np.any(moved):
                raise input_error("missing_programme", "programmes", programme=programme)
    borne = {part: amount for part, (by, amount) in parts.items() if bearer in (None, by)}
    if not borne:
        raise input_error("nothing_borne", "bearer", bearer=bearer, names=", ".join(programmes))
    return borne
