# Derived from asynchronous/test_tracing.py by generator/unasync.py: edit that, not this.
"""Spans of OpenTelemetry."""

import sys
from typing import Any

import httpx
import pytest
from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from opentelemetry.trace import SpanKind, StatusCode

from contentstack_cma import Client, ConnectError, Login, ValidationError
from contentstack_cma.models import Asset
from contentstack_cma.tracing import OpenTelemetryHooks
from tests.wrapper.support.concurrency import sync_list
from tests.wrapper.support.scripted_transport import (
    Scripted,
    build_environments,
    build_error,
    build_login,
    build_response,
)


class Tracing:
    """A tracer provider and what it exported."""

    def __init__(self) -> None:
        self.exporter = InMemorySpanExporter()
        self.provider = TracerProvider(shutdown_on_exit=False)
        self.provider.add_span_processor(SimpleSpanProcessor(self.exporter))
        self.hooks = OpenTelemetryHooks(self.provider)

    @property
    def spans(self) -> list[ReadableSpan]:
        """The spans that have ended."""
        return list(self.exporter.get_finished_spans())

    def list(self, name: str) -> list[Any]:
        """One attribute of every span."""
        return [(span.attributes or {}).get(name) for span in self.spans]


@pytest.fixture
def tracing() -> Tracing:
    return Tracing()


def client_of(server: Scripted, tracing: Tracing, **options: Any) -> Client:
    return Client(authtoken="hidden", transport=server.transport, hooks=tracing.hooks, **options)


def test_a_span_per_request_below_that_of_the_caller(tracing: Tracing) -> None:
    server = Scripted(build_response(headers={"x-request-id": "r1"}, environment={"uid": "u", "name": "n"}))
    tracer = tracing.provider.get_tracer("mine")
    with client_of(server, tracing) as client, tracer.start_as_current_span("mine"):
        client.stack("key", branch="dev").environments.get("n m")
    span, mine = tracing.spans
    assert (span.name, span.kind) == ("GET /v3/environments/{environment_name}", SpanKind.CLIENT)
    assert span.parent == mine.context
    waited = (span.attributes or {})["contentstack.pace.waited"]
    assert dict(span.attributes or {}) == {
        "http.request.method": "GET",
        "http.response.status_code": 200,
        "url.full": "https://api.contentstack.io/v3/environments/n%20m",
        "url.template": "/v3/environments/{environment_name}",
        "server.address": "api.contentstack.io",
        "server.port": 443,
        "contentstack.call": "stack.environments.get()",
        "contentstack.stack.api_key": "key",
        "contentstack.pace.waited": waited,
        "contentstack.outcome": "done",
        "contentstack.request_id": "r1",
    }
    assert span.status.status_code is StatusCode.UNSET


def test_the_first_429_has_a_span_and_the_retry_is_an_event(tracing: Tracing, waits: list[float]) -> None:
    server = Scripted(build_response(429, {"retry-after": "7"}), build_environments())
    with client_of(server, tracing) as client, tracing.provider.get_tracer("mine").start_as_current_span("mine"):
        client.stack("key").environments.list()
    assert tracing.list("http.response.status_code") == [429, 200, None]
    assert tracing.list("http.request.resend_count") == [None, 1, None]
    assert tracing.list("error.type") == ["429", None, None]
    first, _, mine = tracing.spans
    assert first.status.status_code is StatusCode.ERROR
    (event,) = mine.events
    assert event.name == "contentstack.retry"
    assert dict(event.attributes or {})["contentstack.retry.wait"] == 7.0


@pytest.mark.parametrize(
    ("failure", "kind", "error_type"),
    [
        (httpx.ConnectError("cannot connect"), ConnectError, "ConnectError"),
        (build_error(422, 1), ValidationError, "422"),
    ],
)
def test_a_failure(tracing: Tracing, failure: Any, kind: type[Exception], error_type: str) -> None:
    with client_of(Scripted(failure), tracing, max_retries=0) as client, pytest.raises(kind):
        client.stack("key").environments.list()
    (span,) = tracing.spans
    assert tracing.list("error.type") == [error_type]
    assert span.status.status_code is StatusCode.ERROR


def test_a_keyboard_interrupt_ends_the_span(tracing: Tracing) -> None:
    def interrupt(_: httpx.Request) -> httpx.Response:
        raise KeyboardInterrupt

    with client_of(Scripted(interrupt), tracing) as client, pytest.raises(KeyboardInterrupt):
        client.stack("key").environments.list()
    assert tracing.list("error.type") == ["KeyboardInterrupt"]


def test_a_sign_in_and_a_download_have_spans_without_secrets(tracing: Tracing) -> None:
    server = Scripted(build_login("hidden"), build_environments(), httpx.Response(200, content=b"x"))
    login = Login("me@example.com", "hidden")
    with Client(auth=login, transport=server.transport, hooks=tracing.hooks) as client:
        client.stack("key").environments.list()
        asset = Asset.from_dict({"uid": "a", "url": "http://me:hidden@images.example.com:81/a.png?sig=hidden"})
        with client.stack("key").assets.stream(asset) as chunks:
            assert sync_list(chunks) == [b"x"]
    calls = ["signing in", "stack.environments.list()", "stack.assets.download()", "signing out"]
    assert tracing.list("contentstack.call") == calls
    assert tracing.list("server.port") == [443, 443, 81, 443]
    assert tracing.spans[2].name == "GET"
    assert "hidden" not in "".join(span.to_json() for span in tracing.spans)


def test_the_same_hooks_twice_make_one_span(tracing: Tracing) -> None:
    with client_of(Scripted(build_environments()), tracing) as client:
        client.stack("key").with_options(hooks=tracing.hooks).environments.list()
    assert len(tracing.spans) == 1


def test_it_needs_an_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "opentelemetry", None)
    with pytest.raises(ImportError, match=r'pip install "contentstack-cma\[otel\]"'):
        OpenTelemetryHooks()
