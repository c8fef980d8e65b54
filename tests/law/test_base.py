import pytest

from simulate.errors import InputError


@pytest.mark.parametrize(
    ("month", "sector", "payer", "relief"),
    [
        ("2026-01", "transport", "personal", 0.5),
        ("2026-03", "other", "personal", 0),
        ("2026-04", "other", "personal", 0.5),
        ("2026-12", "other", "sponsor", 0.5),
        ("2027-01", "other", "sponsor", 0),
        ("2027-03", "transport", "sponsor", 0.5),
        ("2027-04", "transport", "sponsor", 0),
        ("2026-06", "transport", "apbd", 0),
        ("2026-06", "other", "apbd", 0),
    ],
)
def test_relief_depends_on_month_sector_and_payer(law, month, sector, payer, relief):
    assert law.at(month).value("bpu_relief", sector, payer) == relief


def test_every_value_is_cited_and_graded(law):
    for value in law.at("2026-05").values.values():
        assert value.reference
        assert value.url.startswith("http")
        assert value.evidence in {"law", "press", "secondary", "recall"}
        assert value.checked == "2026-11-22"


def test_the_sponsors_relief_is_marked_as_a_reading_of_the_law(law):
    may = law.at("2026-05")
    assert may.cited("bpu_relief", "other", "sponsor").status == "interpretation"
    assert may.cited("bpu_relief", "other", "personal").status == "in_force"


def test_a_month_before_the_law_raises_and_names_the_file(law):
    with pytest.raises(InputError, match=r"2025-12 is before data/law/bpu_relief.yaml begins; start in 2026-01"):
        law.at("2025-12")


def test_a_month_past_the_horizon_needs_a_named_extension(law):
    with pytest.raises(InputError, match="past 2027-12"):
        law.at("2028-01")
    held = law.at("2028-01", "hold")
    assert set(held.extended) == set(law.groups)
    assert held.value("bpu_relief", "other", "personal") == 0
    assert law.at("2027-12", "hold").extended == ()


def test_an_unknown_group_is_named(law):
    with pytest.raises(InputError, match="did you mean `bpu_relief`"):
        law.at("2026-05").value("bpu_releif", "other", "apbd")
