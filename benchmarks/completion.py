"""How long editors take to complete code that uses the SDK: pyright, as in VS Code, and jedi, as in notebooks."""

import time
from collections.abc import Iterator
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from .language_server import LanguageServer, open_language_server
from .report import Row, at_most
from .runs import OURS, compare

ROUNDS = 5
SESSIONS = 3
MOST_FIRST = {"pyright": 0.6, "jedi": 1.2}
"""Seconds for the first completion of a session."""
MOST_LATER = {"pyright": 0.05, "jedi": 0.3}
"""Seconds for each of the others."""

HTTPX = """
import httpx

client = httpx.Client()
"""
START = """
from contentstack_cma import Client

client = Client(authtoken="token")
stack = client.stack("api_key")
"""
FIRST = "client.|"
ATTRIBUTES = (
    "stack.|",
    "client.users.|",
    'stack.entries("post").|',
    'stack.entries("post").list(|)',
    'stack.entries("post").get("blt1").|',
    'stack.entries("post").list().|',
    "stack.environments.with_raw_response.|",
)
BODIES = (
    'stack.content_types.create({"|"})',
    'stack.content_types.create({"title": "Post", "uid": "post", "schema": [{"|"}]})',
    'stack.content_types.create({"title": "Post", "uid": "post", "schema": [{"data_type": "|"}]})',
    'stack.content_types.create({"title": "Post", "uid": "post", "schema": [{"data_type": "text", "|"}]})',
    'stack.roles.create({"name": "Author", "rules": [{"|"}]})',
    'stack.webhooks.create({"name": "Hook", "channels": ["|"]})',
)

JEDI = """
import json
import statistics
import time

import jedi


def complete(code):
    before, _, after = code.rpartition("|")
    lines = before.split("\\n")
    start = time.perf_counter()
    assert jedi.Script(before + after).complete(len(lines), len(lines[-1]))
    return time.perf_counter() - start


complete({warm_up!r})
first = complete({first!r})
later = [complete(code) for code in {later!r}]
print(json.dumps({{"first": first, "later": statistics.median(later)}}))
"""


def measure_completion() -> Iterator[Row]:
    """Measure completions in new sessions that have completed code of httpx, and so know Python's own modules."""
    sessions = [_measure_pyright() for _ in range(SESSIONS)]
    first, attributes, bodies, httpx = (median(figures) for figures in zip(*sessions, strict=True))
    yield _build_row("pyright", "first", first, MOST_FIRST)
    yield _build_row("pyright", "attributes", attributes, MOST_LATER, httpx)
    yield _build_row("pyright", "keys of bodies", bodies, MOST_LATER, httpx)
    programs = {"ours": (OURS, ["-c", _write_program(START, FIRST, ATTRIBUTES)])}
    jedi = compare(programs, SESSIONS)["ours"]
    yield _build_row("jedi", "first", jedi["first"], MOST_FIRST)
    yield _build_row("jedi", "attributes", jedi["later"], MOST_LATER)


def _measure_pyright() -> tuple[float, float, float, float]:
    """Return the seconds of the first completion, of attributes, of keys of bodies, and of attributes of httpx."""
    with TemporaryDirectory() as folder, open_language_server(Path(folder)) as server:
        _time(server, HTTPX + "client.|")
        httpx = median(_time(server, HTTPX + code) for code in ("client.|", "client.g|") * ROUNDS)
        first = _time(server, START + FIRST)
        attributes = median(_time(server, START + code) for code in ATTRIBUTES * ROUNDS)
        bodies = median(_time(server, START + code) for code in BODIES * ROUNDS)
    return first, attributes, bodies, httpx


def _time(server: LanguageServer, code: str) -> float:
    start = time.perf_counter()
    found = server.complete(code)
    seconds = time.perf_counter() - start
    if not found:
        raise SystemExit(f"pyright offers nothing for {code}")
    return seconds


def _write_program(start: str, first: str, later: tuple[str, ...]) -> str:
    return JEDI.format(warm_up=f"{HTTPX}client.|", first=start + first, later=[start + code for code in later * ROUNDS])


def _build_row(editor: str, what: str, seconds: float, most: dict[str, float], httpx: float | None = None) -> Row:
    return Row(f"completion by {editor}: {what}", "s", seconds, httpx, goal=at_most(most[editor], seconds, "s"))
