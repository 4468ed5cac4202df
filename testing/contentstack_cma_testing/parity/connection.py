"""Send requests by a client of the SDK, and return every response, whatever its status."""

from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, suppress
from typing import TYPE_CHECKING, Any, Self

from contentstack_cma import Client, ContentstackError
from contentstack_cma_testing.parity.errors import NoResponseError
from contentstack_cma_testing.parity.replies import Answer
from contentstack_cma_testing.parity.tap import SIGNING, Tap

if TYPE_CHECKING:
    import httpx

    from contentstack_cma import Stack

ASSETS = "/v3/assets"

BURST = 4
"""Calls of a burst that are in flight."""


class Connection:
    """Clients with the same place and different credentials, opened when they are needed.

    Args:
        options: Options of `contentstack_cma.Client`: credentials and place. Default: those of the environment.

    Raises:
        ContentstackError: There are no credentials.
        ValueError: The environment is contradictory.
    """

    def __init__(self, options: Mapping[str, Any]) -> None:
        self._options = options
        self._tap = Tap()
        self._open = ExitStack()
        self._client = self._open.enter_context(Client(**options, transport=self._tap))
        # Signs in with what a call passes. A `Login` would sign in again when that is rejected.
        self._stranger = self._open.enter_context(
            Client(authtoken="replaced", base_url=self.base_url, transport=self._tap)
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._open.close()

    @property
    def base_url(self) -> str:
        """Scheme and host of the API."""
        return self._client.base_url

    @property
    def statuses(self) -> list[int]:
        """Statuses of all responses so far, retried ones included."""
        return self._tap.statuses

    def send(
        self,
        label: str,
        method: str,
        path: str,
        *,
        api_key: str | None,
        query: Mapping[str, Any] | None = None,
        json: Any = None,
        headers: Mapping[str, str] | None = None,
    ) -> Answer:
        """Send a request. A write that the server may have processed is never retried.

        Args:
            label: Label of the call.
            method: HTTP method.
            path: Path.
            api_key: Key of the stack; None for a call that is not about a stack.
            query: Query parameters.
            json: Body.
            headers: Headers; `authtoken`, `authorization` and `api_key` replace those of the connection.

        Raises:
            NoResponseError: The connection broke, or could not be opened.
        """
        named = {name.lower(): value for name, value in (headers or {}).items()}
        signed = {name: named.pop(name) for name in SIGNING if name in named}
        api_key = named.pop("api_key", api_key)
        client = self._stranger if signed else self._client
        scope: Client | Stack = client if api_key is None else client.stack(api_key)
        self._tap.latest, self._tap.credentials = None, signed or None
        return self._read(label, lambda: scope.request(method, path, query=query, json=json, headers=named))

    def upload(
        self, label: str, method: str, path: str, *, api_key: str, name: str, content: bytes, fields: Mapping[str, str]
    ) -> Answer:
        """Upload a file to `/v3/assets`, or in place of that of an asset.

        Raises:
            NoResponseError: The connection broke, or could not be opened.
            ValueError: Nothing can be uploaded to this path.
        """
        assets = self._client.stack(api_key).assets
        more: dict[str, Any] = {key.removeprefix("asset[").rstrip("]"): value for key, value in fields.items()}
        if "tags" in more:
            more["tags"] = more["tags"].split(",")
        uid = path.removeprefix(ASSETS).removeprefix("/")
        if path != ASSETS and (method != "PUT" or not path.startswith(ASSETS) or "/" in uid):
            raise ValueError(f"path must be {ASSETS} or that of an asset, not {path!r}")
        self._tap.latest, self._tap.credentials = None, None
        if uid:
            return self._read(label, lambda: assets.replace(uid, content, file_name=name, **more))
        return self._read(label, lambda: assets.upload(content, file_name=name, **more))

    def burst(self, label: str, path: str, *, api_key: str, most: int) -> Answer:
        """Send a read up to `most` times without pace, until a response has status 429; return that or the last one.

        Raises:
            NoResponseError: The connection broke, or could not be opened.
        """
        tap = Tap()
        with Client(**self._options, pace=None, max_rate_limit_wait=0, transport=tap) as client:
            stack = client.stack(api_key)

            def read(_: int) -> None:
                if tap.rate_limited is None:
                    with suppress(ContentstackError):
                        stack.request("GET", path)

            with ThreadPoolExecutor(BURST) as threads:
                list(threads.map(read, range(most)))
        self._tap.statuses += tap.statuses
        response = tap.rate_limited or tap.latest
        if response is None:
            raise NoResponseError(f"{label}: no response")
        return make_answer(label, response)

    def _read(self, label: str, send: Callable[[], object]) -> Answer:
        """Send a request, and return the last response to it, whatever the SDK makes of it."""
        cause: ContentstackError | None = None
        try:
            send()
        except ContentstackError as error:
            cause = error
        if self._tap.latest is None:
            raise NoResponseError(f"{label}: {cause}") from cause
        return make_answer(label, self._tap.latest)


def make_answer(label: str, response: "httpx.Response") -> Answer:
    """Return a response with its decoded body, if it is JSON."""
    try:
        body = response.json() if response.content else None
    except ValueError:
        body = None
    return Answer(label, response.status_code, body, dict(response.headers))
