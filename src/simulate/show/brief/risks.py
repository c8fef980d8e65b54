"""What may go wrong, how much, and what would make it less."""

from __future__ import annotations

from functools import partial

from simulate.show.brief.said import election_move, judged, lawful, ranged, universal_move
from simulate.show.pieces import Piece
from simulate.show.table import table
from simulate.show.words import Words, catalogue
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
            named, size = (words(f"brief.risk.{risk.kind}.{part}", **said) for part in ("name", f"size{sure}"))
            yield named, size, _less(risk, said, words)

    return table(
        "risks",
        brief.settings.language,
        caption=lambda words: words("brief.risks.caption", count=words.exact(len(brief.risks))),
        header=lambda words: [words(f"brief.column.{name}") for name in ("risk", "size", "less")],
        rows=lambda words: list(rows(words)),
        stacked=True,
        data=brief.tables["risks"],
    )


def _less(risk: Risk, said: dict[str, str], words: Words) -> str:
    """What would make a risk less; where a report has no step that does, it says so."""
    cures = {"takeup": "ways", "relief": "with", "deaths": "fewer", "target": "moves"}
    if risk.kind in cures and not risk.values.get(cures[risk.kind]):
        return words("brief.nothing")
    key = f"brief.risk.{risk.kind}.less"
    own = {"payers": "kept" if risk.values.get("kept") else "", "deaths": said.get("lever", "")}.get(risk.kind)
    return words(f"{key}.{own}" if f"{key}.{own}" in catalogue() else key, **said)


def _said(risk: Risk, words: Words) -> dict[str, str]:
    """The numbers of a risk's sentences."""
    low, high = (words.value(risk.size[end], risk.unit) for end in ("p05", "p95"))
    counted = f"risk.{risk.kind}" if risk.unit in ("persons", "months") else ""
    said = {"low": low, "high": high, "whole": _ranged(risk.size, risk.unit, words, counted)}
    return said | _OTHERS[risk.kind](risk, words)


def _claim(risk: Risk, words: Words) -> dict[str, str]:
    return {name: _ranged(row, row["unit"], words) for name, row in risk.values.items()}


def _takeup(risk: Risk, words: Words) -> dict[str, str]:
    said = {"month": words.month(risk.values["month"])}
    for way in risk.values["ways"]:
        said |= {
            "way": words(f"collection.{way['way']}"),
            "gain": _ranged(way, "persons", words, "risk.takeup"),
            "judged": judged(way["evidence"], words),
            "law": lawful(way["way"], words, short=True),
        }
    return said


def _relief(risk: Risk, words: Words) -> dict[str, str]:
    usual, rise = risk.values["usual"], risk.values["rise"]
    said = {
        "month": words.month(rise["month"]),
        "before": words.rupiah(usual["price_rp"]),
        "after": words.rupiah(rise["price_rp"]),
        "usual": _ranged(usual, "persons", words),
    }
    if "with" in risk.values:
        said["months"] = str(risk.values["months"])
        said |= {end: _ranged(risk.values[end], "persons", words) for end in ("without", "with")}
    return said


def _deaths(risk: Risk, words: Words) -> dict[str, str]:
    benefits = risk.values["benefits"]
    said = {"benefits": words.rupiah(benefits["p95"])}
    for fewer in risk.values["fewer"]:
        move = election_move(fewer["lever"], str(fewer["value"]), words)
        change = {"p05": -fewer["p95"], "p50": -fewer["p50"], "p95": -fewer["p05"]}
        said |= {"lever": fewer["lever"], "move": move, "fewer": _ranged(change, "persons", words, "deaths")}
    return said


def _payers(risk: Risk, words: Words) -> dict[str, str]:
    values, rupiah = risk.values, {name: risk.values[name] for name in ("certainty", "allocation")}
    return {
        "confidence": words.share(values["confidence"], 0),
        "chance": words.chance(values["chance"], values["draws"]),
        **{name: _ranged(row, row["unit"], words) for name, row in rupiah.items()},
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
        said["judged"] = judged(row["evidence"], words)
    return said


_OTHERS = {
    "claim": _claim,
    "takeup": _takeup,
    "relief": _relief,
    "deaths": _deaths,
    "payers": _payers,
    "target": _target,
}
