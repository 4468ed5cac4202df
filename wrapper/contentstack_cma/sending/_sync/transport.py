# Derived from _async/transport.py by generator/unasync.py: edit that, not this.
"""Pace and retry requests."""

import logging
from random import random
from time import monotonic, sleep
from typing import TYPE_CHECKING

import httpx

from contentstack_cma_client.errors import ATTEMPTS

from ...error_mapping import FIRST_FAILURE, build_exception, is_from_api
from ...errors import ContentstackError, DeadlineExceededError, Outcome, build_message, get_call
from ...logs import LOG
from ...pace.turns import Turn, read_limit
from ...retry import FAILURES, Failure, classify_error, read_retry_after
from ...wire.delivery import Delivery, get_delivery
from ...wire.story import find_outcome
from ..departure import Departure
from ..timing import cap_timeouts, sync_limit
from .reading import read_body

if TYPE_CHECKING:
    from ...pace.shared import SharedPace
    from .observing import Observer

_LONGEST_NAP = 1.0
"""Seconds after which a waiting call checks the pace again, which others may have changed."""


class CallTransport(httpx.BaseTransport):
    """Make the attempts of a call, as the pace and the retry policy say."""

    def __init__(self, inner: httpx.BaseTransport) -> None:
        self._inner = inner
        self._shared: SharedPace | None = None

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Send `request`, and retry it as its policy says."""
        delivery = get_delivery(request)
        observer = _observe(request, delivery)
        turn = self._enter(delivery)
        while True:
            _take(turn, request, delivery, observer)
            departure = Departure(request, turn)
            try:
                response = self._attempt(request, delivery, departure, turn, observer)
            except httpx.HTTPError as error:
                failure = classify_error(error, was_sent=departure.was_sent(error))
                wait = _choose_wait(delivery, failure, turn, None)
                if wait is None:
                    raise
            else:
                failure = FAILURES.get(response.status_code)
                wait = _choose_wait(delivery, failure, turn, response)
                if wait is None:
                    return _finish(request, response, delivery)
                response.close()
            _rest(wait, failure, turn, observer)
            if turn is not None:
                turn = turn.rejoin(monotonic()) if failure is Failure.RATE_LIMITED else self._enter(delivery)

    def _enter(self, delivery: Delivery) -> Turn | None:
        """Return the turn of a request; None if it is not paced."""
        if delivery.budgets is None:
            return None
        turn = delivery.budgets.enter(delivery.budget, delivery.credential, monotonic())
        self._shared = turn.shared or self._shared
        return turn

    def close(self) -> None:
        """Close the connections."""
        try:
            self._inner.close()
        finally:
            if self._shared is not None:
                self._shared.sync_close()

    def _attempt(
        self,
        request: httpx.Request,
        delivery: Delivery,
        departure: Departure,
        turn: Turn | None,
        observer: "Observer | None",
    ) -> httpx.Response:
        """Make one attempt and record its outcome."""
        story = delivery.story
        story.attempts += 1
        body, request.stream = request.stream, departure
        received: list[httpx.Response] = []
        try:
            if (latest_end := story.latest_end) is None:
                response = self._exchange(request, delivery, departure, received)
            else:
                cap_timeouts(request, latest_end)
                with sync_limit(request, latest_end):
                    response = self._exchange(request, delivery, departure, received)
        except BaseException as error:
            story.note_broken(received, was_sent=departure.was_sent(error))
            departure.restore_cause(error)
            _give_up(error, delivery, turn, observer)
            raise
        finally:
            request.stream = body
        if response.status_code >= FIRST_FAILURE:
            story.note(find_outcome(response.status_code, is_from_api=is_from_api(response)))
        elif delivery.streamed:
            story.note(Outcome.DONE)
        if turn is not None:
            _settle(turn, delivery, response, observer)
        if observer is not None:
            observer.note_response(response)
        return response

    def _exchange(
        self, request: httpx.Request, delivery: Delivery, departure: Departure, received: list[httpx.Response]
    ) -> httpx.Response:
        """Return the response to a request, with its body unless the caller streams it."""
        try:
            response = self._inner.handle_request(_reveal_url(request, delivery.secret_url))
            received.append(response)
            if delivery.streamed and response.is_success:
                return response
            return read_body(response)
        except (httpx.HTTPError, ContentstackError, AssertionError):  # the transport of a test raises the last one
            raise
        except Exception as error:
            if error is departure.error:
                raise
            raise httpx.TransportError(f"{type(error).__name__}: {error}") from error


def _finish(request: httpx.Request, response: httpx.Response, delivery: Delivery) -> httpx.Response:
    """Return the response of a call. A redirect is raised here, because httpx fails at malformed URLs of redirects.

    Raises:
        RedirectError: It is a redirect.
    """
    response.extensions[ATTEMPTS] = delivery.story.attempts
    if response.has_redirect_location:
        response.request = request
        raise build_exception(response)
    return response


def _observe(request: httpx.Request, delivery: Delivery) -> "Observer | None":
    """Return the observer of a call; None if nobody wants to know."""
    if not delivery.hooks and not LOG.isEnabledFor(logging.INFO):
        return None
    from .observing import Observer

    return Observer(request, delivery)


def wait_to_resume(request: httpx.Request, error: httpx.HTTPError) -> bool:
    """Wait before the rest of a download is requested that broke off; return False to give up."""
    delivery, failure = get_delivery(request), classify_error(error, was_sent=True)
    wait = _choose_wait(delivery, failure, None, None)
    if failure is None or wait is None:
        return False
    if (observer := _observe(request, delivery)) is not None:
        observer.note_resumption(error, failure, wait)
    sleep(wait)
    return True


def _reveal_url(request: httpx.Request, url: str | None) -> httpx.Request:
    """Return a request with its full URL, if it has a shortened one."""
    if url is None:
        return request
    return httpx.Request(
        request.method, url, headers=request.headers, stream=request.stream, extensions=request.extensions
    )


def _take(turn: Turn | None, request: httpx.Request, delivery: Delivery, observer: "Observer | None") -> None:
    """Wait for a turn, and tell the observer when the request has it."""
    try:
        if turn is not None:
            _wait_for_turn(turn, request, delivery)
        if observer is not None:
            observer.note_request(0.0 if turn is None else monotonic() - turn.started)
    except BaseException:
        if turn is not None:
            turn.leave()
        raise


def _wait_for_turn(turn: Turn, request: httpx.Request, delivery: Delivery) -> None:
    if turn.shared is not None and _take_shared(turn, turn.shared, request, delivery):
        return
    while (wait := turn.wait(monotonic())) > 0:
        _pause(wait, request, delivery)


def _take_shared(turn: Turn, shared: "SharedPace", request: httpx.Request, delivery: Delivery) -> bool:
    """Wait for a turn in the pace that several processes share; return False if it is unavailable."""
    while (wait := turn.wait_before_shared(monotonic())) > 0:
        _pause(wait, request, delivery)
    while (left := shared.sync_take(turn)) is not None:
        if left == 0:
            turn.admit(monotonic())
            return True
        _pause(left, request, delivery)
    return False


def _pause(wait: float, request: httpx.Request, delivery: Delivery) -> None:
    left = delivery.story.time_left(monotonic())
    if left is not None and wait > left:
        raise DeadlineExceededError(
            build_message(request, f"the pace requires a wait of {wait:.1f} s, but the deadline is in {left:.1f} s")
        )
    if wait > _LONGEST_NAP:
        LOG.debug("%s: waits %.1f s for the pace", get_call(request), wait)
    sleep(min(wait, _LONGEST_NAP))


def _settle(turn: Turn, delivery: Delivery, response: httpx.Response, observer: "Observer | None") -> None:
    """Report to the pace what a response says about the rate limit."""
    is_news = turn.settle(response, monotonic(), is_counted=delivery.is_counted)
    if not is_news or turn.shared is None:
        return
    is_rejected = FAILURES.get(response.status_code) is Failure.RATE_LIMITED
    try:
        turn.shared.sync_correct(turn, read_limit(response), read_retry_after(response), is_rejected=is_rejected)
    except BaseException:
        if observer is not None:
            observer.note_response(response, was_cut_off=True)
        raise


def _give_up(error: BaseException, delivery: Delivery, turn: Turn | None, observer: "Observer | None") -> None:
    """Tell the pace and the observer that a request got no complete response."""
    if turn is not None:
        turn.leave()
    if observer is not None:
        observer.note_error(error, delivery.story.latest)


def _rest(wait: float, failure: Failure | None, turn: Turn | None, observer: "Observer | None") -> None:
    """Wait before a retry, and tell the observer so."""
    if observer is not None and failure is not None:
        hold = None if turn is None else turn.get_hold(monotonic())
        observer.note_retry(failure, max(wait, hold or 0.0))
    sleep(wait)


def _choose_wait(
    delivery: Delivery, failure: Failure | None, turn: Turn | None, response: httpx.Response | None
) -> float | None:
    """Return the seconds to wait before a retry; None to give up."""
    if failure is None or not delivery.can_be_sent:
        return None
    retry_after = None if response is None else read_retry_after(response)
    chance = random()  # noqa: S311 - it only spreads waits
    now = monotonic()
    hold = None if turn is None else turn.get_hold(now)
    return delivery.story.wait(failure, retry_after, hold=hold, now=now, chance=chance)
