"""Asks the law: which value is in force in a month."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from simulate import paths
from simulate.errors import did_you_mean, input_error
from simulate.law.files import CHAPTERS, LawGroup, LawValue, read_group
from simulate.written import month_number

if TYPE_CHECKING:
    import numpy as np

# values that were read, by group, date and key
Reads = dict[tuple[str, str, str], LawValue]
EXTENSIONS = ("none", "hold")


@dataclass(frozen=True, eq=False)
class LawMonth:
    """The law as it stands in one month, from `Law.at`.

    A group that has no value for the month refuses when it is asked. ``reads`` notes each value that is
    read, so that an answer can say what it rests on; None keeps no notes.
    """

    month: str
    groups: dict[str, LawGroup]
    extension: str = "none"
    reads: Reads | None = None

    def cited(self, group: str, *key: str) -> LawValue:
        """The value with its reference; ``key`` gives one word for each dimension of the group.

        Raises:
            InputError: no such group or key, or the group's file does not vouch for the month.
        """
        values = self.group(group)
        name = ".".join(map(str, key))
        if name not in values:
            by = self.groups[group].by
            self.groups[group].keys(dict(zip(by, map(str, key), strict=False)))  # refuses a word by its dimension
            code = "unknown_law_key" if by else "unknown_law_key.none"
            raise input_error(code, f"law {group}", key=name, by=" and ".join(by))
        if self.reads is not None:
            self.reads[group, values[name].since, name] = values[name]
        return values[name]

    def value(self, group: str, *key: str) -> int | float:
        """The number alone; unit and source are in `cited`."""
        return self.cited(group, *key).value

    def column(self, group: str) -> np.ndarray:
        """All numbers of a group in the order of its file, shape (keys,); reading them is not noted.

        Raises:
            InputError: no such group, or its file does not vouch for the month.
        """
        import numpy as np

        return np.array([value.value for value in self.group(group).values()])

    def group(self, group: str) -> dict[str, LawValue]:
        """The values in force in one group, by key; reading them is not noted.

        Raises:
            InputError: no such group, or its file does not vouch for the month.
        """
        if group not in self.groups:
            raise input_error("unknown_law.group", f"law {group}", meant=did_you_mean(group, self.groups))
        known = self.groups[group]
        months = sorted(known.values)
        position = bisect_right(months, self.month)
        if position == 0:
            raise input_error("before_the_law", f"month {self.month}", group=group, first_month=known.first_month)
        if self.month > known.horizon and self.extension != "hold":
            raise input_error("past_the_law", f"month {self.month}", horizon=known.horizon, group=group)
        return known.values[months[position - 1]]

    @property
    def extended(self) -> tuple[str, ...]:
        """Groups whose values are held past the month that their file vouches for."""
        return tuple(name for name, group in self.groups.items() if self.month > group.horizon)


@dataclass(frozen=True)
class Law:
    """Parameter groups of ``data/law`` by name."""

    groups: dict[str, LawGroup]

    @classmethod
    def load(cls, folder: Path | None = None) -> Law:
        """Reads every file of the folder (``data/law`` unless named).

        Raises:
            InputError: a file is wrong, or there is none.
        """
        folder = folder or paths.data() / "law"
        files = sorted(folder.glob("*.yaml"))
        if not files:
            raise input_error("missing_file", paths.shown(folder))
        return cls({path.stem: read_group(path) for path in files})

    def only(self, groups: Iterable[str] | str) -> Law:
        """The law reduced to the groups that a programme rests on.

        Raises:
            InputError: no such group.
        """
        names = [groups] if isinstance(groups, str) else list(groups)
        for name in names:
            if name not in self.groups:
                raise input_error("missing_file.only", f"data/law/{name}.yaml")
        return Law({name: self.groups[name] for name in names})

    def by_chapter(self) -> list[LawGroup]:
        """The groups in the order in which the law page tells them."""
        return sorted(self.groups.values(), key=lambda group: (CHAPTERS.index(group.chapter), group.place))

    @property
    def horizon(self) -> str:
        """The last month that every file vouches for."""
        return min(group.horizon for group in self.groups.values())

    def at(self, month: str, extension: str = "none", reads: Reads | None = None) -> LawMonth:
        """The law of a month; a group that has no value for it refuses when it is asked.

        Args:
            month: ``YYYY-MM``.
            extension: what to do past the month that a file vouches for: ``"none"`` refuses, ``"hold"``
                keeps the last value and names the group in ``LawMonth.extended``.
            reads: notes each value read.

        Raises:
            InputError: ``month`` is not a month, or the extension is unknown.
        """
        month_number(month)
        if extension not in EXTENSIONS:
            meant = did_you_mean(extension, EXTENSIONS)
            raise input_error("unknown_extension", "law_extension", extension=extension, meant=meant)
        return LawMonth(month, self.groups, extension, reads)

    def over(self, months: Iterable[str], extension: str = "none", reads: Reads | None = None) -> list[LawMonth]:
        """`at` for each of the months, refusing at once where any group has no value.

        Raises:
            InputError: a month lies before a group's first value, or past its horizon without ``"hold"``.
        """
        laws = [self.at(month, extension, reads) for month in months]
        for law in laws:
            for group in self.groups:
                law.group(group)
        return laws
