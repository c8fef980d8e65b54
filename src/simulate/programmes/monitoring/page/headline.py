"""The first screen, and what several elements of the page say."""

from __future__ import annotations

from typing import Any

import numpy as np

from simulate.page.elements import Card, Numbers, Page, range_and_error
from simulate.page.words import Words
from simulate.plan.named import name_of
from simulate.programmes.monitoring.study import OWN, MonitoringResult, recent_months
from simulate.programmes.monitoring.tables import is_unlike, warned_since


def common(result: MonitoringResult, words: Words, **numbers: Any) -> Numbers:
    """What many texts hold, and these numbers: months, the last count, the chance of missing the target, its light.

    ``mark`` begins a title, a caption or a label of a made-up record, for they travel alone; ``synthetic`` ends a
    note on where its numbers come from. Both are empty where the record is real.
    """
    plan, missed, synthetic = result.plan, result.number("missed"), result.record.synthetic
    limits = {name: words.share(getattr(plan, f"{name}_above"), 0) for name in ("watch", "warn")}
    put_in = round(result.number("estimated_now")) - round(result.number("recorded_now"))
    found = limits | {
        "mark": words("monitoring.mark") if synthetic else "",
        "synthetic": words("monitoring.synthetic") if synthetic else "",
        "region": result.region.about.name,
        "month": words.month(result.as_of),
        "end": words.month(result.months[result.end]),
        "reported": words.exact((~np.isnan(result.usable[result.known - 1])).sum()),
        "put_in": words.exact(put_in),
        "chance": chance_text(result, missed, words),
        # that of missing the plan's own median is a half but for rounding
        "chance_before": words.share(result.number("missed_planned"), 1 if plan.target_persons else 0),
        "light": words(f"monitoring.light.{plan.light(missed)}"),
        "rule": words("monitoring.note.rule", limits),
        "effective": words.exact(result.weights(result.known).effective),
    }
    return Numbers(result, words, found | numbers)


def chance_text(result: MonitoringResult, chance: float, words: Words, signs: bool = False) -> str:
    """A chance as far as the draws that count can tell it from 0 and 1; with ``signs`` as tables hold it."""
    draws = int(result.weights(result.known).effective)
    beyond = min(chance, 1 - chance) * draws < 1
    return words.chance(float(round(chance)), draws, signs) if beyond else words.share(chance)


def _title(result: MonitoringResult, words: Words) -> str:
    made_up = ".synthetic" if result.record.synthetic else ""
    return words(f"monitoring.title{made_up}", month=words.month(result.as_of))


def _subtitle(result: MonitoringResult, words: Words) -> str:
    _, name = name_of(result.plan.sponsorship, result.plan.monitored)
    return words("monitoring.subtitle", region=result.region.about.name, plan=name[words.language])


def _reported(result: MonitoringResult) -> str:
    """The ending of texts on the last month's count: counts were left out, kecamatan did not report, or all did."""
    if result.left_out[result.known - 1].any():
        return ".doubtful"
    return ".part" if np.isnan(result.usable[result.known - 1]).any() else ""


def _answer(result: MonitoringResult, words: Words) -> str:
    endings = [".synthetic"] if result.record.synthetic else []
    endings += [".done" if result.known > result.end else "", f".recorded{_reported(result)}"]
    months = len(recent_months(result))
    if months and result.known <= result.end and result.number("registrations_needed", "p95") > 0:
        endings.append(".needed.one" if months == 1 else ".needed")
    if is_unlike(result):
        endings.append(".unlike")
    texts = common(result, words, months=words.exact(months))
    return " ".join(words(f"monitoring.answer{ending}", texts) for ending in endings)


def _cards(result: MonitoringResult, words: Words) -> list[Card]:
    texts, key = common(result, words), "monitoring.number"
    more = "more" if texts["chance"] == words.share(result.number("missed")) else "limit"
    recorded = words(f"{key}.recorded{_reported(result)}", texts)
    return [
        (f"{texts['estimated_now']}", recorded, words(f"{key}.recorded.more", texts)),
        (
            f"{texts['protected_end']}",
            words(f"{key}.forecast", texts),
            range_and_error(result, "protected_end", words),
        ),
        (texts["chance"], words(f"{key}.missed", texts), words(f"{key}.missed.{more}", texts)),
    ]


def _notes(result: MonitoringResult, words: Words) -> list[str]:
    """What the record is, since when it warns, who is late, the rule, how many draws count."""
    counted, findings = result.weights(result.known), result.table("quality")
    since, doubtful = warned_since(result), result.left_out.sum()
    late = list(findings[(findings["kind"] == "late") & (findings["payer"] == OWN)]["kecamatan"])
    keys = {
        "synthetic": result.record.synthetic,
        "warning": since,
        "late": late,
        "left_out.one": doubtful == 1,
        "left_out": doubtful > 1,
        "target": result.plan.target_persons is None,
        "rule": True,
        "draws.unlike": counted.exponent < 1 and is_unlike(result),
        "draws.flat": counted.exponent < 1 and not is_unlike(result),
    }
    texts = common(
        result,
        words,
        since=since and words.month(since),
        names=words.listed(late) if len(late) <= 4 else words("monitoring.kecamatan", count=words.exact(len(late))),
        count=words.exact(doubtful),
        ceiling=words.exact(result.planned.ceiling_persons),
        draws=words.exact(result.settings.draws),
        untempered=words.exact(counted.untempered),
        least=words.exact(result.plan.least_effective),
    )
    notes = [words(f"monitoring.note.{key}", texts) for key, holds in keys.items() if holds]
    return [*notes, words("headline.note.range")]


page = Page("monitoring", _title, _answer, _cards, _notes, _subtitle, method=common)
answer, headline, method, record = page.answer, page.headline, page.method, page.record
