"""The page in a real browser, Debian's Chromium, without a window."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect, sync_playwright

from rag.archive import Archive
from tests.conftest import unused_port, wait_for

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
QUIET = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]
PATIENCE = 180_000
"""Milliseconds; what a machine that has other work to do may take for a first answer."""

PICTURES = {
    "test_a_question_is_answered_and_its_citation_opens_the_highlighted_quotation": "page.png",
    "test_a_wrong_quotation_is_told_and_its_place_opens_beside_it": "quotation.png",
}
"""What each test ends on, as a picture for the docs."""

pytestmark = [
    pytest.mark.browser,
    pytest.mark.enable_socket,
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium here; apt-get install chromium"),
]


@pytest.fixture(scope="module")
def address(demo_folder: Path) -> Iterator[str]:
    """The chat page, served on loopback over the demo archive."""
    port = unused_port()
    command = [sys.executable, "-m", "streamlit", "run", "app.py"]
    command += ["--server.headless", "true", "--server.port", str(port)]
    root = Path(__file__).parents[1]
    served = {**os.environ, "ONRECORD_ARCHIVE": str(demo_folder)}
    process = subprocess.Popen(command, cwd=root, env=served, stdout=subprocess.DEVNULL, stderr=subprocess.STDOUT)
    try:
        wait_for(f"http://127.0.0.1:{port}/_stcore/health", process)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(20)


@pytest.fixture
def page(address: str, request: pytest.FixtureRequest) -> Iterator[Page]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        page = browser.new_page(viewport={"width": 1400, "height": 900})
        page.set_default_timeout(PATIENCE)
        page.goto(address)
        yield page
        if folder := os.environ.get("ONRECORD_SCREENSHOTS"):
            page.screenshot(path=Path(folder) / PICTURES[request.node.name])
        browser.close()


def test_a_question_is_answered_and_its_citation_opens_the_highlighted_quotation(page: Page, demo: Archive) -> None:
    box = page.get_by_test_id("stChatInputTextArea")
    box.fill("How many ships were waiting at the end of the Eleven Days?")
    box.press("Enter")
    mark = page.get_by_role("button", name="[1]")
    expect(mark).to_be_visible(timeout=PATIENCE)
    mark.click()
    marked = page.locator(".onrecord-reader mark")
    expect(marked).to_be_visible(timeout=PATIENCE)
    expect(marked).to_contain_text("212")
    speech = mark.inner_text().split("] ")[1].partition("#")[0]
    quote = marked.inner_text()
    assert quote in demo.speech(speech).text
    expect(page.locator(".onrecord-facts")).to_contain_text(demo.speech(speech).speaker or "")


def test_a_wrong_quotation_is_told_and_its_place_opens_beside_it(page: Page) -> None:
    page.get_by_role("tab", name="Check a quotation").click()
    words = "In 2016 we had 180 licensed pilots on our shore, with an average age of 54."
    page.get_by_role("textbox", name="Quotation").fill(words)
    page.get_by_role("button", name="Check", exact=True).click()
    expect(page.locator(".onrecord-verdict")).to_contain_text("Altered", timeout=PATIENCE)
    expect(page.locator(".onrecord-diff del")).to_have_text("180")
    page.get_by_role("button", name="2018-calloway-opening#p8").click()
    expect(page.locator(".onrecord-reader mark")).to_contain_text("118 licensed pilots", timeout=PATIENCE)
    expect(page.locator(".onrecord-verdict")).to_be_visible()
