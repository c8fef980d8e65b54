"""What may go wrong, how much, and what would make it less."""

from __future__ import annotations

from functools import partial

from simulate.show.brief.said import election_move, ranged, universal_move
from simulate.show.pieces import Piece
from simulate.show.table import table
from simulate.show.words import Words
from simulate.study.brief.result import Brief
from simulate.study.brief.risks import Risk

# the table's heads say that a range is one
_ranged = partial(ranged, short=True)


def risks(brief: Brief) -> Piece:
    """A row a risk."""

    def rows(words: Words):
        for risk in brief.risks:
            said = _said(risk, words)
            sure = ".sure" if risk.kind == "target" and risk.size["mc_error"] == 0 else ""
            yield tuple(words(f"brief.risk.{risk.kind}.{part}", **said) for part in ("name", f"size{sure}", "less"))

    return table(
        "risks",
        brief.settings.language,
        caption=lambda words: words("brief.risks.caption", count=words.exact(len(brief.risks))),
        header=lambda words: [words(f"brief.column.{name}") for name in ("risk", "size", "less")],
        rows=lambda words: list(rows(words)),
        stacked=True,
        data=brief.tables["risks"],
    )


def _said(risk: Risk, words: Words) -> dict[str, str]:
    """The numbers of a risk's sentences."""
    low, high = (words.value(risk.size[end], risk.unit) for end in ("p05", "p95"))
    counted = f"risk.{risk.kind}" if risk.unit in ("persons", "months") else ""
    said = {"low": low, "high": high, "whole": _ranged(risk.size, risk.unit, words, counted)}
    return said | _OTHERS[risk.kind](risk, words)


def _claim(risk: Risk, words: Words) -> dict[str, str]:
    return {name: _ranged(row, row["unit"], words) for name, row in risk.values.items()}


def _takeup(risk: Risk, words: Words) -> dict[str, str]:
    way = risk.values["way"]
    return {"way": words(f"collection.{way['way']}"), "gain": _ranged(way, "persons", words, "risk.takeup")}


def _relief(risk: Risk, words: Words) -> dict[str, str]:
    usual, rise = risk.values["usual"], risk.values["rise"]
    return {
        "month": words.month(rise["month"]),
        "before": words.rupiah(usual["price_rp"]),
        "after": words.rupiah(rise["price_rp"]),
        "usual": _ranged(usual, "persons", words),
        "months": str(risk.values["months"]),
        "without": _ranged(risk.values["without"], "persons", words),
        "with": _ranged(risk.values["with"], "persons", words),
    }


def _deaths(risk: Risk, words: Words) -> dict[str, str]:
    benefits = risk.values["benefits"]
    said = {"benefits": words.rupiah(benefits["p95"])}
    for fewer in risk.values["fewer"]:
        move = election_move(fewer["lever"], str(fewer["value"]), words)
        change = {"p05": -fewer["p95"], "p50": -fewer["p50"], "p95": -fewer["p05"]}
        said |= {"move": move, "fewer": _ranged(change, "persons", words, "deaths")}
    return said


def _payers(risk: Risk, words: Words) -> dict[str, str]:
    certainty = risk.values["certainty"]
    return {
        "confidence": words.share(risk.values["confidence"], 0),
        "certainty": _ranged(certainty, certainty["unit"], words),
    }


def _target(risk: Risk, words: Words) -> dict[str, str]:
    said = {
        "target": words.share(risk.values["target"], 0),
        "year": str(risk.values["year"]),
        "chance": words.chance(risk.size["p50"], risk.values["draws"]),
        "error": words.error(risk.size["mc_error"], "share"),
    }
    for row in risk.values["moves"]:
        move = universal_move(row["lever"], str(row["value"]), words)
        said |= {"move": move, "gain": _ranged(row, "percentage_points", words, "points")}
    return said


_OTHERS = {
    "claim": _claim,
    "takeup": _takeup,
    "relief": _relief,
    "deaths": _deaths,
    "payers": _payers,
    "target": _target,
}
