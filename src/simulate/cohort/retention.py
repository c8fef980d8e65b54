"""How long members who pay themselves go on paying, calibrated on Garut's count."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np


@dataclass(frozen=True, eq=False)
class Retention:
    """Stopping by completed months of membership: at a constant rate up to ``span`` months, then at another.

    ``span`` whole months by draw; ``retained`` the share still active after them; ``settled_stop`` the share that
    stops in a month after them. All of shape (draws,).
    """

    span: np.ndarray
    retained: np.ndarray
    settled_stop: np.ndarray

    @classmethod
    def of(cls, values: Mapping[str, np.ndarray]) -> Retention:
        """From the unknowns ``garut_span``, ``garut_retained`` and ``settled_stop``."""
        return cls(np.round(values["garut_span"]), values["garut_retained"], values["settled_stop"])

    @cached_property
    def early_stop(self) -> np.ndarray:
        """Share that stops in a month up to ``span``, shape (draws,)."""
        return 1 - self.retained ** (1 / self.span)

    @cached_property
    def paid_months(self) -> np.ndarray:
        """Months that a member pays on average, shape (draws,)."""
        return (1 - self.retained) / self.early_stop + self.retained / self.settled_stop

    def stop(self, tenure: int) -> np.ndarray:
        """Share of members of so many completed months who stop before the next, shape (draws,)."""
        return np.where(tenure < self.span, self.early_stop, self.settled_stop)

    def keep(self, months: int) -> np.ndarray:
        """Share still paying so many months after joining, shape (draws,)."""
        early = (1 - self.early_stop) ** np.minimum(months, self.span)
        return early * (1 - self.settled_stop) ** np.maximum(months - self.span, 0)

    def left_of_present(self, months: int) -> np.ndarray:
        """Of members whose number steady enrolment held so far, the share still paying after months without any.

        Their tenures are those of a steady stock: the share is what is left of the mean of paid months.
        """
        paying = self.keep(months)
        early = (paying - self.retained) / self.early_stop + self.retained / self.settled_stop
        return np.where(months < self.span, early, paying / self.settled_stop) / self.paid_months
