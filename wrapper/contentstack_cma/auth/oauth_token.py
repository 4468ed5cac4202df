"""The token of an OAuth app."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from typing import Any, Self

EARLY = 60.0
"""Seconds before its expiry at which a token counts as expired: it must outlast the call that carries it."""


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
        """Create a token from the result of `to_dict`.

        Raises:
            ValueError: `stored` has no access token.
        """
        known = {item.name: stored[item.name] for item in fields(cls) if item.name in stored}
        if not isinstance(known.get("access_token"), str):
            raise ValueError("the stored token has no access_token")
        return cls(**known)

    def renew(self, response: Mapping[str, Any], now: float) -> "OAuthToken":
        """Return the token in a response of the token endpoint; missing fields keep their values.

        Raises:
            ValueError: The response has no access token.
        """
        access_token = response.get("access_token")
        if not isinstance(access_token, str) or not access_token:
            raise ValueError("the response has no access_token")
        lifetime = response.get("expires_in")
        return OAuthToken(
            access_token=access_token,
            refresh_token=_get_text(response, "refresh_token") or self.refresh_token,
            expires_at=now + float(lifetime) if isinstance(lifetime, (int, float, str)) and lifetime != "" else None,
            organization_uid=_get_text(response, "organization_uid") or self.organization_uid,
            user_uid=_get_text(response, "user_uid") or self.user_uid,
            region=_get_text(response, "region") or _get_text(response, "location") or self.region,
        )


NO_TOKEN = OAuthToken(access_token="", expires_at=0.0)
"""The token before anybody has signed in."""


def _get_text(response: Mapping[str, Any], key: str) -> str | None:
    value = response.get(key)
    return value if isinstance(value, str) and value else None
