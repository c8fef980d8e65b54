"""Tables and charts that answer the planner's questions: what they say is what was computed."""

import re

import numpy as np
import pytest
import yaml

import simulate as sim
from simulate.page.elements import signed
from simulate.page.words import Words
from simulate.programmes.sponsorship.plan import SponsorshipPlan
from simulate.programmes.sponsorship.study import by_collection, run
from simulate.programmes.sponsorship.tables import levers_alone, strongest
from simulate.region.base import Region

EN = Words("en")


def _lines(piece, language="en"):
    return piece.text[language].splitlines()


def _median(table, measure, **keys):
    rows = table[table["measure"] == measure]
    for key, value in keys.items():
        rows = rows[rows[key] == value]
    return float(rows["p50"].iloc[0])


def test_bridging_says_what_is_lost_without_it_and_what_it_costs(default_result):
    found = default_result.table("bridging")
    title, _, *rows = _lines(sim.sponsorship.bridging(default_result))
    assert f"the membership of {EN.count(_median(found, 'lapsed', bridge_months=0))} workers" in title
    assert title.endswith(f"at a cost of {EN.rupiah(_median(found, 'bridge_rp', bridge_months=6))}")
    assert [row.split(" | ")[0] for row in rows] == ["no bridging", "1 month", "3 months", "6 months"]


def test_a_plan_too_short_to_bridge_says_what_it_loses_alone():
    result = run(SponsorshipPlan(months=1), draws=256)
    assert "with APBD bridging for 1 month" in _lines(sim.sponsorship.bridging(result))[0]


def test_after_the_relief_the_price_and_the_workers_are_those_of_the_longer_plan(default_result):
    found = default_result.table("after_relief")
    title, _, *rows = _lines(sim.sponsorship.after_relief(default_result))
    assert title.startswith("In January 2027 a worker's contribution rises from Rp8,400 to Rp16,800;")
    assert f"{EN.count(_median(found, 'lost_sponsor', month='2027-01'))} in that month" in title
    before, after = (EN.count(_median(found, "protected", month=month)) for month in ("2026-12", "2027-01"))
    assert title.endswith(f"protected {before} to {after}")
    assert rows[0].startswith("Dec\N{NO-BREAK SPACE}2026 | Rp8,400 |")


def test_without_a_rise_of_the_price_there_is_a_sentence():
    strict = run(SponsorshipPlan(sponsor_relief=False), draws=256)
    assert _lines(sim.sponsorship.after_relief(strict))[0].startswith("What ASN pay does not rise")


def test_waiting_names_the_expected_families_and_the_money_they_miss(default_result):
    title, _, first, *_ = _lines(sim.sponsorship.waiting(default_result))
    waiting = default_result.outcome.cohorts.deaths_waiting
    assert f"an estimated {np.median(waiting[:, :3].sum(axis=1)):.2f} (" in title
    assert first.startswith("this scenario (12 months) |")
    assert EN.rupiah(32e6 * np.median(waiting.sum(axis=1))) in first


def test_the_cost_to_a_civil_servant_is_a_share_of_the_mean_tpp(default_result):
    title, _, first, second = _lines(sim.sponsorship.sponsor_cost(default_result))
    assert title.startswith(f"At most Rp16,800 a month for a worker ({16800 / 4_650_000:.2%} of the mean TPP)")
    assert first.startswith("January–March 2026 | Rp16,800 |")
    assert second.startswith("April–December 2026 | Rp8,400 |")
    # what Rp1 billion buys: 59,524 worker-months at the full price, twice as many at half of it
    assert first.endswith("59,500 | 59,500")
    assert second.endswith("119,000 | 59,500")


def test_a_region_without_a_mean_tpp_shows_no_share(project):
    budget = project / "data/regions/36.03/budget.csv"
    lines = budget.read_text(encoding="utf-8").splitlines(keepends=True)
    budget.write_text("".join(line for line in lines if not line.startswith("mean_tpp_2026")), encoding="utf-8")
    result = run(draws=256)
    assert "tpp_share" not in result.measures
    assert "TPP" not in _lines(sim.sponsorship.sponsor_cost(result))[0]


def test_the_fund_says_how_often_it_pays_more_than_it_receives(default_result):
    title = _lines(sim.sponsorship.fund(default_result))[0]
    assert f"in {(default_result.measures['jkm_fund_net'] < 0).mean():.0%} of simulations" in title
    note = re.sub("<[^>]+>", "", sim.sponsorship.fund(default_result).html["en"])
    assert "91.4% in 2024 and is projected at 124.6% in 2029" in note


def test_jht_stands_in_the_fund_as_savings():
    whole = run(SponsorshipPlan(programmes="jkk_jkm_jht"), draws=256)
    assert any(
        line.startswith("JHT |") and "saved for the member" in line for line in _lines(sim.sponsorship.fund(whole))
    )


def test_rules_of_choosing_are_told_by_what_they_gain(default_result):
    found = default_result.table("choosing")
    title, alt = _lines(sim.sponsorship.rules_chart(default_result))
    own = EN.count(_median(found, "newly_covered_claim", rule="plan"))
    least = EN.count(_median(found[found["substitution"]], "newly_covered_claim"))
    assert (
        title
        == f"No rule of choosing gains more than this scenario's: {own} newly covered workers, against {least} at the least"
    )
    assert f"list of deciles 1–4, APBD's members may be taken over {least} (" in alt
    rows = _lines(sim.sponsorship.choosing(default_result))[2:]
    assert len(rows) == 4
    assert f"| {least} (" in rows[2]
    worse = run(SponsorshipPlan(selection="decile_pool"), draws=256)
    said = _lines(sim.sponsorship.rules_chart(worse))[0]
    assert said.startswith("By the rule of choosing,")
    assert said.endswith(f"this scenario {EN.count(worse.number('newly_covered_claim'))}")
    nobody = run(SponsorshipPlan(participation_share=0), draws=256)
    assert "does not change what is gained: 0" in _lines(sim.sponsorship.rules_chart(nobody))[0]


def test_the_first_picture_holds_every_way_of_asking_and_the_target(default_result):
    title, alt = _lines(sim.sponsorship.ways_chart(default_result))
    ways = by_collection(default_result)
    reached = {way: one.number("protected_end") for way, one in ways.items()}
    for way, count in reached.items():
        assert f"{EN(f'collection.{way}')} {EN.count(count)} (" in alt
    assert alt.endswith("Dashed line: ideal target 23,730.")
    least, most = min(reached, key=reached.get), max(reached, key=reached.get)
    assert f"{EN.count(reached[least])} workers through {EN(f'collection.{least}')}, " in title
    assert title.endswith(f"{EN.count(reached[most])} through {EN(f'collection.{most}')}")
    supposed = _lines(sim.sponsorship.ways_chart(run(SponsorshipPlan(participation_share=1), draws=256)))[1]
    assert "100% of civil servants take part (supposed) 23,730 (" in supposed


def test_a_way_that_nobody_counted_is_dotted(default_result):
    """Of six ways four are the authors' judgement, in each of the two drawings of the picture."""
    judged = [way for way in by_collection(default_result) if default_result.evidence_of(way) == "judgement"]
    drawings = re.findall(r"<svg.*?</svg>", sim.sponsorship.ways_chart(default_result).html["id"])
    assert len(drawings) == 2
    for drawing in drawings:
        [dotted] = {
            name for name, rule in re.findall(r"\.(c\w+){([^}]*)}", "".join(drawings)) if "dasharray:2.2" in rule
        }
        assert drawing.count(f'class="{dotted}"') == len(judged) == 4


def test_ways_that_nobody_measured_are_graded_judgement(default_result):
    ways = default_result.table("ways").set_index(["way", "measure"])["evidence"]
    assert ways["payroll_default", "protected_end"] == ways["regulation", "protected_end"] == "judgement"
    assert ways["circular", "contributions"] == "analogue"


@pytest.mark.slow
def test_the_strongest_lever_beside_the_way_of_asking_is_the_titles(default_result):
    moves = levers_alone(default_result)
    first = strongest(moves[moves["lever"] != "collection"], "protected_end").iloc[0]
    title, alt = _lines(sim.sponsorship.levers_chart(default_result))
    assert f", protected workers {signed(first['p50'], 'persons', EN)} (90% range: " in title
    assert EN("collection.payroll_default") not in alt


def test_every_count_elsewhere_stands_beside_the_model_with_its_residual(default_result):
    found = default_result.table("backtest")
    title, _, *rows = _lines(sim.sponsorship.backtest_table(default_result))
    seen = found[found["role"] != "untested"]
    assert title.endswith(f"{int(seen['inside'].sum())} of {len(seen)} counts lie inside the 90% range")
    assert len(rows) == len(found)
    for row, (_, told) in zip(rows, found.iterrows(), strict=True):
        cells = row.split(" | ")
        assert cells[0].startswith(told["place"])
        if told["role"] == "untested":
            assert cells[3] == "no result published"
        else:
            scale = 1 if told["outcome"] == "workers_per_sponsor" else 100
            assert float(cells[6].replace("\N{MINUS SIGN}", "-")) == pytest.approx(
                told["residual"] * scale, abs=0.006
            )
            assert cells[7] == ("yes" if told["inside"] else "no")
    assert (
        "Kab. Cianjur has deducted from pay since June 2025"
        in sim.sponsorship.backtest_table(default_result).html["en"]
    )


@pytest.mark.slow
def test_payments_by_month_name_the_months_of_relief_and_both_prices(default_result):
    title, alt = _lines(sim.sponsorship.payments_by_month(default_result))
    assert title.startswith("While the relief holds (April–December 2026)")
    assert "pay Rp8,400 a worker" in title
    assert title.endswith("APBD would pay Rp16,800")
    strict = run(SponsorshipPlan(sponsor_relief=False), draws=256)
    assert _lines(sim.sponsorship.payments_by_month(strict))[0].startswith("Without relief a worker costs Rp16,800")
    bridged = run(SponsorshipPlan(bridge_months=3), draws=256)
    assert "APBD bridges Rp" in _lines(sim.sponsorship.payments_by_month(bridged))[1]
    assert "APBD bridges" not in alt


def test_more_than_one_worker_asked_is_no_ideal_target():
    asked = run(SponsorshipPlan(workers_per_pns=2), draws=256)
    assert "of the 32,841 that civil servants (ASN) are asked for" in sim.sponsorship.answer(asked, EN)
    assert "ceiling of 32,841" in _lines(sim.sponsorship.ways_chart(asked))[1]
    assert "an ideal 23,730, one per civil servant (ASN)" in sim.sponsorship.answer(run(draws=256), EN)


def _own_units(project):
    folder = project / "data/regions/36.03"
    rows = "Dinas Pendidikan,pns,III/a,6000,official,BKPSDM\nDinas Kesehatan,pns,III/b,3000,official,BKPSDM\n"
    rows += (
        "Dinas Kesehatan,pppk,IX,500,official,BKPSDM\nSekretariat Daerah,pppk_paruh_waktu,semua,400,official,BKPSDM\n"
    )
    (folder / "asn_units.csv").write_text("unit,group,grade,persons,status,source\n" + rows, encoding="utf-8")
    card = yaml.safe_load((project / "data/templates/asn_units.yaml").read_text(encoding="utf-8"))
    card |= {"producer": "BKPSDM", "url": "https://example.org", "date": "2026-11-01", "licence": "open"}
    (folder / "asn_units.yaml").write_text(yaml.safe_dump(card), encoding="utf-8")


def test_the_regencys_own_units_are_ranked_and_counted(project):
    _own_units(project)
    result = run(draws=512)
    assert result.outcome.ceiling_persons == 9900
    title, _, *rows = _lines(sim.sponsorship.units(result))
    assert title == "1 of 3 work units hold half of the civil servants; the largest is Dinas Pendidikan"
    assert [row.split(" | ")[:3] for row in rows] == [
        ["Dinas Pendidikan", "6,000", "61%"],
        ["Dinas Kesehatan", "3,500", "96%"],
        ["Sekretariat Daerah", "400", "100%"],
    ]
    assert "Civil servants by the table of work units" in sim.sponsorship.payers(result).html["en"]
    assert Region.load("36.03").asn_source == "asn_units"


def test_without_its_table_units_are_a_sentence_that_says_how_to_bring_it(default_result):
    assert "simulate check --template asn_units" in _lines(sim.sponsorship.units(default_result))[0]


def test_kecamatan_are_in_few_rows_that_add_up_and_all_of_them_in_the_data(default_result):
    shown = sim.sponsorship.protected_by_kecamatan(default_result)
    _, _, *rows = _lines(shown)
    found = default_result.table("protected_by_kecamatan")
    assert [row.partition(" | ")[0] for row in rows] == [*found["kecamatan"].head(7), "22 other kecamatan"]
    codes = default_result.region.tables["kecamatan"]["kecamatan_code"]
    others = ~codes.isin(found["kecamatan_code"].head(7)).to_numpy()
    together = default_result.outcome.by_kecamatan[:, others].sum(axis=1)
    assert rows[-1].endswith(f" | {EN.interval(*np.quantile(together, (0.05, 0.95)), 'persons')}")
    for row in found.to_dict("records"):
        assert f"%0A{row['kecamatan_code']},{row['kecamatan']}," in shown.html["en"]
    assert np.isclose(found["mean"].sum(), default_result.number("protected_end", "mean"))
