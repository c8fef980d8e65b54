"""The what-if panel in a real browser: by mouse and keyboard, without a script, in print, on a phone."""

import base64
import hashlib
import random
import re
from dataclasses import replace
from importlib import import_module

import nbformat
import pytest
from browser import needs_browser

import simulate as sim
from simulate.page.face import RECORD_MIME
from simulate.page.words import LANGUAGES, Words, unmarked
from simulate.programmes.sponsorship.analysis import choices
from simulate.programmes.sponsorship.study import run_on
from simulate.publish.page import TEMPLATES
from simulate.publish.page import page as page_of

browsing = [pytest.mark.slow, needs_browser]
AXES = ("way", "start", "months")


def _alone(piece):
    """A first screen on a page that holds nothing of what its numbers open and its links lead to."""
    html = {language: re.sub(r' href="#[^"]+"', "", unmarked(text)) for language, text in piece.html.items()}
    return replace(piece, html=html)


def _notebook(*pieces):
    cells = []
    for place, piece in enumerate(pieces):
        shown = _alone(piece) if piece.kind == "headline" else piece
        output = nbformat.v4.new_output("display_data", shown._repr_mimebundle_())
        cells.append(nbformat.v4.new_code_cell("# shown", outputs=[output], id=f"cell-{place}"))
    # a page is made of a run's record too; of this one, no number opens anything
    record = nbformat.v4.new_output("display_data", {RECORD_MIME: {"traces": {}}})
    cells.append(nbformat.v4.new_code_cell("# record", outputs=[record], id="record"))
    return nbformat.v4.new_notebook(cells=cells, metadata={"kernelspec": {"name": "python3", "display_name": ""}})


@pytest.fixture(scope="module")
def notebook(default_result):
    return _notebook(sim.sponsorship.headline(default_result), sim.sponsorship.what_if(default_result))


@pytest.fixture(scope="module")
def reports(notebook, tmp_path_factory):
    folder = tmp_path_factory.mktemp("whatif")
    for language in LANGUAGES:
        (folder / f"{language}.html").write_text(page_of(notebook, language), encoding="utf-8", newline="\n")
    return folder


@pytest.fixture
def open_page(opened, reports):
    def page(language, path=None, **context):
        return opened(path or reports / f"{language}.html", **context)

    return page


def _plain(text):
    return text.replace("\N{WORD JOINER}", "").strip()


def _chosen(page):
    """Where the sliders stand, as they are read out."""
    return tuple(page.locator(f"#choices-{axis}").get_attribute("aria-valuetext") for axis in AXES)


def _numbers(page):
    """The large numbers, each with the line below its name."""
    cards = page.locator(".sim-chosen-numbers li").all()
    return [
        (_plain(card.locator("strong").inner_text()), _plain(card.locator("small").first.inner_text()))
        for card in cards
    ]


def _wanted(result, levers, words):
    """The same from a run of that choice alone."""
    one = run_on(result.facts, result.plan.with_values(levers), result.settings).headline_table.set_index("measure")
    said = []
    for measure in ("protected_end", "contributions", "apbd_same_cover", "deaths"):
        row, unit = one.loc[measure], one.loc[measure, "unit"]
        more = words("whatif.alone")
        if row["p05"] != row["p95"]:
            interval = words.interval(row["p05"], row["p95"], unit)
            more = words("interval.90", interval=interval, error=words.error(row["mc_error"], unit))
        said.append((words.estimate(row["p50"], row["p05"], row["p95"], unit), more))
    return said


def _press(page, axis, key, times=1):
    page.locator(f"#choices-{axis}").focus()
    for _ in range(times):
        page.keyboard.press(key)


class TestInABrowser:
    pytestmark = browsing

    @pytest.mark.parametrize("language", LANGUAGES)
    def test_it_opens_at_the_reports_own_plan(self, open_page, default_result, language):
        page, words = open_page(language), Words(language)
        assert _numbers(page) == _wanted(default_result, {}, words)
        headline = [
            text.replace("\N{WORD JOINER}", "") for text in page.locator(".sim-headline strong").all_inner_texts()
        ]
        assert [_numbers(page)[place][0] for place in (0, 1, 3)] == headline
        assert page.locator(".sim-whatif button").is_disabled()

    @pytest.mark.parametrize("language", LANGUAGES)
    def test_the_keyboard_leads_to_every_choice_and_its_numbers(self, open_page, default_result, language):
        grid, words, page = choices(default_result), Words(language), open_page(language)
        for point in random.Random(3).sample(grid.points, 8):
            for axis, stop in zip(AXES, point, strict=True):
                _press(page, axis, "Home")
                _press(page, axis, "ArrowRight", stop)
            assert _numbers(page) == _wanted(default_result, grid.levers(point), words)

    def test_every_step_shows_the_tables_own_row(self, open_page, default_result):
        grid, page = choices(default_result), open_page("id")
        page.locator(".sim-whatif summary").click()
        rows = [
            [_plain(text) for text in row.locator("td").all_inner_texts()]
            for row in page.locator("#choices tbody tr:not(.sim-section)").all()
        ]
        assert len(rows) == len(grid.points)
        for way in range(len(grid.axes[0].stops)):
            _press(page, "way", "Home")
            _press(page, "way", "ArrowRight", way)
            cells = rows[grid.points.index((way, 0, 3))]
            assert [first for first, _ in _numbers(page)] == [cells[place].split("\n")[0] for place in (0, 2, 3, 4)]

    def test_the_mouse_moves_a_slider_by_click_and_by_drag(self, open_page, default_result):
        page, words = open_page("id", viewport={"width": 1280, "height": 900}), Words("id")
        slider = page.locator("#choices-way")
        slider.scroll_into_view_if_needed()
        box = slider.bounding_box()
        middle = box["y"] + box["height"] / 2
        page.mouse.click(box["x"] + box["width"] * 0.5, middle)
        assert _chosen(page)[0] == "Surat kuasa potong gaji"
        assert _numbers(page) == _wanted(default_result, {"collection": "payroll_consent"}, words)
        page.mouse.move(box["x"] + box["width"] * 0.5, middle)
        page.mouse.down()
        page.mouse.move(box["x"] + box["width"] - 2, middle, steps=6)
        page.mouse.up()
        assert _chosen(page)[0] == "Keikutsertaan penuh (target ideal)"
        assert _numbers(page) == _wanted(default_result, {"participation_share": 1}, words)

    def test_a_later_start_shortens_the_programme_says_why_and_gives_it_back(self, open_page):
        page = open_page("id")
        why = page.locator("[data-nearest]")
        _press(page, "months", "End")
        assert _chosen(page)[1:] == ("Januari 2026", "24 bulan")
        assert why.inner_text() == ""
        _press(page, "start", "End")
        assert _chosen(page)[1:] == ("Januari 2027", "12 bulan")
        assert page.locator("#choices-months").get_attribute("max") == "3"
        assert "sampai Desember 2027" in why.inner_text()
        assert "sampai Desember 2027" in page.locator("output").text_content()
        _press(page, "start", "Home")
        assert _chosen(page)[1:] == ("Januari 2026", "24 bulan")
        assert why.inner_text() == ""

    def test_the_way_back_is_one_button(self, open_page):
        page = open_page("en")
        before = _chosen(page), _numbers(page)
        _press(page, "way", "End")
        _press(page, "start", "End")
        assert _numbers(page) != before[1]
        page.locator(".sim-whatif button").press("Enter")
        assert (_chosen(page), _numbers(page)) == before
        assert page.evaluate("document.activeElement.id") == "choices-way"

    @pytest.mark.parametrize("language", LANGUAGES)
    def test_chart_and_sentence_follow(self, open_page, language):
        page = open_page(language)
        chart, spoken = page.locator(".sim-whatif svg"), page.locator(".sim-whatif output")
        first = chart.get_attribute("aria-label"), chart.inner_html(), spoken.text_content()
        _press(page, "way", "ArrowRight", 2)
        _press(page, "start", "ArrowRight", 2)
        after = chart.get_attribute("aria-label"), chart.inner_html(), spoken.text_content()
        assert all(one != other for one, other in zip(first, after, strict=True))
        number = _numbers(page)[0][0]
        assert all(number in _plain(text) for text in after)
        assert all("{" not in text for text in after)
        assert chart.locator("polyline").count() == 2  # the choice, and the report's own plan beside it
        corners = chart.locator(".sim-chosen").get_attribute("points").split()
        assert len(corners) == int(_chosen(page)[2].split()[0])

    @pytest.mark.parametrize("scheme", ["light", "dark"])
    @pytest.mark.parametrize("width", [360, 700, 1280])
    def test_it_fits_asks_nothing_and_complains_of_nothing(self, open_page, reports, width, scheme):
        for language in LANGUAGES:
            page = open_page(language, viewport={"width": width, "height": 800}, color_scheme=scheme)
            for axis in AXES:
                _press(page, axis, "End")
            assert page.requests == [(reports / f"{language}.html").as_uri()]
            assert page.complaints == []
            page.locator(".sim-whatif summary").click()
            assert page.evaluate("document.documentElement.scrollWidth") <= width
            for target in page.locator(".sim-whatif :is(input, button, summary)").all():
                assert target.bounding_box()["height"] >= 24
            assert page.evaluate(
                "[...document.querySelectorAll('.sim-chosen-numbers strong')].every(one => one.scrollWidth <= one.clientWidth)"
            )
            inside = page.evaluate(
                """(() => { const frame = document.querySelector('.sim-whatif svg').getBoundingClientRect();
                return [...document.querySelectorAll('.sim-whatif svg text')].map(text => text.getBoundingClientRect())
                    .every(box => box.left >= frame.left - 1 && box.right <= frame.right + 1 && box.top >= frame.top - 1
                        && box.bottom <= frame.bottom + 1 && box.height >= 8) })()"""
            )
            assert inside

    @pytest.mark.parametrize("scheme", ["light", "dark"])
    @pytest.mark.parametrize("language", LANGUAGES)
    def test_axe_finds_nothing(self, open_page, language, scheme):
        from axe_playwright_python.sync_playwright import Axe

        page = open_page(language, color_scheme=scheme)
        _press(page, "start", "End")
        page.locator(".sim-whatif summary").click()
        tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
        found = Axe().run(page, options={"runOnly": {"type": "tag", "values": tags}})
        assert found.violations_count == 0, found.generate_report()

    def test_without_javascript_the_same_grid_is_a_table(self, open_page, default_result):
        page = open_page("id", java_script_enabled=False)
        assert page.locator(".sim-whatif input:visible").count() == 0
        assert page.locator("[data-still]").is_visible()
        assert not page.locator("#choices").is_visible()
        page.locator(".sim-whatif summary").focus()
        page.keyboard.press("Enter")
        assert page.locator("#choices tbody tr:not(.sim-section):visible").count() == len(
            choices(default_result).points
        )

    def test_a_changed_script_is_refused(self, open_page, reports, tmp_path):
        text = (reports / "en.html").read_text(encoding="utf-8")
        changed = tmp_path / "changed.html"
        changed.write_text(text.replace('"use strict";\n', '"use strict" ;\n', 1), encoding="utf-8", newline="\n")
        page = open_page("en", changed)
        assert any("Content Security Policy" in complaint for complaint in page.complaints)
        assert page.locator(".sim-whatif input:visible").count() == 0

    def test_print_shows_the_choice_and_no_controls(self, open_page):
        page = open_page("id")
        _press(page, "way", "End")
        page.locator(".sim-whatif summary").click()
        page.emulate_media(media="print")
        assert page.locator(".sim-whatif :is(input, button, table):visible").count() == 0
        assert page.locator(".sim-slider b:visible").first.inner_text() == "Keikutsertaan penuh (target ideal)"
        assert page.locator(".sim-whatif svg").is_visible()
        assert page.locator(".sim-printed").is_visible()


# the rooms whose grid is made by runs; that of sponsorship is looked at above
ROOMS = ("funding", "universal", "election", "outreach", "paritrana")


@pytest.fixture(scope="module", params=ROOMS)
def room(request, tmp_path_factory):
    """Pages of one room in both languages, and its grid."""
    result = import_module(f"simulate.programmes.{request.param}.study").run(draws=256)
    shown, folder = getattr(sim, request.param), tmp_path_factory.mktemp(request.param)
    notebook = _notebook(shown.headline(result), shown.what_if(result))
    for language in LANGUAGES:
        (folder / f"{language}.html").write_text(page_of(notebook, language), encoding="utf-8", newline="\n")
    return folder, import_module(f"simulate.programmes.{request.param}.page.choices").choices(result)


class TestInEveryRoom:
    pytestmark = browsing

    @pytest.mark.parametrize("language", LANGUAGES)
    def test_the_keyboard_leads_to_the_tables_rows(self, opened, room, language):
        folder, grid = room
        page = opened(folder / f"{language}.html", viewport={"width": 360, "height": 740})
        assert page.locator(".sim-whatif button").is_disabled()
        page.locator(".sim-whatif summary").click()
        rows = [
            [_plain(text).split("\n")[0] for text in row.locator("td").all_inner_texts()]
            for row in page.locator("#choices tbody tr:not(.sim-section)").all()
        ]
        large = [int(card.get_attribute("data-measure")) for card in page.locator(".sim-chosen-numbers li").all()]
        for point in (grid.own, grid.points[0], grid.points[-1], *random.Random(4).sample(grid.points, 3)):
            for place, (axis, stop) in enumerate(zip(grid.axes, point, strict=True)):
                # of the stops that go with those before
                there = sorted({other[place] for other in grid.points if other[:place] == point[:place]})
                assert page.locator(f"#choices-{axis.name}").is_disabled() == (len(there) == 1)
                if len(there) > 1:
                    _press(page, axis.name, "Home")
                    _press(page, axis.name, "ArrowRight", there.index(stop))
            cells = rows[grid.points.index(point)]
            assert [first for first, _ in _numbers(page)] == [cells[place] for place in large]
            assert "{" not in page.locator(".sim-whatif output").text_content()
            assert page.locator(".sim-whatif svg").count() == bool(grid.drawn)
        assert page.requests == [(folder / f"{language}.html").as_uri()]
        assert page.complaints == []
        assert page.evaluate("document.documentElement.scrollWidth") <= 360
        assert page.evaluate(
            "[...document.querySelectorAll('.sim-chosen-numbers strong')].every(one => one.scrollWidth <= one.clientWidth)"
        )

    def test_axe_finds_nothing(self, opened, room):
        from axe_playwright_python.sync_playwright import Axe

        page = opened(room[0] / "id.html", color_scheme="dark")
        page.locator(".sim-whatif summary").click()
        tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
        found = Axe().run(page, options={"runOnly": {"type": "tag", "values": tags}})
        assert found.violations_count == 0, found.generate_report()


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_policy_names_the_scripts_hash_and_nothing_else(notebook, language):
    html = page_of(notebook, language)
    meta = next(tag for tag in re.findall("<meta [^>]+>", html) if "Content-Security-Policy" in tag)
    policy = re.search(r'content="([^"]+)"', meta)[1]
    scripts = re.findall(r"<script>(.*?)</script>", html, flags=re.DOTALL)
    assert len(scripts) == 1
    digest = base64.b64encode(hashlib.sha256(scripts[0].encode()).digest()).decode()
    assert policy.startswith("default-src 'none'")
    assert [part.strip() for part in policy.split(";") if "script" in part] == [f"script-src 'sha256-{digest}'"]


def test_a_page_without_a_panel_runs_no_script(default_result):
    html = page_of(_notebook(sim.sponsorship.headline(default_result)), "id")
    assert "<script" not in html
    assert "script-src" not in html
    assert "sim-slider" not in html


def test_a_panel_that_is_for_the_lab_alone_brings_no_script(default_result):
    notebook = _notebook(sim.sponsorship.headline(default_result), sim.sponsorship.what_if(default_result))
    notebook.cells[1].metadata["tags"] = ["lab_only"]
    assert "<script" not in page_of(notebook, "id")


def test_the_script_is_small_and_plain():
    code = (TEMPLATES / "whatif.js").read_text(encoding="utf-8")
    assert len(code.encode()) < 15_000
    for forbidden in (
        "eval(",
        "Function(",
        "innerHTML",
        "document.write",
        "fetch(",
        "XMLHttp",
        "import(",
        "</script",
        "<!--",
    ):
        assert forbidden not in code
