"""Faults on order: errors, late responses and dropped connections, before and after the work is done."""

import time

import httpx
import pytest

from contentstack_cma_emulator import Emulator

ENVIRONMENTS = "/v3/environments"


def names(stack: httpx.Client) -> list[str]:
    return [item["name"] for item in stack.get(ENVIRONMENTS).json()["environments"]]


def test_the_next_calls_fail_and_then_all_is_well(emulator: Emulator, stack: httpx.Client) -> None:
    emulator.fail_next(2, status=503)
    assert [stack.get(ENVIRONMENTS).status_code for _ in range(3)] == [503, 503, 200]


def test_only_calls_that_match_fail(emulator: Emulator, stack: httpx.Client) -> None:
    emulator.fail_next(status=500, method="GET", path="/v3/loc*")
    emulator.fail_next(status=502, operation="get_environment")
    assert stack.get(ENVIRONMENTS).status_code == 200
    assert stack.get("/v3/locales").status_code == 500
    assert stack.get(f"{ENVIRONMENTS}/production").status_code == 502
    assert stack.get("/v3/locales").status_code == 200


def test_the_response_of_a_fault(emulator: Emulator, stack: httpx.Client) -> None:
    emulator.fail_next(status=429, retry_after=2, body={"error_message": "Too many requests", "error_code": 429})
    response = stack.get(ENVIRONMENTS)
    assert response.headers["retry-after"] == "2"
    assert response.json() == {"error_message": "Too many requests", "error_code": 429}
    emulator.fail_next(status=502, body="<html>Bad gateway</html>", content_type="text/html")
    response = stack.get(ENVIRONMENTS)
    assert response.headers["content-type"] == "text/html"
    assert response.text == "<html>Bad gateway</html>"
    emulator.fail_next(status=200, body=b'{"environ')
    assert httpx.get(emulator.url + ENVIRONMENTS, headers=stack.headers).content == b'{"environ'
    emulator.fail_next(status=520)
    assert stack.get(ENVIRONMENTS).json()["error_code"] == 520


@pytest.mark.parametrize(("when", "made"), [("before", False), ("after", True)])
def test_a_failed_write_may_have_been_done(emulator: Emulator, stack: httpx.Client, when: str, made: bool) -> None:
    emulator.fail_next(status=504, when="after" if when == "after" else "before")
    assert stack.post(ENVIRONMENTS, json={"environment": {"name": when}}).status_code == 504
    assert (when in names(stack)) is made


@pytest.mark.parametrize(("when", "made"), [("before", False), ("after", True)])
def test_a_dropped_connection(emulator: Emulator, stack: httpx.Client, when: str, made: bool) -> None:
    name = f"dropped-{when}"
    emulator.drop_next(when="after" if when == "after" else "before")
    with pytest.raises(httpx.TransportError):
        stack.post(ENVIRONMENTS, json={"environment": {"name": name}})
    assert emulator.requests[-1].status == 0
    assert (name in names(stack)) is made


def test_a_dropped_upload(emulator: Emulator, stack: httpx.Client) -> None:
    emulator.drop_next()
    with pytest.raises(httpx.TransportError):
        stack.post("/v3/assets", files={"asset[upload]": b"x" * 3_000_000})
    assert stack.get(ENVIRONMENTS).status_code == 200


def test_a_late_response(emulator: Emulator, stack: httpx.Client) -> None:
    emulator.delay_next(0.3, operation="list_environments")
    started = time.monotonic()
    assert stack.get(ENVIRONMENTS).status_code == 200
    assert time.monotonic() - started >= 0.3
    emulator.delay_next(0.5, operation="list_environments")
    with pytest.raises(httpx.ReadTimeout):
        stack.get(ENVIRONMENTS, timeout=0.1)


def test_a_late_response_holds_up_nobody_else(emulator: Emulator, stack: httpx.Client) -> None:
    emulator.delay_next(600, operation="list_locales")
    with pytest.raises(httpx.ReadTimeout):
        stack.get("/v3/locales", timeout=0.05)
    assert stack.get(ENVIRONMENTS).status_code == 200


def test_faults_can_be_forgotten(emulator: Emulator, stack: httpx.Client) -> None:
    emulator.fail_next(5)
    emulator.clear_faults()
    assert stack.get(ENVIRONMENTS).status_code == 200


def collect(response: httpx.Response, received: bytearray) -> None:
    for piece in response.iter_raw():
        received += piece


def receive_beginning(emulator: Emulator, stack: httpx.Client, method: str, body: object = None) -> tuple[bytes, int]:
    """What arrives of a response that breaks off, and how much was promised."""
    received = bytearray()
    with httpx.stream(method, emulator.url + ENVIRONMENTS, headers=stack.headers, json=body) as response:
        with pytest.raises(httpx.RemoteProtocolError):
            collect(response, received)
        return bytes(received), int(response.headers["content-length"])


def test_a_response_that_breaks_off(emulator: Emulator, stack: httpx.Client) -> None:
    whole = stack.get(ENVIRONMENTS).content
    emulator.truncate_next(operation="list_environments")
    assert receive_beginning(emulator, stack, "GET") == (whole[: len(whole) // 2], len(whole))
    assert stack.get(ENVIRONMENTS).content == whole


def test_a_response_of_which_so_much_arrives(emulator: Emulator, stack: httpx.Client) -> None:
    emulator.truncate_next(kept=3, method="POST")
    received, _ = receive_beginning(emulator, stack, "POST", {"environment": {"name": "cut"}})
    assert received == b'{"n'
    assert "cut" in names(stack)


def test_a_response_under_a_wrong_content_type(emulator: Emulator, stack: httpx.Client) -> None:
    emulator.mislabel_next(content_type="text/plain")
    with httpx.Client() as unchecked:
        response = unchecked.get(emulator.url + ENVIRONMENTS, headers=stack.headers)
    assert response.headers["content-type"] == "text/plain"
    assert "environments" in response.json()


def test_a_credential_that_seems_to_have_expired(emulator: Emulator, bare: httpx.Client) -> None:
    api_key = emulator.stack.api_key
    credentials = {
        "authtoken": {"authtoken": emulator.authtoken},
        "authorization": {"authorization": emulator.management_token},
        "access_token": {"authorization": f"Bearer {emulator.grant_oauth().access_token}"},
    }
    for field, headers in credentials.items():
        emulator.expire_next()
        refused = bare.get(ENVIRONMENTS, headers=headers | {"api_key": api_key})
        assert refused.status_code == 401
        assert refused.json()["error_code"] == 105
        assert list(refused.json()["errors"]) == [field]
        assert bare.get(ENVIRONMENTS, headers=headers | {"api_key": api_key}).status_code == 200


def test_the_request_log_names_the_fault(emulator: Emulator, stack: httpx.Client) -> None:
    emulator.expire_next()
    stack.get(ENVIRONMENTS)
    received = emulator.requests[-1]
    assert (received.status, received.fault) == (401, "expire")
    assert received.error
    assert received.error["error_code"] == 105
