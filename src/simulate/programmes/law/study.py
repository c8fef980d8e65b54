"""The law base as a result: what is in force in a month, what changes, and how well it is sourced."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

from simulate import paths
from simulate.law.base import Law, LawMonth
from simulate.law.benefit import jkm_parts_rp, work_death_parts_rp
from simulate.law.contribution import contribution_rp, lowest_bpu_base_rp
from simulate.law.files import EVIDENCE, LawGroup, LawValue
from simulate.law.numbers import total_rp
from simulate.plan.checked import Settings, Shown
from simulate.plan.named import DEFAULT, name_of
from simulate.programmes.law.plan import LawPlan
from simulate.region.read import read_table
from simulate.study.identity import code_hash, digest, hashes
from simulate.written import month_number, month_text, months_from

if TYPE_CHECKING:
    import pandas as pd

# columns of the table of values; all but `until` are fields of a value
_TABLE = ("group", "key", "since", "until", "value", "unit", "reference", "url", "status", "evidence", "checked")


@dataclass(frozen=True)
class Change:
    """A month in which values of a group change alike: from one number (None: a new rule) to another."""

    group: LawGroup
    since: str
    before: LawValue | None
    after: LawValue
    keys: list[str]


@dataclass(frozen=True, eq=False)
class LawReport:
    """The law base, asked in one month."""

    plan: LawPlan
    label: str
    plan_name: dict[str, str]
    settings: Shown
    law: Law
    # the region's own rules, as its scorecard's table has them: what was found of each, with its source; or none
    own_rules: pd.DataFrame | None
    inputs: dict[str, Any]

    @property
    def identity(self) -> str:
        """SHA-256 of the canonical inputs."""
        return digest(self.inputs)

    @property
    def facts_date(self) -> str:
        """The newest date on which someone checked a value."""
        return max(value.checked for value in self.values)

    @cached_property
    def month(self) -> LawMonth:
        """The law of the month asked about."""
        return self.law.at(self.plan.on)

    @cached_property
    def values(self) -> list[LawValue]:
        """Every value that any month has held, once a change of number or basis; by chapter, group, key, date."""
        return [value for entries in self._entries for value in entries]

    @cached_property
    def _entries(self) -> list[list[LawValue]]:
        """The entries of each key of each group, by chapter."""
        return [group.entries(key) for group in self.law.by_chapter() for key in group.keys({})]

    @property
    def weak(self) -> list[LawValue]:
        """Values that nobody can look up, or that are a reading of the law."""
        return [value for value in self.values if value.evidence == "recall" or value.status == "interpretation"]

    @property
    def benefits_rp(self) -> dict[str, int]:
        """What a family receives past any wait, at the lowest BPU base, by kind of death [Rp]."""
        law, base = self.month, lowest_bpu_base_rp(self.month)
        return {
            "death": total_rp(jkm_parts_rp(law, scheme="bpu", tenure_months=law.value("jkm_waiting"))),
            "work_death": total_rp(work_death_parts_rp(law, scheme="bpu", base_rp=base)),
        }

    @cached_property
    def price_months(self) -> list[LawMonth]:
        """The months from January of the year asked about that the price of BPU members is known for, two years."""
        law = self.law.only(["bpu_base", "bpu_income_from", "bpu_jkm", "bpu_rate", "bpu_relief"])
        first = max(f"{self.plan.on[:4]}-01", law.groups["bpu_relief"].first_month)
        return law.over([month for month in months_from(first, 24) if month <= law.horizon])

    @cached_property
    def changes(self) -> list[Change]:
        """Every change of a number and every new rule, oldest first; keys that change alike stand together."""
        found: dict[tuple, Change] = {}
        for group in self.law.by_chapter():
            for key in group.keys({}):
                for before, after in pairwise([None, *group.history(key)]):
                    alike = (group.group, after.since, before and before.value, after.value)
                    found.setdefault(alike, Change(group, after.since, before, after, [])).keys.append(key)
        return sorted(found.values(), key=lambda change: change.since)

    @property
    def next_change(self) -> Change | None:
        """The first change after the month asked about, None where none is known."""
        return next((change for change in self.changes if change.before and change.since > self.plan.on), None)

    def ending(self, months: int) -> list[LawGroup]:
        """Groups that were vouched for in the month and will not be so many months later."""
        later = month_text(month_number(self.plan.on) + months)
        return [group for group in self.law.by_chapter() if self.plan.on <= group.horizon < later]

    @property
    def tables(self) -> dict[str, pd.DataFrame]:
        """The tables written beside the page: ``headline`` and ``values``."""
        return {"headline": self.headline_table, "values": self.values_table}

    @cached_property
    def headline_table(self) -> pd.DataFrame:
        """One row a measure; law is certain, so all quantiles are the value and the error is zero."""
        import pandas as pd

        amounts = {f"price_{payer}": rp for payer, rp in prices_rp(self.month).items()}
        amounts |= {f"benefit_{event}": rp for event, rp in self.benefits_rp.items()}
        counts = {"groups": len(self.law.groups), "values": len(self.values)}
        counts |= {f"values_{grade}": sum(value.evidence == grade for value in self.values) for grade in EVIDENCE}
        counts["values_interpretation"] = sum(value.status == "interpretation" for value in self.values)
        units = ["rp"] * len(amounts) + ["count"] * len(counts)
        table = pd.DataFrame({"measure": [*amounts, *counts], "unit": units})
        for column in ("mean", "p05", "p50", "p95"):
            table[column] = [float(number) for number in (amounts | counts).values()]
        return table.assign(mc_error=0.0)

    @cached_property
    def values_table(self) -> pd.DataFrame:
        """One row a value and date, with its source.

        Columns:
            group: the parameter group, a file of ``data/law``.
            key: the value within its group.
            since: the first month that it holds.
            until: the last month that it holds, or that the file vouches for.
            value: the number; its ``unit`` beside it.
            reference: regulation and article.
            url: where it was read.
            status: ``in_force``, ``ended``, ``draft`` or ``interpretation``.
            evidence: ``law``, ``press``, ``secondary`` or ``recall``.
            checked: the date of the check.
            name_id, name_en: of the group.
            note_id, note_en: what must be known beside it.
        """
        import pandas as pd

        rows = []
        for entries in self._entries:
            group = self.law.groups[entries[0].group]
            ends = [*(month_text(month_number(value.since) - 1) for value in entries[1:]), group.horizon]
            for value, until in zip(entries, ends, strict=True):
                row = {field: getattr(value, field, until) for field in _TABLE} | {"value": float(value.value)}
                row |= {f"name_{language}": text for language, text in group.name.items()}
                rows.append(row | {f"note_{language}": value.note.get(language, "") for language in group.name})
        return pd.DataFrame(rows)


def prices_rp(month: LawMonth) -> dict[str, int]:
    """JKK and JKM of a BPU member at the lowest base, by who pays and sector [Rp/month]."""
    base = lowest_bpu_base_rp(month)
    cases = {"apbd": ("apbd", "other"), "transport": ("personal", "transport"), "other": ("personal", "other")}
    return {
        name: contribution_rp(month, scheme="bpu", base_rp=base, payer=payer, sector=sector)
        for name, (payer, sector) in cases.items()
    }


def run(plan: LawPlan | None = None, *, language: str = "id", label: str | dict[str, str] = DEFAULT) -> LawReport:
    """Reads the law base for its page.

    Args:
        plan: the month asked about; the default plan if none is given.
        language: ``id`` or ``en``, for what is shown.
        label: what the plan is called, as in `simulate.run`.

    Raises:
        InputError: a law file or the table of the region's own rules is refused, or no file vouches for the month.
    """
    plan, settings = LawPlan.of(plan), Shown(language=language)
    law = Law.load()
    plan.laws(law)
    label, name = name_of(label, plan)
    rules = _own_rules()
    own = read_table(rules).query("aspect == 'regulation'") if rules.exists() else None
    return LawReport(plan, label, name, settings, law, own, inputs_now(plan, settings))


def _own_rules() -> Path:
    """The region's table that says which rules of its own were found."""
    return paths.data() / "regions" / Settings().region / "paritrana.csv"


def inputs_now(plan: LawPlan, settings: Shown) -> dict[str, Any]:
    """All that the page of a month depends on, the content of its identity, as the files stand."""
    return {
        "programme": "law",
        "plan": plan.model_dump(mode="json"),
        "data": hashes([*(paths.data() / "law").glob("*.yaml"), *filter(Path.exists, [_own_rules()])]),
        "code": code_hash(__name__),
    }
