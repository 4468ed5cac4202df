"""Write requests, responses and retries to the log."""

import logging
from dataclasses import fields
from typing import TYPE_CHECKING

from ..logs import LOG
from ..wire.redaction import redact_headers

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ..hooks import RequestEvent, ResponseEvent, RetryEvent

_names: dict[type, tuple[str, ...]] = {}
"""Names of the fields of events, by class."""


def log_request(event: "RequestEvent", headers: "Mapping[str, str]") -> None:
    """Log the details of a request."""
    if LOG.isEnabledFor(logging.DEBUG):
        LOG.debug(
            "%s: %s %s attempt %d, waited %.3f s for the pace, headers %s",
            event.call,
            event.method,
            event.url,
            event.attempt,
            event.waited,
            redact_headers(headers),
            extra=_list_fields(event),
        )


def log_response(event: "ResponseEvent", target: str, headers: "Mapping[str, str] | None") -> None:
    """Log the end of a request in one line, and the headers of its response."""
    if not LOG.isEnabledFor(logging.INFO):
        return
    more = _list_fields(event)
    end = type(event.error).__name__ if event.status is None else event.status
    tail = f" outcome {event.outcome}" if event.status is None else ""
    tail += f" request id {event.request_id}" if event.request_id else ""
    LOG.info("%s %s %s %.3f s attempt %d%s", event.method, target, end, event.duration, event.attempt, tail, extra=more)
    if headers is not None:
        LOG.debug("%s: response headers %s", event.call, redact_headers(headers), extra=more)
    elif event.error is not None:
        LOG.debug("%s: no response: %r", event.call, str(event.error), extra=more)


def log_retry(event: "RetryEvent", target: str) -> None:
    """Log a retry."""
    if LOG.isEnabledFor(logging.INFO):
        LOG.info(
            "%s %s retry in %.2f s: %s",
            event.method,
            target,
            event.wait,
            event.reason if event.status is None else f"{event.status} {event.reason}",
            extra=_list_fields(event),
        )


def _list_fields(event: "RequestEvent") -> dict[str, object]:
    """Return the fields of an event as attributes of a log record."""
    kind = type(event)
    if kind not in _names:
        _names[kind] = tuple(field.name for field in fields(event) if field.name != "error")
    found = {name: getattr(event, name) for name in _names[kind]}
    error = getattr(event, "error", None)
    return found if error is None else {**found, "error_type": type(error).__name__}
