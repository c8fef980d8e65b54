"""What nobody can know: each unknown's distribution, range, source and grade of evidence."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from simulate import paths
from simulate.errors import Gathered, InputError, Problem, did_you_mean, input_error, missing_keys, unknown_keys
from simulate.programmes import named_programme
from simulate.written import WHOLE_UNITS, maybe_thousands, read_yaml, said, text_of

if TYPE_CHECKING:
    import numpy as np

    from simulate.region.base import Figure, Region

# what each form is told; `low` and `high` of a lognormal are its 5 % and 95 % points
FORMS = {
    "pert": ("low", "mode", "high"),
    "triangular": ("low", "mode", "high"),
    "uniform": ("low", "high"),
    "lognormal": ("low", "high"),
    "beta": ("hits", "trials"),
    "mixture": ("parts",),
}
_Z95 = 1.6448536269514722  # standard normal deviate of 95 %


@dataclass(frozen=True)
class Distribution:
    """A form and its numbers; a mixture has weighted parts, sources that disagree, one of which is right."""

    form: str
    told: dict[str, float] = field(default_factory=dict)
    parts: tuple[tuple[float, Distribution], ...] = ()

    @property
    def low(self) -> float:
        """The lower bound; where there is none, the 5 % point."""
        if self.parts:
            return min(part.low for _, part in self.parts)
        return float(self.quantile(0.05)) if self.form == "beta" else self.told["low"]

    @property
    def high(self) -> float:
        """The upper bound; where there is none, the 95 % point."""
        if self.parts:
            return max(part.high for _, part in self.parts)
        return float(self.quantile(0.95)) if self.form == "beta" else self.told["high"]

    @property
    def mode(self) -> float | None:
        """The most likely value, where it was told."""
        return self.told.get("mode")

    @property
    def bounded(self) -> bool:
        """Whether no value lies outside ``low`` and ``high``."""
        return all(part.bounded for _, part in self.parts) and self.form not in ("beta", "lognormal")

    def quantile(self, uniform: np.ndarray | float) -> np.ndarray:
        """Values from uniform numbers in (0, 1), same shape.

        PERT is the beta distribution between the bounds with weight 4 on the mode. Beta is what remains to believe
        about a share of which ``hits`` of ``trials`` were counted, with half a case beforehand on either side
        (Jeffreys). A mixture takes its parts in the order told, each with its share of the uniform numbers.
        """
        import numpy as np

        uniform = np.asarray(uniform, dtype=float)
        if self.parts:
            return self._of_parts(uniform)
        if self.form != "beta" and self.told["low"] == self.told["high"]:
            return np.full_like(uniform, self.told["low"])
        return _QUANTILES[self.form](uniform, **self.told)

    def _of_parts(self, uniform: np.ndarray) -> np.ndarray:
        import numpy as np

        edges = np.cumsum([0.0, *(weight for weight, _ in self.parts)])
        edges[-1] = 1.0
        drawn = np.empty_like(uniform)
        for (_, part), first, last in zip(self.parts, edges, edges[1:], strict=False):
            here = (uniform >= first) & (uniform < last)
            inside = np.clip((uniform[here] - first) / (last - first), 2**-33, 1 - 2**-33)
            drawn[here] = part.quantile(inside)
        return drawn


def _uniform(uniform: np.ndarray, low: float, high: float) -> np.ndarray:
    return low + (high - low) * uniform


def _pert(uniform: np.ndarray, low: float, mode: float, high: float) -> np.ndarray:
    from scipy.special import betaincinv

    rise = 4 * (mode - low) / (high - low)
    return low + (high - low) * betaincinv(1 + rise, 5 - rise, uniform)


def _triangular(uniform: np.ndarray, low: float, mode: float, high: float) -> np.ndarray:
    import numpy as np

    peak = (mode - low) / (high - low)
    falling = 1 - np.sqrt((1 - uniform) * (1 - peak))
    return low + (high - low) * np.where(uniform < peak, np.sqrt(uniform * peak), falling)


def _lognormal(uniform: np.ndarray, low: float, high: float) -> np.ndarray:
    import numpy as np
    from scipy.special import ndtri

    return np.sqrt(low * high) * np.exp(ndtri(uniform) * math.log(high / low) / (2 * _Z95))


def _beta(uniform: np.ndarray, hits: float, trials: float) -> np.ndarray:
    from scipy.special import betaincinv

    return betaincinv(hits + 0.5, trials - hits + 0.5, uniform)


_QUANTILES = {
    "uniform": _uniform,
    "pert": _pert,
    "triangular": _triangular,
    "lognormal": _lognormal,
    "beta": _beta,
}


def distribution_problems(found: Distribution, unit: str, where: str) -> Iterator[Problem]:
    """What is wrong with the numbers of a distribution."""
    shown = ", ".join(f"{name} {number}" for name, number in found.told.items())
    if found.parts:
        weights = [weight for weight, _ in found.parts]
        if not all(weight > 0 for weight in weights) or abs(sum(weights) - 1) > 1e-9:
            yield Problem("weights_do_not_sum", where, weights=weights)
        for place, (_, part) in enumerate(found.parts, start=1):
            yield from distribution_problems(part, unit, f"{where} part {place}")
        return
    if found.form == "beta":
        if unit != "share" or not (
            0 <= found.told["hits"] <= found.told["trials"] < math.inf and found.told["trials"]
        ):
            yield Problem("bounds_cross", where, shown=shown)
        return
    low, high = found.told["low"], found.told["high"]
    if not low <= found.told.get("mode", low) <= high:
        order = "low <= mode <= high" if "mode" in found.told else "low <= high"
        yield Problem("bounds_cross.order", where, shown=shown, order=order)
        return
    most = 1 if unit == "share" else math.inf
    if not (low >= 0 and high <= most and high < math.inf) or (unit != "share" and low == 0):
        yield Problem("value_out_of_range.distribution_problems", where, shown=shown)
    if found.form == "lognormal" and (unit == "share" or low == high):
        yield Problem("unfit_form", where)


EVIDENCE = ("measured", "analogue", "judgement")
UNITS = ("share", "days", "months", "years", "ratio", "per_1000_persons_year", "rp", "persons", "score")
# divisors from a table's unit to an unknown's
_DIVISORS = {("percent", "share"): 100, ("rp_million", "rp"): 1e-6}
_TOLD = ("low", "mode", "high", "hits", "trials", "parts")
_KEYS = ("name", "unit", "stream", "distribution", *_TOLD, "rank_correlation", "evidence", "basis", "reason", "ask")
_REQUIRED = ("name", "unit", "evidence", "reason")


def weakest(unknowns: Mapping[str, Unknown], keys: Iterable[str]) -> str:
    """The weakest grade of evidence among some unknowns."""
    return max((unknowns[key].evidence for key in keys), key=EVIDENCE.index)


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
                gathered.problems.append(Problem("repeated_unknown", where))
                continue
            with gathered:
                Gathered(_shape_problems(entry, where)).refuse()
                found[key] = _unknown(key, path.stem, entry, region, where)
        gathered.problems += _rank_problems(found, paths.shown(path))
    gathered.refuse()
    return found


def unknown_files(programme: str) -> list[Path]:
    """The files of a programme's unknowns: those of others that it starts from first, then its own."""
    names = (*named_programme(programme).starts_from, programme)
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
                yield Problem("unknown_correlation", place, other=other)
            elif not number or not -1 < rank < 1:
                wrong = True
                yield Problem("value_out_of_range.rank_problems", place, other=other, rank=repr(rank))
            elif told.setdefault(frozenset((unknown.stream, unknowns[other].stream)), rank) != rank:
                wrong = True
                yield Problem("correlated_twice", place, other=other, rank=repr(rank))
    if not wrong and any(unknown.ranks for unknown in unknowns.values()):
        smallest = float(np.linalg.eigvalsh(normal_correlation(rank_matrix(unknowns)[1])).min())
        if smallest <= 1e-9:
            yield Problem("infeasible_correlation", where, smallest=smallest)


def _shape_problems(entry: Any, where: str):
    if not isinstance(entry, dict):
        yield Problem("not_a_mapping.shape_problems", where)
        return
    yield from missing_keys(entry, _REQUIRED, where)
    yield from unknown_keys(entry, _KEYS, where)
    for key, allowed in (("unit", UNITS), ("evidence", EVIDENCE)):
        if entry.get(key, allowed[0]) not in allowed:
            yield Problem(f"unknown_{key}", where, word=entry[key], meant=did_you_mean(entry[key], allowed))
    for key in ("name", "reason", "ask"):
        words = entry.get(key, {"id": "", "en": ""})
        if not isinstance(words, dict) or sorted(words) != ["en", "id"]:
            yield Problem("missing_language.shape_problems", where, key=key)


def _unknown(key: str, family: str, entry: dict[str, Any], region: Region, where: str) -> Unknown:
    figures: list[Figure] = []

    def cited(name: str, place: Any) -> Figure:
        table, _, row = str(place).partition(".")
        try:
            return region.figure(table, row)
        except InputError as error:
            raise InputError(one.at(f"{where} {name}: {one.where}") for one in error.problems) from None

    def number(name: str, value: Any) -> float:
        if isinstance(value, int | float) and not isinstance(value, bool):
            text = text_of(value) or ""
            if entry["unit"] in WHOLE_UNITS and maybe_thousands(text):
                found, wanted = said(text, whole=False)
                raise input_error("separated_number", f"{where} {name}", found=found, wanted=wanted)
            return float(value)
        figure = cited(name, value)
        counted = name in ("hits", "trials") and figure.unit == "persons"
        divisor = 1 if figure.unit == entry["unit"] or counted else _DIVISORS.get((figure.unit, entry["unit"]))
        if divisor is None:
            units = {"unit": figure.unit, "wanted": entry["unit"]}
            raise input_error("units_disagree", f"{where} {name}", value=value, **units)
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
        raise input_error("unknown_distribution", where, form=form, meant=did_you_mean(form, FORMS))
    given = [name for name in _TOLD if entry.get(name) is not None]
    if sorted(given) != sorted(FORMS[form]):
        raise input_error(
            "wrong_numbers", where, form=form, found=", ".join(given) or "no numbers", names=", ".join(FORMS[form])
        )
    if form != "mixture":
        return Distribution(form, {name: number(name, entry[name]) for name in FORMS[form]})
    parts = []
    for place, part in enumerate(entry["parts"] if isinstance(entry["parts"], list) else [None], start=1):
        if not isinstance(part, dict) or not isinstance(part.get("weight"), int | float):
            raise input_error("not_a_part", f"{where} part {place}", part=repr(part))
        parts.append((float(part["weight"]), _distribution(part, f"{where} part {place}", number)))
    return Distribution("mixture", parts=tuple(parts))
