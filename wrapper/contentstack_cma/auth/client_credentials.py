"""Sign in a machine-to-machine app with its client id and secret."""

from collections.abc import Callable, Hashable, Iterable, Mapping

from ..regions import Region
from ..wire.headers import check_header_value
from .app import AppCredentials
from .oauth_token import OAuthToken
from .scopes import join_scopes
from .token_store import TokenStore


class ClientCredentials(AppCredentials):
    """Credentials of a machine-to-machine app, which acts for no user and only in its organization.

    The token is fetched at the first call, and again when it expires or is rejected, once for all threads and tasks. If
    the server rejects id or secret, later calls raise the same error without a request, until you call `forget()`.

        auth = ClientCredentials("client_id", "client_secret")
        with Client(auth=auth) as client:
            ...

    Args:
        client_id: Client id of the app.
        client_secret: Secret of the app.
        scopes: Scopes to request. Default: all scopes of the app.
        region: Region of the app. Default: `CONTENTSTACK_REGION`, else North America.
        base_url: Scheme and host, instead of a region. Default: `CONTENTSTACK_BASE_URL`.
        store: Stores the token between runs, and shares it among processes.
        on_token: Called with every new token.

    Raises:
        ValueError: The region is unknown, or a required argument is empty.

    >>> ClientCredentials("client_id", "client_secret")
    ClientCredentials('client_id', …)
    """

    def __init__(
        self,
        client_id: str,
        client_secret: str,
        *,
        scopes: Iterable[str] = (),
        region: Region | str | None = None,
        base_url: str | None = None,
        store: TokenStore | None = None,
        on_token: Callable[[OAuthToken], None] | None = None,
    ) -> None:
        super().__init__(
            client_id=client_id,
            client_secret=check_header_value(client_secret, "client_secret"),
            region=region,
            base_url=base_url,
            token=None,
            store=store,
            on_token=on_token,
        )
        self._scopes = join_scopes(scopes)

    def __repr__(self) -> str:
        return f"ClientCredentials({self._client_id!r}, …)"

    def _build_grant(self) -> tuple[Mapping[str, str], Hashable]:
        scope = {"scope": self._scopes} if self._scopes else {}
        return {"grant_type": "client_credentials", **self._build_client(), **scope}, None
