"""How an unknown may be distributed: what a file must say for each form, and its quantile function."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from simulate.errors import Problem

if TYPE_CHECKING:
    import numpy as np

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
            yield Problem("weights_do_not_sum", where, f"weights {weights}", "weights above 0 that sum to 1")
        for place, (_, part) in enumerate(found.parts, start=1):
            yield from distribution_problems(part, unit, f"{where} part {place}")
        return
    if found.form == "beta":
        if unit != "share" or not (
            0 <= found.told["hits"] <= found.told["trials"] < math.inf and found.told["trials"]
        ):
            yield Problem("bounds_cross", where, shown, "a share, and 0 <= hits <= trials")
        return
    low, high = found.told["low"], found.told["high"]
    if not low <= found.told.get("mode", low) <= high:
        yield Problem("bounds_cross", where, shown, "low <= mode <= high" if "mode" in found.told else "low <= high")
        return
    most = 1 if unit == "share" else math.inf
    if not (low >= 0 and high <= most and high < math.inf) or (unit != "share" and low == 0):
        yield Problem("value_out_of_range", where, shown, "finite and above 0; a share from 0 to 1")
    if found.form == "lognormal" and (unit == "share" or low == high):
        yield Problem("unfit_form", where, "lognormal", "no share, and 5 % and 95 % points that differ")
