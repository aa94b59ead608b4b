"""The page in a real browser, Debian's Chromium, without a window, over a copy of the demo archive."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import FilePayload, Page, expect, sync_playwright

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

FERRY = b"""---
speaker: Dora Quill
role: Harbour Master of Velmora
date: 2024-03-04
---
Ladies and gentlemen,

The ferry Halcyon leaves the old quay at twenty past nine and carries forty bicycles.
"""

pytestmark = [
    pytest.mark.browser,
    # One server for all.
    pytest.mark.xdist_group("browser"),
    pytest.mark.enable_socket,
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium here; apt-get install chromium"),
]


@pytest.fixture(scope="module")
def address(demo_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The page, served on loopback over an archive that it may write to."""
    place = tmp_path_factory.mktemp("browser") / "archive"
    shutil.copytree(demo_folder, place)
    port = unused_port()
    command = [sys.executable, "-m", "streamlit", "run", "app.py"]
    command += ["--server.headless", "true", "--server.port", str(port)]
    root = Path(__file__).parents[1]
    served = {**os.environ, "ONRECORD_ARCHIVE": str(place)}
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
        folder, picture = os.environ.get("ONRECORD_SCREENSHOTS"), PICTURES.get(request.node.name)
        if folder and picture:
            # Else a hint covers part of it.
            page.mouse.move(0, 0)
            page.wait_for_timeout(500)
            page.screenshot(path=Path(folder) / picture)
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


def test_a_follow_up_is_read_its_filter_is_taken_off_and_a_reload_keeps_it_all(page: Page) -> None:
    ask(page, "What did Anton Rehn say about the pilots?")
    expect(page.get_by_role("button", name="speaker: Anton Rehn")).to_be_visible(timeout=PATIENCE)
    ask(page, "and Calloway?")
    expect(page.get_by_text("Read as: What did Teodor Calloway say about the pilots?")).to_be_visible(timeout=PATIENCE)
    page.get_by_role("button", name="speaker: Teodor Calloway").click()
    expect(page.get_by_role("button", name="speaker: Teodor Calloway")).to_have_count(0, timeout=PATIENCE)
    expect(page.get_by_text("31 speeches searched")).to_be_visible(timeout=PATIENCE)
    settled(page)
    said = page.locator(".onrecord-sentence").all_inner_texts()
    page.reload()
    expect(page.locator(".onrecord-question")).to_have_text(
        ["What did Anton Rehn say about the pilots?", "and Calloway?"], timeout=PATIENCE
    )
    settled(page)
    assert page.locator(".onrecord-sentence").all_inner_texts() == said


def test_a_file_is_added_and_asked_about(page: Page) -> None:
    page.get_by_role("tab", name="Archive").click()
    ferry: FilePayload = {"name": "ferry.md", "mimeType": "text/markdown", "buffer": FERRY}
    broken: FilePayload = {"name": "broken.pdf", "mimeType": "application/pdf", "buffer": b"no PDF"}
    page.locator("input[type=file]").set_input_files([ferry, broken])
    for one in (ferry, broken):
        expect(page.get_by_role("button", name=f"Remove {one['name']}")).to_be_visible(timeout=PATIENCE)
    # By the keyboard, for plots that are drawn above would move it from under the pointer.
    page.get_by_role("button", name="Add", exact=True).press("Enter")
    expect(page.get_by_role("button", name="added ferry")).to_be_visible(timeout=PATIENCE)
    expect(page.locator(".onrecord-lines")).to_contain_text("broken.pdf: ")
    page.get_by_role("tab", name="Ask").click()
    box = page.get_by_test_id("stChatInputTextArea")
    box.fill("When does the ferry Halcyon leave the old quay?")
    box.press("Enter")
    expect(page.get_by_text("leaves the old quay at twenty past nine").first).to_be_visible(timeout=PATIENCE)


def test_a_permalink_opens_the_reader_and_the_address_follows_it(page: Page, address: str) -> None:
    page.goto(f"{address}/?speech=2018-calloway-opening&p=7")
    marked = page.locator(".onrecord-reader mark")
    expect(marked).to_contain_text("A harbour closed to one flag", timeout=PATIENCE)
    page.get_by_text("Whole speech").click()
    box = page.get_by_role("textbox", name="Find in this speech")
    expect(page.locator(".onrecord-reader p")).to_have_count(17, timeout=PATIENCE)
    expect(marked).to_be_in_viewport(timeout=PATIENCE)
    box.fill("harbour master")
    box.press("Enter")
    expect(page.locator(".onrecord-reader p")).to_have_count(2, timeout=PATIENCE)
    page.get_by_role("button", name="Close").click()
    expect(page).to_have_url(f"{address}/", timeout=PATIENCE)


@pytest.mark.parametrize("tab", ["Ask", "Check a quotation", "Over time", "Archive", "Quality"])
def test_nothing_serious_keeps_anyone_from_using_it(page: Page, tab: str) -> None:
    page.get_by_role("tab", name=tab).click()
    expect(page.get_by_role("tabpanel", name=tab)).to_be_visible(timeout=PATIENCE)
    expect(page.get_by_test_id("stSkeleton")).to_have_count(0, timeout=PATIENCE)
    found = Axe().run(page).response["violations"]
    serious = {one["id"]: one["nodes"][0]["html"][:200] for one in found if one["impact"] in {"serious", "critical"}}
    assert not serious


def ask(page: Page, question: str) -> None:
    box = page.get_by_test_id("stChatInputTextArea")
    box.fill(question)
    box.press("Enter")


def settled(page: Page) -> None:
    """Wait for the page's script to end: until then, parts of what was there before may still be shown."""
    expect(page.get_by_test_id("stApp")).to_have_attribute("data-test-script-state", "notRunning", timeout=PATIENCE)
