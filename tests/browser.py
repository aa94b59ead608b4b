"""The page in a real browser, Debian's Chromium, without a window."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from tests.conftest import unused_port, wait_for

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
QUIET = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]
PATIENCE = 180_000
"""Milliseconds; what a machine that has other work to do may take for a first answer."""


@contextmanager
def served(archive: Path, folder: Path, **settings: str) -> Iterator[str]:
    """The address of the page over a copy of the archive."""
    place = folder / "archive"
    shutil.copytree(archive, place)
    port = unused_port()
    command = [sys.executable, "-m", "streamlit", "run", "app.py"]
    command += ["--server.headless", "true", "--server.port", str(port)]
    root = Path(__file__).parents[1]
    around = {**os.environ, "ONRECORD_ARCHIVE": str(place), **settings}
    process = subprocess.Popen(command, cwd=root, env=around, stdout=subprocess.DEVNULL, stderr=subprocess.STDOUT)
    try:
        wait_for(f"http://127.0.0.1:{port}/_stcore/health", process)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(20)


@contextmanager
def opened(address: str) -> Iterator[Page]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        page = browser.new_page(viewport={"width": 1400, "height": 900})
        page.set_default_timeout(PATIENCE)
        page.goto(address)
        yield page
        browser.close()
