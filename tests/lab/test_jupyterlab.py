"""JupyterLab as a planner uses it: open, change, see, keep, publish; a wrong value is a sentence; everything runs."""

import json
import re

import pytest
from browser import needs_browser
from real_lab import errors, form_of, run_all

from simulate.programmes import NAMES, named_programme

pytestmark = [pytest.mark.slow, needs_browser]


def _sources(lab):
    """What stands in the cells, whatever JupyterLab saved beside it."""
    notebook = json.loads((lab.project / "notebooks/02_asn_sponsorship.ipynb").read_text(encoding="utf-8"))
    assert "widgets" not in notebook["metadata"]
    return [cell["source"] for cell in notebook["cells"]]


def test_every_notebooks_form_is_shown(page, lab):
    """One kernel and one page for all; that each notebook runs whole is nbval's, and one is run from the menu below."""
    import nbformat
    from nbformat.v4 import new_code_cell, new_notebook

    cells = []
    for name, report in ((name, named_programme(name)) for name in NAMES):
        notebook = nbformat.read(lab.project / "notebooks" / report.notebook, as_version=4)
        parameters = next(cell for cell in notebook.cells if "parameters" in cell.metadata.get("tags", ()))
        own = f"_own = {{}}\nexec({parameters.source!r}, _own)"  # beside one another they would be no parameters
        cells.append(new_code_cell(f"import simulate as sim\n{own}\nsim.form({name!r}, _own)"))
    nbformat.write(new_notebook(cells=cells, metadata=notebook.metadata), lab.project / "notebooks/forms.ipynb")
    lab.open(page, "forms.ipynb")
    run_all(page)
    _runs_whole(page)
    for place, name in enumerate(NAMES):
        _has_its_form(form_of(page.locator(".jp-CodeCell").nth(place)), name)


def _runs_whole(page):
    assert errors(page).all_text_contents() == []
    assert page.locator(".jp-OutputArea-output").count() > 2


def _has_its_form(form, name):
    assert form.get_by_role("button", name="Terbitkan laporan").count() == 1, name
    assert form.locator('[role="alert"]:visible').count() == 0, name


def test_a_slider_moves_the_number_and_the_plan_is_kept_published_and_opened(page, lab):
    from playwright.sync_api import expect

    lab.open(page, "02_asn_sponsorship.ipynb")
    before = _sources(lab)
    run_all(page)
    _runs_whole(page)
    form = form_of(page)
    _has_its_form(form, "sponsorship")
    form.scroll_into_view_if_needed()
    number = form.locator("[aria-live] b").first
    said = number.text_content()
    assert re.fullmatch(r"[\d.]+", said)
    months = form.locator(".widget-vbox:has(> .widget-html code:text-is('months')) .noUi-handle").first
    months.focus()
    for _ in range(6):
        page.keyboard.press("ArrowRight")
    expect(number).not_to_have_text(said)
    form.get_by_text(re.compile("12 → 18")).wait_for()

    form.get_by_text("Simpan sebagai skenario bernama", exact=True).click()
    form.get_by_placeholder("Nama skenario").fill("Satu setengah tahun")
    form.get_by_role("button", name="Simpan").click()
    form.get_by_text("data/plans/satu_setengah_tahun.yaml").wait_for()
    assert "months: 18" in (lab.project / "data/plans/satu_setengah_tahun.yaml").read_text(encoding="utf-8")

    form.get_by_role("button", name="Terbitkan laporan").click()
    link = form.locator('a[href*="satu_setengah_tahun/report.id.html"]')
    link.wait_for()
    page.goto(link.get_attribute("href"))
    assert page.locator("h1").count() == 1
    assert "Satu setengah tahun" in page.locator("header").inner_text()
    assert _sources(lab) == before  # the form wrote nothing into the notebook


def test_a_wrong_value_in_the_parameters_cell_is_one_sentence(page, lab):
    lab.open(page, "05_universal_coverage.ipynb")
    cell = page.locator(".jp-CodeCell").first
    cell.locator('.cm-line:has-text("months = 48")').click()
    page.wait_for_selector(".jp-Notebook.jp-mod-editMode")
    page.keyboard.press("End")
    page.keyboard.insert_text("\nmonths = 600")
    cell.get_by_text("months = 600").wait_for()
    run_all(page)
    said = errors(page).all_text_contents()
    assert len(said) == 1
    assert said[0].strip() == "months: 600 tidak dapat dipakai; tulis nilai dari 12 sampai 60 [bad_value]"


def test_a_form_explains_compares_resets_and_changes_its_language(page, lab):
    from playwright.sync_api import expect

    lab.open(page, "02_asn_sponsorship.ipynb")
    run_all(page)
    form = form_of(page)
    form.scroll_into_view_if_needed()
    form.get_by_text("Sama dengan skenario dasar").wait_for()

    form.get_by_text("Muat skenario bernama").click()
    form.get_by_role("combobox").filter(has_text="slogan").last.select_option("slogan")
    form.get_by_role("button", name=re.compile("Muat$")).click()
    form.get_by_text("Skenario slogan dimuat.").wait_for()
    form.get_by_text("Berbeda dari skenario dasar").wait_for()

    # a share that is held by replacing those who stop, without replacing them
    form.locator(".widget-vbox:has(> .widget-html code:text-is('replacement')) input").uncheck()
    alert = form.locator('[role="alert"]').first
    expect(alert).to_contain_text("participation_share")

    form.get_by_role("button", name="Kembali ke nilai bawaan").click()
    expect(alert).to_be_hidden()
    form.get_by_text("Sama dengan skenario dasar").wait_for()

    form.get_by_text("Bandingkan dengan paling banyak 5 skenario").click()
    form.locator("select[multiple]").last.select_option(["appeal", "payroll_consent"])
    form.get_by_role("button", name=re.compile("Bandingkan$")).click()
    chart = form.locator('[role="img"]')
    expect(chart).to_contain_text("appeal")
    expect(chart).to_contain_text("payroll_consent")

    form.get_by_role("button", name="English").click()
    form.get_by_text("The same as the base scenario").wait_for()
    expect(form.get_by_role("button", name="Publish the report")).to_be_visible()


def test_a_table_is_uploaded_and_its_findings_are_a_table(page, lab, tmp_path):
    from playwright.sync_api import expect

    lab.open(page, "start.ipynb")
    run_all(page)
    _runs_whole(page)
    wrong = tmp_path / "belum terlindungi.csv"
    header = "kecamatan_code,uncovered_persons,poor_persons,status,source"
    wrong.write_text(f"{header}\n36.03.01,-5,,official,Disnaker\n", encoding="utf-8")
    with page.expect_file_chooser() as chosen:
        page.get_by_role("button", name="Unggah tabel CSV").click()
    chosen.value.set_files(wrong)
    finding = page.locator(".widget-html table")
    expect(finding.get_by_role("rowheader")).to_have_text("belum terlindungi.csv baris 2 kolom `uncovered_persons`")
    expect(finding.locator("td")).to_contain_text("seharusnya 0 atau lebih")

    for name, begins in (("uncovered.csv", f"{header}\n36.03.01,"), ("uncovered.yaml", "# Replace each text")):
        with page.expect_download() as saved:
            page.get_by_role("link", name=name).click()
        assert saved.value.suggested_filename == name
        assert saved.value.path().read_text(encoding="utf-8").startswith(begins)
