"""The browser of the tests: the system's Chromium, driven by Playwright."""

import os

import pytest

from simulate.publish.page import chromium

CHROMIUM = chromium()
# set where a skip would hide something: in CI
REQUIRED = bool(os.environ.get("SIMULATE_REQUIRE_BROWSER"))
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]
needs_browser = pytest.mark.skipif(CHROMIUM is None and not REQUIRED, reason="no Chromium on this machine")
