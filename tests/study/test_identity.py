import pytest
from conftest import ROOT

from simulate.programmes import NAMES, named_programme
from simulate.programmes.sponsorship.plan import SponsorshipPlan
from simulate.programmes.sponsorship.study import run
from simulate.publish.run import executed_from
from simulate.study.identity import PACKAGE, code_files


@pytest.mark.slow
def test_the_identity_follows_content_alone(project):
    first = run(draws=256)
    assert run(SponsorshipPlan(), draws=256, language="en").identity == first.identity
    assert run(SponsorshipPlan(months=11), draws=256).identity != first.identity
    assert run(draws=256, seed=1).identity != first.identity
    law = project / "data/law/bpu_relief.yaml"
    law.write_text(law.read_text(encoding="utf-8") + "# a remark\n", encoding="utf-8")
    assert run(draws=256).identity != first.identity


def test_an_empty_plan_is_the_default_bit_for_bit():
    assert run(draws=256).headline_table.equals(run(SponsorshipPlan(), draws=256).headline_table)


def test_line_ends_of_windows_change_nothing(project):
    first = run(draws=256)
    table = project / "data/regions/36.03/asn.csv"
    table.write_bytes(table.read_bytes().replace(b"\n", b"\r\n"))
    assert run(draws=256).identity == first.identity


@pytest.mark.parametrize("name", NAMES)
def test_a_text_that_is_edited_reruns_no_model(name):
    """Words of pages and sentences of refusals are no part of the code that results rest on; models are."""
    room = PACKAGE / "programmes" / name
    rest = code_files(*(f"simulate.programmes.{name}.{path.stem}" for path in room.glob("*.py")))
    assert f"src/simulate/programmes/{name}/study.py" in rest
    assert [path for path in rest if path.endswith(("words.yaml", "refusals.yaml"))] == []


@pytest.mark.parametrize("name", NAMES)
def test_a_report_is_made_from_all_of_its_room(name):
    made_from = executed_from(ROOT / "notebooks" / named_programme(name).notebook, "default")
    files = [path for form in ("*.py", "words.yaml") for path in (PACKAGE / "programmes" / name).rglob(form)]
    assert len(files) > 4
    assert {path.relative_to(ROOT).as_posix() for path in files} <= made_from.keys()
