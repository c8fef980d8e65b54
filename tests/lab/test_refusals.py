"""What a notebook says below a cell that refuses its input, in Indonesian and in English."""

import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulate.errors import InputError, Phrase, Problem
from simulate.lab.parameters import parameters
from simulate.law.base import Law
from simulate.programmes.funding.plan import FundingPlan
from simulate.programmes.funding.study import run as fund
from simulate.region.base import Region


@pytest.fixture(autouse=True)
def english_afterwards():
    yield
    InputError.language = "en"


def _below(call, language):
    """What stands below a cell that makes this call."""
    InputError.language = language
    with pytest.raises(InputError) as refused:
        call()
    return refused.value._render_traceback_()


def _asked(programme, **values):
    def call():
        parameters(programme, values)

    return call


@pytest.mark.parametrize(
    ("programme", "values", "indonesian", "english"),
    [
        (
            "sponsorship",
            {"months": -3},
            "months: -3 tidak dapat dipakai; tulis nilai dari 1 sampai 60 [bad_value]",
            "months: -3; a value from 1 to 60 [bad_value]",
        ),
        (
            "sponsorship",
            {"months": "dua belas"},
            "months: 'dua belas' tidak dapat dipakai; tulis bilangan bulat [bad_value]",
            "months: 'dua belas'; a whole number [bad_value]",
        ),
        (
            "sponsorship",
            {"colection": "appeal"},
            "colection: tidak ada parameter dengan nama ini; mungkin maksudnya `collection` [unknown_parameter]",
            "colection: no such parameter; did you mean `collection`? [unknown_parameter]",
        ),
        (
            "universal",
            {"baseline": "claimd"},
            "baseline: 'claimd' tidak dapat dipakai; tulis 'claimed' atau 'reconciled'; mungkin maksudnya `claimed` "
            "[bad_value]",
            "baseline: 'claimd'; should be 'claimed' or 'reconciled'; did you mean `claimed`? [bad_value]",
        ),
        (
            "sponsorship",
            {"draws": 1000},
            "draws: 1000 bukan pangkat dua; tulis pangkat dua, misalnya 1024 [not_a_power_of_two]",
            "draws: 1000; a power of two, e.g. 1024 [not_a_power_of_two]",
        ),
        (
            "sponsorship",
            {"start": "2026-13"},
            "start: '2026-13' bukan bulan; tulis bulan sebagai YYYY-MM di antara tanda kutip, misalnya \"2026-01\" "
            "[not_a_month]",
            "start: '2026-13' is not a month; write YYYY-MM, e.g. 2026-01 [not_a_month]",
        ),
        (
            "sponsorship",
            {"plan": "slogn"},
            "plan: tidak ada skenario `slogn`; mungkin maksudnya `slogan` [unknown_plan]",
            "plan: no scenario `slogn`; did you mean `slogan`? [unknown_plan]",
        ),
        (
            "sponsorship",
            {"replacement": "ya"},
            "replacement: 'ya' tidak dapat dipakai; tulis True atau False [bad_value]",
            "replacement: 'ya'; True or False [bad_value]",
        ),
        (
            "sponsorship",
            {"asn_groups": 3},
            "asn_groups: 3 tidak dapat dipakai; tulis daftar di antara kurung siku [bad_value]",
            "asn_groups: 3; a list in square brackets [bad_value]",
        ),
        (
            "election",
            {"honoraria_rp": 7},
            "honoraria_rp: 7 tidak dapat dipakai; tulis nama dan nilainya di antara kurung kurawal [bad_value]",
            "honoraria_rp: 7; names and values in braces [bad_value]",
        ),
        (
            "universal",
            {"region": 36.03},
            "region: 36.03 tidak dapat dipakai; tulis teks di antara tanda kutip [bad_value]",
            "region: 36.03; text in quotes [bad_value]",
        ),
        (
            "funding",
            {"payers": ["csr"]},
            "payers: tanpa apbd: csr; sertakan apbd, sebab pembayar lain memerlukan persiapan berbulan-bulan "
            "[missing_payer]",
            "payers: csr; apbd among them: all others need months of preparation [missing_payer]",
        ),
    ],
)
def test_a_wrong_value_is_one_line_in_the_notebooks_language(programme, values, indonesian, english):
    assert _below(_asked(programme, **values), "en") == [
        indonesian
    ]  # the notebook's own language, id, is the default
    assert _below(_asked(programme, **values, language="en"), "id") == [english]


def test_all_problems_come_at_once_each_on_its_line():
    lines = _below(_asked("sponsorship", months=-3, draws=3, bulan=2), "en")
    assert [line.split(":")[0] for line in lines] == ["bulan", "months", "draws"]
    assert all("\n" not in line and "Error" not in line and "Traceback" not in line for line in lines)


@pytest.mark.slow
def test_below_a_cell_of_jupyterlab_stands_the_line_and_no_traceback():
    import nbformat
    from nbclient import NotebookClient

    cells = [
        "months = -3",
        'import simulate as sim\n\nsim.parameters("sponsorship", globals())',
        "sim.sponsorship.run(draws=7)",
    ]
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell) for cell in cells])
    NotebookClient(notebook, kernel_name="python3", allow_errors=True).execute()
    first, later = (cell.outputs[0] for cell in notebook.cells[1:])
    assert first["traceback"] == ["months: -3 tidak dapat dipakai; tulis nilai dari 1 sampai 60 [bad_value]"]
    assert first["evalue"] == "months: -3; a value from 1 to 60 [bad_value]"
    assert later["traceback"] == ["draws: 7 tidak dapat dipakai; tulis nilai dari 256 sampai 65536 [bad_value]"]


def test_the_text_that_a_run_records_stays_english():
    InputError.language = "id"
    with pytest.raises(InputError, match="months: -3; a value from 1 to 60"):
        parameters("sponsorship", {"months": -3})


def test_a_month_past_the_law_is_refused_in_both_languages():
    def call():
        Law.load().at("2040-01").value("bpu_rate", "jkk")

    [indonesian], [english] = _below(call, "id"), _below(call, "en")
    assert indonesian.startswith("bulan 2040-01: bulan ini melewati 20")
    assert indonesian.endswith(
        'pilih bulan yang lebih awal, atau law_extension = "hold", yang mempertahankan nilai terakhir [past_the_law]'
    )
    assert english.startswith("month 2040-01: is past 20")


def test_a_region_that_is_not_there_is_refused_in_both_languages():
    [line] = _below(lambda: Region.load("99.99"), "id")
    assert line == "region: tidak ada folder untuk '99.99'; yang dikenal: 36.03 [unknown_region]"


@pytest.mark.parametrize("workers", [200_000, 1_650_000])
def test_a_target_that_cannot_be_kept_is_refused_in_both_languages(workers):
    plan = FundingPlan(workers=workers)

    def call():
        fund(plan, draws=256)

    [indonesian], [english] = _below(call, "id"), _below(call, "en")
    assert english.startswith(f"workers: {workers:,} a month")
    assert indonesian.startswith(f"workers: {workers:,}".replace(",", ".") + " sebulan")
    assert "; yang dapat: paling banyak " in indonesian
    assert not re.search(r"\b(a month|cannot|budget of|at most|from|their|or|with)\b", indonesian)


def test_numbers_are_written_as_each_language_does_and_texts_stay():
    problem = Problem("value_from_to", "x", low="1,650", high=1_650_000)
    assert problem.text("en") == "a value from 1,650 to 1650000"
    assert Phrase("whole", number=1_650_000).text("id") == "1.650.000"
    assert Phrase("whole", number=1_650_000).text("en") == "1,650,000"


def test_places_are_translated_and_file_names_stay():
    problem = Problem("missing_value.problem", "data/regions/36.03/row.csv row 3 column `plan`", rows="")
    assert (
        problem.line("id") == "data/regions/36.03/row.csv baris 3 kolom `plan`: kosong; isi nilainya [missing_value]"
    )
    assert problem.line("en") == str(problem)


def test_what_a_planner_typed_is_never_translated():
    problem = Problem("bad_value.found", "collection", found="'2 to 4'", wanted=Phrase("kind.int"))
    assert problem.line("id") == "collection: '2 to 4' tidak dapat dipakai; tulis bilangan bulat [bad_value]"


def test_a_problem_keeps_its_words_at_another_place():
    problem = Problem(
        "unknown_word_of", "scheme", check="unknown_scheme", word="x", meant=Phrase("known", words="bpu")
    )
    moved = problem.at("plan scheme")
    assert (moved.where, moved.check, moved.values) == ("plan scheme", "unknown_scheme", problem.values)


@pytest.mark.parametrize("number", [1234, 1234.0, np.int64(1234), np.float32(1234)])
def test_a_number_from_an_array_is_a_number(number):
    problem = Problem("above_population", "row 2", loc=number, loc2="36.03.01", population=number)
    assert problem.text("id").startswith("1234 orang di 36.03.01;")
    assert Phrase("bad_value.above_most", number=1, wanted="x", most=number).text("id").endswith("1.234")


def test_a_failure_without_words_is_told_in_english():
    problem = Problem("no_reports", "x")
    assert problem.line("id") == str(problem)


@given(st.text())
def test_whatever_was_typed_is_told_and_stays_as_it_was_typed(found):
    problem = Problem("bad_value.found", "x", found=repr(found), wanted=Phrase("kind.int"))
    assert repr(found) in problem.line("id")
    assert Problem("unknown_plan", "x", name=found, meant=found).line("id").startswith("x: ")
