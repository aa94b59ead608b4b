"""The page in a real browser, Debian's Chromium, without a window, over a copy of the demo archive."""

import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import FilePayload, Page, expect

from rag.archive import Archive
from tests.browser import CHROMIUM, PATIENCE, opened, served
from tests.model_server import SAID, ModelServer, model_server

PICTURES = {
    "test_a_question_is_answered_and_its_citation_opens_the_highlighted_quotation": "page.png",
    "test_a_wrong_quotation_is_told_and_its_place_opens_beside_it": "quotation.png",
}
"""What each test ends on, as a picture for the docs."""

OPENED = ".onrecord-reader mark:not(.quiet)"
"""The words at which the reader is open."""

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
    with served(demo_folder, tmp_path_factory.mktemp("browser")) as address:
        yield address


@pytest.fixture(scope="module")
def model() -> Iterator[ModelServer]:
    """The chat model of the page at `address_of_written`."""
    with model_server() as model:
        yield model


@pytest.fixture(scope="module")
def address_of_written(
    model: ModelServer, demo_folder: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    """The page with a chat model that writes its answers."""
    settings = {"ONRECORD_MODEL": "openai:scripted", "ONRECORD_MODEL_URL": model.url}
    with served(demo_folder, tmp_path_factory.mktemp("written"), **settings) as address:
        yield address


@pytest.fixture
def page(address: str, request: pytest.FixtureRequest) -> Iterator[Page]:
    with opened(address) as page:
        yield page
        folder, picture = os.environ.get("ONRECORD_SCREENSHOTS"), PICTURES.get(request.node.name)
        if folder and picture:
            # Else a hint covers part of it.
            page.mouse.move(0, 0)
            page.wait_for_timeout(500)
            page.screenshot(path=Path(folder) / picture)


@pytest.fixture
def written(address_of_written: str) -> Iterator[Page]:
    with opened(address_of_written) as page:
        yield page


def test_questions_to_begin_with_come_by_themselves_and_leave_what_is_typed(page: Page) -> None:
    box = page.get_by_test_id("stChatInputTextArea")
    box.fill("What did")
    expect(page.get_by_text("For instance:")).to_be_visible(timeout=PATIENCE)
    settled(page)
    expect(box).to_have_value("What did")


def test_a_question_is_answered_and_its_citation_opens_the_highlighted_quotation(page: Page, demo: Archive) -> None:
    box = page.get_by_test_id("stChatInputTextArea")
    box.fill("How many ships were waiting at the end of the Eleven Days?")
    box.press("Enter")
    mark = page.get_by_role("button", name="[1]")
    expect(mark).to_be_visible(timeout=PATIENCE)
    mark.click()
    marked = page.locator(OPENED)
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
    expect(page.locator(OPENED)).to_contain_text("118 licensed pilots", timeout=PATIENCE)
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


def test_a_question_in_the_moment_after_a_new_conversation_was_begun_goes_to_that_one(page: Page) -> None:
    ask(page, "What did Anton Rehn say about the pilots?")
    expect(page.get_by_role("button", name="Save this answer")).to_be_visible(timeout=PATIENCE)
    settled(page)
    first = page.url
    page.get_by_test_id("stChatInputTextArea").fill("How many ships were waiting at the end of the Eleven Days?")
    # Both before the browser hears of either: faster than anybody's hands, as slow as a busy server makes them.
    page.evaluate(
        """() => {
            document.querySelector(".st-key-new button").click();
            document.querySelector('[data-testid="stChatInputSubmitButton"]').click();
        }"""
    )
    expect(page.locator(".onrecord-question")).to_have_text(
        ["How many ships were waiting at the end of the Eleven Days?"], timeout=PATIENCE
    )
    expect(page.get_by_text("212 ships were waiting").first).to_be_visible(timeout=PATIENCE)
    settled(page)
    assert page.url != first
    page.goto(first)
    expect(page.locator(".onrecord-question")).to_have_text(
        ["What did Anton Rehn say about the pilots?"], timeout=PATIENCE
    )


def test_a_file_is_added_and_asked_about(page: Page) -> None:
    page.get_by_role("tab", name="Archive").click()
    ferry: FilePayload = {"name": "ferry.md", "mimeType": "text/markdown", "buffer": FERRY}
    broken: FilePayload = {"name": "broken.pdf", "mimeType": "application/pdf", "buffer": b"no PDF"}
    page.locator("input[type=file]").set_input_files([ferry, broken])
    for one in (ferry, broken):
        expect(page.get_by_role("button", name=f"Remove {one['name']}")).to_be_visible(timeout=PATIENCE)
    settled(page)
    # By the keyboard, for plots that are drawn above would move it from under the pointer.
    add = page.get_by_role("button", name="Add", exact=True)
    expect(add).to_be_enabled(timeout=PATIENCE)
    add.press("Enter")
    expect(page.get_by_role("button", name="added ferry")).to_be_visible(timeout=PATIENCE)
    expect(page.locator(".onrecord-lines")).to_contain_text("broken.pdf: ")
    page.get_by_role("tab", name="Ask").click()
    box = page.get_by_test_id("stChatInputTextArea")
    box.fill("When does the ferry Halcyon leave the old quay?")
    box.press("Enter")
    expect(page.get_by_text("leaves the old quay at twenty past nine").first).to_be_visible(timeout=PATIENCE)


def test_a_permalink_opens_the_reader_and_the_address_follows_it(page: Page, address: str) -> None:
    page.goto(f"{address}/?speech=2018-calloway-opening&p=7")
    marked = page.locator(OPENED)
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


def test_the_browsers_way_back_closes_the_reader_and_its_way_forward_opens_it_at_the_same_words(page: Page) -> None:
    ask(page, "What did Anton Rehn say about the pilots?")
    mark = page.get_by_role("button", name="[1]")
    expect(mark).to_be_visible(timeout=PATIENCE)
    settled(page)
    mark.click()
    words = page.locator(OPENED)
    expect(words).to_be_visible(timeout=PATIENCE)
    expect(page).to_have_url(re.compile(r"conversation=\w+&speech=[\w-]+&p=\d+$"), timeout=PATIENCE)
    settled(page)
    quote = words.inner_text()
    page.go_back()
    expect(words).to_have_count(0, timeout=PATIENCE)
    expect(page).to_have_url(re.compile(r"conversation=\w+$"), timeout=PATIENCE)
    expect(page.locator(".onrecord-question")).to_be_visible(timeout=PATIENCE)
    settled(page)
    page.go_forward()
    expect(words).to_have_text(quote, timeout=PATIENCE)
    settled(page)
    page.go_back()
    expect(words).to_have_count(0, timeout=PATIENCE)
    settled(page)
    page.go_back()
    expect(page.locator(".onrecord-question")).to_have_count(0, timeout=PATIENCE)


def test_the_marks_in_what_a_model_wrote_show_and_open_what_is_cited(written: Page) -> None:
    ask(written, "What did Anton Rehn say about the pilots?")
    # Within the prose; the buttons below it have addresses beside their numbers.
    mark = written.get_by_role("button", name="[1]", exact=True)
    expect(mark).to_be_visible(timeout=PATIENCE)
    settled(written)
    told = written.get_by_role("tooltip")
    expect(told).to_be_hidden()
    mark.hover()
    expect(told).to_contain_text("Anton Rehn, ")
    quote = told.inner_text().partition("“")[2].rstrip("”")
    assert not serious(written)
    written.mouse.move(0, 0)
    expect(told).to_be_hidden()
    # The way of who has no pointer.
    written.get_by_role("button", name="speaker: Anton Rehn").focus()
    written.keyboard.press("Tab")
    expect(mark).to_be_focused()
    expect(told).to_be_visible()
    written.keyboard.press("Escape")
    expect(told).to_be_hidden()
    written.keyboard.press("Enter")
    expect(written.locator(OPENED)).to_have_text(quote, timeout=PATIENCE)
    expect(written).to_have_url(re.compile("conversation="))
    settled(written)
    expect(written.locator(".onrecord-question")).to_be_visible()
    # Nobody cites the first paragraph, which greets.
    written.goto(re.sub(r"p=\d+", "p=1", written.url))
    written.get_by_text("Whole speech").click()
    expect(written.locator(".onrecord-reader .quiet").filter(has_text=quote)).to_be_visible(timeout=PATIENCE)
    expect(written.get_by_text("what else this conversation cites")).to_be_visible()


def test_an_answer_is_stopped_though_the_model_is_silent_and_what_was_said_is_kept(
    written: Page, model: ModelServer
) -> None:
    model.go_on.clear()
    try:
        ask(written, "What did Anton Rehn say about the pilots?")
        expect(written.locator(".onrecord-sentence")).to_have_count(SAID, timeout=PATIENCE)
        said = written.locator(".onrecord-sentence").all_inner_texts()
        written.get_by_role("button", name="Stop").click()
        expect(written.get_by_text("Stopped before the end")).to_be_visible(timeout=PATIENCE)
        settled(written)
        expect(written.get_by_role("button", name="Stop")).to_have_count(0)
        kept = written.locator(".prose")
        for one in said:
            expect(kept).to_contain_text(one)
    finally:
        model.go_on.set()
    assert model.left.wait(PATIENCE / 1000), "the model is still listened to"
    written.reload()
    expect(written.get_by_text("Stopped before the end")).to_be_visible(timeout=PATIENCE)
    settled(written)
    written.get_by_role("button", name="[1]", exact=True).click()
    expect(written.locator(OPENED)).to_be_visible(timeout=PATIENCE)
    settled(written)
    ask(written, "How many ships were waiting at the end of the Eleven Days?")
    expect(written.get_by_role("button", name="Save this answer")).to_be_visible(timeout=PATIENCE)
    settled(written)
    expect(written.locator(".onrecord-question")).to_have_count(2)


def test_a_follow_up_is_stopped_while_the_model_reads_it_and_is_not_lost(written: Page, model: ModelServer) -> None:
    ask(written, "What did Anton Rehn say about the pilots?")
    expect(written.get_by_role("button", name="Save this answer")).to_be_visible(timeout=PATIENCE)
    settled(written)
    model.go_on.clear()
    try:
        ask(written, "and Calloway?")
        written.get_by_role("button", name="Stop").click()
        expect(written.get_by_text("Stopped before the end")).to_be_visible(timeout=PATIENCE)
        settled(written)
    finally:
        model.go_on.set()
    expect(written.locator(".onrecord-question")).to_have_text(
        ["What did Anton Rehn say about the pilots?", "and Calloway?"]
    )


@pytest.mark.parametrize("tab", ["Ask", "Check a quotation", "Over time", "Archive", "Quality"])
def test_nothing_serious_keeps_anyone_from_using_it(page: Page, tab: str) -> None:
    page.get_by_role("tab", name=tab).click()
    expect(page.get_by_role("tabpanel", name=tab)).to_be_visible(timeout=PATIENCE)
    expect(page.get_by_test_id("stSkeleton")).to_have_count(0, timeout=PATIENCE)
    assert not serious(page)


def serious(page: Page) -> dict[str, str]:
    """What axe finds that keeps someone from using the page as it is now shown."""
    found = Axe().run(page).response["violations"]
    return {one["id"]: one["nodes"][0]["html"][:200] for one in found if one["impact"] in {"serious", "critical"}}


def ask(page: Page, question: str) -> None:
    box = page.get_by_test_id("stChatInputTextArea")
    box.fill(question)
    box.press("Enter")


def settled(page: Page) -> None:
    """Wait for the page's script to end: until then, parts of what was there before may still be shown."""
    expect(page.get_by_test_id("stApp")).to_have_attribute("data-test-script-state", "notRunning", timeout=PATIENCE)
