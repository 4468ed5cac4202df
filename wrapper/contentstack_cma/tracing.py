"""Trace requests with OpenTelemetry: `pip install "contentstack-cma[otel]"`."""

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from .hooks import Hooks, RequestEvent, ResponseEvent, RetryEvent

if TYPE_CHECKING:
    from opentelemetry.trace import Span, TracerProvider

_FIRST_FAULT = 400
_PORTS = {"https": 443, "http": 80}


class OpenTelemetryHooks(Hooks):
    """Hooks that record a span for each request, according to OpenTelemetry's conventions for HTTP clients.

    A span is a child of the caller's current span. A retry is an event of that parent. No
    span contains a secret, a header or a body, and no `traceparent` is sent to the API.

    Args:
        tracer_provider: The tracer provider. Default: the global one.

    Raises:
        ImportError: OpenTelemetry is not installed.
    """

    __slots__ = ("_spans", "_trace", "_tracer")

    def __init__(self, tracer_provider: "TracerProvider | None" = None) -> None:
        try:
            from opentelemetry import trace
        except ImportError:
            raise ImportError('OpenTelemetryHooks needs an extra: pip install "contentstack-cma[otel]"') from None
        from ._version import __version__

        super().__init__(on_request=self._start_span, on_response=self._end_span, on_retry=self._add_retry)
        self._trace = trace
        self._tracer = trace.get_tracer("contentstack_cma", __version__, tracer_provider)
        self._spans: dict[tuple[int, int], Span] = {}

    def _start_span(self, event: RequestEvent) -> None:
        self._spans[event.call_id, event.attempt] = self._tracer.start_span(
            f"{event.method} {event.path_template}".rstrip(),
            kind=self._trace.SpanKind.CLIENT,
            attributes=_describe_request(event),
        )

    def _end_span(self, event: ResponseEvent) -> None:
        span = self._spans.pop((event.call_id, event.attempt), None)
        if span is None:
            return
        span.set_attributes(_describe_response(event))
        if _find_error_type(event) is not None:
            description = str(event.error) if event.status is None and event.error is not None else None
            span.set_status(self._trace.StatusCode.ERROR, description)
        span.end()

    def _add_retry(self, event: RetryEvent) -> None:
        details = {"contentstack.call": event.call, "contentstack.retry.reason": event.reason}
        self._trace.get_current_span().add_event(
            "contentstack.retry",
            {**details, "contentstack.retry.wait": event.wait, "contentstack.retry.attempt": event.attempt},
        )


def _describe_request(event: RequestEvent) -> dict[str, str | int | float]:
    url = urlsplit(event.url)
    found: dict[str, str | int | float | None] = {
        "http.request.method": event.method,
        "url.full": event.url,
        "url.template": event.path_template or None,
        "server.address": url.hostname or "",
        "server.port": url.port or _PORTS.get(url.scheme),
        "http.request.resend_count": event.attempt - 1 or None,
        "contentstack.call": event.call,
        "contentstack.stack.api_key": event.api_key,
        "contentstack.branch": event.branch,
        "contentstack.pace.waited": event.waited,
    }
    return {name: value for name, value in found.items() if value is not None}


def _describe_response(event: ResponseEvent) -> dict[str, str | int]:
    found = {
        "http.response.status_code": event.status,
        "error.type": _find_error_type(event),
        "contentstack.outcome": str(event.outcome),
        "contentstack.request_id": event.request_id,
    }
    return {name: value for name, value in found.items() if value is not None}


def _find_error_type(event: ResponseEvent) -> str | None:
    """Return the status of a rejected request, or the class of its exception; None for a success."""
    if event.status is not None:
        return str(event.status) if event.status >= _FIRST_FAULT else None
    return type(event.error).__qualname__
