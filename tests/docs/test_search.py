"""People who type a question into the search of the documentation find the right page, and can read and copy code."""

import functools
import threading
from collections.abc import Iterator
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

QUESTIONS = {
    "publish a release": "guides/releases",
    "deploy release to production": "guides/releases",
    "schedule an unpublish": "guides/scheduling",
    "publish later": "guides/scheduling",
    "cancel a scheduled publish": "guides/scheduling",
    "move assets between folders": "guides/folders",
    "upload a file": "guides/files",
    "download an asset": "guides/files",
    "media type": "guides/files",
    "resume a download": "guides/files",
    "set a workflow stage": "guides/workflow-stages",
    "receive webhooks": "guides/receive-webhooks",
    "verify a webhook signature": "guides/receive-webhooks",
    "roles and permissions": "guides/roles",
    "invite a user": "guides/roles",
    "rate limit 429": "guides/rate-limits",
    "redis": "guides/rate-limits",
    "errors and retries": "guides/errors",
    "timeout": "guides/errors",
    "logging": "guides/logging",
    "test my code without a stack": "guides/testing",
    "pytest fixtures": "guides/testing",
    "proxy certificate": "guides/proxies",
    "jupyter notebook": "guides/notebooks",
    "fastapi": "guides/fastapi",
    "celery": "guides/fastapi",
    "contentstack-management": "guides/moving",
    "migrate from the official sdk": "guides/moving",
    "sign in with oauth": "guides/sign-in",
    "two-factor authentication": "guides/sign-in",
    "pagination": "guides/pagination",
    "load a csv file": "guides/load",
    "create many entries": "guides/load",
    "load thousands of rows": "guides/load",
    "checkpoint": "guides/load",
    "revert a run": "guides/load",
    "upload a folder": "guides/files",
    "create an entry": "guides/entries",
    "localize an entry": "guides/entries",
    "asyncio": "guides/asynchronous",
    "response headers": "guides/calls",
    "emulator": "guides/emulator",
    "command line": "guides/command-line",
    "exit codes": "guides/command-line",
    "backup": "guides/backup",
    "restore": "guides/backup",
    "export a stack": "guides/backup",
    "clone": "guides/copy-content",
    "copy content": "guides/copy-content",
    "html": "guides/bring-html-in",
    "markdown": "guides/bring-html-in",
    "word": "guides/bring-html-in",
    "csv": "guides/notebook-content",
    "pandas": "guides/notebook-content",
    "notebook": "guides/notebook-content",
    "parquet": "guides/notebook-content",
    "typed entries": "guides/content-model",
    "generate types": "guides/content-model",
    "content model as code": "guides/content-model",
    "query entries typed": "guides/content-model",
    "validate an entry before sending": "guides/content-model",
    "json schema of a content type": "guides/content-model",
    "rename a field": "guides/migrations",
    "migration lock": "guides/migrations",
}
"""The page that answers each question, without its suffix."""

LONGEST = 3
"""Results that people look at."""


@pytest.fixture(scope="module", params=["disk", "server"])
def address(site: Path, request: pytest.FixtureRequest) -> Iterator[str]:
    """The site as it is read from disk, and as a server sends it."""
    if request.param == "disk":
        yield site.as_uri()
        return
    handler = functools.partial(_QuietHandler, directory=str(site))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    opened = browser.new_page()
    yield opened
    opened.close()


def test_the_right_page_is_among_the_first_three(page: Page, address: str) -> None:
    page.goto(f"{address}/index.html")
    found = {question: _search(page, question, address) for question in QUESTIONS}
    assert {question: pages for question, pages in found.items() if QUESTIONS[question] not in pages} == {}


def test_a_long_line_of_code_scrolls_in_its_block(page: Page, address: str) -> None:
    page.set_viewport_size({"width": 400, "height": 800})
    page.goto(f"{address}/guides/testing.html")
    wide = [
        block for block in page.locator("pre > code").all() if block.evaluate("it => it.scrollWidth > it.clientWidth")
    ]
    assert {block.evaluate("it => getComputedStyle(it).overflowX") for block in wide} == {"auto"}
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def test_every_block_of_code_has_a_button_to_copy_it(page: Page, address: str) -> None:
    for guide in ("releases", "errors", "moving"):
        page.goto(f"{address}/guides/{guide}.html")
        blocks = page.locator("article pre").count()
        assert blocks > 1
        expect(page.locator("article [data-md-type=copy], article .md-clipboard")).to_have_count(blocks)


def _search(page: Page, question: str, address: str) -> list[str]:
    """Return the first pages that the search finds. A key must be released for it to look."""
    box, links = page.locator(".md-search__input"), page.locator(".md-search-result__item > a")
    box.fill("")
    box.press("End")
    expect(links).to_have_count(0)
    box.fill(question)
    box.press("End")
    links.first.wait_for(state="attached", timeout=10_000)
    return [
        str(link.get_attribute("href")).removeprefix(f"{address}/").split(".html")[0] for link in links.all()[:LONGEST]
    ]


class _QuietHandler(SimpleHTTPRequestHandler):
    def log_message(self, *_arguments: object) -> None:
        """Log nothing."""
