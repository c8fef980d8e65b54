"""The chance of each target by year."""

from __future__ import annotations

from typing import TYPE_CHECKING

from simulate.show.cells import Cell, source
from simulate.show.pieces import Piece
from simulate.show.table import heads, table
from simulate.show.universal.said import december
from simulate.show.words import Words
from simulate.study.universal.targets import own_chance, year_reached

if TYPE_CHECKING:
    from simulate.study.universal.result import UniversalResult


def targets(result: UniversalResult) -> Piece:
    """Each target with the chance that coverage reaches it by December of each year, and its source."""
    found = result.target_table.set_index(["target", "year"])
    years, own = list(result.plan.decembers), result.plan.target
    told = [target for target in result.targets if target.level != own or target.year != result.plan.target_year]
    ours = next((target for target in result.targets if target not in told), None)

    def chances(key: str, words: Words) -> list[str]:
        return [words.chance(found.loc[(key, year), "chance"], result.settings.draws, signs=True) for year in years]

    def cited(text: str, grade: str, words: Words) -> Cell:
        if not text:
            return "–"
        graded = words(f"{'status' if grade in ('official', 'press', 'derived') else 'evidence'}.{grade}")
        return [source(text), f" ({graded})"]

    def reached(level: float, words: Words) -> str:
        year = year_reached(result, level)
        return words("universal.never") if year is None else str(year)

    def rows(words: Words):
        name = words(f"universal.target.{ours.key}") if ours else words("universal.target.own")
        yield (
            words(
                "universal.target.asked",
                name=name,
                level=words.legal(own, "share"),
                year=str(result.plan.target_year),
            ),
            *chances("own", words),
            reached(own, words),
            cited(ours.source, ours.grade, words) if ours else "–",
        )
        for target in told:
            year = f", {target.year}" if target.year else ""
            level = words.legal(target.level, "share")
            yield (
                f"{words(f'universal.target.{target.key}')}: {level}{year}",
                *chances(target.key, words),
                reached(target.level, words),
                cited(target.source, target.grade, words),
            )

    def caption(words: Words) -> str:
        chance, _ = own_chance(result)
        return words(
            "universal.table.targets.caption",
            target=words.share(own, 0),
            month=december(result.plan.target_year, words),
            chance=words.chance(chance, result.settings.draws),
        )

    def note(words: Words) -> str:
        error = float(result.target_table["mc_error"].max())
        said = words("universal.table.targets.error", error=words.error(error, "share")) if error else ""
        return words("universal.table.targets.note", error=said)

    return table(
        "targets",
        result.settings.language,
        caption=caption,
        header=lambda words: [
            words("universal.column.target"),
            *map(str, years),
            words("universal.column.reached"),
            *heads("source")(words),
        ],
        rows=lambda words: list(rows(words)),
        numeric=range(1, 2 + len(years)),
        note=note,
        data=result.target_table,
    )
