"""Which record a run is held against, and what of its files the run depends on."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from simulate import paths
from simulate.errors import refuse
from simulate.region.cards import read_card
from simulate.region.record import read_record
from simulate.region.schemas import schema
from simulate.study.monitoring.synthetic import truth_path

if TYPE_CHECKING:
    import pandas as pd

    from simulate.plan.monitoring import MonitoringPlan
    from simulate.study.facts import Facts

_FOLDERS = {"synthetic": "synthetic", "region": "regions"}
_CURES = {
    "synthetic": "record region, for this region has no made-up one",
    "region": "put the record and its card there (`simulate check --template record` shows how), or record synthetic",
}


@dataclass(frozen=True, eq=False)
class Recorded:
    """A record as read, and the date of its card."""

    rows: pd.DataFrame
    date: str
    synthetic: bool


# files that changed make other facts
@lru_cache(maxsize=4)
def recorded(facts: Facts, record: str) -> Recorded:
    """The record that a plan names, checked, and the date of its card.

    Raises:
        InputError: it is not there, or with all its problems.
    """
    path = paths.data() / _FOLDERS[record] / facts.region.code / "record.csv"
    if not path.is_file():
        raise refuse("missing_file", paths.shown(path), "not found", _CURES[record])
    synthetic = record == "synthetic"
    rows = read_record(path, facts.region.tables["kecamatan"], synthetic=synthetic)
    card = read_card(path.with_suffix(".yaml"), list(schema("record").columns))
    return Recorded(rows, str(card["date"]), synthetic)


def without_the_other(plan: MonitoringPlan, region: str, files: dict[str, str]) -> dict[str, str]:
    """The hashes of what a run reads: of the two records, its own alone."""
    other = {name for name in _FOLDERS if name != plan.record}
    unread = {
        paths.shown(paths.data() / _FOLDERS[name] / region / f"record.{form}")
        for name in other
        for form in ("csv", "yaml")
    }
    if plan.record != "synthetic":
        unread.add(paths.shown(truth_path(region)))
    return {name: sha for name, sha in files.items() if name not in unread}
