import pytest

from simulate.errors import InputError
from simulate.plan.unknowns import read_unknowns
from simulate.region.base import Region


def test_take_up_follows_what_happened_elsewhere(unknowns):
    assert unknowns["inside_circular"].mode == pytest.approx(573 / 1834, abs=5e-7)
    assert unknowns["workers_per_sponsor"].mode == pytest.approx(974 / 573, abs=5e-7)
    assert unknowns["workers_per_sponsor"].high == pytest.approx(313 / 90, abs=5e-7)
    # June's units hold what June's workers need, if those inside did as in August
    june = 728 / 10292 / (974 / 573) / (573 / 1834)
    assert unknowns["reach_circular"].mode == pytest.approx(june, abs=1e-6)


def test_what_no_region_has_measured_is_graded_judgement(unknowns):
    for way in ("appeal", "payroll_consent", "payroll_default", "regulation"):
        assert unknowns[f"reach_{way}"].evidence == unknowns[f"inside_{way}"].evidence == "judgement"
    assert {unknown.key for unknown in unknowns.values() if unknown.evidence == "measured"} == {"asn_retiring"}


def test_every_unknown_has_a_range_a_grade_and_a_reason_in_both_languages(unknowns):
    for unknown in unknowns.values():
        assert unknown.low <= unknown.high
        assert unknown.evidence in {"measured", "analogue", "judgement"}
        assert unknown.reason["id"]
        assert unknown.reason["en"]
        # a range that claims more than judgement cites the figures that it rests on
        assert unknown.figures or unknown.evidence == "judgement"


@pytest.mark.slow
@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("low: 35", "low: 45", "mean_age: low 45.0, mode 42.0, high 50.0; low <= mode <= high [bounds_cross]"),
        ("unit: years", "unit: yers", "`yers`; did you mean `years`?"),
        ("labour.employed_male_share_2021", "labour.male", "male_share mode: labour.csv `male`: no such row"),
        (
            "labour.employed_male_share_2021",
            "labor.male",
            "male_share mode: labor.male: no such table of figures; write table.row [unknown_table]",
        ),
        (
            "mode: labour.employed_male_share_2021",
            "mode: budget.thr_2026",
            "`budget.thr_2026` is in rp_billion; share [units_disagree]",
        ),
        ("evidence: judgement", "evidence: guess", "`guess`"),
        (
            "high: 0.80",
            "high: 1.40",
            "male_share: low 0.4, mode 0.6525, high 1.4; finite and above 0; a share from 0 to 1",
        ),
        ("high: 50", "high: .inf", "mean_age: low 35.0, mode 42.0, high inf; finite and above 0"),
        ("low: 35", "low: .nan", "mean_age: low nan"),
        (
            "- bpjs_experience.jkm_claim_rate_2023",
            "- guess",
            "relative_mortality basis: guess.: no such table of figures",
        ),
        (
            "low: 0.2\n  mode: 0.6",
            "low: 0\n  mode: 0.6",
            "joining_shape: low 0.0, mode 0.6, high 1.2; finite and above 0",
        ),
    ],
)
def test_a_bad_unknown_is_named(project, region, old, new, message):
    path = project / "data/unknowns/sponsorship.yaml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(InputError) as refused:
        read_unknowns("sponsorship", region)
    assert message in str(refused.value)


def test_programmes_that_start_from_the_baseline_have_its_unknowns_first(project):
    (project / "data/unknowns/funding.yaml").write_text("{}", encoding="utf-8")
    region = Region.load("36.03")
    both = [*read_unknowns("baseline", region), *(key for key in read_unknowns("sponsorship", region))]
    assert list(read_unknowns("funding", region)) == list(dict.fromkeys(both))
    baseline = (project / "data/unknowns/baseline.yaml").read_text(encoding="utf-8")
    (project / "data/unknowns/funding.yaml").write_text(baseline, encoding="utf-8")
    with pytest.raises(InputError, match="employed: stands in another file"):
        read_unknowns("funding", region)


def test_an_unknown_of_persons_takes_no_point_for_thousands(project, region):
    path = project / "data/unknowns/baseline.yaml"
    head = "name: {id: a, en: b}, evidence: judgement, reason: {id: a, en: b}, ask: {id: a, en: b}"
    for unit, numbers, refused in (
        ("persons", "low: 1.000, high: 2.500", True),
        ("persons", "low: 1000, high: 2500", False),
        ("persons", "low: 0.35, high: 1.0", False),
        ("share", "low: 0.125, high: 0.500", False),
    ):
        path.write_text(f"a: {{{head}, unit: {unit}, {numbers}}}\n", encoding="utf-8")
        if refused:
            with pytest.raises(InputError, match=r"a low: `1.000` may be 1 or 1,000; 1000, or 1 with other than"):
                read_unknowns("baseline", region)
        else:
            assert read_unknowns("baseline", region)["a"].unit == unit
