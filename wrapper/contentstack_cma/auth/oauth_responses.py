"""The responses of the developer hub."""

from collections.abc import Iterator, Mapping
from time import time
from typing import Any, cast

import httpx

from ..error_mapping import build_exception, read_error_details
from ..errors import AuthenticationError, OAuthError
from ..sending.attempts import is_refusal
from .oauth_token import OAuthToken, TokenStatus

_REJECTED = frozenset({400, 401, 403})


def check_token_response(response: httpx.Response, hint: str) -> None:
    """Check that the token endpoint did not reject a request.

    Args:
        response: The response.
        hint: What to do about it.

    Raises:
        AuthenticationError: The token endpoint rejected it.
    """
    if response.status_code in _REJECTED:
        error = AuthenticationError(read_error_details(response, hint))
        if is_refusal(error):
            raise error


def read_json(response: httpx.Response) -> Mapping[str, Any]:
    """Return the JSON object in a response.

    Raises:
        ContentstackError: The response is not a success.
        OAuthError: It contains no JSON object.
    """
    if not response.is_success:
        raise build_exception(response)
    try:
        body: object = response.json()
    except (RecursionError, ValueError):
        body = None
    if not isinstance(body, dict):
        raise OAuthError(f"{response.request.url.path} did not return a JSON object")
    return cast("dict[str, Any]", body)


def read_token(token: OAuthToken, response: Mapping[str, Any]) -> OAuthToken:
    """Return the token in a response of the token endpoint, which replaces `token`.

    Raises:
        OAuthError: There is none.
    """
    try:
        return token.renew(response, time())
    except ValueError as error:
        raise OAuthError(f"/token returned an unexpected response: {error}") from None


def check_lifetime(response: Mapping[str, Any]) -> None:
    """Check `expires_in` of a new sign-in. After a refresh it is not checked: the new token must not get lost.

    Raises:
        OAuthError: It is not a number.
    """
    value = response.get("expires_in")
    try:
        float(cast("Any", "0" if value is None or value == "" else value))
    except OverflowError:
        return
    except (TypeError, ValueError):
        raise OAuthError("/token returned an unexpected response: expires_in is not a number of seconds") from None


def read_status(response: Mapping[str, Any]) -> TokenStatus:
    """Return the result of an introspection."""
    scope = response.get("scope")
    is_active = response.get("active") is True
    return TokenStatus(is_active, tuple(scope.split()) if is_active and isinstance(scope, str) else ())


def find_authorization(listing: Mapping[str, Any], user_uid: str | None) -> str:
    """Return the uid of the user's authorization in the list of the app's authorizations."""
    for item in _iterate_dicts(listing.get("data")) if user_uid else ():
        user = item.get("user")
        uid = item.get("authorization_uid")
        if isinstance(user, dict) and cast("dict[str, Any]", user).get("uid") == user_uid and isinstance(uid, str):
            return uid
    raise OAuthError("this user has no authorization on the server: it may have been revoked already")


def _iterate_dicts(value: object) -> Iterator[dict[str, Any]]:
    for item in cast("list[object]", value) if isinstance(value, list) else []:
        if isinstance(item, dict):
            yield cast("dict[str, Any]", item)
