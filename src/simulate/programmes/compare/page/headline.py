"""Title, answer, three numbers, method and record of a comparison, and what its sides are called."""

from __future__ import annotations

from collections.abc import Mapping

from simulate.page.elements import Card, Page, median
from simulate.page.words import Words
from simulate.programmes.compare.study import ComparedRun, Comparison, files_that_differ


def named(side: ComparedRun, words: Words) -> str:
    """``B – name of the plan``; a published run is marked as one."""
    name = side.name[words.language]
    marked = words("compare.run", name=name, identity=side.run.identity[:8]) if side.run else name
    return f"{side.letter}\N{NO-BREAK SPACE}– {marked}"


def letters(found: Comparison, words: Words) -> str:
    """What each letter stands for."""
    return "; ".join(named(side, words) for side in found.sides)


def state(side: ComparedRun) -> str:
    """``now`` of a plan; of a run ``today`` where it comes out the same, ``draws`` of others, else ``older``."""
    if not side.run:
        return "now"
    return ("today" if side.paired else "draws") if side.as_today else "older"


def _title(found: Comparison, words: Words) -> str:
    programme = words(f"compare.programme.{found.programme.name}")
    return words("compare.title", count=str(len(found.sides)), programme=programme)


def _subtitle(found: Comparison, words: Words) -> str:
    region = found.first.result.region.about.name
    return words("compare.subtitle", region=region, letters=letters(found, words))


def _answer(found: Comparison, words: Words) -> str:
    """Which plan comes first, how far ahead of the next, and what each costs."""
    lead, cost, _ = found.programme.compared[:3]
    topic, unit = f"compare.{found.programme.name}", found.programme.measures[cost]

    def plan(side: ComparedRun) -> str:
        return f"{side.letter}\N{NO-BREAK SPACE}({side.name[words.language].split(':')[0]})"

    def number(side: ComparedRun) -> str:
        row, estimate = side.headline[lead], words.of(side.headline[lead], found.programme.measures[lead])
        return f"{estimate}" if row["p05"] == row["p95"] else words("compare.estimate", estimate=estimate)

    best, *others = [side for side in found.ranked if side not in found.assumed]
    numbers, kind = {"best": plan(best), "number": number(best)}, "alone"
    if others:
        ahead = others[0].difference(best, lead)
        kind = _certainty(ahead, [other.difference(best, lead) for other in others])
        numbers |= {"next": plan(others[0]), "other": number(others[0])}
        numbers["ahead"] = words.of(ahead, found.programme.measures[lead])
    costs = (
        f"{side.letter}\N{NO-BREAK SPACE}{words.value(side.headline[cost]['p50'], unit)}" for side in found.sides
    )
    return " ".join(
        [
            words(f"{topic}.{kind}", numbers),
            *(words(f"{topic}.assumed", plan=plan(side), number=number(side)) for side in found.assumed),
            words(f"{topic}.costs", costs="; ".join(costs)),
        ]
    )


def _certainty(ahead: Mapping[str, float], each: list[Mapping[str, float]]) -> str:
    """How the first choice stands to the next, and whether it stands so to every one."""
    if "p05" not in ahead:
        return "published"
    if ahead["p05"] == ahead["p95"] == 0:
        return "same" if all(one.get("p05") == one.get("p95") == 0 for one in each) else "tie"
    return "unsure" if ahead["p05"] <= 0 <= ahead["p95"] else "sure"


def _cards(found: Comparison, words: Words) -> list[Card]:
    """The most of each of three measures, beside what the others give."""
    cards = []
    for measure in found.programme.compared[:3]:
        unit = found.programme.measures[measure]
        rows = {side.letter: side.headline[measure] for side in found.sides}
        choices = [side.letter for side in found.sides if side not in found.assumed]
        most = max(choices, key=lambda letter: rows[letter]["p50"])
        shown = []
        for letter, row in rows.items():
            interval = "" if row["p05"] == row["p95"] else f" ({words.interval(row['p05'], row['p95'], unit)})"
            shown.append(f"{letter}\N{NO-BREAK SPACE}{median(row, unit, words)}{interval}")
        label = words("compare.card", measure=words(f"compare.card.{measure}"), letter=most)
        cards.append((median(rows[most], unit, words), label, words("compare.card.more", numbers="; ".join(shown))))
    return cards


def _notes(found: Comparison, words: Words) -> list[str]:
    """Spans that differ, starts that are over, and how the numbers of published runs stand to today's."""
    notes, about = [], found.first.result.region.about
    spans = {side.letter: words.months(side.result.months[0], side.result.months[-1]) for side in found.sides}
    if len({*spans.values()}) > 1:
        listed = "; ".join(f"{letter} {span}" for letter, span in spans.items())
        notes.append(words("compare.note.spans", spans=listed))
    over = [side.levers.start for side in found.sides if side.levers.start < about.opens]
    if over and about.own_programme:
        notes.append(words("compare.note.over", start=words.month(min(over)), first=words.month(about.opens)))
    runs = []
    for side in found.published:
        count = words.exact(len(files_that_differ(side)))
        runs.append(words(f"compare.note.run.{state(side)}", letter=side.letter, count=count))
    return [*notes, *([" ".join(runs)] if runs else []), words("headline.note.range")]


def _method(found: Comparison, words: Words) -> dict[str, str]:
    return {"runs": words("compare.method.runs") if found.published else ""}


_PAGE = Page("compare", _title, _answer, _cards, _notes, _subtitle, _method)
answer, headline, method, record = _PAGE.answer, _PAGE.headline, _PAGE.method, _PAGE.record
