"""The request log: what it keeps of a request, what it hides, and how much memory it takes."""

import json
import socket
import time
from contextlib import suppress
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest

from contentstack_cma_emulator import Emulator
from contentstack_cma_emulator.engine.clock import utc_now
from contentstack_cma_emulator.http.logged_bodies import LoggedBody
from contentstack_cma_emulator.http.masking import mask_form, mask_json, mask_path
from contentstack_cma_emulator.http.request_log import MAX_KEPT, Exchange, RequestLog

ENVIRONMENTS = "/v3/environments"
LOGIN = "/v3/user-session"


def test_bodies_and_headers_are_kept_when_the_response_arrives(emulator: Emulator, stack: httpx.Client) -> None:
    response = stack.post(ENVIRONMENTS, json={"environment": {"name": "kept"}})
    received = emulator.requests[-1]
    assert received.body.json == {"environment": {"name": "kept"}}
    assert received.body.size == len(response.request.content)
    assert received.response_body.json == response.json()
    assert received.response_body.is_complete
    assert received.response_headers["x-request-id"] == response.headers["x-request-id"]
    assert received.principal == {"kind": "authtoken", "uid": stack.get("/v3/user").json()["user"]["uid"]}


@pytest.mark.parametrize("headers", [{}, {"authtoken": "wrong"}])
def test_the_body_of_a_request_that_is_rejected_by_its_head_is_kept(
    emulator: Emulator, bare: httpx.Client, headers: dict[str, str]
) -> None:
    sent = {"environment": {"name": "rejected"}}
    headers = {"api_key": emulator.stack.api_key, **headers}
    assert bare.post(ENVIRONMENTS, json=sent, headers=headers).status_code == 401
    received = emulator.requests[-1]
    assert received.body.json == sent
    assert received.principal is None


@pytest.mark.parametrize("inject", [Emulator.fail_next, Emulator.drop_next])
def test_the_body_of_a_request_that_met_a_fault_is_kept(emulator: Emulator, stack: httpx.Client, inject: Any) -> None:
    inject(emulator)
    with suppress(httpx.RemoteProtocolError):
        stack.post(ENVIRONMENTS, json={"environment": {"name": "fault"}})
    received = emulator.requests[-1]
    assert received.body.json == {"environment": {"name": "fault"}}
    assert received.fault in ("fail", "drop")


def test_a_body_that_never_comes_does_not_hold_up_a_rejection(emulator: Emulator) -> None:
    head = f"POST {ENVIRONMENTS} HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\n"
    with socket.create_connection(("127.0.0.1", urlsplit(emulator.url).port)) as connection:
        connection.settimeout(5)
        connection.sendall(head.encode())
        assert b" 412 " in connection.recv(100)
    assert emulator.requests[-1].body.size == 0
    assert not emulator.requests[-1].body.is_complete


def test_a_large_body_is_cut_and_counted(emulator: Emulator, stack: httpx.Client) -> None:
    content = b"x" * (3 * MAX_KEPT)
    stack.post("/v3/assets", files={"asset[upload]": ("large.txt", content, "text/plain")}).raise_for_status()
    body = emulator.requests[-1].body
    assert len(content) < body.size < len(content) + 1000
    assert len(body.content) == MAX_KEPT
    assert body.is_truncated
    assert body.is_complete
    assert body.text == "asset[upload]: file 'large.txt', text/plain"
    assert body.json is None


def test_binary_content_is_shown_as_size_and_type(emulator: Emulator, stack: httpx.Client) -> None:
    url = stack.post("/v3/assets", files={"asset[upload]": ("a.png", b"\x89PNG\xff", "image/png")}).json()["asset"][
        "url"
    ]
    httpx.get(url).raise_for_status()
    shown = httpx.get(f"{emulator.url}/__emulator__/requests/{emulator.requests[-1].id}").json()["request"]
    expected = {"content_type": "image/png", "size": 5, "complete": True, "truncated": False, "text": None}
    assert shown["response_body"] == expected


def test_secrets_are_hidden_until_asked_for(emulator: Emulator, bare: httpx.Client) -> None:
    login = {"user": {"email": emulator.email, "password": emulator.password}}
    token = bare.post(LOGIN, json=login, headers={"authtoken": emulator.authtoken}).json()["user"]["authtoken"]
    received = emulator.requests[-1]
    address = f"{emulator.url}/__emulator__/requests/{received.id}"
    secrets = (emulator.password, emulator.authtoken, token)
    hidden, shown = httpx.get(address).text, httpx.get(address, params={"secrets": "true"}).text
    listed = httpx.get(f"{emulator.url}/__emulator__/requests", params={"secrets": "true"}).text
    assert not [secret for secret in secrets if secret in hidden or secret in repr(received)]
    assert all(secret in shown for secret in secrets)
    assert emulator.authtoken in listed
    assert emulator.email in hidden
    assert received.body.json["user"]["password"] == "***"
    assert received.reveal().body.json == login


def test_tokens_in_addresses_and_forms_are_hidden(emulator: Emulator, bare: httpx.Client) -> None:
    form = {"grant_type": "authorization_code", "code": "cscode", "client_secret": "sesame", "client_id": "me"}
    bare.post("/token", data=form)
    bare.post("/v3/user/activate/cstoken", json={"user": {}})
    bare.get("/v3/user", params={"access_token": "cstoken", "limit": "1"})
    text = repr(emulator.requests) + "".join(item.body.text or "" for item in emulator.requests)
    assert not [secret for secret in ("cscode", "sesame", "cstoken") if secret in text]
    assert emulator.requests[-1].query == {"access_token": ("***",), "limit": ("1",)}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('{"token": {"name": "a", "token": "x"}}', '{"token": {"name": "a", "token": "***"}}'),
        ('{"locale": {"code": "fr-fr"}, "error_code": 1}', '{"locale": {"code": "fr-fr"}, "error_code": 1}'),
        ('{"newPassword": "x", "tfa_token": 123456}', '{"newPassword": "***", "tfa_token": "***"}'),
        ('{"pass\\u0077ord": "x"}', '{"password": "***"}'),
        ('{"has_password": true, "client_secret": null}', '{"has_password": true, "client_secret": null}'),
        ('[{"header_name": "Authorization", "value": "x"}]', '[{"header_name": "Authorization", "value": "***"}]'),
        ('[{"header_name": "X-Service-Key", "value": "x"}]', '[{"header_name": "X-Service-Key", "value": "***"}]'),
        ('{"a": 1, "authtoken": "cut of', '{"a": 1, "authtoken": "***"'),
        ('{"pass\\u0077ord": "cut of', '{"pass\\u0077ord": "***"'),
        ('{"a": {"token": ["x", "y"]}}', '{"a": {"token": ["***", "***"]}}'),
        ('{"a": {"token": ["x", "y", "cut', '{"a": {"token": "***"'),
        ('{"password": "x", "password": ""}', '{"password": "***", "password": "***"}'),
        ('{"a": "{\\"password\\": \\"x\\"}"}', '{"a": "{\\"password\\": \\"***\\"}"}'),
        ('{"url": "http://me:x@host/?token=x&a=1"}', '{"url": "http://me:***@host/?token=***&a=1"}'),
        ('{"password": true, "token": {"name": "cut', '{"password": true, "token": {"name": "cut'),
        ("{'password': 'x', 'a': 1}", "{'password': '***', 'a': 1}"),
        ("user[password]=x%26&tfa_token=1&a=1", "user[password]=***&tfa_token=***&a=1"),
        ("a: 1\npassword: x, y\nb: 2", "a: 1\npassword: ***\nb: 2"),
        ("<user><password>x</password></user>", "<user><password>***</password></user>"),
        ("no json", "no json"),
    ],
)
def test_secrets_in_json_are_masked(text: str, expected: str) -> None:
    assert mask_json(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a=1&pass%77ord=x&code=y&b", "a=1&pass%77ord=***&code=***&b"),
        ("user[tfa_token]=x&password=", "user[tfa_token]=***&password="),
        ('{"user": {"password": "a=b&c"}}', '{"user": {"password": "***"}}'),
        ("query=%7B%22token%22%3A%22x%22%7D", "query=%7B%22token%22%3A+%22***%22%7D"),
    ],
)
def test_secrets_in_a_form_are_masked(text: str, expected: str) -> None:
    assert mask_form(text) == expected


@pytest.mark.parametrize("piece", ['\\"', '"', "a", "a:", "token=", "token:[ ", "://a:", '"a":"', "[", "&a", "%3D="])
def test_masking_takes_time_in_proportion(piece: str) -> None:
    def measure(size: int) -> float:
        text = (piece * size)[:size]
        started = time.process_time()
        mask_json(text)
        mask_json("{" + text)
        mask_form(text)
        return time.process_time() - started

    quarter, whole = (min(measure(size) for _ in range(3)) for size in (MAX_KEPT // 4, MAX_KEPT))
    assert whole < 10 * quarter  # four times as much, where sixteen times would be the square


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/v3/user/activate/x", "/v3/user/activate/***"),
        ("/v3/user%2F%61ctivate/x", "/v3/user%2F%61ctivate/***"),
        ("/v3/user/activate", "/v3/user/activate"),
    ],
)
def test_secrets_in_a_path_are_masked(path: str, expected: str) -> None:
    assert mask_path(path) == expected


def test_credentials_in_other_places_of_a_head_are_hidden(emulator: Emulator, bare: httpx.Client) -> None:
    headers = {"referer": "http://localhost/?code=sesame&a=1", "x-api-key": "sesame"}
    bare.get("/v3/locales", params={"query": '{"token": "sesame"}', "user[token]": "sesame"}, headers=headers)
    received = emulator.requests[-1]
    assert "sesame" not in repr(received)
    assert received.headers["referer"] == "http://localhost/?code=***&a=1"


@pytest.mark.parametrize("name", ['name="password"', "name=password"])
def test_credentials_in_parts_are_hidden(name: str) -> None:
    part = f"--b\r\nContent-Disposition: form-data; {name}\r\n\r\nsesame\r\n--b--".encode()
    body = LoggedBody("multipart/form-data; boundary=b", len(part), is_complete=True, content=part)
    assert body.text == "password: ***"


def test_text_in_16_bits_is_not_shown() -> None:
    content = '{"password": "sesame"}'.encode("utf-16-le")
    assert LoggedBody("application/json", len(content), is_complete=True, content=content).text is None


def exchange(content: bytes = b"") -> Exchange:
    made = Exchange("GET", "/v3/x", b"", [(b"content-type", b"application/json")], None, utc_now(), status=200)
    made.body.add(content)
    return made


def test_the_size_of_the_log_is_an_option() -> None:
    with Emulator(request_log=2, demo=False) as emulator:
        for number in range(3):
            httpx.get(f"{emulator.url}/v3/{number}")
        assert [item.path for item in emulator.requests] == ["/v3/1", "/v3/2"]
        assert [item.id for item in emulator.requests] == [2, 3]
        assert httpx.get(f"{emulator.url}/__emulator__/requests/1").status_code == 404
    with pytest.raises(ValueError, match="at least 0"):
        Emulator(request_log=-1)


def test_no_requests_are_kept_if_it_has_no_size() -> None:
    log = RequestLog(0)
    made = exchange(b"a")
    log.add(made)
    log.extend(made, b"b", is_last=True)
    assert log.read() == []


def test_old_bodies_make_room_for_new_ones_and_then_old_requests_do() -> None:
    log = RequestLog(100, max_bytes=2500)
    for _ in range(3):
        log.add(exchange(b"1" * 1000))
    assert [len(item.body.content) for item in log.read()] == [0, 1000, 1000]
    assert [item.body.size for item in log.read()] == [1000] * 3
    log.extend(log._exchanges[0], b"late", is_last=True)
    assert log.read()[0].response_body.content == b""
    assert log.read()[0].response_body.size == 4
    for _ in range(99):
        log.add(exchange())
    assert len(log) == 2500 // exchange().measure_heads()
    assert log._bytes == len(log) * exchange().measure_heads()


def test_a_response_that_is_still_sent_when_the_log_is_cleared_leaves_nothing() -> None:
    log = RequestLog()
    made = exchange()
    log.add(made)
    log.clear()
    log.extend(made, b"more", is_last=True)
    assert (len(log), log._bytes, made.response_body.kept) == (0, 0, 0)


@pytest.mark.parametrize(
    ("query", "statuses"),
    [
        ({"status": "4xx"}, [422]),
        ({"status": "200"}, [200]),
        ({"status": "fault"}, [503]),
        ({"status": "dropped"}, []),
        ({"method": "post"}, [422]),
        ({"operation": "list_environments"}, [200, 503]),
        ({"q": "NEEDLE"}, [422]),
        ({"q": "is a required"}, [422]),
        ({"limit": "1"}, [503]),
    ],
)
def test_requests_are_found(
    emulator: Emulator, stack: httpx.Client, query: dict[str, str], statuses: list[int]
) -> None:
    stack.get(ENVIRONMENTS)
    stack.post(ENVIRONMENTS, json={"environment": {"needle": 1}})
    emulator.fail_next()
    stack.get(ENVIRONMENTS)
    found = httpx.get(f"{emulator.url}/__emulator__/requests", params=query).json()["requests"]
    assert [item["status"] for item in found] == statuses


def test_a_body_that_is_no_utf_8_and_has_no_type(emulator: Emulator, stack: httpx.Client) -> None:
    stack.post(ENVIRONMENTS, content=b"\xff\xfe")
    assert emulator.requests[-1].body.text is None
    stack.post(ENVIRONMENTS, content=json.dumps({"a": "é"}, ensure_ascii=False))
    assert emulator.requests[-1].body.json == {"a": "é"}
