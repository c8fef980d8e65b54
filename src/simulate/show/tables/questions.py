"""Tables that ask the plan further: after the relief, in the waiting time, when sponsors stop, with others chosen."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from simulate.show.cells import estimated, plain
from simulate.show.pieces import Piece, sentence
from simulate.show.table import heads, table
from simulate.show.tables.evidence import range_of
from simulate.show.values import rules_said
from simulate.show.words import Words
from simulate.study import questions

if TYPE_CHECKING:
    import pandas as pd

    from simulate.study.result import SponsorshipResult

# what a summarised number is counted in
_UNITS = {"contributions": "rp", "missed_rp": "rp", "cost_rp": "rp", "bridge_rp": "rp", "freed_rp": "rp"}


def after_relief(result: SponsorshipResult) -> Piece:
    """The months around the end of the relief; a sentence where a sponsor's price does not rise."""
    found = questions.after_relief(result)
    if found is None:
        return sentence(result.settings.language, lambda words: words("table.after.none"))
    protected, stops = (
        found[found["measure"] == measure].reset_index(drop=True) for measure in ("protected", "lost_sponsor")
    )

    def numbers(words: Words) -> dict[str, str]:
        before = protected.iloc[0]
        return {
            "month": words.month(protected.loc[1, "month"]),
            "before_price": words.rupiah(before["price_rp"]),
            "price": words.rupiah(protected.loc[1, "price_rp"]),
            "before": _heads(before, words),
            "first": _heads(protected.loc[1], words),
            "stop_before": _heads(stops.loc[0], words),
            "stop_first": _heads(stops.loc[1], words),
            "rise": range_of(result.unknowns["price_rise_stop"], words),
            "error": words.error(float(found.loc[found["measure"] != "contributions", "mc_error"].max()), "persons"),
        }

    return _pivoted(
        "after_relief",
        result,
        found,
        "month",
        label=lambda key, words: words.month(key, short=True),
        before=("price",),
        extra=lambda rows, words: (words.rupiah(rows["price_rp"].iloc[0]),),
        caption=lambda words: words("table.after.caption", **numbers(words)),
        note=lambda words: words("table.after.note", **numbers(words)),
    )


def _heads(row: Mapping[str, float], words: Words) -> str:
    return words.estimate(row["p50"], row["p05"], row["p95"], "persons")


def waiting(result: SponsorshipResult) -> Piece:
    """Deaths that leave only the funeral benefit, and what would make them fewer."""
    found = questions.waiting(result)
    by_variant = found.set_index(["variant", "measure"])
    lengths = found.groupby("variant")["months"].first()
    ending = "" if "earlier" in lengths else ".alone"

    def numbers(words: Words) -> dict[str, str]:
        def said(variant: str, measure: str) -> str:
            return plain(estimated(by_variant.loc[(variant, measure)], "ratio", words))

        return {
            "first": said("plan", "first"),
            "first_earlier": "" if ending else said("earlier", "first"),
            "all": said("plan", "waiting"),
            "wait": str(int(result.laws[0].value("jkm_waiting"))),
            "error": words.error(
                float(found.loc[found["measure"].isin(["first", "waiting"]), "mc_error"].max()), "ratio"
            ),
        }

    return _pivoted(
        "waiting",
        result,
        found,
        "variant",
        label=lambda key, words: words(f"waiting.{key}", months=str(lengths[key])),
        caption=lambda words: words(f"table.waiting.caption{ending}", **numbers(words)),
        note=lambda words: words("table.waiting.note", **numbers(words)),
        units={"first": "ratio", "waiting": "ratio", "full": "ratio"},
    )


def bridging(result: SponsorshipResult) -> Piece:
    """What becomes of workers whose sponsor stops, by the months that APBD steps in."""
    found = questions.bridging(result)
    by_months = found.set_index(["bridge_months", "measure"])["p50"]
    most = int(found["bridge_months"].max())

    def numbers(words: Words) -> dict[str, str]:
        return {
            "lost": words.count(by_months[(0, "lost_sponsor")]),
            "lapsed": words.count(by_months[(0, "lapsed")]),
            "most": words.legal(most, "months"),
            "lapsed_most": words.count(by_months[(most, "lapsed")]),
            "cost": words.rupiah(by_months[(most, "bridge_rp")]),
            "months": str(result.plan.months),
            "rematched": range_of(result.unknowns["rematched"], words),
            "error": words.error(float(found.loc[found["measure"] != "bridge_rp", "mc_error"].max()), "persons"),
        }

    return _pivoted(
        "bridging",
        result,
        found,
        "bridge_months",
        label=lambda key, words: words.legal(key, "months") if key else words("bridging.none"),
        caption=lambda words: words(f"table.bridging.caption{'' if most else '.none'}", **numbers(words)),
        note=lambda words: words("table.bridging.note", **numbers(words)),
        units={"deaths_uncovered": "ratio"},
    )


def choosing(result: SponsorshipResult) -> Piece:
    """Other rules of choosing workers, with and without taking over those whom APBD paid for."""
    found = questions.choosing(result)
    found = found.assign(key=found["rule"] + found["substitution"].map({True: ".taken_over", False: ""}))
    plan = result.plan

    def label(key: str, words: Words) -> str:
        rule = key.removesuffix(".taken_over")
        said = words("selection.plan", rules=rules_said(plan.selection, words)) if rule == "plan" else ""
        said = said or words(f"selection.{rule}")
        return words("selection.taken_over", rule=said) if key.endswith(".taken_over") else said

    def numbers(words: Words) -> dict[str, str]:
        by_rule = found.set_index(["key", "measure"])["p50"]
        keys = list(dict.fromkeys(found["key"]))
        # of rules that are told apart by a hair, the plan's own
        worst = min(keys, key=lambda key: round(by_rule[(key, "newly_covered_claim")]))
        heads = found.loc[found["measure"].isin(["rejected", "protected_end", "newly_covered_claim"]), "mc_error"]
        return {
            "own": words.count(by_rule[(keys[0], "newly_covered_claim")]),
            "pool": range_of(result.unknowns["active_pool"], words),
            "worst": label(worst, words),
            "least": words.count(by_rule[(worst, "newly_covered_claim")]),
            "error": words.error(float(heads.max()), "persons"),
        }

    return _pivoted(
        "choosing",
        result,
        found,
        "key",
        label=label,
        caption=lambda words: words("table.choosing.caption", **numbers(words)),
        note=lambda words: words("table.choosing.note", **numbers(words)),
        units={"deaths": "ratio"},
    )


def _pivoted(
    name: str,
    result: SponsorshipResult,
    found: pd.DataFrame,
    key: str,
    *,
    label: Callable[[Any, Words], str],
    caption: Callable[[Words], str],
    note: Callable[[Words], str],
    before: tuple[str, ...] = (),
    extra: Callable[[pd.DataFrame, Words], tuple[str, ...]] = lambda rows, words: (),
    units: Mapping[str, str] | None = None,
) -> Piece:
    """A row for each value of ``key``, a column for each measure."""
    measures = list(dict.fromkeys(found["measure"]))
    unit_of = _UNITS | dict(units or {})

    def rows(words: Words):
        for value, rows_of in found.groupby(key, sort=False):
            by_measure = rows_of.set_index("measure")
            told = (estimated(by_measure.loc[one], unit_of.get(one, "persons"), words) for one in measures)
            yield (label(value, words), *extra(rows_of, words), *told)

    columns = (f"{name}.{key}", *before, *(f"{name}.{measure}" for measure in measures))
    return table(
        name,
        result.settings.language,
        caption=caption,
        header=heads(*columns),
        rows=lambda words: list(rows(words)),
        numeric=tuple(range(1, len(columns))),
        note=note,
    )
