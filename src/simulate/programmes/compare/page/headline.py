"""Title, answer, method and record of a comparison, and what its sides are called."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from simulate.page.base import Element, old_sentence
from simulate.page.elements import Record, median, old_panel, record_of
from simulate.page.words import Words
from simulate.programmes.compare.study import ComparedRun, Comparison, files_that_differ


def named(side: ComparedRun, words: Words) -> str:
    """``B – name of the plan``; a published run is marked as one."""
    name = side.name[words.language]
    said = words("compare.run", name=name, identity=side.run.identity[:8]) if side.run else name
    return f"{side.letter}\N{NO-BREAK SPACE}– {said}"


def brief(side: ComparedRun, words: Words) -> str:
    """``B (name)``, the name up to its colon, within a sentence."""
    return f"{side.letter}\N{NO-BREAK SPACE}({side.name[words.language].split(':')[0]})"


def key(sides: Iterable[ComparedRun], words: Words) -> str:
    """What each letter stands for."""
    return "; ".join(named(side, words) for side in sides)


def state(side: ComparedRun) -> str:
    """``now`` of a plan; of a run ``today`` where it comes out the same, ``draws`` of others, else ``older``."""
    if not side.run:
        return "now"
    standing = "today" if side.paired else "draws"
    return standing if side.as_today else "older"


def title(found: Comparison, words: Words) -> str:
    """The report's title."""
    return words(
        "compare.title", count=str(len(found.sides)), programme=words(f"compare.programme.{found.programme.name}")
    )


def answer(found: Comparison, words: Words | None = None) -> str:
    """Which plan comes first, how far ahead of the next, and what each costs."""
    words = words or Words(found.settings.language)
    lead, cost, _ = found.programme.compared[:3]
    unit, topic = found.programme.measures[lead], f"compare.{found.programme.name}"
    choices = [side for side in found.ranked if side not in found.assumed]
    best = choices[0]
    units = found.programme.measures
    said = {
        "best": brief(best, words),
        "number": _estimate(best.headline[lead], unit, words),
        "costs": "; ".join(
            f"{side.letter}\N{NO-BREAK SPACE}{words.value(side.headline[cost]['p50'], units[cost])}"
            for side in found.sides
        ),
    }
    told = "alone"
    if len(choices) > 1:
        following = choices[1]
        ahead = following.difference(best, lead)
        told = _told(ahead, [one.difference(best, lead) for one in choices])
        said |= {
            "next": brief(following, words),
            "other": _estimate(following.headline[lead], unit, words),
            "difference": words.value(ahead["p50"], unit),
            "range": words.interval(ahead["p05"], ahead["p95"], unit) if "p05" in ahead else "",
        }
    assumed = [
        words(f"{topic}.assumed", plan=brief(side, words), number=_estimate(side.headline[lead], unit, words))
        for side in found.assumed
    ]
    return " ".join([words(f"{topic}.{told}", **said), *assumed, words(f"{topic}.costs", **said)])


def _told(ahead: Mapping[str, float], each: list[Mapping[str, float]]) -> str:
    """How the first choice stands to the next, and whether it stands so to every one."""
    if "p05" not in ahead:
        return "published"
    if ahead["p05"] == ahead["p95"] == 0:
        return "same" if all(_is_zero(one) for one in each) else "tie"
    return "unsure" if ahead["p05"] <= 0 <= ahead["p95"] else "sure"


def _is_zero(difference: Mapping[str, float]) -> bool:
    return "p05" in difference and difference["p05"] == difference["p95"] == 0


def _estimate(numbers: Mapping[str, float], unit: str, words: Words) -> str:
    """A median with its range where it has one."""
    middle = median(numbers, unit, words)
    if numbers["p05"] == numbers["p95"]:
        return middle
    return words("compare.estimate", middle=middle, interval=words.interval(numbers["p05"], numbers["p95"], unit))


def headline(found: Comparison) -> Element:
    """Title, the answer, and three numbers: the most of each, beside the others'."""

    def numbers(words: Words) -> list[tuple[str, str, str]]:
        return [_card(found, measure, words) for measure in found.programme.compared[:3]]

    def notes(words: Words) -> list[str]:
        spans = {side.letter: words.months(side.result.months[0], side.result.months[-1]) for side in found.sides}
        said = []
        if len(set(spans.values())) > 1:
            told = "; ".join(f"{letter} {span}" for letter, span in spans.items())
            said.append(words("compare.note.spans", spans=told))
        about = found.first.result.region.about
        over = [side.result.plan.start for side in found.sides if side.result.plan.start < about.opens]
        if over and about.own_programme:
            said.append(words("compare.note.over", start=words.month(min(over)), first=words.month(about.opens)))
        if any(side.run for side in found.sides):
            said.append(_runs(found, words))
        return [*said, words("headline.note.range")]

    def subtitle(words: Words) -> str:
        region = found.first.result.region.about.name
        return words("compare.subtitle", region=region, letters=key(found.sides, words))

    return old_panel(
        found.settings.language,
        title=lambda words: title(found, words),
        subtitle=subtitle,
        answer=lambda words: answer(found, words),
        numbers=numbers,
        notes=notes,
        footer=lambda words: words("page.footer"),
    )


def _card(found: Comparison, measure: str, words: Words) -> tuple[str, str, str]:
    unit = found.programme.measures[measure]
    most = max(
        (side for side in found.sides if side not in found.assumed), key=lambda side: side.headline[measure]["p50"]
    )
    told = []
    for side in found.sides:
        row = side.headline[measure]
        middle = median(row, unit, words)
        interval = "" if row["p05"] == row["p95"] else f" ({words.interval(row['p05'], row['p95'], unit)})"
        told.append(f"{side.letter}\N{NO-BREAK SPACE}{middle}{interval}")
    return (
        median(most.headline[measure], unit, words),
        words("compare.card", measure=words(f"compare.card.{measure}"), letter=most.letter),
        words("compare.card.more", numbers="; ".join(told)),
    )


def _runs(found: Comparison, words: Words) -> str:
    """How the numbers of published runs stand to today's."""
    told = []
    for side in (side for side in found.sides if side.run):
        count = words.exact(len(files_that_differ(side)))
        told.append(words(f"compare.note.run.{state(side)}", letter=side.letter, count=count))
    return " ".join(told)


def method(found: Comparison) -> Element:
    """How the plans are compared."""

    def text(words: Words) -> str:
        draws, seed = words.exact(found.settings.draws), str(found.settings.seed)
        said = words("compare.method", draws=draws, seed=seed)
        return said + words("compare.method.runs") if any(side.run for side in found.sides) else said

    return old_sentence(found.settings.language, text)


def record(found: Comparison) -> Record:
    """Everything that publishing writes beside the report."""
    return record_of(found, title, answer)
