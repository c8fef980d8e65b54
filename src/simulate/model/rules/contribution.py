"""What is paid in a month, for members without an employer (BPU) and wage earners (PU)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from simulate.errors import refuse
from simulate.model.rules.numbers import SCHEMES, Rupiah, one_of, positive, total_rp, whole_rupiah

if TYPE_CHECKING:
    from simulate.law import LawMonth

DEFAULT_PROGRAMMES = ("jkk", "jkm")
PROGRAMMES = {"bpu": ("jkk", "jkm", "jht"), "pu": ("jkk", "jkm", "jht", "jp", "jkp")}
PAYERS = ("personal", "sponsor", "csr", "employer", "apbn", "apbd", "apbdes")
# who bears a wage earner's contribution; any other payer stands in the employer's place
_BEARERS = {"personal": "worker", "apbn": "government"}
_BASE = "rupiah a month above 0"


def contribution_parts_rp(
    law: LawMonth,
    *,
    scheme: str,
    base_rp: Rupiah | float,
    payer: str | None = None,
    sector: str | None = None,
    programmes: Sequence[str] = DEFAULT_PROGRAMMES,
    risk_class: str = "very_low",
) -> dict[str, Rupiah]:
    """One month's contribution by part [Rp/month].

    A BPU member pays 1 % of the base of the income band for JKK, a flat JKM, and 2 % for JHT where chosen; relief
    on JKK and JKM depends on the month, the sector and who pays:

    >>> from simulate.law import Law
    >>> law = Law.load()
    >>> contribution_parts_rp(
    ...     law.at("2026-05"), scheme="bpu", base_rp=1_000_000, payer="personal", sector="other"
    ... )
    {'jkk': 5000, 'jkm': 3400}

    A wage earner's contribution is a share of the wage; a payer asks for that bearer's share alone. JKP moves
    a part out of JKK (and, to January 2025, JKM) and adds the government's:

    >>> contribution_parts_rp(
    ...     law.at("2026-05"), scheme="pu", base_rp=5_000_000, programmes=("jkk", "jkm", "jht", "jp", "jkp")
    ... )  # doctest: +NORMALIZE_WHITESPACE
    {'jkk': 5000, 'jkm': 15000, 'jht_employer': 185000, 'jht_worker': 100000, 'jp_employer': 100000,
     'jp_worker': 50000, 'jkp_from_jkk': 7000, 'jkp_from_jkm': 0, 'jkp_government': 11000}

    Args:
        law: the law of the contribution month.
        scheme: ``bpu`` or ``pu``.
        base_rp: reported income (BPU; its band gives the base) or wage (PU) [Rp/month], any shape.
        payer: who pays, one of `PAYERS`. PU: ``personal`` asks for the worker's share, ``apbn`` for the
            government's, any other for the employer's; None for all.
        sector: ``transport`` or ``other``; BPU only.
        programmes: ``jkk``, ``jkm``, ``jht``; PU also ``jp``, ``jkp``.
        risk_class: of the employer, ``very_low`` to ``very_high``; PU only.

    Returns:
        Whole rupiah by part, int64 in the shape of ``base_rp`` (int for a scalar).

    Raises:
        InputError: an unknown word, a base that is not a number above 0, or a month without that law.

    Source: PP 44/2015, 45/2015, 46/2015, 37/2021, 6/2025, 49/2020, 50/2025; see ``data/law/bpu_*``, ``pu_*``.
    """
    one_of(scheme, "scheme", SCHEMES)
    for programme in programmes:
        one_of(programme, "programme", PROGRAMMES[scheme])
    base = positive(base_rp, "base", _BASE)
    if scheme == "bpu":
        return _bpu(law, base, payer, sector, programmes)
    return _pu(law, base, payer, sector, programmes, risk_class)


def contribution_rp(law: LawMonth, **case) -> Rupiah:
    """One month's contribution [Rp/month]: the sum of `contribution_parts_rp`, which see.

    >>> from simulate.law import Law
    >>> may = Law.load().at("2026-05")
    >>> contribution_rp(may, scheme="bpu", base_rp=1_000_000, payer="apbd", sector="other")
    16800
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

    >>> from simulate.law import Law
    >>> bpu_base_rp(Law.load().at("2026-05"), 2_000_000)
    2000000

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

    >>> from simulate.law import Law
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


def next_jp_wage_cap_rp(cap_rp: int, growth: float) -> int:
    """The JP wage cap after a year of GDP growth, rounded down to Rp100 [Rp/month].

    >>> next_jp_wage_cap_rp(8_512_400, 0.0502)
    8939700

    Source: PP 45/2015 Pasal 29 ayat (3); letter B/1328/022020 shows the rounding.
    """
    return int(round(cap_rp * (1 + growth), 4) // 100) * 100


def _band_bases(law: LawMonth, income: Rupiah | float) -> tuple[np.ndarray, np.ndarray]:
    """The base of every band, and each income's place among them; the bands that occur are noted as read."""
    bands = bpu_band(law, income) - 1
    if law.reads is not None:
        for band in np.unique(bands):
            law.cited("bpu_base", str(band + 1))
    return law.column("bpu_base"), bands


def _bpu(law: LawMonth, income: np.ndarray, payer: str | None, sector: str | None, programmes: Sequence[str]):
    for name, word in (("payer", payer), ("sector", sector)):
        if word is None:
            raise refuse(f"missing_{name}", name, "not given", f"say the {name}: a BPU contribution depends on it")
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


def _pu(
    law: LawMonth,
    wage: np.ndarray,
    payer: str | None,
    sector: str | None,
    programmes: Sequence[str],
    risk_class: str,
):
    if sector is not None:
        raise refuse("needless_sector", "sector", f"`{sector}`", "no sector: a wage earner's contribution has none")
    gross = {"jkk": lambda: law.value("pu_jkk", risk_class), "jkm": lambda: law.value("pu_jkm")}
    parts: dict[str, tuple[str, np.ndarray]] = {}
    for programme in programmes:
        if programme in gross:
            parts[programme] = ("employer", wage * gross[programme]() * (1 - law.value("pu_relief")))
        elif programme == "jkp":
            capped = np.minimum(wage, law.value("pu_jkp_wage_cap"))
            for source in ("from_jkk", "from_jkm", "government"):
                bearer = "government" if source == "government" else "employer"
                parts[f"jkp_{source}"] = (bearer, capped * law.value("pu_jkp", source))
        else:
            capped = np.minimum(wage, law.value("pu_jp_wage_cap")) if programme == "jp" else wage
            for bearer in ("employer", "worker"):
                parts[f"{programme}_{bearer}"] = (bearer, capped * law.value(f"pu_{programme}", bearer))
    rounded = {part: (bearer, whole_rupiah(amount)) for part, (bearer, amount) in parts.items()}
    for programme in gross:  # what JKP takes over leaves its programme, so that nobody pays it twice
        if programme in rounded and f"jkp_from_{programme}" in rounded:
            rounded[programme] = ("employer", rounded[programme][1] - rounded[f"jkp_from_{programme}"][1])
    asked = payer if payer is None else _BEARERS.get(one_of(payer, "payer", PAYERS), "employer")
    return {part: amount for part, (bearer, amount) in rounded.items() if asked in (None, bearer)}
