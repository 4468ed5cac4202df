"""What a body that was sent in part says about the request."""

from typing import Any

import httpx
import pytest

from contentstack_cma.sending.departure import Departure

pytestmark = pytest.mark.anyio
BODY = b"0123456789"


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


class Pieces(httpx.SyncByteStream, httpx.AsyncByteStream):
    """A body in two pieces."""

    def __iter__(self) -> Any:
        yield from (BODY[:5], BODY[5:])

    async def __aiter__(self) -> Any:
        for piece in (BODY[:5], BODY[5:]):
            yield piece


def departure() -> Departure:
    request = httpx.Request(
        "POST", "https://api.contentstack.io/v3/x", headers={"content-length": "10"}, stream=Pieces()
    )
    return Departure(request, None)


def in_thread(pieces: int) -> Departure:
    body = departure()
    chunks = iter(body)
    for _ in range(pieces):
        next(chunks)
    return body


async def in_task(pieces: int) -> Departure:
    body = departure()
    chunks = aiter(body)
    for _ in range(pieces):
        await anext(chunks)
    return body


ERRORS = [httpx.WriteTimeout("slow"), httpx.WriteError("reset"), httpx.RemoteProtocolError("hung up")]


@pytest.mark.parametrize("error", ERRORS)
async def test_a_body_of_which_a_piece_was_never_given_was_not_sent(error: httpx.HTTPError) -> None:
    assert not in_thread(1).was_sent(error)
    assert not (await in_task(1)).was_sent(error)


@pytest.mark.parametrize("error", ERRORS)
async def test_a_last_piece_that_could_not_be_written_was_not_sent(error: httpx.HTTPError) -> None:
    assert not in_thread(2).was_sent(error)
    is_late = isinstance(error, httpx.TimeoutException)
    assert (await in_task(2)).was_sent(error) is is_late  # what a task has written may leave after its timeout


async def test_a_transport_that_sends_later_may_have_sent_the_last_piece() -> None:
    body = await in_task(2)
    body.is_buffered = True
    assert body.was_sent(httpx.RemoteProtocolError("hung up"))
