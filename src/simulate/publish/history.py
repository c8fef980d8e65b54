"""The earlier runs of a report, kept small beside it: which there are, and how the one that goes is kept."""

from __future__ import annotations

import csv
import io
import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, fields, replace
from pathlib import Path
from typing import Any

from simulate.errors import did_you_mean, input_error
from simulate.plan.named import DEFAULT
from simulate.plan.published import HEADLINE, NUMBERS, RECORD, HeadlineRow, run_folder
from simulate.programmes import NAMES
from simulate.publish.folder import read_json, record_in, stands
from simulate.publish.requests import chosen
from simulate.publish.since import are_numbers, since, since_in
from simulate.study.identity import canonical, digest

KEPT = "history"
# a report is seldom made anew for another reason than a month's data: more than a year of them
MOST = 20
_NAME = re.compile(r"([0-9]{4,})-[0-9a-f]{8}\.json")
# what is longer stands by its hash
_LONGEST = 200


@dataclass(frozen=True)
class KeptRun:
    """A run as it is kept when another takes its place.

    ``inputs`` are those of its record, what is long by its hash (`_short`); ``rows`` its headline, None where its
    table was not as the run wrote it; ``since`` what its record said of the run before it, None without one.
    """

    report: str
    label: str
    identity: str
    facts_date: str
    inputs: Mapping[str, Any]
    versions: Mapping[str, str]
    rows: tuple[HeadlineRow, ...] | None
    since: Mapping[str, Any] | None = None

    @property
    def headline(self) -> tuple[HeadlineRow, ...]:
        """Its measures; none where they are not known."""
        return self.rows or ()

    @property
    def content(self) -> bytes:
        """The file that it is kept as: one JSON document."""
        return (canonical(asdict(self)) + "\n").encode()


def run_of(record: Mapping[str, Any], table: bytes | None) -> KeptRun | None:
    """A run from its record; None where that is not one.

    Args:
        record: as `publish` writes it.
        table: its ``headline.csv``, None where it is not there as the run wrote it.
    """
    told = {field.name: record.get(field.name) for field in fields(KeptRun) if field.name != "rows"}
    inputs = told["inputs"]
    if not _are_inputs(inputs):
        return None
    rows = None if table is None else tuple(_rows(table))
    return _checked(told | {"inputs": _short(inputs), "rows": rows, "since": since_in(record)})


def _checked(told: Mapping[str, Any]) -> KeptRun | None:
    texts = ("report", "label", "identity", "facts_date")
    whole = all(isinstance(told.get(name), str) for name in texts) and isinstance(told.get("versions"), dict)
    return KeptRun(**told) if whole and told["report"] in NAMES else None


def _are_inputs(found: Any) -> bool:
    parts = ("plan", "settings", "data")
    return isinstance(found, dict) and all(isinstance(found.get(part, {}), dict) for part in parts)


def _are_rows(found: Any) -> bool:
    """Whether they are what `_rows` gave; None, too, where a run's numbers are not known."""
    return found is None or (isinstance(found, list) and all(map(_is_row, found)))


def _is_row(one: Any) -> bool:
    named = isinstance(one, list) and all(isinstance(text, str) for text in one[:2])
    return named and are_numbers(one[2:], len(NUMBERS))


def _short(inputs: Mapping[str, Any]) -> dict[str, Any]:
    """The inputs of a run: levers, settings and files as they are; what is long or read of others by its hash."""
    known = ("programme", "code", "plan", "settings", "data")
    plan, settings = inputs.get("plan", {}), inputs.get("settings", {})
    reads = {name: part for name, part in inputs.items() if name not in known}
    reads |= {name: value for name, value in settings.items() if isinstance(value, Mapping)}
    return {
        "programme": inputs.get("programme"),
        "code": inputs.get("code"),
        "plan": {name: value if len(canonical(value)) <= _LONGEST else digest(value) for name, value in plan.items()},
        "settings": {name: value for name, value in settings.items() if name not in reads},
        "data": inputs.get("data", {}),
    } | {name: digest(part) for name, part in sorted(reads.items())}


def _rows(table: bytes) -> Iterator[HeadlineRow]:
    """The measures that have numbers."""
    for row in csv.DictReader(io.StringIO(table.decode("utf-8"))):
        try:
            numbers = tuple(float(row[name]) for name in NUMBERS)
        except (KeyError, TypeError, ValueError):
            continue
        if all(map(math.isfinite, numbers)):
            yield (row["measure"], row["unit"], *numbers)


def standing(folder: Path) -> KeptRun | None:
    """The run that stands in a report's folder; None where there is none.

    A run that was killed as it took this one's place leaves its tables and this one's record: then the numbers are
    those that it had kept before.
    """
    record = record_in(folder)
    table = (folder / HEADLINE).read_bytes() if stands(folder, record, HEADLINE) else None
    found = run_of(record, table) if record else None
    if found and found.rows is None:
        same = [one for one in kept(folder).values() if replace(found, rows=one.rows) == one]
        return same[-1] if same else found
    return found


def kept(folder: Path) -> dict[int, KeptRun]:
    """The runs that are kept beside a report, by their number, the oldest first; files of others are none."""
    found = {}
    for number, path in _files(folder):
        told = read_json(path)
        whole = set(told) == {field.name for field in fields(KeptRun)}
        if whole and _are_inputs(told["inputs"]) and _are_rows(told["rows"]):
            rows = told["rows"] and tuple(map(tuple, told["rows"]))
            if run := _checked(told | {"rows": rows, "since": since_in(told)}):
                found[number] = run
    return found


def _files(folder: Path) -> list[tuple[int, Path]]:
    """Number and file of each."""
    matched = ((_NAME.fullmatch(path.name), path) for path in (folder / KEPT).glob("*.json"))
    return sorted((int(match[1]), path) for match, path in matched if match)


def told_of(before: KeptRun | None, now: KeptRun) -> dict[str, Any] | None:
    """What the record of a run says of the one before; the same run made anew says what it said."""
    if before is None:
        return None
    if _same(before, now):
        return before.since and dict(before.since)
    unknown = before.rows is None or now.rows is None
    found = since(before, now) | ({"moved": None, "unmoved": 0} if unknown else {})
    return {"identity": before.identity, "facts_date": before.facts_date} | found


def _same(before: KeptRun, now: KeptRun) -> bool:
    """Whether two runs are one: of the same inputs, and none of their numbers looks different.

    Other packages may give others of the same inputs; another processor rounds the last figures, which nobody sees.
    """
    unknown = before.rows is None or now.rows is None
    return before.identity == now.identity and (unknown or not since(before, now)["moved"])


def to_keep(folder: Path, before: KeptRun | None, now: KeptRun) -> dict[str, bytes]:
    """The file that keeps the run before, by its name below the folder; none where it is the same run, or is kept.

    Args:
        folder: the report's folder.
        before: the run that stands there.
        now: the run that takes its place.
    """
    if before is None or _same(before, now):
        return {}
    there = _files(folder)
    if there and there[-1][1].read_bytes() == before.content:  # by a run that was killed before it took the place
        return {}
    number = there[-1][0] + 1 if there else 1
    return {f"{KEPT}/{number:04d}-{before.identity[:8]}.json": before.content}


def runs(folder: Path) -> list[tuple[int, KeptRun]]:
    """The run that stands in a report's folder and those that are kept, each with its number, the newest first."""
    earlier, now = kept(folder), standing(folder)
    last = next(reversed(earlier), 0)
    if now and last and earlier[last] == now:  # kept by a run that was killed before it took the place
        del earlier[last]
        return [(last, now), *reversed(earlier.items())]
    return [*([(last + 1, now)] if now else []), *reversed(earlier.items())]


def history_folder(text: str, out: Path) -> Path:
    """The folder of a report whose runs are asked for; it need not be there.

    Args:
        text: as in `run_folder`, or a report and a plan of it that may be published.
        out: the folder of all reports.

    Raises:
        InputError: there is no such report or plan.
    """
    folder = run_folder(text, out)
    if folder and (record_in(folder) or kept(folder)):
        return folder
    named = [f"{name}/{label}" for name, label in chosen()]
    published = [path.parent.relative_to(out).as_posix() for path in sorted(out.glob(f"*/*/{RECORD}"))]
    known = [*NAMES, *dict.fromkeys([*named, *published])]
    if text not in known:
        raise input_error("unknown_report.chosen", text, meant=did_you_mean(text, known))
    return out / (text if "/" in text else f"{text}/{DEFAULT}")


def forget(folder: Path) -> None:
    """Removes the oldest kept runs, all but the last `MOST`."""
    for _, path in _files(folder)[:-MOST]:
        path.unlink(missing_ok=True)
