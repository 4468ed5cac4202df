"""What an app gets when a user consents, and what is made of it."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from typing import Any, Self

EARLY = 60.0
"""Seconds before its end at which a token counts as expired: it must survive the call it is sent with."""


@dataclass(frozen=True, slots=True)
class OAuthToken:
    """Tokens of one user, or of an app.

    Attributes:
        access_token: Signs calls.
        refresh_token: Gets the next access token.
        expires_at: When the access token ends, in seconds since the epoch; None if the server did not say.
        organization_uid: The organization that the app is installed in.
        user_uid: The user who consented; empty for an app's own token.
        region: Where the user's data lives, as the server spells it.
    """

    access_token: str = field(repr=False)
    refresh_token: str | None = field(default=None, repr=False)
    expires_at: float | None = None
    organization_uid: str | None = None
    user_uid: str | None = None
    region: str | None = None

    def is_fresh(self, now: float) -> bool:
        """Whether it is worth sending."""
        return self.expires_at is None or now < self.expires_at - EARLY

    def to_dict(self) -> dict[str, Any]:
        """Everything, for a token store. It is secret."""
        return asdict(self)

    @classmethod
    def from_dict(cls, stored: Mapping[str, Any]) -> Self:
        """What `to_dict` gave.

        Raises:
            ValueError: It holds no access token.
        """
        known = {item.name: stored[item.name] for item in fields(cls) if item.name in stored}
        if not isinstance(known.get("access_token"), str):
            raise ValueError("the stored token holds no access_token")
        return cls(**known)

    def successor(self, answer: Mapping[str, Any], now: float) -> "OAuthToken":
        """The token in an answer of the token endpoint; what the answer leaves out stays as it was.

        Raises:
            ValueError: The answer holds no access token.
        """
        access_token = answer.get("access_token")
        if not isinstance(access_token, str) or not access_token:
            raise ValueError("the answer holds no access_token")
        lifetime = answer.get("expires_in")
        return OAuthToken(
            access_token=access_token,
            refresh_token=_text(answer, "refresh_token") or self.refresh_token,
            expires_at=now + float(lifetime) if isinstance(lifetime, (int, float, str)) and lifetime != "" else None,
            organization_uid=_text(answer, "organization_uid") or self.organization_uid,
            user_uid=_text(answer, "user_uid") or self.user_uid,
            region=_text(answer, "region") or _text(answer, "location") or self.region,
        )


NO_TOKEN = OAuthToken(access_token="", expires_at=0.0)
"""What there is before anybody has consented."""


def _text(answer: Mapping[str, Any], key: str) -> str | None:
    value = answer.get(key)
    return value if isinstance(value, str) and value else None
