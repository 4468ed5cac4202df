"""The responses of the developer hub."""

from collections.abc import Iterator, Mapping
from time import time
from typing import Any, cast

import httpx

from ..error_mapping import build_exception
from ..errors import OAuthError
from .oauth_token import OAuthToken


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
