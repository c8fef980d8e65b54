"""The pages of `docs/` that are made from the code are those that it makes, and no column is without its line."""

from types import ModuleType

import generate
import pytest
from conftest import ROOT

import simulate as sim
from simulate.programmes import NAMES, named_programme

RESULTS = (ROOT / "docs/results.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", [name for name in NAMES if name != "brief"])
def test_each_column_of_each_table_is_told(name):
    section = generate.results_section(named_programme(name).study.run())
    assert section.count("\n### ") >= 2
    assert f"\n\n{section}\n" in RESULTS


def test_a_column_that_nobody_tells_is_no_page():
    result = named_programme("law").study.run()
    result.headline_table["forgotten"] = 0
    with pytest.raises(KeyError, match="forgotten"):
        generate.results_section(result)


def test_what_completion_offers_is_of_the_project_and_is_told():
    """Tab after `sim.` or `sim.election.` shows no import of the module behind it."""
    faces = {name: getattr(sim, name) for name in dir(sim) if isinstance(getattr(sim, name), ModuleType)}
    offered = {f"{name}.{inner}": getattr(face, inner) for name, face in faces.items() for inner in dir(face)}
    assert {"election.run", "tables.law", "start.notebooks"} <= offered.keys()
    strange = [name for name, thing in offered.items() if not thing.__doc__ or "simulate" not in thing.__module__]
    assert strange == []


def test_the_api_page_is_what_the_docstrings_say():
    assert (ROOT / "docs/api.md").read_text(encoding="utf-8") == generate.api_page()
