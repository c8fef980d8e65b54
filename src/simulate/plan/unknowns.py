"""What nobody can know: each unknown's distribution, range, source and grade of evidence."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from simulate import paths
from simulate.errors import Gathered, InputError, Problem, did_you_mean, missing_keys, refuse, unknown_keys
from simulate.plan.distributions import FORMS, Distribution, distribution_problems
from simulate.written import WHOLE_UNITS, maybe_thousands, said, text_of
from simulate.yamlfile import read_yaml

if TYPE_CHECKING:
    import numpy as np

    from simulate.region import Region
    from simulate.region.base import Figure

EVIDENCE = ("measured", "analogue", "judgement")
UNITS = ("share", "days", "months", "years", "ratio", "per_1000_persons_year", "rp", "persons", "score")
# divisors from a table's unit to an unknown's
_DIVISORS = {("percent", "share"): 100, ("rp_million", "rp"): 1e-6}
_TOLD = ("low", "mode", "high", "hits", "trials", "parts")
_KEYS = ("name", "unit", "stream", "distribution", *_TOLD, "rank_correlation", "evidence", "basis", "reason", "ask")
_REQUIRED = ("name", "unit", "evidence", "reason")
# programmes that start from what others do, and so share their unknowns: those files are read before its own
_BEFORE = {
    "sponsorship": ("baseline",),
    "funding": ("baseline", "sponsorship"),
    "universal": ("baseline", "sponsorship", "funding"),
    "outreach": ("baseline", "sponsorship", "funding", "universal"),
    "monitoring": ("baseline", "sponsorship"),
    "paritrana": ("baseline", "sponsorship", "funding", "universal", "outreach"),
}


@dataclass(frozen=True)
class Unknown:
    """One unknown: how it is distributed, and why.

    ``family`` is the programme whose file it stands in: it has the same random numbers in every programme that reads
    that file. ``stream`` names them: unknowns that share one move together. ``ranks`` are its
    rank correlations with unknowns of other streams. ``figures`` are the cited figures behind its numbers. ``ask``
    says how it could be learnt, empty where nobody said so.
    """

    key: str
    family: str
    name: dict[str, str]
    unit: str
    stream: str
    distribution: Distribution
    ranks: dict[str, float]
    evidence: str
    reason: dict[str, str]
    figures: tuple[Figure, ...]
    ask: dict[str, str]

    @property
    def form(self) -> str:
        """``fixed`` where only one value is possible, else the form of its distribution."""
        return "fixed" if self.low == self.high else self.distribution.form

    @property
    def low(self) -> float:
        """The lower end of its range."""
        return self.distribution.low

    @property
    def mode(self) -> float | None:
        """The most likely value, where it was told."""
        return self.distribution.mode

    @property
    def high(self) -> float:
        """The upper end of its range."""
        return self.distribution.high


def read_unknowns(programme: str, region: Region) -> dict[str, Unknown]:
    """The unknowns of a programme, with bounds taken from the region's tables where they are cited.

    Raises:
        InputError: with all problems of its files.
    """
    found, gathered = {}, Gathered()
    for path in unknown_files(programme):
        for key, entry in read_yaml(path).items():
            where = f"{paths.shown(path)} {key}"
            if key in found:
                gathered.problems.append(
                    Problem("repeated_unknown", where, "stands in another file, too", "one name")
                )
                continue
            with gathered:
                Gathered(_shape_problems(entry, where)).refuse()
                found[key] = _unknown(key, path.stem, entry, region, where)
        gathered.problems += _rank_problems(found, paths.shown(path))
    gathered.refuse()
    return found


def unknown_files(programme: str) -> list[Path]:
    """The files of a programme's unknowns: those of others that it starts from first, then its own."""
    names = (*_BEFORE.get(programme, ()), programme)
    return [paths.data() / "unknowns" / f"{name}.yaml" for name in names]


def rank_matrix(unknowns: dict[str, Unknown]) -> tuple[list[str], np.ndarray]:
    """The streams in the order of their first unknown, and their rank correlations, shape (streams, streams)."""
    import numpy as np

    streams = list(dict.fromkeys(unknown.stream for unknown in unknowns.values()))
    ranks = np.eye(len(streams))
    for unknown in unknowns.values():
        for other, rank in unknown.ranks.items():
            one, two = streams.index(unknown.stream), streams.index(unknowns[other].stream)
            ranks[one, two] = ranks[two, one] = rank
    return streams, ranks


def normal_correlation(ranks: np.ndarray) -> np.ndarray:
    """The correlation of normal deviates whose ranks correlate so (Pearson's relation)."""
    import numpy as np

    found = 2 * np.sin(np.pi * ranks / 6)
    np.fill_diagonal(found, 1)
    return found


def _rank_problems(unknowns: dict[str, Unknown], where: str) -> Iterator[Problem]:
    """Correlations with nobody, out of range, or that cannot all hold at once."""
    import numpy as np

    wrong, told = False, {}
    for unknown in unknowns.values():
        for other, rank in unknown.ranks.items():
            place = f"{where} {unknown.key} rank_correlation"
            number = isinstance(rank, int | float) and not isinstance(rank, bool)
            if other not in unknowns or unknowns[other].stream == unknown.stream:
                wrong = True
                yield Problem("unknown_correlation", place, f"`{other}`", "an unknown of another stream")
            elif not number or not -1 < rank < 1:
                wrong = True
                yield Problem("value_out_of_range", place, f"{other} {rank!r}", "a rank correlation between -1 and 1")
            elif told.setdefault(frozenset((unknown.stream, unknowns[other].stream)), rank) != rank:
                wrong = True
                yield Problem("correlated_twice", place, f"{other} {rank!r}", "one value for these two streams")
    if not wrong and any(unknown.ranks for unknown in unknowns.values()):
        smallest = float(np.linalg.eigvalsh(normal_correlation(rank_matrix(unknowns)[1])).min())
        if smallest <= 1e-9:
            found = f"these rank correlations cannot all hold (smallest eigenvalue {smallest:.3f})"
            yield Problem("infeasible_correlation", where, found, "weaker correlations")


def _shape_problems(entry: Any, where: str):
    if not isinstance(entry, dict):
        yield Problem("not_a_mapping", where, "no values", "write `key: value` lines")
        return
    yield from missing_keys(entry, _REQUIRED, where)
    yield from unknown_keys(entry, _KEYS, where)
    for key, allowed in (("unit", UNITS), ("evidence", EVIDENCE)):
        if entry.get(key, allowed[0]) not in allowed:
            yield Problem(f"unknown_{key}", where, f"`{entry[key]}`", did_you_mean(entry[key], allowed))
    for key in ("name", "reason", "ask"):
        words = entry.get(key, {"id": "", "en": ""})
        if not isinstance(words, dict) or sorted(words) != ["en", "id"]:
            yield Problem("missing_language", where, f"`{key}` not in both languages", "give `id` and `en`")


def _unknown(key: str, family: str, entry: dict[str, Any], region: Region, where: str) -> Unknown:
    figures: list[Figure] = []

    def cited(name: str, place: Any) -> Figure:
        table, _, row = str(place).partition(".")
        try:
            return region.figure(table, row)
        except InputError as error:
            raise InputError(replace(p, where=f"{where} {name}: {p.where}") for p in error.problems) from None

    def number(name: str, value: Any) -> float:
        if isinstance(value, int | float) and not isinstance(value, bool):
            text = text_of(value) or ""
            if entry["unit"] in WHOLE_UNITS and maybe_thousands(text):
                raise refuse("separated_number", f"{where} {name}", *said(text, whole=False))
            return float(value)
        figure = cited(name, value)
        counted = name in ("hits", "trials") and figure.unit == "persons"
        divisor = 1 if figure.unit == entry["unit"] or counted else _DIVISORS.get((figure.unit, entry["unit"]))
        if divisor is None:
            raise refuse("units_disagree", f"{where} {name}", f"`{value}` is in {figure.unit}", entry["unit"])
        if figure not in figures:
            figures.append(figure)
        return figure.value / divisor

    distribution = _distribution(entry, where, number)
    problems = list(distribution_problems(distribution, entry["unit"], where))
    if problems:
        raise InputError(problems)
    bases = entry.get("basis", [])
    figures += [cited("basis", basis) for basis in (bases if isinstance(bases, list) else [bases])]
    return Unknown(
        key,
        family,
        entry["name"],
        entry["unit"],
        entry.get("stream", key),
        distribution,
        entry.get("rank_correlation", {}),
        entry["evidence"],
        entry["reason"],
        tuple(figures),
        entry.get("ask", {}),
    )


def _distribution(entry: dict[str, Any], where: str, number: Callable[[str, Any], float]) -> Distribution:
    """The distribution that an entry, or a part of a mixture, tells."""
    form = entry.get("distribution") or ("pert" if entry.get("mode") is not None else "uniform")
    if form not in FORMS:
        raise refuse("unknown_distribution", where, f"`{form}`", did_you_mean(form, FORMS))
    given = [name for name in _TOLD if entry.get(name) is not None]
    if sorted(given) != sorted(FORMS[form]):
        raise refuse(
            "wrong_numbers", where, f"{form} with {', '.join(given) or 'no numbers'}", ", ".join(FORMS[form])
        )
    if form != "mixture":
        return Distribution(form, {name: number(name, entry[name]) for name in FORMS[form]})
    parts = []
    for place, part in enumerate(entry["parts"] if isinstance(entry["parts"], list) else [None], start=1):
        if not isinstance(part, dict) or not isinstance(part.get("weight"), int | float):
            raise refuse(
                "not_a_part", f"{where} part {place}", repr(part), "weight, and the numbers of a distribution"
            )
        parts.append((float(part["weight"]), _distribution(part, f"{where} part {place}", number)))
    return Distribution("mixture", parts=tuple(parts))
