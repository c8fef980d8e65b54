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
        ("2020-10", "other", "apbd", 0.99),
    ],
)
def test_relief_depends_on_month_sector_and_payer(law, month, sector, payer, relief):
    assert law.at(month).value("bpu_relief", sector, payer) == relief


def test_every_value_is_cited_and_graded(law):
    values = [value for group in law.groups.values() for dated in group.values.values() for value in dated.values()]
    assert len(values) > 300
    for value in values:
        assert value.reference
        assert value.url.startswith("http") or (value.evidence == "recall" and not value.url), value
        assert value.evidence in {"law", "press", "secondary", "recall"}
        assert value.checked in {"2026-11-22", "2026-11-25", "2026-11-30"}
        assert sorted(value.note) in ([], ["en", "id"])


@pytest.mark.parametrize("payer", ["sponsor", "csr", "employer", "apbdes"])
def test_readings_of_the_relief_are_marked(law, payer):
    may = law.at("2026-05")
    assert may.cited("bpu_relief", "other", payer).status == "interpretation"
    assert may.cited("bpu_relief", "other", "personal").status == "in_force"


def test_the_two_series_of_coverage_targets_never_share_a_group(law):
    targets = {group for group in law.groups if group.startswith("target_")}
    assert targets == {"target_rpjmn", "target_rkp", "target_rpjpn", "target_ucj"}
    for group in targets:  # each says that the other series measures something else
        for value in next(iter(law.groups[group].values.values())).values():
            assert "UCJ" in value.note["en"] or "RPJMN" in value.note["en"]


def test_a_month_before_a_group_begins_raises_when_the_group_is_asked(law):
    month = law.at("2024-06")
    assert month.value("bpu_jkm") == law.at("2026-05").value("bpu_jkm")
    with pytest.raises(
        InputError, match=r"month 2024-06: is before data/law/target_rkp.yaml begins; 2026-01 or later"
    ):
        month.value("target_rkp", "2026")
    with pytest.raises(InputError, match="target_rkp"):
        law.only(["bpu_jkm", "target_rkp"]).over(["2024-06"])


def test_a_month_past_the_horizon_needs_a_named_extension(law):
    with pytest.raises(InputError, match="past 2027-12"):
        law.at("2028-01").value("bpu_jkm")
    with pytest.raises(InputError, match="past 2027-12"):
        law.only(["bpu_jkm"]).over(["2027-12", "2028-01"])
    held = law.only(["bpu_jkm", "target_rpjpn"]).at("2028-01", "hold")
    assert held.extended == ("bpu_jkm",)
    assert held.value("bpu_jkm") == law.at("2027-12").value("bpu_jkm")
    assert law.only(["bpu_jkm"]).at("2027-12", "hold").extended == ()


def test_unknown_words_are_named(law):
    may = law.at("2026-05")
    with pytest.raises(InputError, match="did you mean `bpu_relief`"):
        may.value("bpu_releif", "other", "apbd")
    with pytest.raises(InputError, match=r"no sector `othre`; did you mean `other`"):
        may.value("bpu_relief", "othre", "apbd")
    with pytest.raises(InputError, match="sector and payer"):
        may.value("bpu_relief", "other")
    for named in (["bpu_releif"], "bpu_releif"):
        with pytest.raises(InputError, match=r"data/law/bpu_releif.yaml: not found"):
            law.only(named)
    assert may.value("bpu_base", 1) == may.value("bpu_base", "1")
    with pytest.raises(InputError, match="did you mean `hold`"):
        law.at("2026-05", "holt")


def test_history_lists_changes_of_the_number_alone(law):
    assert [value.since for value in law.groups["umk"].history("36.03")] == [
        "2020-01",
        "2021-01",
        "2023-01",
        "2024-01",
        "2025-01",
        "2026-01",
    ]
    assert [value.value for value in law.groups["bpu_relief"].history("other.personal")] == [0, 0.99, 0, 0.5, 0]


def test_entries_keep_a_new_basis_of_the_same_number(law):
    assert len(law.groups["umk"].entries("36.03")) == 7  # 2022 has a decree of its own
    relief = law.groups["bpu_relief"].entries("transport.personal")
    assert [value.since for value in relief] == ["2015-07", "2020-08", "2021-02", "2026-01", "2027-04"]
    assert law.groups["bpu_relief"].unchanged_since("transport.personal", "2026-11") == "2026-01"


def test_reads_are_noted_where_they_are_asked_for(law):
    reads = {}
    law.at("2026-05", reads=reads).value("bpu_relief", "other", "apbd")
    assert list(reads) == [("bpu_relief", "2026-04", "other.apbd")]
    assert law.at("2026-05").reads is None
