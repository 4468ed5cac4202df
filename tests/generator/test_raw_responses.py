"""Whole responses of generated methods and of the functions of operations."""

import inspect

import anyio
import httpx
import pytest

from contentstack_cma_client import Response, with_raw_response
from contentstack_cma_client.api.labels import get_label
from contentstack_cma_client.models import Label, LabelResponse
from contentstack_cma_client.resources.labels import AsyncLabels, Labels
from tests.generator.support.senders import AsyncSender, Sender, build_json_response

ONE = {"label": {"uid": "a"}, "notice": "Hello."}
FIRST = {"labels": [{"uid": "a"}], "count": 2}
SECOND = {"labels": [{"uid": "b"}], "count": 2}


def check(response: Response[object]) -> None:
    assert (response.status_code, response.notice, response.json()) == (201, "Hello.", ONE)
    assert response.headers["content-type"] == "application/json"


def test_a_method_with_its_whole_response() -> None:
    response = Labels(Sender(build_json_response(ONE, 201))).with_raw_response.get("a", branch="main")
    check(response)
    assert isinstance(response.parsed, Label)


def test_an_asynchronous_method_with_its_whole_response() -> None:
    response = anyio.run(AsyncLabels(AsyncSender(build_json_response(ONE, 201))).with_raw_response.get, "a")
    check(response)
    assert isinstance(response.parsed, Label)


def test_a_method_that_returns_nothing_still_has_a_response() -> None:
    response = Labels(Sender(build_json_response({"notice": "Deleted."}))).with_raw_response.delete("a")
    assert (response.parsed, response.notice) == (None, "Deleted.")


def test_a_list_is_its_first_response_and_goes_on() -> None:
    sender = Sender(build_json_response(FIRST), build_json_response(SECOND))
    response = Labels(sender).with_raw_response.list(page_size=1)
    assert (len(sender.requests), response.json()) == (1, FIRST)
    assert [label.uid for label in response.parsed] == ["a", "b"]
    assert response.json() == FIRST


@pytest.mark.anyio
async def test_an_asynchronous_list_is_its_first_response_and_goes_on() -> None:
    labels = AsyncLabels(AsyncSender(build_json_response(FIRST), build_json_response(SECOND)))
    response = await labels.with_raw_response.list(page_size=1)
    assert response.json() == FIRST
    assert [label.uid async for label in response.parsed] == ["a", "b"]


def test_the_function_of_an_operation_with_its_whole_response() -> None:
    response = with_raw_response(get_label.sync)("a", client=Sender(build_json_response(ONE, 201)))
    check(response)
    assert isinstance(response.parsed, LabelResponse)


@pytest.mark.anyio
async def test_the_asynchronous_function_of_an_operation_with_its_whole_response() -> None:
    response = await with_raw_response(get_label.asyncio)("a", client=AsyncSender(build_json_response(ONE, 201)))
    check(response)
    assert isinstance(response.parsed, LabelResponse)


def test_a_method_is_no_function_of_an_operation() -> None:
    with pytest.raises(TypeError, match=r"use \.with_raw_response\.get\(\)"):
        with_raw_response(Labels(Sender()).get)


@pytest.mark.parametrize("content", [b"", b"no JSON", b"[1]", b'"text"', b'{"notice": 1}', b"[" * 100_000])
def test_a_body_without_a_notice_has_none(content: bytes) -> None:
    assert Response(200, httpx.Headers(), content, None).notice is None


def test_signatures_and_docstrings_are_those_of_the_methods() -> None:
    raw = Labels(Sender()).with_raw_response
    assert inspect.signature(raw.get) == inspect.signature(Labels(Sender()).get)
    assert raw.get.__doc__ == Labels.get.__doc__
