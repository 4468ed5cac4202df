# Derived from _async/observing.py by generator/unasync.py: edit that, not this.
"""Tell the log and the hooks what happens to a call."""

from time import perf_counter

import httpx

from ...error_mapping import FIRST_FAILURE, build_exception, remove_messages
from ...errors import ContentstackError, Outcome
from ...hooks import NO_HOOKS, ResponseEvent
from ...retry import Failure
from ...wire.delivery import Delivery
from ...wire.events import (
    AttemptFields,
    build_failure_event,
    build_request_event,
    build_response_event,
    build_retry_event,
    describe_call,
)
from ...wire.requests import to_exception
from ..hook_calls import sync_call_hooks
from ..log_lines import log_request, log_response, log_retry


class Observer:
    """Tell the log and the hooks of one call about its requests, in this order.

    1. `note_request`
    2. `note_response` or `note_error`, exactly once
    3. `note_retry`, if it is retried; then again from 1

    A download that broke off after that has an observer of its own, for `note_resumption`.
    """

    def __init__(self, request: httpx.Request, delivery: Delivery) -> None:
        self._request = request
        self._story = delivery.story
        self._hooks = delivery.hooks or NO_HOOKS
        self._call = describe_call(request, delivery)
        is_api = self._call["url"].startswith(f"{delivery.hosts.api}/")
        self._target = self._call["path"] if is_api else self._call["url"]
        self._about: AttemptFields
        self._ended: ResponseEvent
        self._started = 0.0

    def note_request(self, waited: float) -> None:
        """A request is about to be sent, after it waited for the pace.

        Raises:
            BaseException: A hook was interrupted or cancelled.
        """
        self._story.paced = waited
        self._about = {**self._call, "attempt": self._story.attempts + 1, "waited": waited}
        event = build_request_event(self._about)
        log_request(event, self._request.headers)
        self._started = perf_counter()
        try:
            sync_call_hooks(self._hooks.on_request, event)
        except BaseException as error:
            self.note_error(error, Outcome.NOT_SENT)
            raise
        self._started = perf_counter()

    def note_response(self, response: httpx.Response, *, was_cut_off: bool = False) -> None:
        """A response has arrived.

        Raises:
            BaseException: A hook was interrupted or cancelled. The response is closed.
        """
        duration = perf_counter() - self._started
        error, outcome = None, Outcome.DONE
        if response.status_code >= FIRST_FAILURE:
            error, outcome = self._build_error(response), self._story.latest
        self._ended = build_response_event(self._about, response, duration=duration, outcome=outcome, error=error)
        log_response(self._ended, self._target, response.headers)
        try:
            sync_call_hooks(self._hooks.on_response, self._ended, was_cut_off=was_cut_off)
        except BaseException:
            response.close()
            raise

    def _build_error(self, response: httpx.Response) -> ContentstackError:
        """Return the exception for a response that is not a success."""
        response.request = self._request
        return self._story.tell(build_exception(response))

    def note_error(self, error: BaseException, outcome: Outcome) -> None:
        """A request got no complete response.

        Raises:
            BaseException: A hook was interrupted or cancelled.
        """
        duration = perf_counter() - self._started
        self._ended = build_failure_event(self._about, self._clean(error), duration=duration, outcome=outcome)
        log_response(self._ended, self._target, None)
        sync_call_hooks(self._hooks.on_response, self._ended, was_cut_off=True)

    def _clean(self, error: BaseException) -> BaseException:
        """Return an exception without requests and responses, in the form in which the call raises it."""
        if isinstance(error, (ContentstackError, httpx.HTTPError)):
            return to_exception(self._request, error)
        return remove_messages(error, self._story.outer)

    def note_resumption(self, error: httpx.HTTPError, failure: Failure, wait: float) -> None:
        """A download broke off, and its rest will be requested.

        Raises:
            BaseException: A hook was interrupted or cancelled.
        """
        self._about = {**self._call, "attempt": self._story.attempts, "waited": self._story.paced}
        self._ended = build_failure_event(self._about, self._clean(error), duration=0.0, outcome=self._story.latest)
        self.note_retry(failure, wait)

    def note_retry(self, failure: Failure, wait: float) -> None:
        """The request will be retried.

        Raises:
            BaseException: A hook was interrupted or cancelled.
        """
        event = build_retry_event(self._about, self._ended, failure, wait)
        log_retry(event, self._target)
        sync_call_hooks(self._hooks.on_retry, event)
