"""The first screen, and what several elements of the page say."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from simulate.page.elements import Card, Numbers, Page, range_and_error
from simulate.page.figure import MUTED
from simulate.page.words import Words
from simulate.plan.named import name_of
from simulate.programmes.monitoring.study import recent_months
from simulate.programmes.monitoring.tables import is_unlike, warned_since

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from simulate.programmes.monitoring.study import MonitoringResult


def common(result: MonitoringResult, words: Words, **numbers: Any) -> Numbers:
    """What many texts hold, and these numbers: months, the chance of missing the target, its light, the rule.

    ``mark`` begins a title, a caption or a label of a made-up record, for they travel alone; ``synthetic`` ends a
    note on where its numbers come from. Both are empty where the record is real.
    """
    plan, missed, synthetic = result.plan, result.number("missed"), result.record.synthetic
    limits = {name: words.share(getattr(plan, f"{name}_above"), 0) for name in ("watch", "warn")}
    found = limits | {
        "mark": words("monitoring.mark") if synthetic else "",
        "synthetic": words("monitoring.synthetic") if synthetic else "",
        "region": result.region.about.name,
        "month": words.month(result.as_of),
        "end": words.month(result.months[result.end]),
        "chance": chance_text(result, missed, words),
        # that of missing the plan's own median is a half but for rounding
        "chance_before": words.share(result.number("missed_planned"), 1 if plan.target_persons else 0),
        "light": words(f"monitoring.light.{plan.light(missed)}"),
        "rule": words("monitoring.note.rule", limits),
        "effective": words.exact(result.weights(result.known).effective),
    }
    return Numbers(result, words, found | numbers)


def chance_text(result: MonitoringResult, chance: float, words: Words, signs: bool = False) -> str:
    """A chance as far as the draws that count can tell it; with ``signs`` as tables hold it."""
    limit = int(result.weights(result.known).effective)
    if _beyond(result, chance):
        return words.chance(float(round(chance)), limit, signs)
    return words.share(chance, 1)


def _beyond(result: MonitoringResult, chance: float) -> bool:
    """Whether a chance is too near to 0 or 1 for the draws that count to tell it from them."""
    return min(chance, 1 - chance) * int(result.weights(result.known).effective) < 1


def percent(share: float, words: Words) -> str:
    """A share, below 0 too."""
    return words.share(share).replace("-", "\N{MINUS SIGN}")


def columns(names: str) -> str:
    """Names of columns parted by blanks; those after a dot are this page's own."""
    return names.replace(".", "monitoring.column.")


def watermark(drawing: Figure, result: MonitoringResult, words: Words) -> None:
    """Writes across a drawing that it is an example, where the record is made up."""
    if result.record.synthetic:
        middle = {"ha": "center", "va": "center", "in_layout": False}
        drawing.text(0.5, 0.5, words("monitoring.watermark"), rotation=25, size=40, alpha=0.12, color=MUTED, **middle)


def _title(result: MonitoringResult, words: Words) -> str:
    made_up = ".synthetic" if result.record.synthetic else ""
    return words(f"monitoring.title{made_up}", month=words.month(result.as_of))


def _subtitle(result: MonitoringResult, words: Words) -> str:
    _, name = name_of(result.plan.sponsorship, result.plan.monitored)
    return words("monitoring.subtitle", region=result.region.about.name, plan=name[words.language])


def _last_month(result: MonitoringResult, words: Words) -> tuple[str, dict[str, str]]:
    """The words for the last month's count, where all kecamatan reported or not, and how many did."""
    reported = ~np.isnan(result.usable[result.known - 1])
    put_in = round(result.number("estimated_now")) - round(result.number("recorded_now"))
    ending = ".doubtful" if result.left_out[result.known - 1].any() else "" if reported.all() else ".part"
    return ending, {"count": words.exact(int(reported.sum())), "put_in": words.exact(put_in)}


def _answer(result: MonitoringResult, words: Words) -> str:
    reported, counts = _last_month(result, words)
    endings = [".synthetic"] if result.record.synthetic else []
    endings += [".done" if result.known > result.end else "", f".recorded{reported}"]
    months = len(recent_months(result))
    known = {"registrations_needed", "registered_recent"} <= result.measures.keys()
    if known and result.number("registrations_needed", "p95") > 0:
        endings.append(".needed.one" if months == 1 else ".needed")
    if is_unlike(result):
        endings.append(".unlike")
    texts = common(result, words, months=words.exact(months), **counts)
    return " ".join(words(f"monitoring.answer{ending}", texts) for ending in endings)


def _cards(result: MonitoringResult, words: Words) -> list[Card]:
    reported, counts = _last_month(result, words)
    texts = common(result, words, **counts)
    more = "limit" if _beyond(result, result.number("missed")) else "more"
    return [
        (
            f"{texts['estimated_now']}",
            words(f"monitoring.number.recorded{reported}", texts),
            words("monitoring.number.recorded.more", texts),
        ),
        (
            f"{texts['protected_end']}",
            words("monitoring.number.forecast", texts),
            range_and_error(result, "protected_end", words),
        ),
        (texts["chance"], words("monitoring.number.missed", texts), words(f"monitoring.number.missed.{more}", texts)),
    ]


def _notes(result: MonitoringResult, words: Words) -> list[str]:
    """What the record is, since when it warns, who is late, the rule, how much the draws tell."""
    counted, findings, doubtful = result.weights(result.known), result.table("quality"), int(result.left_out.sum())
    since = warned_since(result)
    late = list(findings[(findings["kind"] == "late") & (findings["payer"] == "sponsor")]["kecamatan"])
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
