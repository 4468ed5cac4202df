"""The load of the guide is killed in every step, and goes on: each book is there once, complete and published."""

import csv
import os
import re
import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

from contentstack_cma import Client
from contentstack_cma_emulator import Emulator
from tests.docs.support.books import GUIDE, write_books
from tests.docs.support.code_blocks import put_account_in, read_python_blocks

CREATE_TYPES, LOAD, *_ = read_python_blocks(GUIDE)
MORE = 120
KILLS = (
    ("books.jsonl", "created", signal.SIGKILL),
    ("french.jsonl", "updated", signal.SIGINT),
    ("publish.jsonl", "incomplete", signal.SIGKILL),
)
"""When and how it is killed: as soon as `DONE` items of this checkpoint are in this state."""
DONE = 20


def start(code: str, folder: Path) -> "subprocess.Popen[str]":
    script = folder / "load.py"
    script.write_text(code, encoding="utf-8")
    environment = {**os.environ, "CONTENTSTACK_PACE": "off"}
    return subprocess.Popen([sys.executable, script], cwd=folder, env=environment, stdout=subprocess.PIPE, text=True)


def kill_after(process: "subprocess.Popen[str]", checkpoint: Path, state: str, how: signal.Signals) -> None:
    with process:
        while not checkpoint.exists() or checkpoint.read_text(encoding="utf-8").count(f'"{state}"') < DONE:
            assert process.poll() is None, f"it ended before {checkpoint.name} had {DONE} items"
            time.sleep(0.01)
        process.send_signal(how)


def read_authors(folder: Path) -> list[str]:
    with (folder / "books.csv").open(encoding="utf-8", newline="") as file:
        return [row["author"] for row in csv.DictReader(file)]


def count_items(report: str) -> dict[str, int]:
    """Return the number of all items of a report by what it did, those of earlier runs included."""
    assert "failed" not in report
    assert "unknown" not in report
    title, _, counts = report.partition(": ")
    return {title: sum(map(int, re.findall(r"(\d+) [a-z]", counts.partition(" in ")[0])))}


def test_a_load_that_is_killed_goes_on(signed_in: Emulator, tmp_path: Path) -> None:
    isbns = write_books(tmp_path, MORE)
    with start(put_account_in(CREATE_TYPES, signed_in), tmp_path) as process:
        assert process.wait() == 0
    code = put_account_in(LOAD, signed_in)
    for name, state, how in KILLS:
        kill_after(start(code, tmp_path), tmp_path / name, state, how)
    with start(code, tmp_path) as process:
        output, _ = process.communicate(timeout=60)
    books, authors = len(isbns), len({*read_authors(tmp_path)})
    assert [count_items(report) for report in output.splitlines()] == [
        {"upload_many of assets": books},
        {"create_many of author": authors},
        {"create_many of book": books},
        {"localize_many of book": books},
        {"publish_many": books + authors + books},
    ]
    with Client() as client:
        check_books(client, signed_in.stack.api_key, isbns)


def check_books(client: Client, api_key: str, isbns: list[str]) -> None:
    """Check that each book is there once in both locales, with its own cover and author, and that all is published."""
    stack = client.stack(api_key)
    books = stack.entries("book")
    authors = {author.uid: author.title for author in stack.entries("author").list()}
    once = dict.fromkeys(isbns, 1)
    assert Counter(str(asset.filename).removesuffix(".jpg") for asset in stack.assets.list()) == once
    assert Counter(authors.values()).most_common(1)[0][1] == 1
    for locale, title in (("en-us", "Book"), ("fr-fr", "Livre")):
        there = list(books.list(locale=locale))
        assert Counter(book["isbn"] for book in there) == once
        made = [book for book in there if str(book.title).startswith(title)]
        assert len(made) == MORE
        assert all(book.locale == locale and book["title"] == f"{title} {book['isbn']}" for book in made)
        assert all(book["cover"]["filename"] == f"{book['isbn']}.jpg" for book in made)
        assert all(authors[book["author"][0]["uid"]] == f"Author {int(book['isbn']) % 7}" for book in made)
        assert list(books.unpublished("production", locale=locale)) == []
    assert list(stack.entries("author").unpublished("production")) == []
