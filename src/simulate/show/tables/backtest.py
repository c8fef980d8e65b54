"""The back-test, row by row."""

from __future__ import annotations

from typing import TYPE_CHECKING

from simulate.show.pieces import Piece
from simulate.show.table import heads, table
from simulate.show.words import Words
from simulate.study.backtest import backtest as compared

if TYPE_CHECKING:
    import pandas as pd

    from simulate.study.result import SponsorshipResult


_COLUMNS = (
    "counted",
    "what",
    "collection",
    "observed",
    "model_median",
    "interval",
    "residual",
    "inside",
    "role_in",
)


def backtest(result: SponsorshipResult) -> Piece:
    """Each count elsewhere: observed, the model's median and interval, residual, whether it lies inside, its role."""
    found = compared(result)

    def rows(words: Words):
        for _, row in found.iterrows():
            unit = "ratio" if row["outcome"] == "workers_per_sponsor" else "share"
            seen = row["observed"] == row["observed"]
            yield (
                f"{row['place']}, {words.month(row['month'], short=True)}",
                words("backtest." + row["outcome"]),
                words(f"collection.{row['collection']}"),
                words.value(row["observed"], unit) if seen else words("table.elsewhere.none"),
                words.value(row["p50"], unit),
                words.interval(row["p05"], row["p95"], unit),
                _signed(row["residual"], unit, words) if seen else "–",
                words("word.yes" if row["inside"] else "word.no") if seen else "–",
                words(f"backtest.role.{row['role']}"),
            )

    def caption(words: Words) -> str:
        seen = found[found["role"] != "untested"]
        outside = seen[~seen["inside"].astype(bool)]
        said = words("table.backtest.caption", inside=str(len(seen) - len(outside)), all=str(len(seen)))
        return said

    def note(words: Words) -> str:
        parts = [words("table.backtest.note", error=_largest(found, words))]
        planned = result.region.tables["sponsor_programmes"].set_index("id")
        for _, row in found[found["role"] == "untested"].iterrows():
            asn = float(planned.loc[row["figure"], "value"])
            low, middle, high = (words.count(asn * row[name]) for name in ("p05", "p50", "p95"))
            parts.append(
                words(
                    "table.backtest.untested",
                    place=row["place"],
                    since=words.month(row["since"]),
                    asn=words.exact(asn),
                    month=words.month(row["month"]),
                    middle=middle,
                    interval=f"{low}–{high}",
                )
            )
        return " ".join(parts)

    return table(
        "backtest_table",
        result.settings.language,
        caption=caption,
        header=heads(*_COLUMNS),
        rows=lambda words: list(rows(words)),
        numeric=(3, 4, 5, 6),
        note=note,
        stacked=True,
    )


def _signed(number: float, unit: str, words: Words) -> str:
    """A residual; of shares in percentage points."""
    sign = "+" if number >= 0 else "\N{MINUS SIGN}"
    return f"{sign}{words.decimal(abs(number) * (100 if unit == 'share' else 1), 2)}"


def _largest(found: pd.DataFrame, words: Words) -> str:
    return words.error(float(found.loc[found["outcome"] != "workers_per_sponsor", "mc_error"].max()), "share")
