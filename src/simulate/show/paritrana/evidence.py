"""Which evidence to gather first, and what other rules of scoring coverage would say."""

from __future__ import annotations

from typing import TYPE_CHECKING

from simulate.show.cells import Markup
from simulate.show.paritrana.said import TOP, aspect_said, item_titles, points, score
from simulate.show.pieces import Piece
from simulate.show.table import table
from simulate.show.words import Words

if TYPE_CHECKING:
    from simulate.study.paritrana.result import ParitranaResult

# items that the table shows, and whose share its caption tells
_SHOWN, _TOP_ITEMS = 10, 4


def evidence(result: ParitranaResult) -> Piece:
    """What settling each item would take from the range of the score, the most first, and what would settle it."""
    found = result.tables["evidence"]

    def rows(words: Words):
        titles = item_titles(result, words)
        for row in found.head(_SHOWN).to_dict("records"):
            yield (
                titles[row["item"]],
                aspect_said(row["aspect"], words),
                score(row["width"], words),
                words.share(max(row["of_variance"], 0.0), 0),
                words(f"paritrana.proof.{row['aspect']}"),
            )

    def caption(words: Words) -> str:
        titles, first = item_titles(result, words), found.iloc[0]
        return words(
            "paritrana.table.evidence.caption",
            item=titles[first["item"]],
            width=score(first["width"], words),
            share=words.share(float(found["of_variance"].head(_TOP_ITEMS).sum()), 0),
            count=words.exact(_TOP_ITEMS),
        )

    columns = ("item", "aspect", "width", "of_variance", "proof")
    return table(
        "evidence",
        result.settings.language,
        caption=caption,
        header=lambda words: [words(f"paritrana.column.{name}") for name in columns],
        rows=lambda words: list(rows(words)),
        numeric=(2, 3),
        note=lambda words: words("paritrana.table.evidence.note", shown=words.exact(min(_SHOWN, len(found)))),
        data=found,
        stacked=True,
    )


def coverage_rules(result: ParitranaResult) -> Piece:
    """The score of the covered share by every rule and target; those that the plan judges by stand out."""
    found = result.tables["coverage_rules"]

    def rows(words: Words):
        for row in found.to_dict("records"):
            name, target = words(f"paritrana.rule.{row['rule']}"), row["target"]
            if target:
                name += f", {words(f'paritrana.target.{target}')} {words.share(row['level'], 1)}"
            mark = words("paritrana.own_rule")
            yield (
                Markup(f"{name} <strong>{mark}</strong>", f"{name} {mark}") if row["own"] else name,
                points(row, words),
                score(row["mean"], words),
            )

    def caption(words: Words) -> str:
        row = result.headline_table.set_index("measure").loc["covered_share"]
        return words(
            "paritrana.table.coverage.caption",
            share=words.share(row["p50"]),
            range=words.interval(row["p05"], row["p95"], "share"),
            month=words.month(result.plan.last),
            low=score(float(found["mean"].min()), words),
            high=score(float(found["mean"].max()), words),
        )

    return table(
        "coverage_rules",
        result.settings.language,
        caption=caption,
        header=lambda words: [words(f"paritrana.column.{name}") for name in ("rule", "score", "mean")],
        rows=lambda words: list(rows(words)),
        numeric=(1, 2),
        note=lambda words: words(
            "paritrana.table.coverage.note",
            top=words.exact(TOP),
            error=words.error(float(found["mc_error"].max()), "score"),
        ),
        data=found,
    )
