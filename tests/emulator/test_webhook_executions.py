"""Webhooks at work: what they send to loopback, what becomes of failures, and the log of it all."""

from collections.abc import Generator

import httpx
import pytest

from contentstack_cma_emulator import Emulator
from contentstack_cma_emulator.webhooks import sending
from contentstack_cma_emulator.webhooks.signing import sign_with_secrets
from tests.emulator.support.entries import build_field, create_model
from tests.emulator.support.error_responses import parse_error
from tests.emulator.support.webhook_receiver import Receiver, run_receiver
from tests.emulator.support.webhooks import (
    PATH,
    add_webhook_to,
    check_signature,
    list_executions,
    trigger_event,
    wait_for_execution,
)


@pytest.fixture
def receiver() -> Generator[Receiver]:
    """A receiver that takes everything."""
    with run_receiver() as running:
        yield running


def test_an_event_is_delivered(new_stack: httpx.Client, receiver: Receiver) -> None:
    header = {"header_name": "X-Custom", "value": "testing"}
    target = {
        "target_url": f"{receiver.url}/hook?a=b",
        "http_basic_auth": "me",
        "http_basic_password": "pass",
        "custom_header": [header, {"header_name": "", "value": ""}],
    }
    webhook = add_webhook_to(new_stack, "", destinations=[target], channels=["content_types.entries.create"])
    notes = create_model(new_stack, build_field("text"))
    entry = notes.add({"title": "Grüße", "text": "x"})
    (got,) = receiver.wait(1)
    assert (got.method, got.path) == ("POST", "/hook?a=b")
    assert got.headers["User-Agent"] == "Contentstack"
    assert got.headers["Content-Type"] == "application/json"
    assert got.headers["Authorization"] == "Basic bWU6cGFzcw=="
    assert got.headers["X-Custom"] == "testing"
    assert check_signature(got.content, got.headers["X-Contentstack-Request-Signature"])
    body = got.body
    assert (body["module"], body["event"], body["api_key"]) == ("entry", "create", new_stack.headers["api_key"])
    assert body["triggered_at"]
    assert body["data"]["entry"] == entry
    assert body["data"]["content_type"]["schema"][0]["uid"] == "title"
    assert body["data"]["branch"] == {"uid": "main", "alias": [], "source": ""}

    execution = wait_for_execution(new_stack, webhook)
    assert (execution["status"], execution["retry_count"], execution["webhooks"]) == (200, 0, [webhook["uid"]])
    assert execution["channel"][0] == "content_types.entries.create"
    assert execution["event_data"] == {name: body[name] for name in ("module", "event", "api_key", "data")}
    assert execution["event_headers"]["X-Custom"] == "testing"
    (attempt,) = execution["request_details"]
    assert attempt["retry_number"] == 0
    assert (attempt["request"]["uri"], attempt["request"]["timeout"]) == (target["target_url"], 30000)
    assert attempt["request"]["body"] == body
    assert (attempt["response"]["statusCode"], attempt["response"]["body"]) == (200, "thanks")
    assert attempt["response"]["headers"]["content-type"] == "text/plain"
    log = new_stack.get(f"{PATH}/{execution['uid']}/logs").json()["webhook"]
    assert log["request_details"] == attempt
    assert log["webhooks"] == [new_stack.get(f"{PATH}/{webhook['uid']}").json()["webhook"]]


def test_secrets_sign_instead_of_the_certificate() -> None:
    with Emulator(webhook_secrets=["new", "old"]) as emulator, emulator.fork() as fork, run_receiver() as receiver:
        for each in (emulator, fork):
            headers = {"authtoken": each.authtoken, "api_key": each.stack.api_key}
            with httpx.Client(base_url=each.url, headers=headers) as client:
                add_webhook_to(client, receiver.url)
                trigger_event(client)
        for got in receiver.wait(2):
            value = got.headers["x-contentstack-hmac-signature"]
            time = int(value.split(",")[0].removeprefix("t="))
            assert value == sign_with_secrets(got.content, time, ["new", "old"])
            assert abs(time - emulator.clock.now().timestamp()) < 60
            assert "X-Contentstack-Request-Signature" not in got.headers


def test_a_concise_payload(new_stack: httpx.Client, receiver: Receiver) -> None:
    add_webhook_to(new_stack, receiver.url, channels=["content_types.create"], concise_payload=True)
    uid = create_model(new_stack, build_field("text")).content_type
    (got,) = receiver.wait(1)
    assert got.body["data"] == {"uid": uid, "title": uid, "branch": {"uid": "main", "alias": [], "source": ""}}


def test_only_what_is_watched_is_delivered(new_stack: httpx.Client, receiver: Receiver) -> None:
    webhook = add_webhook_to(new_stack, receiver.url)
    new_stack.post("/v3/locales", json={"locale": {"code": "fr-fr"}})
    trigger_event(new_stack)
    receiver.wait(1)
    new_stack.put(f"{PATH}/{webhook['uid']}", json={"webhook": {"disabled": True}})
    trigger_event(new_stack, "test")
    assert len(list_executions(new_stack, webhook)) == 1
    assert [got.body["data"]["environment"]["name"] for got in receiver.got] == ["live"]


def test_each_destination_has_an_execution(new_stack: httpx.Client, receiver: Receiver) -> None:
    targets = [{"target_url": f"{receiver.url}/{name}"} for name in ("a", "b")]
    webhook = add_webhook_to(new_stack, "", destinations=targets)
    trigger_event(new_stack)
    assert {got.path for got in receiver.wait(2)} == {"/a", "/b"}
    assert len(list_executions(new_stack, webhook)) == 2


def test_a_call_that_was_rejected_tells_nobody(new_stack: httpx.Client, receiver: Receiver) -> None:
    webhook = add_webhook_to(new_stack, receiver.url)
    trigger_event(new_stack)
    assert new_stack.post("/v3/environments", json={"environment": {"name": "live"}}).status_code == 422
    wait_for_execution(new_stack, webhook)
    assert len(list_executions(new_stack, webhook)) == 1


@pytest.mark.parametrize("url", ["http://hooks.example.com/x", "http://10.1.2.3/", "https://[::2]/"])
def test_nothing_leaves_this_machine(new_stack: httpx.Client, url: str) -> None:
    webhook = add_webhook_to(new_stack, url, retry_policy="automatic")
    trigger_event(new_stack)
    execution = wait_for_execution(new_stack, webhook)
    response = execution["request_details"][0]["response"]
    assert (execution["status"], response["statusCode"], response["body"]) == (None, None, None)
    assert response["message"] in (sending.NOT_LOOPBACK, "Invalid URI.")
    assert execution["retry_count"] == 0


def test_redirects_are_followed_on_this_machine_only(new_stack: httpx.Client, receiver: Receiver) -> None:
    webhook = add_webhook_to(new_stack, f"{receiver.url}/first")
    receiver.statuses, receiver.headers = [302, 200], {"Location": "/second"}
    trigger_event(new_stack)
    assert wait_for_execution(new_stack, webhook)["status"] == 200
    assert [(got.method, got.path) for got in receiver.got] == [("POST", "/first"), ("GET", "/second")]
    receiver.statuses, receiver.headers = [307], {"Location": "http://example.com/"}
    trigger_event(new_stack, "test")
    refused = wait_for_execution(new_stack, webhook)["request_details"][0]["response"]
    assert refused["message"] == sending.NOT_LOOPBACK
    receiver.headers = {"Location": "/round"}
    trigger_event(new_stack, "third")
    assert "redirects" in wait_for_execution(new_stack, webhook)["request_details"][0]["response"]["message"]


def test_responses_in_json(new_stack: httpx.Client, receiver: Receiver) -> None:
    receiver.headers, receiver.content = {"Content-Type": "application/json; charset=utf-8"}, b'{"a": [1]}'
    webhook = add_webhook_to(new_stack, receiver.url)
    trigger_event(new_stack)
    assert wait_for_execution(new_stack, webhook)["request_details"][0]["response"]["body"] == {"a": [1]}
    receiver.content = b"{"
    trigger_event(new_stack, "test")
    assert wait_for_execution(new_stack, webhook)["request_details"][0]["response"]["body"] == "{"


def test_a_receiver_that_is_not_there(new_stack: httpx.Client, monkeypatch: pytest.MonkeyPatch) -> None:
    with run_receiver() as gone:
        webhook = add_webhook_to(new_stack, gone.url)
    trigger_event(new_stack)
    execution = wait_for_execution(new_stack, webhook)
    response = execution["request_details"][0]["response"]
    assert (execution["status"], response["message"]) == (None, "Unable to connect to host.")
    monkeypatch.setattr(sending, "TIMEOUT", 0.05)
    with run_receiver() as slow:
        slow.delay = 0.3
        new_stack.put(f"{PATH}/{webhook['uid']}", json={"webhook": {"destinations": [{"target_url": slow.url}]}})
        trigger_event(new_stack, "test")
        assert "timed out" in wait_for_execution(new_stack, webhook)["request_details"][0]["response"]["message"]


def test_retries_have_growing_gaps(emulator: Emulator, new_stack: httpx.Client, receiver: Receiver) -> None:
    receiver.statuses = [500]
    webhook = add_webhook_to(new_stack, receiver.url, retry_policy="automatic")
    trigger_event(new_stack)
    wait_for_execution(new_stack, webhook)
    for number, gap in enumerate((5, 25, 125, 625), start=2):
        emulator.clock.advance(gap / 2)  # the clock goes on by itself, too: a busy machine takes a second or two
        assert len(list_executions(new_stack, webhook)[0]["request_details"]) == number - 1
        emulator.clock.advance(gap)
        wait_for_execution(new_stack, webhook, number)
    (execution,) = list_executions(new_stack, webhook)
    assert (execution["retry_count"], execution["status"]) == (4, 500)
    assert [attempt["retry_number"] for attempt in execution["request_details"]] == [0, 1, 2, 3, 4]
    emulator.clock.advance(10_000)
    log = new_stack.get(f"{PATH}/{execution['uid']}/logs").json()["webhook"]
    assert log["request_details"]["retry_number"] == 4
    assert len(receiver.got) == 5


@pytest.mark.parametrize("more", [{"retry_policy": "automatic"}, {"retry": {"auto": True}}])
def test_no_retry_after_success(
    emulator: Emulator, new_stack: httpx.Client, receiver: Receiver, more: dict[str, object]
) -> None:
    receiver.statuses = [404, 204]
    webhook = add_webhook_to(new_stack, receiver.url, **more)
    trigger_event(new_stack)
    wait_for_execution(new_stack, webhook)
    emulator.clock.advance(5)
    assert wait_for_execution(new_stack, webhook, 2)["status"] == 204
    emulator.clock.advance(10_000)
    assert len(list_executions(new_stack, webhook)[0]["request_details"]) == 2


def test_calling_again_by_hand(new_stack: httpx.Client, receiver: Receiver) -> None:
    receiver.statuses = [503, 200]
    webhook = add_webhook_to(new_stack, receiver.url)
    trigger_event(new_stack)
    execution = wait_for_execution(new_stack, webhook)
    assert execution["status"] == 503
    response = new_stack.post(f"{PATH}/{execution['uid']}/retry")
    assert (response.status_code, response.json()) == (200, {"notice": "Webhook retry scheduled"})
    again = wait_for_execution(new_stack, webhook, 2)
    assert (again["status"], again["retry_count"]) == (200, 1)
    response = new_stack.post(f"{PATH}/{webhook['uid']}/retry", json={"execution_uid": execution["uid"]})
    assert response.json() == {"notice": "Webhook retry scheduled"}
    assert wait_for_execution(new_stack, webhook, 3)["retry_count"] == 2
    for path, body in (("blt0", None), ("blt0", {"execution_uid": execution["uid"]}), (webhook["uid"], None)):
        assert parse_error(new_stack.post(f"{PATH}/{path}/retry", json=body))[:2] == (422, 141)


def test_the_circuit_breaker(emulator: Emulator, new_stack: httpx.Client, receiver: Receiver) -> None:
    receiver.statuses = [500]
    webhook = add_webhook_to(new_stack, receiver.url, notifiers=["ops@example.com"])
    path = f"{PATH}/{webhook['uid']}"
    for number in range(10):
        assert new_stack.get(path).json()["webhook"]["unhealthy"] == {"state": False}
        trigger_event(new_stack, f"e{number}")
        wait_for_execution(new_stack, webhook)
    broken = new_stack.get(path).json()["webhook"]
    assert (broken["unhealthy"], broken["disabled"]) == ({"state": True}, True)
    assert (emulator.messages[-1].kind, emulator.messages[-1].to) == ("webhook_disabled", "ops@example.com")
    trigger_event(new_stack, "after")
    assert len(list_executions(new_stack, webhook)) == 10
    mended = new_stack.put(path, json={"webhook": broken | {"disabled": False}}).json()["webhook"]
    assert (mended["unhealthy"], mended["disabled"]) == ({"state": False}, False)


def test_success_makes_up_for_failures(new_stack: httpx.Client, receiver: Receiver) -> None:
    receiver.statuses = [*[500] * 9, 200, *[500] * 9, 400]
    webhook = add_webhook_to(new_stack, receiver.url)
    for number in range(20):
        trigger_event(new_stack, f"e{number}")
        wait_for_execution(new_stack, webhook)
    assert new_stack.get(f"{PATH}/{webhook['uid']}").json()["webhook"]["unhealthy"] == {"state": False}


def test_the_list_of_executions(emulator: Emulator, new_stack: httpx.Client, receiver: Receiver) -> None:
    receiver.statuses = [200, 500, 200]
    webhook = add_webhook_to(new_stack, receiver.url)
    for name in ("a", "b", "c"):
        trigger_event(new_stack, name)
        wait_for_execution(new_stack, webhook)
        emulator.clock.advance(60)

    def find_names(**params: str) -> list[str]:
        return [e["event_data"]["data"]["environment"]["name"] for e in list_executions(new_stack, webhook, **params)]

    assert find_names() == ["c", "b", "a"]
    assert find_names(skip="1", limit="1") == ["b"]
    assert find_names(query='{"status": 500}') == ["b"]
    middle = list_executions(new_stack, webhook)[1]["created_at"]
    assert find_names(**{"from": middle}) == ["c", "b"]
    assert find_names(to=middle) == ["b", "a"]
    assert find_names(**{"from": middle.removesuffix("Z"), "to": middle}) == ["b"]
    assert find_names(**{"from": "2999-01-01"}) == []
    assert all("request_details" not in e for e in list_executions(new_stack, webhook, only_events="true"))
    assert parse_error(new_stack.get(f"{PATH}/{webhook['uid']}/executions", params={"from": "x"}))[:2] == (422, 141)
    assert parse_error(new_stack.get(f"{PATH}/blt0/executions"))[:2] == (422, 141)


def test_executions_go_with_their_webhook(new_stack: httpx.Client, receiver: Receiver) -> None:
    webhook = add_webhook_to(new_stack, receiver.url)
    trigger_event(new_stack)
    uid = wait_for_execution(new_stack, webhook)["uid"]
    new_stack.delete(f"{PATH}/{webhook['uid']}")
    assert parse_error(new_stack.get(f"{PATH}/{uid}/logs"))[:2] == (422, 141)
    assert parse_error(new_stack.post(f"{PATH}/{uid}/retry"))[:2] == (422, 141)
