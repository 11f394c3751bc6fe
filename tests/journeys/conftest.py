"""A real server with the demonstration's data, and a browser; without a browser skipped, but never in CI."""

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

ROOT = Path(__file__).resolve().parents[2]
SWITCHES = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def start_server(home: Path, port: int, *arguments: str) -> subprocess.Popen:
    """`formengine run` on `home`, once it answers."""
    settings = {"FORMENGINE_HOME": str(home), "FORMENGINE_LOG_LEVEL": "WARNING"}
    environment = {**os.environ, **settings, "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-c", "from formengine.cli import main; main()", "run", "--port", str(port), *arguments]
    with (home / "server.log").open("ab") as log:
        process = subprocess.Popen(command, env=environment, stdout=log, stderr=log)
    for _turn in range(300):
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/sign-in", timeout=5).close()
            return process
        except OSError:
            if process.poll() is not None:
                break
            time.sleep(0.1)
    process.kill()
    raise RuntimeError((home / "server.log").read_text())


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a running demonstration."""
    home, port = tmp_path_factory.mktemp("site"), free_port()
    process = start_server(home, port, "--demo")
    yield f"http://127.0.0.1:{port}"
    process.terminate()
    process.wait(30)


class Person:
    """Somebody at a browser, signed in with a sample account's button."""

    def __init__(self, context: BrowserContext, site: str, account: str) -> None:
        self.context = context
        self.site = site
        self.page: Page = context.new_page()
        self.page.set_default_timeout(15_000)
        if account:
            self.page.goto(f"{site}/sign-in")
            self.page.click(f'form:has(input[value="{account}"]) button')
            self.page.wait_for_load_state()

    def go(self, path: str) -> Page:
        self.page.goto(self.site + path)
        return self.page

    def press(self, text: str) -> None:
        """Press the button or link with this text and wait for the page it leads to."""
        self.page.locator(f"main :is(button, a):has-text('{text}'):visible").first.click()
        self.page.wait_for_load_state()


@pytest.fixture
def person(browser: Browser, site: str) -> Iterator[Callable[..., Person]]:
    contexts: list[BrowserContext] = []

    def arrive(account: str = "", *, script: bool = True, width: int = 1280, locale: str = "vi-VN") -> Person:
        context = browser.new_context(
            java_script_enabled=script, viewport={"width": width, "height": 900}, locale=locale, accept_downloads=True
        )
        contexts.append(context)
        return Person(context, site, account)

    yield arrive
    for context in contexts:
        context.close()
