"""JupyterLab as a planner uses it: open, change, see, keep, publish; a wrong value is a sentence; everything runs."""

import re

import pytest
from browser import needs_browser

from simulate.publish.catalogue import REPORTS

pytestmark = [pytest.mark.slow, needs_browser]
NOTEBOOKS = ["start.ipynb", *(report.notebook for report in REPORTS.values())]


def _open(page, lab, notebook):
    page.goto(lab.page(notebook))
    page.wait_for_selector(".jp-Notebook .jp-CodeCell")
    page.get_by_text("Python 3 (ipykernel) | Idle").wait_for()


def _run_all(page):
    page.click('.lm-MenuBar-itemLabel:text-is("Run")')
    page.click('.lm-Menu-item[data-command="runmenu:run-all"]')
    # the last cell has run, or one has failed
    page.wait_for_function(
        """() => {
            const prompts = [...document.querySelectorAll('.jp-CodeCell .jp-InputPrompt')].map(one => one.textContent);
            const failed = document.querySelector('.jp-OutputArea-output[data-mime-type*="error"]');
            return failed || prompts.every(text => /\\d/.test(text));
        }"""
    )
    page.wait_for_selector('.jp-Notebook-ExecutionIndicator[data-status="idle"]')


def _errors(page):
    return page.locator('.jp-OutputArea-output[data-mime-type*="stderr"], .jp-RenderedText[data-mime-type*="error"]')


@pytest.mark.parametrize("notebook", NOTEBOOKS)
def test_a_notebook_runs_whole_from_the_menu(page, lab, notebook):
    _open(page, lab, notebook)
    _run_all(page)
    assert _errors(page).all_inner_texts() == []
    assert page.locator(".jp-OutputArea-output").count() > 2
    if notebook != "start.ipynb":
        form = page.locator(".jp-OutputArea-output .widget-vbox").first
        assert form.get_by_role("button", name="Terbitkan laporan").count() == 1
        assert form.locator('[role="alert"]:visible').count() == 0


def test_a_slider_moves_the_number_and_the_plan_is_kept_published_and_opened(page, lab):
    _open(page, lab, "02_asn_sponsorship.ipynb")
    before = (lab.project / "notebooks/02_asn_sponsorship.ipynb").read_bytes()
    _run_all(page)
    form = page.locator(".jp-OutputArea-output .widget-vbox").first
    number = form.locator("[aria-live] b").first
    said = number.inner_text()
    assert re.fullmatch(r"[\d.]+", said)
    months = form.locator(".widget-vbox:has(> .widget-html code:text-is('months')) .noUi-handle").first
    months.focus()
    for _ in range(6):
        page.keyboard.press("ArrowRight")
    page.wait_for_function("([shown, said]) => shown.innerText !== said", arg=[number.element_handle(), said])
    assert form.get_by_text(re.compile("12 → 18")).count() == 1

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
    # the form wrote nothing into the notebook
    assert (lab.project / "notebooks/02_asn_sponsorship.ipynb").read_bytes() == before


def test_a_wrong_value_in_the_parameters_cell_is_one_sentence(page, lab):
    _open(page, lab, "05_universal_coverage.ipynb")
    cell = page.locator(".jp-CodeCell").first
    cell.locator(".cm-content").click()
    cell.locator('.cm-line:has-text("months = 60")').click()
    page.keyboard.press("End")
    page.keyboard.press("Enter")
    page.keyboard.type("months = 600")
    _run_all(page)
    said = _errors(page).all_inner_texts()
    assert len(said) == 1
    assert "months" in said[0]
    assert "Traceback" not in said[0]
    assert len(said[0].strip().splitlines()) == 1
