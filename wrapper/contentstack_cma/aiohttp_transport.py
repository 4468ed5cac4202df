"""aiohttp as httpx's transport: several times as quick with many calls in flight. Needs the extra `[aiohttp]`."""

from collections.abc import AsyncIterator

import aiohttp
import httpx
import httpx_aiohttp

_KEPT_ALIVE = 5.0
_MOST_CONNECTIONS = 100


class AiohttpTransport(httpx_aiohttp.AiohttpTransport):
    """`httpx_aiohttp` with three differences.

    Errors are told apart: it reports a connection that broke after the request had been sent as a failure to
    connect. aiohttp does not send PUT and DELETE again by itself when that happens: whether a call may be repeated
    is for the retry policy to say. And no cookies are kept.
    """

    def get_client(self) -> aiohttp.ClientSession:
        """The session, made when the first call is sent: it belongs to the event loop of that call."""
        connector = aiohttp.TCPConnector(ssl=self.ssl_context, limit=_MOST_CONNECTIONS, keepalive_timeout=_KEPT_ALIVE)
        return aiohttp.ClientSession(
            connector=connector, cookie_jar=aiohttp.DummyCookieJar(), middlewares=[_telling_errors_apart]
        )

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Send one request."""
        response = await super().handle_async_request(request)
        if isinstance(response.stream, httpx.AsyncByteStream):
            response.stream = _Body(response.stream)
        return response


class _Body(httpx.AsyncByteStream):
    """The body of an answer, with its errors told apart."""

    def __init__(self, stream: httpx.AsyncByteStream) -> None:
        self._stream = stream

    async def __aiter__(self) -> AsyncIterator[bytes]:
        try:
            async for chunk in self._stream:
                yield chunk
        except httpx.TransportError as error:
            raise _httpx_error(error.__cause__ or error) from error

    async def aclose(self) -> None:
        await self._stream.aclose()


async def _telling_errors_apart(
    request: aiohttp.ClientRequest, handler: aiohttp.ClientHandlerType
) -> aiohttp.ClientResponse:
    """Raise httpx's errors, which nothing above us takes for a reason to send again."""
    try:
        return await handler(request)
    except (aiohttp.ClientError, OSError) as error:
        raise _httpx_error(error) from error


def _httpx_error(error: BaseException) -> httpx.TransportError:
    kind = next((ours for theirs, ours in _ERRORS if isinstance(error, theirs)), httpx.TransportError)
    return kind(str(error) or type(error).__name__)


_ERRORS: tuple[tuple[type[BaseException], type[httpx.TransportError]], ...] = (
    (aiohttp.ClientProxyConnectionError, httpx.ProxyError),
    (aiohttp.ClientHttpProxyError, httpx.ProxyError),
    (aiohttp.ClientConnectorError, httpx.ConnectError),
    (aiohttp.ConnectionTimeoutError, httpx.ConnectTimeout),
    (TimeoutError, httpx.ReadTimeout),
    (aiohttp.ServerDisconnectedError, httpx.RemoteProtocolError),
    (aiohttp.ClientPayloadError, httpx.RemoteProtocolError),
    (aiohttp.ClientResponseError, httpx.RemoteProtocolError),
    (OSError, httpx.ReadError),
    (aiohttp.ClientConnectionError, httpx.ReadError),
)
"""From the particular to the general: the first that fits."""
