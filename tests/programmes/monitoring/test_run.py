"""Runs of monitoring: the made-up record is what its truth makes, and the report finds what is wrong in it."""

import numpy as np
import pandas as pd
import pytest
import yaml
from oracles.made_up_record import divided, made_up

from simulate import paths
from simulate.errors import InputError
from simulate.programmes.monitoring.plan import MonitoringPlan
from simulate.programmes.monitoring.record import true_path, truth_path
from simulate.programmes.monitoring.study import inputs_now, run
from simulate.programmes.monitoring.tables import moved_kecamatan, warned_since
from simulate.programmes.sponsorship.plan import SponsorshipPlan
from simulate.programmes.sponsorship.study import run as run_sponsorship
from simulate.region.base import region_folder
from simulate.study.facts import read_facts
from simulate.study.sensitivity import movers
from simulate.written import read_yaml

DRAWS = 4096


@pytest.fixture(scope="module")
def result():
    return run(draws=DRAWS)


def test_the_shipped_record_is_what_its_truth_makes():
    shipped = (paths.data() / "synthetic/36.03/record.csv").read_text(encoding="utf-8")
    assert shipped == made_up("36.03").to_csv(index=False, lineterminator="\n")


def test_the_record_by_kecamatan_sums_to_its_world():
    """Lapses above all: what the update learns of them is what the world has."""
    stock, lapsed = np.array([60.0, 90, 80, 80, 140]), np.array([0.0, 3, 14, 9, 0])
    shares = np.array([0.5, 0.3, 0.2])
    for seed in range(20):
        parts = divided(stock, lapsed, shares, 0.3, np.random.default_rng(seed))
        paid_up, new, gone = (parts[f"{name}_persons"] for name in ("paid_up", "registered", "lapsed"))
        before = np.concatenate([np.zeros((1, 3)), paid_up[:-1]])
        assert (before + new - gone == paid_up).all()
        assert (paid_up.sum(axis=1) == stock).all()
        assert (gone.sum(axis=1) == lapsed).all()
        assert (new >= 0).all()
        assert (gone <= before).all()


def test_the_shipped_record_has_the_lapses_of_its_truth(result):
    real = true_path(read_facts("monitoring", "36.03"), read_yaml(truth_path("36.03")))
    whole = [month for month in range(1, 8) if not np.isnan(result.records["sponsor"].lapsed[month]).any()]
    assert len(whole) >= 4
    flawed = list(result.months).index("2026-07")
    for month in whole:
        found = result.records["sponsor"].lapsed[month].sum()
        assert found == real.lapsed[0, month] + (6 if month == flawed else 0)


def test_the_truth_is_told_and_whether_the_ranges_hold_it(result):
    table = result.table("learned").set_index("unknown")
    truth = read_yaml(truth_path("36.03"))["values"]
    for key in ("lapse_spread", "monthly_stop", "reach_circular"):
        row = table.loc[key]
        assert row["truth"] == truth[key]
        assert row["held"] == (row["now_p05"] <= truth[key] <= row["now_p95"])
    assert table.loc["lapse_spread", "held"]
    assert table.loc["monthly_stop", "held"]


def test_every_value_of_the_truth_lies_in_the_range_of_its_unknown():
    truth, unknowns = read_yaml(truth_path("36.03")), read_facts("monitoring", "36.03").unknowns
    assert set(truth["values"]) == set(run(draws=1024).used)
    for key, value in truth["values"].items():
        assert unknowns[key].low <= value <= unknowns[key].high, key


def test_the_forecast_holds_the_truth_that_the_record_was_made_from(result):
    facts, truth = read_facts("monitoring", "36.03"), read_yaml(truth_path("36.03"))
    real = true_path(facts, truth).stock[0]
    now, before = (result.members(known, result.end) for known in (result.known, 0))
    assert np.quantile(now, 0.05) <= real[result.end] <= np.quantile(now, 0.95)
    assert np.ptp(np.quantile(now, (0.05, 0.95))) < 0.3 * np.ptp(np.quantile(before, (0.05, 0.95)))


def test_the_report_finds_every_imperfection_of_the_made_up_record(result):
    found = result.table("quality")
    kinds = {("missing", "2026-08"): "late", ("missing", "2026-05"): "gap", "paid_up_persons": "jump"}
    kinds |= {"lapsed_persons": "flow", "contributions_rp": "price"}
    told = set(zip(found["kind"], found["payer"], found["month"], found["kecamatan"], strict=True))
    wanted = {
        (kinds[one.get("column", ("missing", one["month"]))], one["payer"], one["month"], one["kecamatan"])
        for one in read_yaml(truth_path("36.03"))["imperfections"]
    }
    assert told == wanted


def test_before_any_record_the_plan_is_the_sponsorship_reports(result):
    """What was planned is one number in both reports, whatever monitoring's own draws."""
    own = run_sponsorship().headline_table.set_index("measure").loc["protected_end"]
    before = result.headline_table.set_index("measure").loc["protected_end_planned"]
    numbers = ["mean", "p05", "p50", "p95", "mc_error"]
    assert before[numbers].tolist() == pytest.approx(own[numbers].tolist(), rel=1e-12)
    assert result.tables["forecast_by_month"].iloc[result.end]["planned_p50"] == own["p50"]


def test_kecamatan_sum_to_the_regency_and_codes_are_text(result):
    places, headline = result.table("protected_by_kecamatan"), result.headline_table.set_index("measure")
    assert places["mean"].sum() == pytest.approx(headline.loc["protected_end", "mean"])
    assert places["target"].sum() == pytest.approx(result.target)
    assert places["kecamatan_code"].str.fullmatch(r"36\.03\.\d\d").all()
    counted = [headline.loc[f"kecamatan_{light}", "mean"] for light in ("green", "amber", "red", "none")]
    assert sum(counted) == len(places) == 29


def test_the_shortfall_of_the_regency_is_that_of_its_kecamatan(result):
    places = result.table("protected_by_kecamatan")
    lacks = result.target - result.number("protected_end", "mean")
    assert places["shortfall_part"].sum() == pytest.approx(1)
    assert places["target_part"].sum() == pytest.approx(1)
    assert (places["shortfall_part"] * lacks).to_numpy(float) == pytest.approx(places["target"] - places["mean"])
    assert (
        run(MonitoringPlan(target_persons=300), draws=1024)
        .table("protected_by_kecamatan")["shortfall_part"]
        .isna()
        .all()
    )


def test_what_was_recorded_is_not_what_was_estimated(result):
    recorded = np.nansum(result.records["sponsor"].paid_up[result.known - 1])
    assert result.number("recorded_now") == recorded
    assert result.number("estimated_now") == pytest.approx(result.observed.stock[result.known - 1])
    assert recorded < result.number("estimated_now")


def test_registrations_of_late_are_reckoned_for_the_whole_regency(result):
    counts, shares = result.records["sponsor"].registered, result.planned.shares
    wanted = [counts[5].sum(), counts[6].sum(), np.nansum(counts[7]) / shares[~np.isnan(counts[7])].sum()]
    assert result.number("registered_recent") == pytest.approx(np.mean(wanted))
    assert result.number("registered_recent") > np.nansum(counts[5:8]) / 3


def test_a_late_kecamatan_has_no_light_and_is_not_zero(result):
    late = result.table("protected_by_kecamatan").set_index("kecamatan").loc["Kronjo"]
    assert (late["light"], late["month"]) == ("none", "2026-07")
    assert late["p05"] > 0
    assert result.observed.unreported[result.known - 1] > 0


def test_every_light_follows_its_rule(result):
    for row in result.table("protected_by_kecamatan").itertuples():
        assert row.light in (result.plan.light(row.missed), "none")


def test_the_chance_of_missing_is_the_share_of_draws_that_miss(result):
    chance, error = result.missing(result.known)
    share = (result.members(result.known, result.end) < result.target).mean()
    assert chance == pytest.approx(share, abs=0.02)
    assert result.number("missed") == chance
    assert 0 < error < 0.05
    before, _ = result.missing(0)
    assert before == pytest.approx(0.5, abs=0.01)  # the target is the plan's own median


def test_the_registrations_needed_lead_to_the_target(result):
    needed = result.measures["registrations_needed"]
    chosen, members = result.chosen(result.known), result.members(result.known, result.known - 1)
    for month in range(result.known, result.end + 1):
        members = members * (1 - result.planned.expected.lapse_share[chosen, month]) + needed
    assert np.allclose(np.where(needed > 0, members, result.target), result.target)


def test_the_steps_of_the_last_month_lead_from_last_months_outlook_to_this(result):
    steps, chances = result.table("changes"), result.table("chance_by_month")
    assert steps["missed"].iloc[0] == pytest.approx(chances["missed"].iloc[-2])
    assert steps["missed"].iloc[-1] == pytest.approx(chances["missed"].iloc[-1])
    assert steps["p50"].iloc[-1] == pytest.approx(chances["p50"].iloc[-1])
    assert steps["recorded"].iloc[1] == pytest.approx(result.observed.stock[result.known - 1])


def test_kecamatan_that_moved_are_those_furthest_from_their_expected_count(result):
    moved = moved_kecamatan(result)
    assert moved["difference"].abs().is_monotonic_decreasing
    assert "Kronjo" not in set(moved["kecamatan"])  # it has not reported
    assert len(moved) == 28
    counts = result.records["sponsor"]
    place = list(result.region.tables["kecamatan"]["kecamatan"]).index(moved["kecamatan"][0])
    growth = np.median(result.members(7, 7)) / result.observed.stock[6]
    assert moved["recorded"][0] == counts.paid_up[7, place]
    assert moved["expected"][0] == pytest.approx(growth * counts.paid_up[6, place])
    assert moved_kecamatan(run(MonitoringPlan(as_of="2026-01"), draws=1024)).empty


def test_an_earlier_month_sees_nothing_of_what_came_after(result):
    earlier = run(MonitoringPlan(as_of="2026-04", target_persons=int(result.target)), draws=DRAWS)
    assert earlier.known == 4
    row = result.table("chance_by_month").iloc[4]
    assert earlier.number("protected_end") == pytest.approx(row["p50"])
    assert earlier.number("missed") == pytest.approx(row["missed"])
    assert "Kronjo" not in set(earlier.table("quality")["kecamatan"])


def test_an_early_warning_counts_from_the_first_month_of_an_unbroken_row(result):
    since = warned_since(result)
    above = result.table("chance_by_month").set_index("as_of")["missed"] > result.plan.warn_above
    assert above.loc[since:].all()
    assert not above.iloc[list(above.index).index(since) - 1]
    assert warned_since(run(MonitoringPlan(target_persons=100), draws=1024)) is None


def test_doubtful_counts_move_the_result_only_where_they_are_used(result):
    used = run(MonitoringPlan(doubtful_rows="use", target_persons=1000), draws=DRAWS)
    june = list(result.months).index("2026-06")
    assert used.observed.stock[june] > 1.3 * result.observed.stock[june]
    assert used.left_out.sum() == 0


def test_a_record_unlike_the_plan_flattens_the_weights_and_says_so():
    found = run(MonitoringPlan(sponsorship="payroll_default", target_persons=1000), draws=DRAWS)
    counted = found.weights(found.known)
    assert counted.exponent < 1
    assert counted.effective == pytest.approx(found.plan.least_effective, rel=0.02)


def test_an_as_of_that_is_not_recorded_is_refused():
    with pytest.raises(InputError, match="as_of: 2026-09; a month of the record, 2026-01 to 2026-08"):
        run(MonitoringPlan(as_of="2026-09"), draws=1024)


def test_the_regencys_own_record_is_asked_for_where_there_is_none():
    with pytest.raises(
        InputError, match="data/regions/36.03/record.csv: not found; put the record and its card there"
    ):
        run(MonitoringPlan(record="region"), draws=1024)


@pytest.fixture
def own(project):
    """A record of the regency's own: the made-up one as if it were real."""
    folder = region_folder("36.03")
    record = pd.read_csv(project / "data/synthetic/36.03/record.csv", dtype=str, keep_default_na=False)
    record = record[record["kecamatan"] != "kabupaten"].assign(status="official", source="tim terpadu")
    record.to_csv(folder / "record.csv", index=False)
    card = yaml.safe_load((project / "data/synthetic/36.03/record.yaml").read_text(encoding="utf-8"))
    (folder / "record.yaml").write_text(yaml.safe_dump(card | {"date": "2026-09-05"}), encoding="utf-8")
    return folder / "record.csv"


@pytest.mark.slow
def test_the_regencys_own_record_gives_the_same_numbers_and_is_not_called_made_up(own, result):
    found = run(MonitoringPlan(record="region"), draws=DRAWS)
    assert not found.record.synthetic
    assert found.truth is None
    assert "truth" not in found.table("learned")
    assert found.headline_table.equals(result.headline_table)


@pytest.mark.slow
def test_the_record_is_part_of_the_identity_of_monitoring_alone(own):
    plan, settings = MonitoringPlan(record="region"), run(draws=1024).settings
    before, others = inputs_now(plan, settings), run_sponsorship(draws=256).inputs
    assert "data/regions/36.03/record.csv" in before["data"]
    assert "data/synthetic/36.03/record.csv" not in before["data"]
    own.write_text(own.read_text(encoding="utf-8").replace("Balaraja,sponsor,", "Balaraja,csr,", 1), encoding="utf-8")
    assert inputs_now(plan, settings) != before
    assert inputs_now(MonitoringPlan(), settings) == inputs_now(MonitoringPlan(), settings)
    assert not [name for name in others["data"] if "record" in name and "election" not in name]
    assert "data/synthetic/36.03/truth.yaml" not in before["data"]
    assert "data/synthetic/36.03/truth.yaml" in inputs_now(MonitoringPlan(), settings)["data"]
    assert "data/synthetic/36.03/truth.yaml" not in others["data"]


def test_the_monitored_plan_is_part_of_the_identity(project):
    settings = run(draws=1024).settings
    before = inputs_now(MonitoringPlan(sponsorship="payroll_consent"), settings)
    plan = project / "data/plans/payroll_consent.yaml"
    plan.write_text(plan.read_text(encoding="utf-8") + "  bridge_months: 1\n", encoding="utf-8")
    assert inputs_now(MonitoringPlan(sponsorship="payroll_consent"), settings) != before


@pytest.mark.slow
def test_a_month_only_begun_is_not_used_yet_and_said_so(own):
    record = pd.read_csv(own, dtype=str, keep_default_na=False)
    keep = (record["month"] < "2026-08") | record["kecamatan"].isin(["Balaraja", "Jayanti"])
    record[keep].to_csv(own, index=False)
    found = run(MonitoringPlan(record="region"), draws=1024)
    assert found.as_of == "2026-07"
    begun = found.table("quality").set_index("kind").loc["begun"]
    assert (begun["month"], begun["found"]) == ("2026-08", 2)
    with pytest.raises(
        InputError, match="as_of: 2026-08, for which too few kecamatan reported; a month of the record"
    ):
        run(MonitoringPlan(record="region", as_of="2026-08"), draws=1024)
    record[record["kecamatan"].isin(["Balaraja"])].to_csv(own, index=False)
    with pytest.raises(InputError, match="in no month did kecamatan with half of the workers tell"):
        run(MonitoringPlan(record="region"), draws=1024)


@pytest.mark.slow
def test_a_month_whose_counts_all_jump_is_refused(own):
    record = pd.read_csv(own, dtype=str, keep_default_na=False)
    heaviest = (
        run(draws=1024).table("protected_by_kecamatan").sort_values("target", ascending=False)["kecamatan"].head(12)
    )
    off = (record["month"] == "2026-08") & (record["payer"] == "sponsor") & record["kecamatan"].isin(heaviest)
    record.loc[off, "paid_up_persons"] = [str(int(count) * 12) for count in record.loc[off, "paid_up_persons"]]
    record.to_csv(own, index=False)
    with pytest.raises(InputError, match="record: 2026-08, in which the counts of most kecamatan jump"):
        run(MonitoringPlan(record="region"), draws=1024)
    assert run(MonitoringPlan(record="region", doubtful_rows="use"), draws=1024).known == 8


def test_a_record_without_sponsored_workers_is_refused(own):
    record = pd.read_csv(own, dtype=str, keep_default_na=False)
    record[record["payer"] != "sponsor"].to_csv(own, index=False)
    with pytest.raises(InputError, match="record: no row of payer sponsor from 2026-01 to 2026-12"):
        run(MonitoringPlan(record="region"), draws=1024)


@pytest.mark.slow
def test_the_last_month_of_the_plan_leaves_only_the_error_of_reporting(own):
    record = pd.read_csv(own, dtype=str, keep_default_na=False)
    months = [f"2026-{month:02d}" for month in range(1, 9)]
    shifted = record.assign(
        month=record["month"].map({month: f"2026-{place + 5:02d}" for place, month in enumerate(months)})
    )
    pd.concat([record[record["month"] < "2026-05"], shifted]).to_csv(own, index=False)
    found = run(MonitoringPlan(record="region", target_persons=500), draws=DRAWS)
    assert found.as_of == "2026-12"
    assert "registrations_needed" not in found.measures
    spread = found.number("protected_end", "p95") / found.number("protected_end", "p05")
    assert 1 < spread < 1.2


@pytest.mark.slow
def test_the_plan_expects_what_the_sponsorship_model_expects():
    """One model, two reports."""
    found, own = run(draws=1024), run_sponsorship(SponsorshipPlan(), draws=1024)
    values = {
        key: np.array([unknown.distribution.quantile(np.array([0.5]))[0]]) for key, unknown in own.unknowns.items()
    }
    values |= {key: np.array([found.unknowns[key].distribution.quantile(np.array([0.5]))[0]]) for key in found.used}
    assert found.evaluate(values)["protected_end_planned"] == pytest.approx(own.evaluate(values)["protected_end"])


def test_what_moves_the_projection_is_asked_of_the_draws_that_the_record_leaves(result):
    planned, given = (movers(result, name)[0] for name in ("protected_end_planned", "protected_end"))
    assert planned.unknown == "reach_circular"
    assert abs(given.high - given.low) < 0.2 * abs(planned.high - planned.low)
    behind, chosen = result.drawn_behind("protected_end"), result.chosen(result.known)
    assert (behind["reach_circular"] == result.values["reach_circular"][chosen]).all()
    assert (result.drawn_behind("planned_now")["departure"] == result.values["departure"]).all()
