"""Opens reports in the browser."""

from contextlib import contextmanager

import pytest


@contextmanager
def opening(chromium):
    """Opens pages of ours offline, noting what they ask for and complain of."""
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


@pytest.fixture
def opened(chromium):
    """Opens a page for one test."""
    with opening(chromium) as open_page:
        yield open_page


@pytest.fixture(scope="module")
def page(request, chromium, every_report):
    """A page of the reports, opened once for all that is asked of it; each test sets what it is looked at with."""
    with opening(chromium) as open_page:
        shown = open_page(every_report / request.param, viewport={"width": 1280, "height": 900})
        shown.name = request.param
        yield shown
