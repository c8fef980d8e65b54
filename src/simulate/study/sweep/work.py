"""What a worker does, in a process of its own or on another machine: read a region, run a point."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

from simulate.errors import refuse
from simulate.study import sponsorship
from simulate.study.election import run as election
from simulate.study.facts import read_facts
from simulate.study.funding import run as funding
from simulate.study.identity import digest
from simulate.study.monitoring import run as monitoring
from simulate.study.outreach import run as outreach
from simulate.study.paritrana import run as paritrana
from simulate.study.sources import code_hash
from simulate.study.universal import run as universal

if TYPE_CHECKING:
    from simulate.study.sweep.order import Point

# the programmes that can be simulated: what runs a plan on facts, and what such a run depends on
RUNNERS = {
    "sponsorship": sponsorship,
    "election": election,
    "funding": funding,
    "universal": universal,
    "monitoring": monitoring,
    "outreach": outreach,
    "paritrana": paritrana,
}


def inputs_here(programme: str, region: str) -> dict[str, str]:
    """Reads and checks the facts of a region; the hashes of what was read, and of the code that read it.

    Raises:
        InputError: a file is refused.
    """
    return read_facts(programme, region).files | code_of(programme)


def code_of(programme: str) -> dict[str, str]:
    """The hash of the code that a programme's runs rest on, by the name that refusals give it."""
    return {"src/simulate": code_hash(RUNNERS[programme].__name__)}


def identity_of(programme: str, point: Point, files: dict[str, str]) -> str:
    """The identity that a run of the point has on files of these hashes."""
    return digest(RUNNERS[programme].inputs_now(point.plan, point.settings, files))


def headline_of(programme: str, point: Point, identity: str) -> bytes:
    """The headline table of a point, as a Parquet file.

    Raises:
        InputError: files or code here are not those that the sweep was ordered with.
        BrokenIdentityError: a sum that must hold does not.
    """
    facts = read_facts(programme, point.settings.region)
    result: Any = RUNNERS[programme].run_on(facts, point.plan, point.settings)
    if result.identity != identity:
        found = "files or code are not those that the sweep was ordered with"
        raise refuse("other_files", "worker", found, "the same content everywhere, then start the sweep again")
    content = io.BytesIO()
    result.headline_table.to_parquet(content, index=False)
    return content.getvalue()
