"""Makes the pictures of the planners' guides in a real JupyterLab: `make pictures` (needs Chromium).

Everything happens on a copy of the project, so that nothing that is tried here stays.
"""

import io
import shutil
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tests"))

from browser import CHROMIUM, FLAGS  # noqa: E402
from PIL import Image  # noqa: E402
from playwright.sync_api import sync_playwright  # noqa: E402
from real_lab import errors, form_of, run_all, running_lab  # noqa: E402

from simulate.show.words import LANGUAGES, Words  # noqa: E402

SIZE = {"width": 1180, "height": 760}
COLOURS = 48  # enough for a screen of text
NOTEBOOK = "02_asn_sponsorship.ipynb"
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
    page.locator("table").first.scroll_into_view_if_needed()
    _keep(page, out / "start.png")

    lab.open(page, NOTEBOOK)
    run_all(page)
    form = form_of(page)
    form.scroll_into_view_if_needed()
    _keep(page, out / "form.png")
    months = form.locator(".widget-vbox:has(> .widget-html code:text-is('months')) .noUi-handle").first
    months.focus()
    for _ in range(6):
        page.keyboard.press("ArrowRight")
    form.get_by_text("→").first.wait_for()
    form.get_by_text(words("form.save.title")).click()
    form.get_by_placeholder(words("form.name")).fill(NAMES[language])
    form.get_by_role("button", name=words("form.save")).click()
    form.get_by_text("data/plans/").first.wait_for()
    page.wait_for_timeout(1500)  # the last draws
    form.get_by_text("data/plans/").first.scroll_into_view_if_needed()
    _keep(page, out / "kept.png")

    lab.open(page, "05_universal_coverage.ipynb")
    page.locator(".jp-CodeCell").first.locator('.cm-line:has-text("months = 60")').click()
    page.wait_for_selector(".jp-Notebook.jp-mod-editMode")
    page.keyboard.press("End")
    page.keyboard.insert_text("\nmonths = 600")
    run_all(page)
    errors(page).first.scroll_into_view_if_needed()
    _keep(page, out / "wrong.png")


def _keep(page, path: Path) -> None:
    page.wait_for_timeout(500)
    picture = Image.open(io.BytesIO(page.screenshot()))
    picture.convert("RGB").quantize(COLOURS).save(path, optimize=True)
    print(path.relative_to(ROOT), f"{path.stat().st_size / 1000:.0f} KB")


if __name__ == "__main__":
    main()
