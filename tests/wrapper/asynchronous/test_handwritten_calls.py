"""Whatever a method that is written by hand takes arrives at the server: derived from the signatures."""

from collections.abc import AsyncIterator, Mapping
from contextlib import suppress

import httpx
import pytest

from contentstack_cma import AsyncClient, AsyncSnapshot, AsyncStack, Authtoken, ContentstackError
from contentstack_cma_client.pages import AsyncPages
from contentstack_cma_emulator import Emulator
from tests.wrapper.support.concurrency import async_list
from tests.wrapper.support.handwritten_methods import BOUND, STAY_HERE, ByHand, Place, find_methods, find_places, plain

pytestmark = pytest.mark.anyio

METHODS = find_methods()


class Recorder(httpx.AsyncHTTPTransport):
    """Sends requests to the emulator, and keeps what they hold."""

    def __init__(self) -> None:
        super().__init__()
        self.places: set[Place] = set()

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        await request.aread()
        self.places |= find_places(request)
        return await super().handle_async_request(request)


@pytest.fixture
def recorder() -> Recorder:
    return Recorder()


@pytest.fixture
async def stack(emulator: Emulator, recorder: Recorder) -> AsyncIterator[AsyncStack]:
    """A stack with an entry and an asset, so that a snapshot has something to read."""
    async with AsyncClient(auth=Authtoken(emulator.authtoken), base_url=emulator.url, transport=recorder) as client:
        stack = client.stack(emulator.stack.api_key)
        if not await stack.assets.count():
            await stack.assets.upload(b"file", file_name="file.txt")
            await stack.entries("blog_post").create({"title": "Post", "url": "/post"})
        yield stack


async def make(stack: AsyncStack, method: ByHand, arguments: Mapping[str, object]) -> object:
    """Make a call, which the server may reject."""
    resource = getattr(stack, method.resource)
    opened = resource(*BOUND[method.resource]) if method.resource in BOUND else resource
    result = getattr(opened, method.name)(**arguments)
    if isinstance(result, AsyncPages | AsyncSnapshot):
        return await async_list(result)
    if hasattr(result, "__aenter__"):
        async with result as chunks:
            return chunks
    return await result


async def find_sent_places(
    stack: AsyncStack, recorder: Recorder, method: ByHand, arguments: Mapping[str, object]
) -> set[Place]:
    recorder.places = set()
    with suppress(ContentstackError):
        await make(stack, method, arguments)
    assert recorder.places, f"{method} sent nothing"
    return recorder.places


@pytest.mark.parametrize("method", METHODS, ids=str)
async def test_every_parameter_arrives(stack: AsyncStack, recorder: Recorder, method: ByHand) -> None:
    without = await find_sent_places(stack, recorder, method, method.required)
    for name, value in method.required.items():
        assert name in STAY_HERE or plain(value) in {place.value for place in without}, f"{name} is not sent"
        assert method.places_for(name) <= without, f"{name} is sent elsewhere"
    for name, value in method.optional.items():
        places, expected = (
            await find_sent_places(stack, recorder, method, {**method.required, name: value}),
            method.places_for(name),
        )
        assert name in STAY_HERE or expected or places != without, f"{name} changes nothing in what is sent"
        assert expected <= places, f"{name} is not sent where the operation takes it"


def test_what_stays_here_is_taken_by_some_method() -> None:
    taken = {name for method in METHODS for name in (*method.required, *method.optional)}
    assert taken >= STAY_HERE
