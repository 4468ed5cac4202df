# Derived from wrapper/contentstack_cma/_async/transport.py by generator/unasync.py: edit that, not this.
"""Sends again what may be sent again, and opens the HTTP client."""

import logging
import ssl
from random import random
from time import sleep
from urllib.request import getproxies

import httpx

from ..network import sync_network
from ..retry import Failure, failure_of_error, failure_of_status, retry_after_seconds
from ..wire import DEFAULT_TIMEOUT, IDENTITY, Delivery, delivery_of

_log = logging.getLogger("contentstack_cma")
_FIRST_OF_INTEREST = 429


class RetryTransport(httpx.BaseTransport):
    """Asks the retry policy after every failure. Bodies are read here, so that one that breaks off is a failure too."""

    def __init__(self, inner: httpx.BaseTransport) -> None:
        self._inner = inner

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Send `request`, as often as its policy says."""
        delivery = delivery_of(request)
        retries = 0
        while True:
            try:
                response = self._answer(request, delivery)
            except httpx.TransportError as error:
                wait = _wait(delivery, failure_of_error(error), retries, None)
                if wait is None:
                    raise
            else:
                if response.status_code < _FIRST_OF_INTEREST:
                    return response
                asked = retry_after_seconds(response.headers.get("retry-after"))
                wait = _wait(delivery, failure_of_status(response.status_code), retries, asked)
                if wait is None:
                    return response
                response.close()
            retries += 1
            _log.info("%s %s: retry %d in %.2f s", request.method, request.url.host, retries, wait)
            sleep(wait)

    def close(self) -> None:
        """Close the connections."""
        self._inner.close()

    def _answer(self, request: httpx.Request, delivery: Delivery) -> httpx.Response:
        response = self._inner.handle_request(request)
        if delivery.streamed and response.is_success:
            return response
        try:
            response.read()
        except BaseException:
            response.close()
            raise
        return response


def _wait(delivery: Delivery, failure: Failure | None, retries: int, retry_after: float | None) -> float | None:
    if failure is None or not delivery.can_be_sent:
        return None
    return delivery.policy.wait(
        failure,
        retries=retries,
        repeatable=delivery.repeatable,
        retry_after=retry_after,
        chance=random(),  # noqa: S311 - it spreads waits, it keeps no secret
    )


def opened(
    *,
    transport: httpx.BaseTransport | None = None,
    proxy: str | httpx.Proxy | None = None,
    verify: ssl.SSLContext | bool = True,
) -> httpx.Client:
    """An HTTP client that repeats what may be repeated, follows no redirects and keeps no cookies between calls.

    Raises:
        ValueError: There is a transport, and something else that only a transport of ours would heed.
    """
    if transport is not None and (proxy is not None or verify is not True):
        raise ValueError("proxy and verify are for the transport to know: leave them out where you give one")
    if transport is None:
        transport = sync_network(proxy=proxy, verify=verify, environ_proxies=getproxies())
    return httpx.Client(
        headers=IDENTITY,
        timeout=DEFAULT_TIMEOUT,
        transport=RetryTransport(transport),
        follow_redirects=False,
    )
