"""The token of an OAuth app."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from math import isfinite
from typing import Any, Self

from ..wire.headers import check_header_value

EARLY = 60.0
"""Seconds before its expiry at which a token counts as expired: it must outlast the call that carries it."""

_LONGEST_LIFETIME = 10 * 365 * 24 * 3600.0
_SECRETS = frozenset({"access_token", "refresh_token"})


@dataclass(frozen=True, slots=True)
class OAuthToken:
    """Tokens of one user, or of an app.

    Attributes:
        access_token: The token that signs calls.
        refresh_token: The token that gets the next access token.
        expires_at: When the access token expires, in seconds since the epoch; None if unknown.
        organization_uid: The organization that the app is installed in.
        user_uid: The user who consented; None for an app's own token.
        region: Region of the user's data, as the server spells it.
    """

    access_token: str = field(repr=False)
    refresh_token: str | None = field(default=None, repr=False)
    expires_at: float | None = None
    organization_uid: str | None = None
    user_uid: str | None = None
    region: str | None = None

    def is_fresh(self, now: float) -> bool:
        """Return whether the access token is not about to expire."""
        return self.expires_at is None or now < self.expires_at - EARLY

    def to_dict(self) -> dict[str, Any]:
        """Return all fields, for a token store. Keep them secret."""
        return asdict(self)

    @classmethod
    def from_dict(cls, stored: Mapping[str, Any]) -> Self:
        """Create a token from the result of `to_dict`. Unknown keys are ignored.

        Raises:
            ValueError: There is no token, or a field is of the wrong type. The message hides tokens.
        """
        known = {item.name: stored[item.name] for item in fields(cls) if item.name in stored}
        if not isinstance(known.get("access_token"), str):
            raise ValueError("the stored token has no access_token")
        token = cls(**known)
        token.check()
        return token

    def check(self) -> None:
        """Check the fields.

        Raises:
            ValueError: A field is of the wrong type, or a token cannot be sent. The message hides tokens.
        """
        if not self.access_token and not self.refresh_token:
            raise ValueError("the token has neither an access_token nor a refresh_token")
        for item in fields(self):
            value = getattr(self, item.name)
            if item.name == "expires_at":
                _check_time(value)
            elif value is not None or item.name == "access_token":
                _check_text(value, item.name)

    def renew(self, response: Mapping[str, Any], now: float) -> "OAuthToken":
        """Return the token in a response of the token endpoint; missing fields keep their values.

        An invalid lifetime counts as unknown: the token is then used until the server rejects it.

        Raises:
            ValueError: The response has no access token, or a token that cannot be sent.
        """
        access_token = response.get("access_token")
        if not isinstance(access_token, str) or not access_token:
            raise ValueError("the response has no access_token")
        lifetime = read_lifetime(response.get("expires_in"))
        token = OAuthToken(
            access_token=access_token,
            refresh_token=_get_text(response, "refresh_token") or self.refresh_token,
            expires_at=None if lifetime is None else now + lifetime,
            organization_uid=_get_text(response, "organization_uid") or self.organization_uid,
            user_uid=_get_text(response, "user_uid") or self.user_uid,
            region=_get_text(response, "region") or _get_text(response, "location") or self.region,
        )
        token.check()
        return token


@dataclass(frozen=True, slots=True)
class TokenStatus:
    """The result of `introspect()`: what the server says about the access token.

    Attributes:
        active: Whether the token is valid.
        scopes: The scopes of a valid token.
    """

    active: bool
    scopes: tuple[str, ...] = ()


NO_TOKEN = OAuthToken(access_token="", expires_at=0.0)
"""The token before anybody has signed in."""


def read_lifetime(value: object) -> float | None:
    """Return `expires_in` as seconds, which may be text; None if it is not a positive, plausible number."""
    if isinstance(value, bool) or not isinstance(value, (int, float, str)):
        return None
    try:
        seconds = float(value)
    except (OverflowError, ValueError):
        return None
    return seconds if 0 < seconds <= _LONGEST_LIFETIME else None


def _check_time(value: object) -> None:
    if value is None:
        return
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not _is_finite(value):
        raise ValueError(f"expires_at must be seconds since the epoch, or None, not {value!r:.40}")


def _is_finite(value: float) -> bool:
    try:
        return isfinite(value)
    except OverflowError:
        return False


def _check_text(value: object, name: str) -> None:
    if not isinstance(value, str):
        raise ValueError(f"{name} must be a string, not {type(value).__name__}")
    if name in _SECRETS and value:
        check_header_value(value, name)


def _get_text(response: Mapping[str, Any], key: str) -> str | None:
    value = response.get(key)
    return value if isinstance(value, str) and value else None
