# Derived from asynchronous/test_handwritten_calls.py by generator/unasync.py: edit that, not this.
"""Whatever a method that is written by hand takes arrives at the server: derived from the signatures."""

from collections.abc import Iterator, Mapping
from contextlib import suppress

import httpx
import pytest

from contentstack_cma import Authtoken, Client, ContentstackError, Snapshot, Stack
from contentstack_cma_client.pages import Page
from contentstack_cma_emulator import Emulator
from tests.wrapper.support.concurrency import sync_list
from tests.wrapper.support.handwritten_methods import BOUND, STAY_HERE, ByHand, Place, find_methods, find_places, plain

METHODS = find_methods()


class Recorder(httpx.HTTPTransport):
    """Sends requests to the emulator, and keeps what they hold."""

    def __init__(self) -> None:
        super().__init__()
        self.places: set[Place] = set()

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        request.read()
        self.places |= find_places(request)
        return super().handle_request(request)


@pytest.fixture
def recorder() -> Recorder:
    return Recorder()


@pytest.fixture
def stack(emulator: Emulator, recorder: Recorder) -> Iterator[Stack]:
    """A stack with an entry and an asset, so that a snapshot has something to read."""
    with Client(auth=Authtoken(emulator.authtoken), base_url=emulator.url, transport=recorder) as client:
        stack = client.stack(emulator.stack.api_key)
        if not stack.assets.count():
            stack.assets.upload(b"file", file_name="file.txt")
            stack.entries("blog_post").create({"title": "Post", "url": "/post"})
        yield stack


def make(stack: Stack, method: ByHand, arguments: Mapping[str, object]) -> object:
    """Make a call, which the server may reject."""
    resource = getattr(stack, method.resource)
    opened = resource(*BOUND[method.resource]) if method.resource in BOUND else resource
    result = getattr(opened, method.name)(**arguments)
    if isinstance(result, Page | Snapshot):
        return sync_list(result)
    if hasattr(result, "__enter__"):
        with result as chunks:
            return chunks
    return result


def find_sent_places(stack: Stack, recorder: Recorder, method: ByHand, arguments: Mapping[str, object]) -> set[Place]:
    recorder.places = set()
    with suppress(ContentstackError):
        make(stack, method, arguments)
    assert recorder.places, f"{method} sent nothing"
    return recorder.places


@pytest.mark.parametrize("method", METHODS, ids=str)
def test_every_parameter_arrives(stack: Stack, recorder: Recorder, method: ByHand) -> None:
    without = find_sent_places(stack, recorder, method, method.required)
    for name, value in method.required.items():
        assert name in STAY_HERE or plain(value) in {place.value for place in without}, f"{name} is not sent"
        assert method.places_for(name) <= without, f"{name} is sent elsewhere"
    for name, value in method.optional.items():
        places, expected = (
            find_sent_places(stack, recorder, method, {**method.required, name: value}),
            method.places_for(name),
        )
        assert name in STAY_HERE or expected or places != without, f"{name} changes nothing in what is sent"
        assert expected <= places, f"{name} is not sent where the operation takes it"


def test_what_stays_here_is_taken_by_some_method() -> None:
    taken = {name for method in METHODS for name in (*method.required, *method.optional)}
    assert taken >= STAY_HERE
