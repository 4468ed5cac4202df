"""Webhooks end to end: the emulator sends them, and a receiver verifies them."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

import anyio
import httpx
import pytest

from contentstack_cma import Client, Stack, errors, models, webhooks
from contentstack_cma.webhooks import PublicKey, public_key
from contentstack_cma_emulator import Emulator
from tests.emulator.support.webhook_receiver import Got, Receiver, run_receiver
from tests.wrapper.support.key_server import KeyServer, SigningKey, build_body, run_key_server

TITLE: Any = [{"uid": "title", "display_name": "Title", "data_type": "text", "mandatory": True, "unique": True}]
SECRETS = ("new secret", "old secret")


@pytest.fixture
def stack(emulator: Emulator) -> Iterator[Stack]:
    with open_stack(emulator) as opened:
        yield opened


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with run_receiver() as running:
        yield running


@pytest.fixture(scope="module")
def signing_emulator() -> Iterator[Emulator]:
    """An emulator whose webhooks sign with secrets, of which the older one is about to expire."""
    with Emulator(work_delay=0, webhook_secrets=SECRETS) as running:
        yield running


@pytest.fixture(scope="module")
def key() -> SigningKey:
    return SigningKey()


@pytest.fixture(scope="module")
def newer_key() -> SigningKey:
    return SigningKey()


@pytest.fixture
def server(key: SigningKey) -> Iterator[KeyServer]:
    with run_key_server() as running:
        running.response = key.response
        yield running


@contextmanager
def open_stack(emulator: Emulator) -> Iterator[Stack]:
    with Client(authtoken=emulator.authtoken, base_url=emulator.url) as client:
        yield client.stack(emulator.stack.api_key)


def listen(stack: Stack, receiver: Receiver, *channels: str, concise: bool = False) -> None:
    name = f"{channels[0]} {receiver.url}"
    webhook: models.WebhookInputDict = {
        "name": name,
        "channels": [*channels],
        "destinations": [{"target_url": receiver.url}],
        "concise_payload": concise,
    }
    stack.webhooks.create(webhook)


def take(receiver: Receiver, emulator: Emulator, number: int = 1) -> list[models.WebhookEvent]:
    """Wait for so many requests, and verify them."""
    verifier = PublicKey(base_url=emulator.url)
    return [verifier.verify(got.content, got.headers) for got in receiver.wait(number)]


def test_an_event_about_an_entry(emulator: Emulator, stack: Stack, receiver: Receiver) -> None:
    channel = "content_types.entries"
    listen(stack, receiver, f"{channel}.create", f"{channel}.environments.publish.success", f"{channel}.delete")
    blog = stack.entries("blog_post")
    entry = blog.create({"title": "Grüße \U0001f600", "url": "/webhooks"})
    (created,) = take(receiver, emulator)
    blog.publish(entry.uid, environments=["production"], locales=["en-us"])
    published = take(receiver, emulator, 2)[1]
    blog.delete(entry.uid)
    deleted = take(receiver, emulator, 3)[2]
    assert [(each.module, each.event) for each in (created, published, deleted)] == [
        ("entry", "create"),
        ("entry", "publish"),
        ("entry", "delete"),
    ]
    assert created.data.entry == entry
    assert created.data.content_type
    assert created.data.content_type.schema == stack.content_types.get("blog_post").schema
    assert created.data.branch
    assert (created.api_key, created.data.branch.uid) == (emulator.stack.api_key, "main")
    assert created.triggered_at
    assert created.triggered_at.tzinfo
    assert published.data.environment
    assert (published.data.locale, published.data.environment.uid) == (
        "en-us",
        stack.environments.get("production").uid,
    )
    assert deleted.data.entry
    assert deleted.data.entry.uid == entry.uid
    assert created.to_dict() == receiver.got[0].body


def test_events_about_other_resources(emulator: Emulator, stack: Stack, receiver: Receiver) -> None:
    listen(stack, receiver, "content_types.create", "assets.create", "locales.create", "releases.create")
    content_type = stack.content_types.create({"title": "News", "uid": "news", "schema": TITLE})
    take(receiver, emulator, 1)
    asset = stack.assets.upload(b"text", file_name="a.txt")
    take(receiver, emulator, 2)
    stack.locales.create({"code": "de-ch", "fallback_locale": "en-us"})
    take(receiver, emulator, 3)
    release = stack.releases.create({"name": "Spring"})
    events = take(receiver, emulator, 4)
    assert [each.module for each in events] == ["content_type", "asset", "locale", "release"]
    assert events[0].data.content_type == content_type
    assert events[1].data.asset == asset
    assert isinstance(events[2].data.locale, models.Locale)
    assert events[2].data.locale.code == "de-ch"
    assert events[3].data.release
    assert events[3].data.release.uid == release.uid


def test_a_concise_payload(emulator: Emulator, stack: Stack, receiver: Receiver) -> None:
    listen(stack, receiver, "content_types.create", concise=True)
    stack.content_types.create({"title": "Short", "uid": "short", "schema": TITLE})
    (event,) = take(receiver, emulator)
    assert (event.data.uid, event.data.title, event.data.content_type) == ("short", "Short", None)


def test_an_event_about_a_job(emulator: Emulator, stack: Stack, receiver: Receiver) -> None:
    listen(stack, receiver, "jobs.environments.publish.completed")
    entry = stack.entries("blog_post").create({"title": "In bulk", "url": "/in-bulk"})
    items: list[Any] = [{"uid": entry.uid, "content_type": "blog_post", "locale": "en-us"}]
    job = stack.bulk.publish(entries=items, locales=["en-us"], environments=["production"], api_version="3.2")
    (event,) = take(receiver, emulator)
    assert (event.module, event.data.job_id) == ("job", job.job_id)
    assert event.data.summary


@pytest.mark.parametrize("secret", [*SECRETS, SECRETS, ["unknown", SECRETS[1]]])
def test_a_secret_of_a_rotation(signing_emulator: Emulator, receiver: Receiver, secret: Any) -> None:
    with open_stack(signing_emulator) as stack:
        listen(stack, receiver, "environments.create")
        environment = stack.environments.create({"name": f"place-{receiver.url[-5:]}"})
        (got,) = receiver.wait(1)
    event = webhooks.verify(got.content, got.headers, secret=secret)
    assert event.data.environment == environment
    for wrong in ("unknown", SECRETS[0].upper()):
        with pytest.raises(errors.WebhookSignatureError, match="matches"):
            webhooks.verify(got.content, got.headers, secret=wrong)
    with pytest.raises(errors.WebhookSignatureError, match="pass secret"):
        PublicKey(base_url=signing_emulator.url).verify(got.content, got.headers)


def send_event(stack: Stack, receiver: Receiver) -> Got:
    listen(stack, receiver, "labels.create")
    stack.labels.create({"name": f"Label {receiver.url}", "content_types": []})
    return receiver.wait(1)[0]


def test_a_request_that_is_sent_again_later(emulator: Emulator, stack: Stack, receiver: Receiver) -> None:
    got = send_event(stack, receiver)
    key = PublicKey(base_url=emulator.url).fetch()
    assert webhooks.verify(got.content, got.headers, public_key=key).module == "label"
    moment = webhooks.verify(got.content, got.headers, public_key=key).triggered_at
    assert moment
    later = moment.fromtimestamp(moment.timestamp() + 301, moment.tzinfo)
    with pytest.raises(errors.WebhookSignatureError, match="301 s ago"):
        webhooks.verify(got.content, got.headers, public_key=key, now=later)


@pytest.mark.anyio
@pytest.mark.parametrize("anyio_backend", ["asyncio", "trio"])
async def test_a_task_verifies(emulator: Emulator, stack: Stack, receiver: Receiver) -> None:
    got = await anyio.to_thread.run_sync(send_event, stack, receiver)
    verifier = PublicKey(base_url=emulator.url)
    assert (await verifier.averify(got.content, got.headers)).module == "label"
    assert (await verifier.afetch()).startswith("-----BEGIN RSA PUBLIC KEY-----")
    with pytest.raises(errors.WebhookSignatureError):
        await verifier.averify(got.content + b" ", got.headers)


def test_the_key_is_fetched_once(server: KeyServer, key: SigningKey) -> None:
    server.delay = 0.1
    verifier = PublicKey(base_url=server.url)
    body = build_body()

    def verify(_: int) -> str:
        return verifier.verify(body, key.sign(body)).event

    with ThreadPoolExecutor(8) as pool:
        assert set(pool.map(verify, range(8))) == {"create"}
    assert server.paths == ["/.well-known/public-keys.json"]


@pytest.mark.anyio
async def test_tasks_fetch_the_key_once(server: KeyServer, key: SigningKey) -> None:
    server.delay = 0.1
    verifier = PublicKey(base_url=server.url)
    body = build_body()
    async with anyio.create_task_group() as group:
        for _ in range(8):
            group.start_soon(verifier.averify, body, key.sign(body))
    assert len(server.paths) == 1


def test_wrong_signatures_do_not_make_it_fetch_the_key_again(
    server: KeyServer, key: SigningKey, newer_key: SigningKey
) -> None:
    verifier = PublicKey(base_url=server.url)
    body = build_body()
    for _ in range(5):
        with pytest.raises(errors.WebhookSignatureError):
            verifier.verify(body, newer_key.sign(body))
    assert verifier.verify(body, key.sign(body)).event == "create"
    assert len(server.paths) == 1


@pytest.mark.anyio
async def test_a_key_is_replaced(
    server: KeyServer, key: SigningKey, newer_key: SigningKey, monkeypatch: pytest.MonkeyPatch
) -> None:
    verifier, other = PublicKey(base_url=server.url), PublicKey(base_url=server.url)
    body = build_body()
    assert verifier.verify(body, key.sign(body)).event == "create"
    assert (await other.averify(body, key.sign(body))).event == "create"
    server.response = newer_key.response
    monkeypatch.setattr(public_key, "REFETCH_INTERVAL", 0)  # as if five minutes had passed
    assert verifier.verify(body, newer_key.sign(body)).event == "create"
    assert (await other.averify(body, newer_key.sign(body))).event == "create"
    monkeypatch.undo()
    with pytest.raises(errors.WebhookSignatureError):
        verifier.verify(body, key.sign(body))
    assert len(server.paths) == 4


def test_a_server_that_fails_makes_no_wrong_signature_right(
    server: KeyServer, key: SigningKey, newer_key: SigningKey, monkeypatch: pytest.MonkeyPatch
) -> None:
    verifier = PublicKey(base_url=server.url)
    body = build_body()
    verifier.verify(body, key.sign(body))
    monkeypatch.setattr(public_key, "REFETCH_INTERVAL", 0)
    server.status, server.response = 404, b"{}"
    with pytest.raises(errors.WebhookSignatureError) as raised:
        verifier.verify(body, newer_key.sign(body))
    assert isinstance(raised.value.__cause__, errors.NotFoundError)
    assert verifier.verify(body, key.sign(body)).event == "create"


@pytest.mark.parametrize(
    ("status", "response", "kind"),
    [
        (404, b"<html>", errors.ApiError),
        (302, b"", errors.RedirectError),
        (200, b"{", errors.DecodeError),
        (200, b"[]", errors.DecodeError),
        (200, b"{}", errors.DecodeError),
        (200, b'{"signing-key": 5}', errors.DecodeError),
        (200, b'{"signing-key": "no key"}', errors.DecodeError),
        (200, b"[" * 100_000, errors.DecodeError),
    ],
)
def test_a_response_without_a_key(server: KeyServer, status: int, response: bytes, kind: type[Exception]) -> None:
    server.status, server.response = status, response
    server.headers = {"Location": "https://example.com/"} if status == 302 else {}
    body = build_body()
    with pytest.raises(kind, match=r"PublicKey\.verify\(\)|public-keys\.json"):
        PublicKey(base_url=server.url).verify(body, {"X-Contentstack-Request-Signature": "v1=AAAA"})


def test_without_a_signature_nothing_is_fetched(server: KeyServer) -> None:
    verifier = PublicKey(base_url=server.url)
    with pytest.raises(errors.WebhookSignatureError, match="no header"):
        verifier.verify(b"{}", {})
    with pytest.raises(TypeError, match="raw body"):
        verifier.verify({}, {})  # type: ignore[arg-type]
    assert server.paths == []


def test_a_server_that_does_not_respond_in_time(server: KeyServer) -> None:
    server.delay = 1.0
    with pytest.raises(TimeoutError):
        PublicKey(base_url=server.url, timeout=0.1).fetch()


def test_the_key_comes_from_the_region() -> None:
    assert repr(PublicKey()) == "PublicKey(https://app.contentstack.com)"
    assert repr(PublicKey(region="azure-eu")) == "PublicKey(https://azure-eu-app.contentstack.com)"
    assert repr(PublicKey(base_url="https://eu-api.contentstack.com")) == "PublicKey(https://eu-app.contentstack.com)"
    with pytest.raises(ValueError, match="unknown region"):
        PublicKey(region="moon")
    with pytest.raises(ValueError, match="timeout"):
        PublicKey(timeout=-1)


def test_no_credentials_are_sent_for_the_key(server: KeyServer, monkeypatch: pytest.MonkeyPatch) -> None:
    sent: list[httpx.Request] = []
    send = httpx.Client.send

    def remember(self: httpx.Client, request: httpx.Request, **options: Any) -> httpx.Response:
        sent.append(request)
        return send(self, request, **options)

    monkeypatch.setattr(httpx.Client, "send", remember)
    monkeypatch.setenv("CONTENTSTACK_AUTHTOKEN", "secret token")
    PublicKey(base_url=server.url).fetch()
    assert not {"authtoken", "authorization", "cookie", "api_key"} & sent[0].headers.keys()
