"""Earlier runs are kept small beside a report, in order, whatever happens; the same run says the same."""

import json
from dataclasses import replace

import pytest
from conftest import contents

from simulate.errors import InputError
from simulate.plan.published import RECORD, read_record
from simulate.publish.folder import record_in, sha256
from simulate.publish.history import (
    HEADLINE,
    KEPT,
    MOST,
    KeptRun,
    forget,
    history_folder,
    kept,
    run_of,
    runs,
    standing,
    to_keep,
    told_of,
)
from simulate.publish.requests import order
from simulate.publish.run import PublishOptions, publish
from simulate.publish.verify import verify

ROWS = (("price_other", "rp", 8400.0, 8400.0, 8400.0, 8400.0, 0.0),)
INPUTS = {"programme": "law", "code": "c", "plan": {"on": "2026-03"}, "settings": {}, "data": {}}
TABLE = b"measure,unit,mean,p05,p50,p95,mc_error\nprice_other,rp,8400.0,8400.0,8400.0,8400.0,0.0\n"


def _run(identity="a", rows=ROWS, **parts):
    told = {"report": "law", "label": "default", "identity": identity * 64, "facts_date": "2026-08-31"}
    return KeptRun(**told, inputs=INPUTS | parts, versions={"numpy": "2.4.5"}, rows=rows)


def _stands(folder, run, table=TABLE):
    """Puts a run into a folder as its record and its table."""
    (folder / "results").mkdir(parents=True, exist_ok=True)
    (folder / HEADLINE).write_bytes(table)
    told = {name: getattr(run, name) for name in ("report", "label", "identity", "facts_date", "inputs", "versions")}
    since = {"since": run.since} if run.since else {}
    (folder / RECORD).write_text(json.dumps(told | since | {"outputs": {HEADLINE: sha256(TABLE)}}), encoding="utf-8")


def _keep(folder, files):
    for name, content in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)


def test_the_first_run_says_nothing_of_one_before(tmp_path):
    assert standing(tmp_path) is None
    assert told_of(None, _run()) is None
    assert to_keep(tmp_path, None, _run()) == {}


def test_the_same_run_says_what_it_said_and_keeps_nothing(tmp_path):
    first = _run()
    second = replace(_run("b", plan={"on": "2026-11"}), since=told_of(first, _run("b", plan={"on": "2026-11"})))
    assert second.since["causes"] == {"levers": {"on": ["2026-03", "2026-11"]}}
    assert second.since["identity"] == first.identity
    again = replace(second, since=None)
    assert told_of(second, again) == second.since
    assert to_keep(tmp_path, second, again) == {}
    # other packages round the last figures otherwise, and a page shows the same
    rounded = replace(again, versions={"numpy": "2.4.6"}, rows=((*ROWS[0][:3], *[8400.0 + 1e-9] * 3, 0.0),))
    assert told_of(second, rounded) == second.since


def test_other_numbers_of_the_same_inputs_are_another_run(tmp_path):
    moved = replace(_run(rows=((*ROWS[0][:2], *[8500.0] * 4, 0.0),)), versions={"numpy": "2.4.6"})
    told = told_of(_run(), moved)
    assert told["causes"] == {"packages": {"numpy": ["2.4.5", "2.4.6"]}}
    assert [one["measure"] for one in told["moved"]] == ["price_other"]
    assert len(to_keep(tmp_path, _run(), moved)) == 1


def test_runs_are_kept_in_order_and_the_last_of_them_alone(tmp_path):
    for number in range(1, MOST + 4):
        files = to_keep(tmp_path, _run(plan={"on": number}), _run("b"))
        assert list(files) == [f"{KEPT}/{number:04d}-aaaaaaaa.json"]
        _keep(tmp_path, files)
        forget(tmp_path)
    found = kept(tmp_path)
    assert list(found) == list(range(4, MOST + 4))
    assert [run.inputs["plan"]["on"] for run in found.values()] == list(range(4, MOST + 4))


def test_a_run_that_was_killed_before_it_took_the_place_keeps_nothing_twice(tmp_path):
    before, now = _run(), _run("b")
    _stands(tmp_path, before)
    _keep(tmp_path, to_keep(tmp_path, standing(tmp_path), now))
    assert to_keep(tmp_path, standing(tmp_path), now) == {}
    # its table is there, the record of the one before, too: the numbers are those that were kept
    _stands(tmp_path, before, TABLE.replace(b"8400", b"9999"))
    assert standing(tmp_path) == before
    assert told_of(standing(tmp_path), now)["moved"] == []
    assert runs(tmp_path) == [(1, before)]


def test_a_table_that_is_not_as_its_run_wrote_it_is_not_compared(tmp_path):
    _stands(tmp_path, _run(), TABLE.replace(b"8400", b"1"))
    found = standing(tmp_path)
    assert found.rows is None
    told = told_of(found, _run("b"))
    assert (told["moved"], told["unmoved"]) == (None, 0)
    _keep(tmp_path, to_keep(tmp_path, found, _run("b")))
    assert kept(tmp_path) == {1: found}


@pytest.mark.parametrize("text", ["{", "[]", "{}", '{"report": "law"}'])
def test_a_file_that_no_run_left_is_none_of_the_kept(tmp_path, text):
    _keep(tmp_path, {f"{KEPT}/0001-aaaaaaaa.json": text.encode(), f"{KEPT}/notes.json": b"{}"})
    assert kept(tmp_path) == {}
    forget(tmp_path)
    assert len(list((tmp_path / KEPT).iterdir())) == 2


@pytest.mark.parametrize(
    "broken",
    [
        {"rows": 5},
        {"rows": [5]},
        {"rows": [["price_other", "rp"]]},
        {"rows": [["price_other", "rp", "8400", 1, 1, 1, 0]]},
        {"inputs": []},
        {"inputs": {"plan": 5}},
        {"report": "no_such"},
    ],
)
def test_a_damaged_record_is_none_of_the_kept(tmp_path, broken):
    whole = json.loads(_run().content)
    for number, told in enumerate((whole, whole | broken), 1):
        _keep(tmp_path, {f"{KEPT}/{number:04d}-aaaaaaaa.json": json.dumps(told).encode()})
    assert kept(tmp_path) == {1: _run()}


def test_a_kept_run_that_says_nothing_readable_of_the_one_before_says_nothing(tmp_path):
    told = json.loads(_run().content) | {"since": {"moved": 5}}
    _keep(tmp_path, {f"{KEPT}/0001-aaaaaaaa.json": json.dumps(told).encode()})
    assert kept(tmp_path) == {1: _run()}


def test_what_is_no_record_is_no_run():
    assert run_of({"inputs": []}, TABLE) is None
    assert run_of({"inputs": INPUTS, "report": "law"}, TABLE) is None


def test_measures_without_numbers_are_left_out():
    record = {name: getattr(_run(), name) for name in ("report", "label", "identity", "facts_date", "versions")}
    table = TABLE + b"per_worker,rp,,,,,\nshare,share,nan,nan,nan,nan,nan\n"
    assert run_of(record | {"inputs": INPUTS}, table).rows == ROWS


def test_what_is_long_or_read_of_others_stands_by_its_hash():
    record = {name: getattr(_run(), name) for name in ("report", "label", "identity", "facts_date", "versions")}
    inputs = INPUTS | {"reads": {"a": 1}, "settings": {"draws": 256, "runs": {"a": "x" * 1000}}}
    found = run_of(record | {"inputs": inputs | {"plan": {"on": "2026-03", "plans": ["x" * 1000]}}}, TABLE)
    assert found.inputs["settings"] == {"draws": 256}
    assert found.inputs["plan"]["on"] == "2026-03"
    for hashed in (found.inputs["reads"], found.inputs["runs"], found.inputs["plan"]["plans"]):
        assert len(hashed) == 64
    assert len(found.content) < 1500


def test_a_report_that_nobody_knows_is_refused_with_the_nearest(tmp_path):
    with pytest.raises(InputError, match="did you mean `sponsorship`"):
        history_folder("sponsorhip", tmp_path)
    assert history_folder("law", tmp_path) == tmp_path / "law/default"
    assert history_folder("sponsorship/slogan", tmp_path) == tmp_path / "sponsorship/slogan"


def _publish(out, month, **more):
    publish(order("law", values={"on": month}), PublishOptions(out, **more))
    return out / "law/default"


@pytest.fixture
def twice(probe, tmp_path):
    """A page of one month that took the place of another's."""
    out = tmp_path / "out"
    _publish(out, "2026-03")
    return _publish(out, "2026-11")


@pytest.mark.slow
def test_a_report_made_anew_says_what_moved_and_can_be_verified(twice):
    record = record_in(twice)
    assert record["since"]["causes"] == {"levers": {"on": ["2026-03", "2026-11"]}}
    (before,) = kept(twice).values()
    assert record["since"]["identity"] == before.identity
    assert before.rows
    page = (twice / "report.en.html").read_text(encoding="utf-8")
    assert page.index("Changes since the report before") < page.index("<details class=sim-code")
    assert not any(name.startswith(KEPT) for name in record["outputs"])
    # the executed notebook holds what its run left, and nothing of what became of it
    assert "pages_from" not in (twice / "executed.ipynb").read_text(encoding="utf-8")
    assert verify(twice) == []


@pytest.mark.slow
def test_made_anew_or_rendered_anew_it_is_the_same_bytes(twice):
    out, whole = twice.parents[1], contents(twice)
    for more in ({"fresh": True}, {"languages": ("id",)}, {}):
        _publish(out, "2026-11", **more)
        assert contents(twice) == whole
    # where nothing stood before, the numbers are the same, and no page says that any moved
    alone = _publish(out.parent / "alone", "2026-11")
    own = contents(alone)
    same = {path for path in own if path.suffix in (".csv", ".parquet", ".ipynb")}
    assert len(same) > 2
    assert {path: whole[path] for path in same} == {path: own[path] for path in same}
    assert "since" not in record_in(alone)
    # what reads it as a run sees one run
    assert read_record(alone)[1] == read_record(twice)[1]


@pytest.mark.slow
def test_there_and_back_gives_the_same_page_and_keeps_both(twice):
    out, there = twice.parents[1], contents(twice)
    _publish(out, "2026-03")
    _publish(out, "2026-11")
    assert list(kept(twice)) == [1, 2, 3]
    back = contents(twice)
    assert {path: content for path, content in back.items() if KEPT not in path.parts} == {
        path: content for path, content in there.items() if KEPT not in path.parts
    }


@pytest.mark.slow
def test_a_record_that_says_otherwise_than_what_was_kept_is_caught(twice):
    record = record_in(twice)
    record["since"]["moved"] = []
    (twice / RECORD).write_text(json.dumps(record), encoding="utf-8")
    found = {(one.kind, one.what) for one in verify(twice)}
    assert ("record", "since") in found
    assert ("result", "report.id.html") in found


@pytest.mark.slow
def test_the_cards_of_the_index_say_it(twice):
    for page, said in (("index.html", "Sejak laporan sebelumnya: "), ("index.en.html", "Since the report before: ")):
        assert (twice.parents[1] / page).read_text(encoding="utf-8").count(said) == 1
