"""Makes the pictures of the planners' guides in a real JupyterLab: `make pictures` (needs Chromium).

Everything happens on a copy of the project, so that nothing that is tried here stays.
"""

import io
import re
import shutil
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tests"))

from browser import CHROMIUM, FLAGS  # noqa: E402
from PIL import Image  # noqa: E402
from playwright.sync_api import sync_playwright  # noqa: E402
from real_lab import form_of, run_all, running_lab  # noqa: E402

from simulate.page.words import LANGUAGES, Words  # noqa: E402

SIZE = {"width": 1180, "height": 760}
COLOURS = 48  # enough for a screen of text
NOTEBOOK = "02_asn_sponsorship.ipynb"
# a table with findings
WRONG = (
    "uncovered.csv",
    "kecamatan_code,uncovered_persons,poor_persons,status,source\n"
    "36.03.01,-5,,official,Disnaker\n36.03.99,1000,,official,Disnaker\n36.03.02,banyak,,official,\n",
)
NAMES = {"id": "Satu setengah tahun", "en": "One and a half years"}


def main() -> None:
    """Writes `docs/pictures/LANGUAGE/*.png`."""
    with tempfile.TemporaryDirectory() as aside, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        for language in LANGUAGES:
            project, own = Path(aside, language), Path(aside, f"jupyter-{language}")
            own.mkdir()
            for folder in ("data", "notebooks", "reports"):
                shutil.copytree(ROOT / folder, project / folder)
            _speak(project, language)
            with running_lab(project, own) as lab:
                page = browser.new_page(viewport=SIZE)
                _pictures(page, lab, language)
                page.close()
        browser.close()


def _speak(project: Path, language: str) -> None:
    """Notebooks in a language."""
    for notebook in (project / "notebooks").glob("*.ipynb"):
        text = notebook.read_text(encoding="utf-8")
        notebook.write_text(text.replace('language = \\"id\\"', f'language = \\"{language}\\"', 1), encoding="utf-8")


def _pictures(page, lab, language: str) -> None:
    words, out = Words(language), ROOT / "docs/pictures" / language
    out.mkdir(parents=True, exist_ok=True)

    lab.open(page, "start.ipynb")
    run_all(page)
    _to_top(page.locator("table").first)
    _keep(page, out / "start.png")
    with tempfile.TemporaryDirectory() as aside:
        wrong = Path(aside, WRONG[0])
        wrong.write_text(WRONG[1], encoding="utf-8")
        with page.expect_file_chooser() as chosen:
            page.get_by_role("button", name=words("tables.upload")).click()
        chosen.value.set_files(wrong)
        page.locator(".widget-html table").wait_for()
    _to_top(page.get_by_role("button", name=words("tables.upload")))
    _keep(page, out / "table.png")

    lab.open(page, NOTEBOOK)
    run_all(page)
    form = form_of(page)
    form.locator("[aria-live] b").first.wait_for()
    page.wait_for_timeout(1500)  # the last draws
    _to_top(form.get_by_role("button", name="English"))
    _keep(page, out / "form.png")
    months = form.locator(".widget-vbox:has(> .widget-html code:text-is('months')) .noUi-handle").first
    months.focus()
    for _ in range(6):
        page.keyboard.press("ArrowRight")
    form.get_by_text("→").first.wait_for()
    form.get_by_text(words("form.save.title"), exact=True).click()
    form.get_by_placeholder(words("form.name")).fill(NAMES[language])
    form.get_by_role("button", name=words("form.save")).click()
    form.get_by_text("data/plans/").first.wait_for()
    page.wait_for_timeout(1500)  # the last draws
    _to_top(form.get_by_text("→").first)
    _keep(page, out / "kept.png")
    form.get_by_role("button", name=words("form.publish")).click()
    form.get_by_role("link", name=words("form.page.en")).wait_for()
    _to_top(form.get_by_text("→").first)
    _keep(page, out / "published.png")

    lab.open(page, "05_universal_coverage.ipynb")
    page.locator(".jp-CodeCell").first.locator(".cm-line", has_text=re.compile("^months = ")).click()
    page.wait_for_selector(".jp-Notebook.jp-mod-editMode")
    page.keyboard.press("End")
    page.keyboard.insert_text("\nmonths = 600")
    run_all(page)
    # from the wrong line to the sentence
    _to_top(page.locator('.cm-line:has-text("months = 600")'))
    _keep(page, out / "wrong.png")


def _to_top(what) -> None:
    """Scrolls until something stands at the top of the screen."""
    what.scroll_into_view_if_needed()
    what.evaluate("one => one.scrollIntoView({block: 'start'})")


def _keep(page, path: Path) -> None:
    page.wait_for_timeout(500)
    picture = Image.open(io.BytesIO(page.screenshot()))
    picture.convert("RGB").quantize(COLOURS).save(path, optimize=True)
    print(path.relative_to(ROOT), f"{path.stat().st_size / 1000:.0f} KB")


if __name__ == "__main__":
    main()
