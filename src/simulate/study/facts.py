"""What a run reads: law, region, unknowns. Read and checked once for each content of the files."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from simulate import paths
from simulate.errors import input_error
from simulate.law.base import Law
from simulate.plan.unknowns import Unknown, read_unknowns, unknown_files
from simulate.programmes import NAMES, named_programme
from simulate.region.base import Region
from simulate.region.schemas import SEPARATE_TABLES
from simulate.study.draws import numbers_of, quantiles, values_of
from simulate.study.identity import hashes, is_law, room_code

if TYPE_CHECKING:
    import numpy as np

    from simulate.plan.checked import Checked, Settings


@dataclass(frozen=True, eq=False)
class Facts:
    """The law base, a region's tables and a programme's unknowns, with the hashes of their ``files``."""

    law: Law
    region: Region
    unknowns: dict[str, Unknown]
    files: dict[str, str]


def read_facts(programme: str, region: str) -> Facts:
    """The facts of a programme in a region; a planner who moves one value waits for no file that did not change.

    Raises:
        InputError: a file is refused, or there is no such region.
    """
    law, own = _files(programme, region)
    return _facts(programme, region, paths.data(), law, own)


def file_hashes(programme: str, region: str) -> dict[str, str]:
    """SHA-256 by path of the files that `read_facts` reads, without reading them as tables."""
    law, own = _files(programme, region)
    return dict(law) | dict(own)


def relevant(files: dict[str, str], law_groups: Iterable[str]) -> dict[str, str]:
    """The hashes of ``files`` that a programme resting on these law groups depends on."""
    law = {f"data/law/{group}.yaml" for group in law_groups}
    return {name: sha for name, sha in files.items() if not is_law(name) or name in law}


def inputs_of(
    programme: str, plan: Checked, settings: Settings, files: dict[str, str], law_groups: Iterable[str]
) -> dict[str, Any]:
    """All that a run depends on, the content of its identity.

    Args:
        programme: its name.
        plan: the levers.
        settings: draws, seed, region; the language shown changes nothing.
        files: the hashes of what it reads, as in `Facts`.
        law_groups: those of the law base that it rests on.
    """
    return {
        "programme": programme,
        "plan": plan.model_dump(mode="json"),
        "settings": settings.model_dump(mode="json", exclude={"language"}),
        "data": relevant(files, law_groups),
        "code": room_code(programme),
    }


def inputs_reader(
    programme: str,
    law_groups: Callable[[Any], Iterable[str]],
    also: Callable[[Any], dict[str, Any]] = lambda plan: {},
) -> Callable[..., dict[str, Any]]:
    """What tells all that a programme's run depends on, where its plan alone decides what it reads.

    Args:
        programme: its name.
        law_groups: those of the law base that a plan rests on.
        also: what a plan reads beside them, as in `read_plans`.
    """

    def inputs_now(plan: Checked, settings: Settings, files: dict[str, str] | None = None) -> dict[str, Any]:
        """All that a run depends on, on the files as they stand, without running or reading them as tables.

        ``files`` are the hashes of what it reads, where they are known.
        """
        files = files or file_hashes(programme, settings.region)
        return inputs_of(programme, plan, settings, files, law_groups(plan)) | also(plan)

    return inputs_now


def read_plans(**plans: Checked | None) -> dict[str, Any]:
    """The levers of the other programmes' plans whose numbers a run reads, for its identity; by programme."""
    return {"reads": {name: plan and plan.model_dump(mode="json") for name, plan in plans.items()}}


def must_know(facts: Facts, unknowns: Iterable[str], programme: str) -> None:
    """Refuses where a programme's file lacks unknowns that it needs.

    Raises:
        InputError: naming them.
    """
    missing = [key for key in unknowns if key not in facts.unknowns]
    if missing:
        raise input_error("missing_unknown", f"data/unknowns/{programme}.yaml", names=", ".join(missing))


@lru_cache(maxsize=4)
def drawn_of(facts: Facts, keys: tuple[str, ...], draws: int, seed: int) -> dict[str, np.ndarray]:
    """As `drawn`, of these unknowns alone, or of all where any lean on one another; for runs of very many draws."""
    if any(unknown.ranks for unknown in facts.unknowns.values()):
        return drawn(facts, draws, seed)
    return _shared(quantiles({key: facts.unknowns[key] for key in keys}, numbers_of(facts.unknowns, draws, seed)))


@lru_cache(maxsize=4)
def drawn(facts: Facts, draws: int, seed: int) -> dict[str, np.ndarray]:
    """A value of each unknown by draw; the same for every plan."""
    return _shared(values_of(facts.unknowns, draws, seed))


def _shared(values: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
    """Values that other plans read too, and so nobody writes."""
    for array in values.values():
        array.flags.writeable = False
    return values


def _files(programme: str, region: str) -> tuple[tuple, tuple]:
    """The hashes of the law base, and those of all else."""
    data = paths.data()
    own = [
        *(file for file in (data / "regions" / region).glob("*.*") if file.stem not in SEPARATE_TABLES),
        *(file for file in record_files(region) if programme in NAMES and named_programme(programme).reads_record),
        *(data / "indonesia").glob("*.*"),
        *unknown_files(programme),
    ]
    return _content((data / "law").glob("*.*")), _content(own)


def record_files(region: str) -> list[Path]:
    """The records of what happened that a plan may be held against, with cards: own, and made up with its truth."""
    own, synthetic = paths.data() / "regions" / region, paths.data() / "synthetic" / region
    tables = [file for folder in (own, synthetic) for table in SEPARATE_TABLES for file in folder.glob(f"{table}.*")]
    return [*tables, synthetic / "truth.yaml"]


def _content(files: Iterable[Path]) -> tuple[tuple[str, str], ...]:
    return tuple(hashes(file for file in files if file.is_file()).items())


# the arguments that the bodies do not name tell one content of the files from another
@lru_cache(maxsize=4)
def _facts(programme: str, region: str, folder: Path, law: tuple, own: tuple) -> Facts:
    tables = Region.load(region)
    return Facts(_law(folder, law), tables, read_unknowns(programme, tables), dict(law) | dict(own))


def law_now() -> Law:
    """The law base as its files stand, read and checked once for each content of them.

    Raises:
        InputError: a file is refused.
    """
    return _law(paths.data(), _content((paths.data() / "law").glob("*.*")))


@lru_cache(maxsize=4)
def _law(folder: Path, content: tuple) -> Law:
    return Law.load(folder / "law")
