"""What a run reads: law, region, unknowns. Read and checked once for each content of the files."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from simulate import paths
from simulate.law import Law
from simulate.plan.unknowns import Unknown, read_unknowns
from simulate.region import Region
from simulate.study.identity import hashes


@dataclass(frozen=True)
class Facts:
    """The law base, a region's tables and a programme's unknowns, as the files had them."""

    law: Law
    region: Region
    unknowns: dict[str, Unknown]


def read_facts(programme: str, region: str) -> Facts:
    """The facts of a programme in a region; a planner who moves one value waits for no file that did not change.

    Raises:
        InputError: a file is refused, or there is no such region.
    """
    folders = (paths.data() / "law", paths.data() / "regions" / region, paths.data() / "indonesia")
    files = [*(file for folder in folders for file in folder.glob("*.*")), _unknowns_of(programme)]
    content = tuple(hashes(file for file in files if file.is_file()).items())
    return _read(programme, region, paths.data(), content)


def _unknowns_of(programme: str) -> Path:
    return paths.data() / "unknowns" / f"{programme}.yaml"


# the arguments that the body does not name tell one content of the files from another
@lru_cache(maxsize=4)
def _read(programme: str, region: str, folder: Path, content: tuple[tuple[str, str], ...]) -> Facts:
    facts = Region.load(region)
    return Facts(Law.load(), facts, read_unknowns(programme, facts))
