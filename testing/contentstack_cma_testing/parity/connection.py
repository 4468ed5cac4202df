"""Send requests by a client of the SDK, and return every response, whatever its status."""

from collections.abc import Mapping
from contextlib import ExitStack
from typing import TYPE_CHECKING, Any, Self

from contentstack_cma import Client, ContentstackError

from contentstack_cma_testing.parity.replies import Answer
from contentstack_cma_testing.parity.tap import Tap

if TYPE_CHECKING:
    import httpx
    from contentstack_cma import Stack

ASSETS = "/v3/assets"

CREDENTIALS = {"authtoken": "authtoken", "authorization": "management_token"}
"""Headers that sign in a call otherwise, and the option of a client that does so."""


class NoResponseError(Exception):
    """A call got no response."""


class Connection:
    """Clients with the same place and different credentials, opened when they are needed.

    Args:
        options: Options of `contentstack_cma.Client`: credentials and place. Default: those of the environment.

    Raises:
        ContentstackError: There are no credentials.
        ValueError: The environment is contradictory.
    """

    def __init__(self, options: Mapping[str, Any]) -> None:
        self._tap = Tap()
        self._open = ExitStack()
        self._client = self._open.enter_context(Client(**options, transport=self._tap))
        self._others: dict[tuple[str, str], Client] = {}

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
        signed = {name: named.pop(name) for name in CREDENTIALS if name in named}
        api_key = named.pop("api_key", api_key)
        client = self._find_client(signed)
        scope: Client | Stack = client if api_key is None else client.stack(api_key)
        self._tap.latest = None
        try:
            scope.request(method, path, query=query, json=json, headers=named)
        except ContentstackError as error:
            return self._read(label, error)
        return self._read(label, None)

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
        self._tap.latest = None
        try:
            if uid:
                assets.replace(uid, content, file_name=name, **more)
            else:
                assets.upload(content, file_name=name, **more)
        except ContentstackError as error:
            return self._read(label, error)
        return self._read(label, None)

    def _find_client(self, signed: Mapping[str, str]) -> Client:
        if not signed:
            return self._client
        ((name, secret),) = list(signed.items())[:1]
        if (name, secret) not in self._others:
            credentials = {CREDENTIALS[name]: secret}
            # Retries would only delay what these calls are about: that they are rejected.
            client = Client(**credentials, base_url=self.base_url, transport=self._tap)  # type: ignore[arg-type]
            self._others[name, secret] = client
        return self._others[name, secret]

    def _read(self, label: str, error: ContentstackError | None) -> Answer:
        response = self._tap.latest
        if response is None:
            raise NoResponseError(f"{label}: {error}") from error
        return Answer(label, response.status_code, read_json(response), dict(response.headers))


def read_json(response: "httpx.Response") -> Any:
    """Return the decoded body of a response; None if it is empty or not JSON."""
    try:
        return response.json() if response.content else None
    except ValueError:
        return None
