"""The page of monitoring: what is recorded, whether the target is reached, what the record says; and its run."""

from __future__ import annotations

from dataclasses import replace

from simulate.page.elements import Numbers
from simulate.page.face import Asked, Card, Page, Point, range_said
from simulate.page.html import Cell
from simulate.page.trace import Trace, given, measure_traces, moved_most
from simulate.page.words import Words
from simulate.plan.named import name_of
from simulate.programmes.monitoring.page.charts import common, forecast_chart, learnt_most, place_texts
from simulate.programmes.monitoring.page.tables import truth_said
from simulate.programmes.monitoring.study import OWN, MonitoringResult, recent_months, run
from simulate.programmes.monitoring.tables import how_reported, is_unlike, warned_since

# kecamatan that a sentence names; more are counted
_NAMED = 4


def _title(result: MonitoringResult, words: Words) -> str:
    return words("monitoring.title", common(result, words))


def _about(result: MonitoringResult, words: Words) -> str:
    _, name = name_of(result.plan.sponsorship, result.plan.monitored)
    return words("monitoring.about", region=result.region.about.name, plan=name[words.language])


def _warning(result: MonitoringResult, words: Words) -> str:
    return words("monitoring.warning", common(result, words)) if result.record.synthetic else ""


def _answer(result: MonitoringResult, words: Words) -> str:
    """What is recorded, and the chance that the target is missed; not to be relied on where the plan is unlike it."""
    ending = ".unlike" if is_unlike(result) else ".done" if result.known > result.end else ""
    return words(f"monitoring.answer{ending}", common(result, words))


def _cards(result: MonitoringResult, words: Words) -> list[Card]:
    texts, key = common(result, words), "monitoring.number"
    planned = result.row("planned_now")
    texts["scenario"] = words(f"{key}.scenario{'.certain' if planned['p05'] == planned['p95'] else ''}", texts)
    recorded = words(f"{key}.recorded{'.part' if how_reported(result) else ''}", texts)
    done = ".done" if result.known > result.end else ""
    end, missed = words(f"{key}.end{done}", texts), words(f"{key}.missed", texts)
    return [
        Card(f"{texts['estimated_now']}", words(f"{key}.now", texts), recorded, "forecast"),
        Card(
            f"{texts['protected_end']}", end, range_said(result, "protected_end", words), "forecast", "protected_end"
        ),
        Card(texts["chance"], missed, words(f"{key}.missed.before", texts), "warning"),
    ]


def _points(result: MonitoringResult, words: Words) -> list[Point]:
    """Since when it warns, what the target takes, what the target is, what in the record is put in or doubtful."""
    texts, since = common(result, words), warned_since(result)
    limits = {name: words.mark("rule", texts[name]) for name in ("watch", "warn")}
    warned = Numbers(result, words, texts | limits | {"since": since and words.month(since)})
    points = [(words(f"monitoring.point.warning{'' if since else '.calm'}", warned), "warning")]
    needed = result.known <= result.end and result.number("registrations_needed", "p95") > 0
    if needed:
        recent = "" if recent_months(result) else ".alone"
        points.append((words(f"monitoring.point.needed{recent}", texts), "changes_table"))
    asked = ".set" if result.plan.target_persons else ""
    points.append((words(f"monitoring.point.target{asked}", texts), "parameters"))
    if is_unlike(result):
        return [*points, (words("monitoring.point.unlike", texts), "learned_chart")]
    put_in = _put_in(result, words)
    return [*points, (put_in, "quality_table")] if put_in else points


def _put_in(result: MonitoringResult, words: Words) -> str:
    """Who has not reported the last month, and how many entries are left out: both are estimated."""
    late, doubtful = _late(result), int(result.left_out.sum())
    kinds = [kind for kind, there in (("late", late), ("left_out", doubtful)) if there]
    if not kinds:
        return ""

    def counted(count: int) -> str:
        return words.mark("record", words.exact(count))

    many = words("monitoring.kecamatan", count=counted(len(late)))
    names = words.listed(late) if len(late) <= _NAMED else many
    return words(f"monitoring.point.{'.'.join(kinds)}", common(result, words, names=names, count=counted(doubtful)))


def _late(result: MonitoringResult) -> list[str]:
    """The kecamatan that have not reported the last month."""
    findings = result.table("quality")
    return list(findings[(findings["kind"] == "late") & (findings["payer"] == OWN)]["kecamatan"])


def _sure(result: MonitoringResult, words: Words) -> list[str]:
    """How the method did in made-up worlds, how many draws still count, what is not projected."""
    counted = result.weights(result.known)
    numbers = {
        "untempered": words.exact(counted.untempered),
        "least": words.exact(result.plan.least_effective),
        "draws": words.exact(result.settings.draws),
    }
    texts, said = common(result, words, **numbers), [words("monitoring.sure.tested")]
    if counted.exponent < 1:
        said.append(words(f"monitoring.sure.{'unlike' if is_unlike(result) else 'flat'}", texts))
    return [*said, *filter(None, [truth_said(result, words)]), words("monitoring.sure.others")]


# what each number is made from beside the record
_RESTS = dict.fromkeys(
    ("planned_now", "protected_end_planned", "protected_end", "target", "missed_planned"), ("asn",)
)
# those that no record has touched
_PLANNED = ("planned_now", "protected_end_planned", "missed_planned", "target")
# those that only the record and the plan's levers say, and that no assumption moves one at a time
_TOLD = ("recorded_now", "estimated_now", "registered_recent", "target")


def _traces(result: MonitoringResult, words: Words) -> dict[str, Trace]:
    """What each number rests on: the record beside all else, which is said to be made up where it is."""
    texts, kind = common(result, words), "synthetic" if result.record.synthetic else "region"
    record: Cell = words(f"monitoring.trace.record.{kind}", date=words.day(result.record.date))
    projected = words("monitoring.trace.mover", mover=moved_most(result, words, "protected_end", True))
    planned = moved_most(result, words, "protected_end_planned")
    movers = dict.fromkeys(_TOLD, "") | {"missed": projected, "missed_planned": planned}
    found = {}
    for name, one in measure_traces(result, words, _RESTS).items():
        mover = projected if name.startswith("kecamatan_") else movers.get(name, one.mover)
        found[name] = replace(one, mover=mover)
        if name not in _PLANNED:
            found[name] = replace(found[name], name=texts["mark"] + one.name, inputs=[record, *one.inputs])
    now = found["estimated_now"]
    split = words("monitoring.trace.estimated_now.value", texts, value=now.value)
    found["estimated_now"] = replace(now, value=split)
    doubts = {"late": words.exact(len(_late(result))), "left_out": words.exact(int(result.left_out.sum()))}
    told = {"ideal": texts, "rule": texts, "record": doubts, "learned": learnt_most(result, words)}
    for name, values in told.items():
        inputs = [record] if name in ("record", "learned") else [*given(result, words, "asn")] * (name == "ideal")
        key = f"monitoring.trace.{name}"
        value = words(f"{key}.value", values) if values else ""
        found[name] = Trace(words(key), value, words(f"{key}.formula", texts), inputs)
    return found


def _asked(result: MonitoringResult, words: Words) -> list[Asked]:
    """What the regency says of its integrated team."""
    kind = "synthetic" if result.record.synthetic else "region"
    return [(words("monitoring.asked"), words(f"monitoring.asked.{kind}", place_texts(result, words)))]


Page(
    "monitoring",
    _title,
    _answer,
    _cards,
    _points,
    forecast_chart,
    _about,
    _sure,
    _RESTS,
    _traces,
    method=common,
    asked=_asked,
    warning=_warning,
).hand_out(__name__, run)
