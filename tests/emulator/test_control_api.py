"""The control API, with which tests in any language order faults, set the clock and look behind the scenes."""

from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from contentstack_cma_emulator import Emulator

ENVIRONMENTS = "/v3/environments"


@pytest.fixture(scope="module")
def emulator() -> Iterator[Emulator]:
    with Emulator() as running:
        yield running


@pytest.fixture
def control(emulator: Emulator) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=f"{emulator.url}/__emulator__/") as client:
        yield client


def test_the_state_names_stacks_and_branches(emulator: Emulator, control: httpx.Client) -> None:
    state = control.get("state").json()
    assert state["stacks"][0]["api_key"] == emulator.stack.api_key
    assert state["stacks"][0]["branches"]["main"]["content_types"] == 1


def test_the_credentials_sign_in(control: httpx.Client, bare: httpx.Client) -> None:
    known = control.get("credentials").json()
    api_key = known["stacks"][0]["api_key"]
    for headers in (
        {"authtoken": known["authtoken"]},
        {"authorization": known["stacks"][0]["management_token"]},
        {"authorization": known["read_only_management_token"]},
    ):
        assert bare.get(ENVIRONMENTS, headers=headers | {"api_key": api_key}).status_code == 200
    login = {"user": {"email": known["email"], "password": known["password"]}}
    assert bare.post("/v3/user-session", json=login).status_code == 200
    assert known["oauth"]["app_id"]


@pytest.mark.parametrize(
    ("order", "status"),
    [
        ({"fault": "fail"}, 503),
        ({"fault": "fail", "status": 500, "body": {"error_message": "x"}, "when": "after"}, 500),
        ({"fault": "fail", "status": 429, "retry_after": 1, "headers": {"x-more": "yes"}}, 429),
        ({"fault": "expire", "operation": "list_environments"}, 401),
        ({"fault": "delay", "seconds": 0.01, "method": "get", "path": "/v3/*"}, 200),
    ],
)
def test_a_fault_that_is_ordered_happens_once(
    control: httpx.Client, stack: httpx.Client, order: dict[str, Any], status: int
) -> None:
    ordered = control.post("faults", json=order).json()["faults"]
    assert [fault["fault"] for fault in ordered] == [order["fault"]]
    response = stack.get(ENVIRONMENTS)
    assert response.status_code == status
    assert response.headers.get("x-more") == order.get("headers", {}).get("x-more")
    assert control.get("faults").json() == {"faults": []}


def test_faults_that_break_the_connection(control: httpx.Client, stack: httpx.Client) -> None:
    for order in ({"fault": "drop"}, {"fault": "truncate", "kept": 1}):
        control.post("faults", json=order)
        with pytest.raises(httpx.RemoteProtocolError):
            stack.get(ENVIRONMENTS)


def test_faults_can_be_forgotten(control: httpx.Client, stack: httpx.Client) -> None:
    control.post("faults", json={"fault": "mislabel", "times": 3, "content_type": "text/html"})
    assert len(control.get("faults").json()["faults"]) == 3
    assert control.delete("faults").json() == {"faults": []}
    assert stack.get(ENVIRONMENTS).headers["content-type"] == "application/json"


@pytest.mark.parametrize(
    ("order", "field"),
    [
        ({}, "fault"),
        ({"fault": "explode"}, "fault"),
        ({"fault": ["fail"]}, "fault"),
        ({"fault": "fail", "status": 99}, "status"),
        ({"fault": "fail", "status": True}, "status"),
        ({"fault": "fail", "times": 0}, "times"),
        ({"fault": "fail", "delay": -1}, "delay"),
        ({"fault": "fail", "when": "never"}, "when"),
        ({"fault": "fail", "content_type": "a\r\nb: c"}, "content_type"),
        ({"fault": "fail", "headers": {"a": 1}}, "headers"),
        ({"fault": "drop", "status": 500}, "status"),
        ({"fault": "delay"}, "seconds"),
    ],
)
def test_an_order_that_makes_no_sense(control: httpx.Client, order: dict[str, Any], field: str) -> None:
    response = control.post("faults", json=order)
    assert response.status_code == 422
    assert list(response.json()["errors"]) == [field]
    assert response.json()["errors"][field][0].startswith(
        ("must be ", "is not an argument of ", "is a required field.")
    )
    assert control.get("faults").json() == {"faults": []}


def test_the_clock_is_stopped_stepped_and_sped_up() -> None:
    with Emulator(demo=False) as emulator, httpx.Client(base_url=f"{emulator.url}/__emulator__/") as control:
        assert control.post("clock", json={"stop": True}).json()["speed"] == 0
        before = emulator.clock.now()
        control.post("clock", json={"step": 3600})
        assert (emulator.clock.now() - before).total_seconds() == 3600
        assert control.post("clock", json={"speed": 10}).json()["speed"] == 10
        control.post("clock", json={"advance": 60})
        assert (emulator.clock.now() - before).total_seconds() >= 3660
        assert control.get("clock").json()["now"] > "20"


@pytest.mark.parametrize(
    "body", [{}, {"advance": -1}, {"step": "1"}, {"speed": None}, {"stop": False}, {"stop": True, "speed": 1}]
)
def test_invalid_changes_of_the_clock_are_rejected(control: httpx.Client, body: dict[str, Any]) -> None:
    assert control.post("clock", json=body).status_code == 422


def test_the_outbox_holds_mails_with_their_tokens(
    emulator: Emulator, control: httpx.Client, bare: httpx.Client
) -> None:
    bare.post("/v3/user/forgot_password", json={"user": {"email": emulator.email}})
    message = control.get("outbox").json()["messages"][-1]
    assert (message["kind"], message["to"]) == ("password_reset", emulator.email)
    assert message["token"] == emulator.messages[-1].token


def test_requests_are_listed_and_limited(emulator: Emulator, control: httpx.Client, stack: httpx.Client) -> None:
    control.delete("requests")
    stack.get(ENVIRONMENTS)
    stack.get(f"{ENVIRONMENTS}?limit=0")
    response = control.get("requests").json()
    assert response["count"] == 2
    assert [item["status"] for item in response["requests"]] == [200, 422]
    last = control.get("requests", params={"limit": 1}).json()["requests"]
    assert [item["error"]["errors"] for item in last] == [{"limit": ["is not valid."]}]
    assert last[0]["headers"]["authtoken"] == "***"
    assert emulator.authtoken not in control.get("requests").text
    assert control.get("requests", params={"limit": "x"}).status_code == 422


def test_reset_brings_back_what_was_there_at_first(
    emulator: Emulator, control: httpx.Client, stack: httpx.Client
) -> None:
    url = stack.post("/v3/assets", files={"asset[upload]": ("a.txt", b"a")}).json()["asset"]["url"]
    stack.delete("/v3/content_types/blog_post")
    stack.delete("/v3/stacks")
    control.post("faults", json={"fault": "fail"})
    control.post("reset")
    assert stack.get("/v3/content_types/blog_post").status_code == 200
    assert stack.get("/v3/assets").json()["assets"] == []
    assert httpx.get(url).status_code == 404
    assert emulator.requests[0].operation == "get_content_type"
    assert emulator.stack.api_key == stack.headers["api_key"]


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "nothing", 404),
        ("GET", "", 404),
        ("GET", "files/a/b/c", 404),
        ("GET", "files/..%2f..%2fetc/passwd", 404),
        ("POST", "files/a/b/c", 405),
        ("PUT", "faults", 405),
        ("GET", "reset", 405),
    ],
)
def test_unknown_control_calls_are_rejected(control: httpx.Client, method: str, path: str, status: int) -> None:
    response = control.request(method, path)
    assert response.status_code == status
    assert response.json()["error_message"]


def test_a_call_that_does_not_exist_names_those_that_do(control: httpx.Client) -> None:
    message = control.get("request").json()["error_message"]
    assert message.startswith("The control API has no call 'request'. Available calls: cl")
    assert "PUT. Supported methods: GET, POST, DELETE." in control.put("faults").json()["error_message"]


@pytest.mark.parametrize("query", [{"status": "4x"}, {"statuss": "422"}, {"status": "99"}, {"limit": "0"}])
def test_a_filter_of_the_requests_that_makes_no_sense(control: httpx.Client, query: dict[str, str]) -> None:
    response = control.get("requests", params=query)
    assert response.status_code == 422
    assert list(response.json()["errors"]) == list(query)


@pytest.mark.parametrize("content", [b"{", b"[]", b"\xff", b"[" * 5000])
def test_a_body_that_is_no_object(control: httpx.Client, content: bytes) -> None:
    assert control.post("faults", content=content).status_code == 400


@pytest.mark.parametrize("path", ["/", "/__emulator__/credentials", "/__emulator__/state"])
@pytest.mark.parametrize("host", ["evil.example.com", "127.0.0.1.evil.example.com", "[", "", "127.0.0.1@evil.example"])
def test_another_name_for_this_machine_is_rejected(emulator: Emulator, path: str, host: str) -> None:
    response = httpx.get(emulator.url + path, headers={"host": host})
    assert response.status_code == 403
    assert emulator.authtoken not in response.text


@pytest.mark.parametrize("origin", ["https://evil.example.com", "null", "http://127.0.0.1:1"])
def test_a_page_of_another_site_is_rejected(emulator: Emulator, origin: str) -> None:
    for method, path in (("POST", "reset"), ("GET", "credentials")):
        response = httpx.request(method, f"{emulator.url}/__emulator__/{path}", headers={"origin": origin})
        assert response.status_code == 403


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
def test_requests_of_other_sites_are_rejected(emulator: Emulator, site: str) -> None:
    headers = {"sec-fetch-site": site, "sec-fetch-mode": "no-cors"}
    for method, path in (("POST", "reset"), ("GET", "credentials"), ("GET", "files/a/b/c")):
        response = httpx.request(method, f"{emulator.url}/__emulator__/{path}", headers=headers)
        assert response.status_code == 403
    posted = {"sec-fetch-site": site, "sec-fetch-mode": "navigate"}
    assert httpx.post(f"{emulator.url}/__emulator__/reset", headers=posted).status_code == 403
    assert httpx.get(emulator.url, headers=posted).status_code == 200


@pytest.mark.parametrize(
    "media", ["text/plain", "application/x-www-form-urlencoded", "Multipart/Form-Data; boundary=x"]
)
def test_a_form_in_a_browser_is_rejected(emulator: Emulator, media: str) -> None:
    url, order = f"{emulator.url}/__emulator__/faults", b'{"fault": "fail"}'
    for origin in ({"origin": emulator.url}, {"sec-fetch-site": "same-origin"}):
        response = httpx.post(url, content=order, headers={"content-type": media, **origin})
        assert response.status_code == 403
    assert httpx.get(url).json() == {"faults": []}
    as_json = {"content-type": "application/json", "origin": emulator.url, "sec-fetch-site": "same-origin"}
    assert httpx.post(url, content=order, headers=as_json).status_code == 200


def test_the_page_and_the_control_api_say_nothing_to_others(emulator: Emulator) -> None:
    for path in ("/", "/__emulator__/credentials"):
        headers = httpx.get(emulator.url + path).headers
        assert "access-control-allow-origin" not in headers
        assert headers["cache-control"] == "no-store"


def test_the_page_shows_no_credentials(emulator: Emulator, stack: httpx.Client) -> None:
    stack.get(ENVIRONMENTS)
    text = httpx.get(emulator.url).text
    secrets = (emulator.authtoken, emulator.password, emulator.management_token, emulator.totp_secret)
    assert not [secret for secret in secrets if secret in text]


def test_the_page_takes_no_other_method(emulator: Emulator) -> None:
    assert httpx.post(emulator.url).status_code == 405
    assert httpx.head(emulator.url).status_code == 200


def test_the_api_takes_any_host(emulator: Emulator, stack: httpx.Client) -> None:
    response = stack.get(ENVIRONMENTS, headers={"host": "api.contentstack.io"})
    assert response.status_code == 200
    made = stack.post(
        "/v3/assets", headers={"host": "api.contentstack.io"}, files={"asset[upload]": ("a.txt", b"a")}
    ).json()
    assert made["asset"]["url"].startswith("http://api.contentstack.io/v3/assets/")


def test_a_clock_stops_before_the_years_have_five_digits(still: Emulator) -> None:
    still.clock.speed = 1e10
    still.clock.advance(1e300)
    assert still.clock.stamp() == "9000-01-01T00:00:00.000Z"
    assert httpx.get(f"{still.url}/__emulator__/state").status_code == 200
    still.clock.advance(1e10)
    assert httpx.post(f"{still.url}/__emulator__/clock", json={"advance": 60}).json()["now"] == still.clock.stamp()
