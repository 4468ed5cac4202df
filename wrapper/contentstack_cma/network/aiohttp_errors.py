"""Translate the errors of aiohttp to those of httpx. No error keeps a request, which contains credentials."""

import aiohttp
import httpx

from ..proxies import ProxyServer


async def raise_httpx_errors(
    request: aiohttp.ClientRequest, handler: aiohttp.ClientHandlerType
) -> aiohttp.ClientResponse:
    """Raise errors after which aiohttp does not retry: that is up to the retry policy."""
    try:
        return await handler(request)
    except httpx.TransportError:
        raise
    except Exception as error:  # noqa: BLE001 - raised below, without the error of aiohttp, which holds the request
        failure = error
    raise to_network_error(failure) from find_cause(failure)


def to_connect_error(
    error: Exception, server: str, proxy: ProxyServer | None, timeout: float | None
) -> httpx.TransportError:
    """Return the exception of httpx for an error while connecting."""
    name = proxy.origin if proxy else server
    if isinstance(error, TimeoutError):
        return httpx.ConnectTimeout(f"{name}: no connection within {timeout:g} s" if timeout else f"{name}: timed out")
    if isinstance(error, aiohttp.ClientSSLError) or proxy is None:
        return httpx.ConnectError(f"cannot connect to {server} ({describe(error)})")
    return httpx.ProxyError(f"cannot connect through {name} ({describe(error)})")


def to_network_error(error: Exception) -> httpx.TransportError:
    """Return the exception of httpx for an error during the request."""
    kind = next((ours for theirs, ours in _ERRORS if isinstance(error, theirs)), httpx.ReadError)
    return kind(describe(error))


def describe(error: Exception) -> str:
    """Return the text of an error, without what aiohttp says about the connection: that may contain credentials."""
    if isinstance(error, aiohttp.ClientResponseError):
        return f"{error.status} {error.message}"
    cause = find_cause(error) or error
    return str(cause) or type(cause).__name__


def find_cause(error: BaseException) -> BaseException | None:
    """Return the system or TLS error that caused an error of aiohttp."""
    if isinstance(error, aiohttp.ClientConnectorCertificateError):
        return error.certificate_error
    if isinstance(error, aiohttp.ClientConnectorError):
        return error.os_error
    if isinstance(error, aiohttp.ClientError):
        return error.__cause__ if isinstance(error.__cause__, OSError) else None
    return error


_ERRORS: tuple[tuple[type[Exception], type[httpx.TransportError]], ...] = (
    (TimeoutError, httpx.ReadTimeout),
    (aiohttp.ServerDisconnectedError, httpx.RemoteProtocolError),
    (aiohttp.ClientPayloadError, httpx.RemoteProtocolError),
    (aiohttp.ClientResponseError, httpx.RemoteProtocolError),
)
"""The first match counts. Other errors happened while bytes were sent or received."""

UNSUPPORTED = (aiohttp.InvalidURL, aiohttp.NonHttpUrlClientError)
