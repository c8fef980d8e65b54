"""The reports that tests read, every one of the catalogue, published once for all test processes; and a browser."""

import pytest
from browser import CHROMIUM, FLAGS
from filelock import FileLock
from seen import SEEN


@pytest.fixture(scope="session")
def every_report(simulate, tmp_path_factory, worker_id):
    """The folder of the reports that are `SEEN`, in both languages. Copy it before you change it."""
    base = tmp_path_factory.getbasetemp()
    out = (base if worker_id == "master" else base.parent) / "every_report"
    with FileLock(out.with_suffix(".lock")):
        if not (out / "index.html").exists():
            only = [word for name in SEEN for word in ("--only", name)]
            done = simulate("reports", *only, "--out", out)
            assert done.returncode == 0, done.stderr
    return out


@pytest.fixture(scope="session")
def chromium():
    """A browser that runs for all tests."""
    from playwright.sync_api import sync_playwright

    assert CHROMIUM, "Chromium is required here and not installed"
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield running
        running.close()


@pytest.fixture
def opened(chromium):
    """Opens a page of ours offline, noting what it asks for and complains of."""
    contexts = []

    def open_page(path, **options):
        context = chromium.new_context(offline=True, **options)
        contexts.append(context)
        page = context.new_page()
        page.requests, page.complaints = [], []
        page.on("request", lambda request: page.requests.append(request.url))
        page.on("console", lambda message: page.complaints.append(message.text))
        page.on("pageerror", lambda error: page.complaints.append(str(error)))
        page.goto(path.as_uri())
        return page

    yield open_page
    for context in contexts:
        context.close()
