"""Runs sponsorship plans over many draws."""

from __future__ import annotations

from contextlib import suppress
from functools import lru_cache
from typing import Any, get_args

from simulate.errors import InputError
from simulate.law import Law
from simulate.law.base import Reads
from simulate.model.claims import LOTTERIES, draw_claims
from simulate.model.prices import price_parts_rp, price_rp
from simulate.model.selection import must_fit_the_pool
from simulate.model.sponsorship import simulate_sponsorship, unknowns_used
from simulate.months import months_from
from simulate.plan.named import DEFAULT
from simulate.plan.settings import Settings
from simulate.plan.sponsorship import SponsorshipPlan
from simulate.study.draws import event_noise
from simulate.study.facts import Facts, drawn, file_hashes, inputs_of, must_know
from simulate.study.result import SponsorshipResult
from simulate.study.running import runner, told

PROGRAMME = "sponsorship"


def everyone(result: SponsorshipResult) -> SponsorshipResult:
    """The same plan on the same random numbers, every civil servant taking part from the first month: the slogan.

    Raises:
        InputError: the plan's other levers do not allow it.
    """
    return run_on(result.facts, result.plan.with_values({"participation_share": 1.0}), result.settings)


@lru_cache(maxsize=4)
def from_open_budget(result: SponsorshipResult) -> SponsorshipResult | None:
    """The same plan from the first month whose budget can still be decided; None where it does not begin before."""
    first = result.region.about.opens
    if result.plan.start >= first:
        return None
    later = result.plan.with_values({"start": first, "law_extension": "hold"})
    return run_on(result.facts, later, result.settings)


@lru_cache(maxsize=4)
def by_collection(result: SponsorshipResult) -> dict[str, SponsorshipResult]:
    """The same plan under each way of asking civil servants, take-up by evidence, on the same random numbers.

    A way that the plan's other levers do not allow is left out.
    """
    ways = get_args(SponsorshipPlan.model_fields["collection"].annotation)
    plans = {way: result.plan.with_values({"collection": way, "participation_share": None}) for way in ways}
    found = {}
    for way, plan in plans.items():
        with suppress(InputError):
            found[way] = run_on(result.facts, plan, result.settings, way)
    return found


def run_on(
    facts: Facts,
    plan: SponsorshipPlan,
    settings: Settings,
    label: str = DEFAULT,
    name: dict[str, str] | None = None,
) -> SponsorshipResult:
    """Runs a plan on facts already read; for many plans on the same facts.

    Args:
        facts: of `PROGRAMME`, in the region of the settings.
        plan: the levers.
        settings: draws, seed, language.
        label: what the plan is called.
        name: its name by language.

    Raises:
        InputError: the law does not vouch for a month, or an unknown is missing.
        BrokenIdentityError: a sum that must hold does not.
    """
    reads: Reads = {}
    laws = plan.laws(facts.law, reads)
    values = drawn(facts, settings.draws, settings.seed)
    noise = event_noise(LOTTERIES, settings.draws, settings.seed)
    used = unknowns_used(plan, laws)
    must_know(facts, used, PROGRAMME)
    must_fit_the_pool(plan, facts.region, facts.unknowns)
    outcome = simulate_sponsorship(plan, facts.region, laws, values)
    claims = draw_claims(outcome.cohorts, outcome.accidents, laws, values, noise)
    return SponsorshipResult(
        **told(facts, plan, settings, label, name, laws, reads),
        outcome=outcome,
        claims=claims,
        price_after=_price_after(plan, facts.law),
        used=used,
        inputs=inputs_now(plan, settings, facts.files),
    )


run = runner(PROGRAMME, SponsorshipPlan, run_on)


def inputs_now(plan: SponsorshipPlan, settings: Settings, files: dict[str, str] | None = None) -> dict[str, Any]:
    """All that a run depends on, on the files as they stand, without running or reading them as tables.

    ``files`` are the hashes of what it reads, where they are known.
    """
    files = files or file_hashes(PROGRAMME, settings.region)
    return inputs_of(PROGRAMME, plan, settings, files, plan.law_groups, __name__)


def _price_after(plan: SponsorshipPlan, law: Law) -> tuple[str, float] | None:
    month = months_from(plan.start, plan.months + 1)[-1]
    law = law.only(plan.law_groups)
    if month > law.horizon:
        return None
    return month, float(price_rp(price_parts_rp(plan, [law.at(month)]))["sponsor"][0])
