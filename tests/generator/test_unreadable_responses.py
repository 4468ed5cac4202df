"""A success that cannot be read: what is said of it, and what is not kept."""

import pickle
import traceback
from typing import Any

import httpx
import pytest

from contentstack_cma_client import Client, DecodeError, UnexpectedStatus
from contentstack_cma_client.api.labels import create_label, get_label
from contentstack_cma_client.errors import Outcome
from contentstack_cma_client.json_codec import loads

SECRET = "cs5ecret"
JSON = "application/json; charset=utf-8"
DEEP = b'{"label":' + b"[" * 200_000 + b"]" * 200_000 + b"}"


def raise_decode_error(
    content: bytes, media: str | None = JSON, call: Any = create_label, extensions: dict[str, Any] | None = None
) -> DecodeError:
    headers = {} if media is None else {"content-type": media}
    response = httpx.Response(200, content=content, headers=headers, extensions=extensions or {})
    with pytest.raises(DecodeError) as raised:
        call.parse(response)
    return raised.value


@pytest.mark.parametrize(
    "content", [b'{"label": "' + SECRET.encode(), SECRET.encode() + b"\xff", DEEP, b'{"label": ' + b"9" * 5000 + b"}"]
)
@pytest.mark.parametrize(("media", "outcome"), [(JSON, Outcome.DONE), ("text/plain", Outcome.UNKNOWN)])
def test_a_body_that_is_not_json(content: bytes, media: str, outcome: Outcome) -> None:
    error = raise_decode_error(content, media)
    assert (error.outcome, error.status, error.content_type) == (outcome, 200, media)
    assert str(error).startswith(f"stack.labels.create(): cannot read the response (status 200, {media}): ")


@pytest.mark.parametrize("content", [b"<html>Bad gateway</html>", b"\x00\xff"])
def test_a_page_of_a_proxy_says_nothing_about_the_work(content: bytes) -> None:
    error = raise_decode_error(content, "text/html")
    assert error.outcome is Outcome.UNKNOWN
    assert "a page of a proxy or gateway, not the response of the API" in str(error)


def test_a_body_without_a_media_type_says_nothing_about_the_work() -> None:
    error = raise_decode_error(b"oops", None)
    assert error.outcome is Outcome.UNKNOWN
    assert "no media type" in str(error)


@pytest.mark.parametrize(("known", "attempts"), [({}, 1), ({"contentstack_cma.attempts": 3}, 3)])
def test_the_attempts_of_the_call_are_those_of_the_error(known: dict[str, Any], attempts: int) -> None:
    assert raise_decode_error(b"oops", extensions=known).attempts == attempts


def test_attempts_that_are_no_number_are_one() -> None:
    assert raise_decode_error(b"oops", extensions={"contentstack_cma.attempts": "many"}).attempts == 1


@pytest.mark.parametrize(
    "content", [b'{"authtoken": "' + SECRET.encode(), SECRET.encode() + b"\xff", b'["' + SECRET.encode() + b'"]']
)
def test_the_error_does_not_hold_the_body(content: bytes) -> None:
    error = raise_decode_error(content, call=get_label)
    assert (error.__cause__, error.__context__) == (None, None)
    assert SECRET not in repr(error) + str(error.__dict__) + "".join(traceback.format_exception(error))
    assert SECRET.encode() not in pickle.dumps(error)


def test_what_became_of_the_call_is_pickled_with_the_error() -> None:
    copy = pickle.loads(pickle.dumps(raise_decode_error(b"oops", extensions={"contentstack_cma.attempts": 2})))
    assert (copy.outcome, copy.attempts, copy.status) == (Outcome.DONE, 2, 200)


def test_json_that_is_nested_deeply_is_no_foreign_error() -> None:
    with pytest.raises((ValueError, RecursionError)):
        loads(DEEP)
    assert "nested too deeply" in str(raise_decode_error(DEEP)) or "not JSON" in str(raise_decode_error(DEEP))


@pytest.mark.parametrize(
    ("status", "outcome"), [(422, Outcome.REJECTED), (302, Outcome.UNKNOWN), (503, Outcome.UNKNOWN)]
)
def test_a_bare_client_says_what_became_of_a_call(status: int, outcome: Outcome) -> None:
    client = Client("http://test")
    client._http = httpx.Client(transport=httpx.MockTransport(lambda _: httpx.Response(status)), base_url="http://test")
    with pytest.raises(UnexpectedStatus, match=rf"^stack\.labels\.get\(\): status {status}$") as raised:
        get_label.sync("blt1", client=client)
    assert (raised.value.outcome, raised.value.attempts) == (outcome, 1)
