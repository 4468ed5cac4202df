"""Webhooks over HTTP: their life, secrets, files; and what they hear of and send, decided without a network."""

import base64
import json

import httpx
import pytest

from contentstack_cma_emulator import Emulator
from contentstack_cma_emulator.engine.audit import AUDIT
from contentstack_cma_emulator.engine.events import Event
from contentstack_cma_emulator.engine.kinds import WEBHOOK
from contentstack_cma_emulator.engine.store import Scope
from contentstack_cma_emulator.webhooks import payload
from contentstack_cma_emulator.webhooks.sending import is_loopback
from contentstack_cma_emulator.webhooks.signing import EXPONENT, MODULUS, PUBLIC_KEY, sign, sign_with_secrets
from tests.emulator.support.entries import Fields
from tests.emulator.support.error_responses import parse_error
from tests.emulator.support.webhooks import PATH, TARGET, add, check_signature, create


def upload_webhook(client: httpx.Client, path: str, webhook: object) -> httpx.Response:
    return client.post(path, files={"webhook": ("webhook.json", json.dumps(webhook), "application/json")})


def test_the_life_of_a_webhook(new_stack: httpx.Client) -> None:
    response = create(new_stack, notifiers="a@example.com, b@example.com")
    assert response.json()["notice"] == "The webhook was created successfully"
    webhook = response.json()["webhook"]
    assert webhook["notifiers"] == ["a@example.com", "b@example.com"]
    assert (webhook["branches"], webhook["retry_policy"], webhook["disabled"]) == (["main"], "manual", False)
    assert (webhook["concise_payload"], webhook["unhealthy"]) == (False, {"state": False})
    assert (webhook["app_user_object_uid"], webhook["__v"]) == ("system", 0)
    assert not {"_version", "ACL", "failures"} & webhook.keys()
    path = f"{PATH}/{webhook['uid']}"
    assert new_stack.get(path).json() == {"webhook": webhook}
    changed = new_stack.put(path, json={"webhook": {"name": "Renamed", "disabled": True}}).json()
    assert changed["notice"] == "The Webhook was updated successfully"
    assert (changed["webhook"]["name"], changed["webhook"]["disabled"]) == ("Renamed", True)
    assert changed["webhook"]["destinations"] == webhook["destinations"]
    gone = {"notice": "The Webhook was deleted successfully", "destination": {}}
    assert new_stack.delete(path).json() == gone
    assert parse_error(new_stack.get(path))[:2] == (422, 141)
    assert parse_error(new_stack.delete(path))[:2] == (422, 141)


def test_a_name_is_given_once(new_stack: httpx.Client) -> None:
    add(new_stack)
    assert parse_error(create(new_stack)) == (422, 119, {"name": ["is not unique."]})


@pytest.mark.parametrize(
    ("fields", "path"),
    [
        ({"name": ""}, "name"),
        ({"destinations": []}, "destinations"),
        ({"destinations": [{"target_url": ""}]}, "destinations"),
        ({"channels": []}, "channels"),
        ({"retry_policy": "often"}, "retry_policy"),
    ],
)
def test_a_webhook_that_cannot_be(new_stack: httpx.Client, fields: Fields, path: str) -> None:
    status, code, errors = parse_error(create(new_stack, **fields))
    assert (status, code, list(errors)) == (422, 119, [path])


def test_webhooks_are_paged_and_counted(new_stack: httpx.Client) -> None:
    for name in ("b", "a", "c"):
        add(new_stack, name)
    listed = new_stack.get(PATH, params={"asc": "name", "limit": "2", "include_count": "true"}).json()
    assert [webhook["name"] for webhook in listed["webhooks"]] == ["a", "b"]
    assert (listed["count"], listed["destination"]) == (3, {})


def test_secrets_are_shown_to_nobody(emulator: Emulator, new_stack: httpx.Client) -> None:
    signed = {"target_url": TARGET, "http_basic_auth": "me", "http_basic_password": "pass"}
    webhook = add(new_stack, destinations=[signed, {"target_url": TARGET, "http_basic_password": None}])
    path = f"{PATH}/{webhook['uid']}"
    for seen in (webhook, new_stack.get(path).json()["webhook"], new_stack.get(f"{path}/export").json()):
        assert seen["destinations"][0] == signed | {"http_basic_password": "********"}
        assert seen["destinations"][1]["http_basic_password"] is None
    logged = emulator._state.store.find(Scope(AUDIT, new_stack.headers["api_key"]))
    assert '"pass"' not in json.dumps(logged)
    same = new_stack.put(path, json={"webhook": webhook}).json()["webhook"]
    assert same["destinations"] == webhook["destinations"]
    kept = emulator._state.store.find(Scope(WEBHOOK, new_stack.headers["api_key"]))
    assert kept[0]["destinations"][0]["http_basic_password"] == "pass"


def test_a_webhook_is_exported_and_imported(new_stack: httpx.Client) -> None:
    webhook = add(new_stack, channels=["assets.create", "entries.create"])
    exported = new_stack.get(f"{PATH}/{webhook['uid']}/export").json()
    assert exported == webhook
    new_stack.delete(f"{PATH}/{webhook['uid']}")
    response = upload_webhook(new_stack, f"{PATH}/import", exported)
    assert (response.status_code, response.json()["notice"]) == (201, "The Webhook was imported successfully")
    again = response.json()["webhook"]
    assert again["uid"] != webhook["uid"]
    assert again["channels"] == webhook["channels"]
    assert parse_error(upload_webhook(new_stack, f"{PATH}/import", exported))[2] == {"name": ["is not unique."]}
    over = upload_webhook(new_stack, f"{PATH}/{again['uid']}/import", {"webhook": exported | {"name": "Over"}})
    assert (over.status_code, over.json()["webhook"]["uid"], over.json()["webhook"]["name"]) == (
        200,
        again["uid"],
        "Over",
    )
    assert parse_error(upload_webhook(new_stack, f"{PATH}/blt0/import", exported))[:2] == (422, 141)
    assert new_stack.post(f"{PATH}/import", files={"other": b"{}"}).status_code == 400


@pytest.mark.parametrize(
    "fields",
    [
        {"name": 5},
        {"channels": "assets.create"},
        {"destinations": ["http://example.com"]},
        {"destinations": [{"target_url": 5}]},
        {"destinations": [{"target_url": TARGET, "custom_header": ["X"]}]},
        {"destinations": [{"target_url": TARGET, "custom_header": [{"header_name": "X", "value": 1}]}]},
        {"destinations": [{"target_url": TARGET, "http_basic_password": {}}]},
        {"disabled": "no"},
        {"notifiers": [5]},
    ],
)
def test_a_file_that_holds_no_webhook(new_stack: httpx.Client, fields: Fields) -> None:
    good: Fields = {"name": "Test", "channels": ["assets.create"], "destinations": [{"target_url": TARGET}]}
    assert parse_error(upload_webhook(new_stack, f"{PATH}/import", good | fields))[:2] == (422, 119)
    assert parse_error(upload_webhook(new_stack, f"{PATH}/import", {}))[:2] == (422, 119)
    assert upload_webhook(new_stack, f"{PATH}/import", []).status_code == 422


@pytest.mark.parametrize(
    ("fields", "branch", "heard"),
    [
        ({}, "main", True),
        ({"channels": ["content_types.blog.entries.update"]}, "main", True),
        ({"channels": ["content_types.page.entries.update"]}, "main", False),
        ({"disabled": True}, "main", False),
        ({}, "next", False),
        ({"branches": ["$all"]}, "next", True),
        ({"branches": []}, "next", True),
    ],
)
def test_a_webhook_hears_the_events_of_its_channels_and_branches(fields: Fields, branch: str, heard: bool) -> None:
    webhook = {"channels": ["content_types.entries.update"], "branches": ["main"], "disabled": False} | fields
    event = Event(("content_types.entries.update", "content_types.blog.entries.update"), "entry", "update", {})
    assert payload.matches(webhook, event, branch) is heard


def test_a_concise_payload() -> None:
    branch = {"uid": "main", "alias": [], "source": ""}
    entry = {"uid": "e", "title": "Hello", "locale": "en-us", "_version": 3, "text": "long"}
    event = Event(("content_types.entries.update",), "entry", "update", {})
    data: Fields = {"entry": entry, "content_type": {"uid": "blog", "title": "Blog", "schema": []}, "branch": branch}
    whole = payload.build_event_data(event, data, "key", concise=False)
    assert whole == {"module": "entry", "api_key": "key", "event": "update", "data": data}
    told = payload.build_event_data(event, data, "key", concise=True)["data"]
    assert told["entry"] == {"uid": "e", "title": "Hello", "locale": "en-us", "_version": 3}
    assert told["content_type"] == {"uid": "blog", "title": "Blog"}
    assert told["branch"] == branch
    made_type = payload.shorten("content_type", {"content_type": data["content_type"], "branch": branch})
    assert made_type == {"uid": "blog", "title": "Blog", "branch": branch}


@pytest.mark.parametrize(
    ("host", "here"),
    [
        ("127.0.0.1", True),
        ("127.8.8.8", True),
        ("::1", True),
        ("LOCALHOST", True),
        ("0.0.0.0", False),
        ("10.0.0.1", False),
        ("localhost.example.com", False),
        ("example.com", False),
        (None, False),
    ],
)
def test_a_host_is_on_this_machine_or_not(host: str | None, here: bool) -> None:
    assert is_loopback(host) is here


def test_a_signature_is_valid_for_its_message_only() -> None:
    signature = sign(b"message")
    assert signature != sign(b"message")
    assert check_signature(b"message", signature)
    assert not check_signature(b"massage", signature)


def test_secrets_sign_the_time_and_the_message() -> None:
    """As OpenSSL does: `printf '1700000000.message' | openssl dgst -sha256 -hmac <secret>`."""
    new = "5b0599cc4e2533bca6d69fa22dbf93b15570d3f0780a8c54c4b2ec6b16650d22"
    old = "d43a2fb6d898999b27c304b3d3d5147bba88e340e3deeb1699ff36efa8cbcd3e"
    assert sign_with_secrets(b"message", 1_700_000_000, ["new", "old"]) == f"t=1700000000,v1={new},v1={old}"


def test_the_key_to_check_signatures_with(bare: httpx.Client) -> None:
    assert bare.get("/.well-known/public-keys.json").json() == {"signing-key": PUBLIC_KEY}
    der = base64.b64decode("".join(PUBLIC_KEY.splitlines()[1:-1]))
    assert MODULUS.to_bytes(256) in der
    assert der.endswith(EXPONENT.to_bytes(3))


def test_retry_and_signing_in_with_oauth_or_a_token(new_stack: httpx.Client) -> None:
    oauth = {"target_url": TARGET, "authentication_type": "OAuth2", "access_token_url": "https://example.com/token"}
    oauth |= {"client_id": "id", "client_secret": "s", "request_query_parameters": "a=b"}
    bearer = {"target_url": f"{TARGET}/2", "authentication_type": "Bearer", "bearer_token": "t"}
    webhook = add(new_stack, retry={"auto": True}, destinations=[oauth, bearer])
    assert webhook["retry"] == {"auto": True}
    assert webhook["destinations"][0] == oauth | {"client_secret": "********"}
    assert webhook["destinations"][1] == bearer | {"bearer_token": "********"}
    path = f"{PATH}/{webhook['uid']}"
    assert new_stack.put(path, json={"webhook": webhook}).json()["webhook"]["destinations"] == webhook["destinations"]
    for wrong in ({"retry": {"auto": "yes"}}, {"retry": True}):
        assert create(new_stack, "Other", **wrong).status_code == 422
