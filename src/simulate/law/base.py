"""Asks the law: which value is in force in a month."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from simulate import paths
from simulate.errors import did_you_mean, refuse
from simulate.law.files import LawGroup, LawValue, read_group
from simulate.months import month_number


@dataclass(frozen=True)
class LawMonth:
    """The law as it stands in one month.

    ``extended`` names the groups whose values are held past the month that their file vouches for.
    """

    month: str
    values: dict[tuple[str, str], LawValue]
    extended: tuple[str, ...] = ()

    def cited(self, group: str, *key: str) -> LawValue:
        """The value with its reference; ``key`` gives one word for each dimension of the group.

        Raises:
            InputError: no such group or key.
        """
        name = ".".join(key)
        if (group, name) not in self.values:
            groups = {known for known, _ in self.values}
            if group not in groups:
                raise refuse("unknown_law", f"law {group}", "no such group", did_you_mean(group, groups))
            keys = [known for within, known in self.values if within == group]
            raise refuse("unknown_law_key", f"law {group}", f"no value `{name}`", did_you_mean(name, keys))
        return self.values[group, name]

    def value(self, group: str, *key: str) -> int | float:
        """The number alone; unit and source are in `cited`."""
        return self.cited(group, *key).value


@dataclass(frozen=True)
class Law:
    """All parameter groups of ``data/law``."""

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
            raise refuse("missing_file", paths.shown(folder), "no law files", "restore data/law")
        return cls({path.stem: read_group(path) for path in files})

    @property
    def horizon(self) -> str:
        """The last month that every file vouches for."""
        return min(group.horizon for group in self.groups.values())

    def at(self, month: str, extension: str = "none") -> LawMonth:
        """The law of a month.

        Args:
            month: ``YYYY-MM``.
            extension: what to do past the month that a file vouches for: ``"none"`` refuses, ``"hold"``
                keeps the last value and names the group in ``LawMonth.extended``.

        Raises:
            InputError: the month lies before a group's first value, or past its horizon without ``"hold"``.
        """
        number = month_number(month)
        latest = max(self.groups.values(), key=lambda group: group.first_month)
        if number < month_number(latest.first_month):
            raise refuse(
                "before_the_law",
                "start",
                f"{month} is before data/law/{latest.group}.yaml begins",
                f"start in {latest.first_month} or later",
            )
        values, extended = {}, []
        for group in self.groups.values():
            if number > month_number(group.horizon):
                if extension != "hold":
                    raise refuse(
                        "past_the_law",
                        "months",
                        f"{month} is past {group.horizon}, the last month that "
                        f"data/law/{group.group}.yaml vouches for",
                        "run fewer months, or set law_extension to `hold`",
                    )
                extended.append(group.group)
            since = max(start for start in group.values if start <= month)
            values |= {(group.group, value.key): value for value in group.values[since].values()}
        return LawMonth(month, values, tuple(extended))

    def over(self, months: Iterable[str], extension: str = "none") -> list[LawMonth]:
        """`at` for each of the months."""
        return [self.at(month, extension) for month in months]
