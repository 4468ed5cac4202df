"""How far a call travels through the code: how many files it passes, and how often it changes from one to another."""

import sys
import threading
import time
from collections.abc import Callable, Iterator
from itertools import count
from types import FrameType

import httpx

from contentstack_cma import Client
from contentstack_cma_emulator import Emulator

from .report import Row, at_most

EMULATOR = ("/contentstack_cma_emulator/",)
SDK = ("/contentstack_cma/", "/contentstack_cma_client/")

MOST_IN_EMULATOR, MOST_IN_SDK = 246, 50
"""Half of the changes of an update and its publishing before version 0.1.0, and three quarters of those of a create."""

WORK_DELAY = 0.05
"""Seconds after which the emulator publishes what a call has asked for."""

CONTENT_TYPE = {
    "title": "Post",
    "uid": "post",
    "schema": [
        {"display_name": "Title", "uid": "title", "data_type": "text", "mandatory": True, "unique": True},
        {"display_name": "Body", "uid": "body", "data_type": "text"},
    ],
}


class Flow:
    """Counts the changes of file while it is active.

    A change is a function of some packages that is called, directly or through a library, from another file of theirs.
    A call that follows one on the same thread without a caller in these packages counts as a change, too.
    """

    def __init__(self, packages: tuple[str, ...]) -> None:
        self._packages = packages
        self._last: dict[int, str] = {}
        self._is_active = False
        self.files: set[str] = set()
        self.changes = 0

    def measure(self, call: Callable[[], object]) -> None:
        """Count the changes of file in a call and in what other threads do meanwhile."""
        self._is_active = True
        call()
        self._is_active = False

    def observe(self, frame: FrameType, event: str, _argument: object) -> None:
        """Take an event of the profiler."""
        name = frame.f_code.co_filename
        if not self._is_active or event not in {"call", "return"} or not self._is_ours(name):
            return
        thread = threading.get_ident()
        if event == "return":
            self._last[thread] = self._find_caller(frame)
            return
        self.files.add(name)
        self.changes += self._last.get(thread, "") not in {"", name}
        self._last[thread] = name

    def _is_ours(self, name: str) -> bool:
        return any(package in name for package in self._packages)

    def _find_caller(self, frame: FrameType) -> str:
        caller = frame.f_back
        while caller and not self._is_ours(caller.f_code.co_filename):
            caller = caller.f_back
        return caller.f_code.co_filename if caller else ""


def measure_flow() -> Iterator[Row]:
    """Count changes of file: an entry update and its publishing in the emulator, and a create in the SDK."""
    emulator_flow, sdk_flow = Flow(EMULATOR), Flow(SDK)
    threading.setprofile(emulator_flow.observe)
    try:
        with Emulator(work_delay=WORK_DELAY) as emulator:
            _publish_an_entry(emulator, emulator_flow)
            _create_an_entry(emulator, sdk_flow)
    finally:
        threading.setprofile(None)
        sys.setprofile(None)
    goal = at_most(MOST_IN_EMULATOR, emulator_flow.changes, "changes")
    yield Row("emulator: update and publish an entry", "changes of file", emulator_flow.changes, goal=goal)
    yield Row("emulator: update and publish an entry", "files", len(emulator_flow.files))
    goal = at_most(MOST_IN_SDK, sdk_flow.changes, "changes")
    yield Row("entries.create", "changes of file", sdk_flow.changes, goal=goal)
    yield Row("entries.create", "files", len(sdk_flow.files))


def _publish_an_entry(emulator: Emulator, flow: Flow) -> None:
    headers = {"api_key": emulator.stack.api_key, "authtoken": emulator.authtoken}
    with httpx.Client(base_url=f"{emulator.url}/v3", headers=headers) as http:
        http.post("/content_types", json={"content_type": CONTENT_TYPE}).raise_for_status()
        http.post("/environments", json={"environment": {"name": "live", "urls": []}}).raise_for_status()
        path = "/content_types/post/entries"
        path += "/" + http.post(path, json={"entry": {"title": "New"}}).raise_for_status().json()["entry"]["uid"]
        numbers = count()

        def update() -> None:
            http.put(path, json={"entry": {"title": f"Title {next(numbers)}", "body": "Text"}}).raise_for_status()

        def publish() -> None:
            target = {"environments": ["live"], "locales": ["en-us"]}
            http.post(f"{path}/publish", json={"entry": target}).raise_for_status()
            time.sleep(10 * WORK_DELAY)

        for call in (update, publish):
            call()  # compiles what is compiled once
            flow.measure(call)


def _create_an_entry(emulator: Emulator, flow: Flow) -> None:
    with Client(authtoken=emulator.authtoken, base_url=emulator.url) as client:
        entries = client.stack(emulator.stack.api_key).entries("post")
        entries.create({"title": "First"})
        sys.setprofile(flow.observe)
        flow.measure(lambda: entries.create({"title": "Second"}))
        sys.setprofile(None)
