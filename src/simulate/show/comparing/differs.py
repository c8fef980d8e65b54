"""What the sides were made from differently: levers, settings, law, data, code."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain

from simulate.show.cells import Row, Section
from simulate.show.comparing.sides import key
from simulate.show.levers import lever_name, lever_value
from simulate.show.pieces import Piece
from simulate.show.table import heads, table
from simulate.show.tables.evidence import keyed
from simulate.show.words import Words
from simulate.study.comparison import Comparison
from simulate.study.differs import file_differences, files_that_differ, is_law, law_reached, levers_that_differ


def differs(found: Comparison) -> Piece:
    """A row for all that differs between the sides, under a heading for each kind; a kind without says so."""

    def rows(words: Words) -> list[Row]:
        width = len(found.sides)
        kinds = {"levers": _levers, "settings": _settings, "law": _law, "data": _data, "code": _code}
        parts = []
        for kind, told in kinds.items():
            inside = list(told(found, words)) or [(words("compare.differs.none"), *[""] * width)]
            parts.append([Section((words(f"compare.differs.{kind}"), *[""] * width)), *inside])
        return list(chain.from_iterable(parts))

    return table(
        "what_differs",
        found.settings.language,
        caption=lambda words: words("compare.differs.caption"),
        header=lambda words: [*heads("item")(words), *(side.letter for side in found.sides)],
        rows=rows,
        note=lambda words: words("compare.differs.note", letters=key(found.sides, words)),
        stacked=True,
        data=file_differences(found.sides) if any(side.run for side in found.sides) else None,
    )


def _levers(found: Comparison, words: Words) -> Iterator[Row]:
    for lever in levers_that_differ(found.sides):
        values = [lever_value(lever, side.levers, words) for side in found.sides]
        yield (lever_name(lever, found.first.levers, words), *values)


def _settings(found: Comparison, words: Words) -> Iterator[Row]:
    for name in ("draws", "seed"):
        values = [getattr(side.settings, name) for side in found.sides]
        if len(set(values)) > 1:
            meaning = type(found.settings).model_fields[name].json_schema_extra[words.language]
            yield (meaning, *(words.exact(value) if name == "draws" else str(value) for value in values))


def _law(found: Comparison, words: Words) -> Iterator[Row]:
    yield from _files(found, words, law=True)
    for value, reached in law_reached(found.sides):
        any_side = found.sides[reached.index(True)]
        name = any_side.result.facts.law.groups[value.group].name[words.language]
        said = f"{name}, {keyed(any_side.result, value, words)}"
        yield (said, *(words("compare.differs.read") if read else "–" for read in reached))


def _data(found: Comparison, words: Words) -> Iterator[Row]:
    yield from _files(found, words, law=False)


def _code(found: Comparison, words: Words) -> Iterator[Row]:
    changed = [side.then.get("code") != side.now["code"] for side in found.sides]
    if any(changed):
        yield (words("compare.differs.model"), *_states(["changed" if one else None for one in changed], words))


def _files(found: Comparison, words: Words, law: bool) -> Iterator[Row]:
    """Files that are otherwise today than when a run was published."""
    told = [files_that_differ(side) for side in found.sides]
    for name in sorted({name for one in told for name in one if name != "code" and is_law(name) == law}):
        yield (name, *_states([one.get(name) for one in told], words))


def _states(told: Sequence[str | None], words: Words) -> list[str]:
    return [words(f"compare.differs.{state or 'today'}") for state in told]
