"""JupyterLab as a planner uses it: open, change, see, keep, publish; a wrong value is a sentence; everything runs."""

import json
import re

import pytest
from browser import needs_browser
from real_lab import errors, form_of, run_all

from simulate.publish.catalogue import REPORTS

pytestmark = [pytest.mark.slow, needs_browser]
NOTEBOOKS = ["start.ipynb", *(report.notebook for report in REPORTS.values())]


def _sources(lab):
    """What stands in the cells, whatever JupyterLab saved beside it."""
    notebook = json.loads((lab.project / "notebooks/02_asn_sponsorship.ipynb").read_text(encoding="utf-8"))
    assert "widgets" not in notebook["metadata"]
    return [cell["source"] for cell in notebook["cells"]]


@pytest.mark.parametrize("notebook", NOTEBOOKS)
def test_a_notebook_runs_whole_from_the_menu(page, lab, notebook):
    lab.open(page, notebook)
    run_all(page)
    assert errors(page).all_text_contents() == []
    assert page.locator(".jp-OutputArea-output").count() > 2
    if notebook != "start.ipynb":
        form = form_of(page)
        assert form.get_by_role("button", name="Terbitkan laporan").count() == 1
        assert form.locator('[role="alert"]:visible').count() == 0


def test_a_slider_moves_the_number_and_the_plan_is_kept_published_and_opened(page, lab):
    from playwright.sync_api import expect

    lab.open(page, "02_asn_sponsorship.ipynb")
    before = _sources(lab)
    run_all(page)
    form = form_of(page)
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

    form.get_by_text("Simpan sebagai rencana bernama").click()
    form.get_by_placeholder("Nama rencana").fill("Satu setengah tahun")
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
    cell.locator('.cm-line:has-text("months = 60")').click()
    page.wait_for_selector(".jp-Notebook.jp-mod-editMode")
    page.keyboard.press("End")
    page.keyboard.insert_text("\nmonths = 600")
    cell.get_by_text("months = 600").wait_for()
    run_all(page)
    said = errors(page).all_text_contents()
    assert len(said) == 1
    assert said[0].strip() == "months: 600 tidak dapat dipakai; tulis nilai dari 12 sampai 60 [bad_value]"
