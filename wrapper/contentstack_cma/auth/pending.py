"""The browser part of OAuth: the consent request and the check of the redirect."""

from base64 import urlsafe_b64encode
from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from hmac import compare_digest
from secrets import token_urlsafe
from typing import Self, cast
from urllib.parse import parse_qs, urlsplit

from ..errors import OAuthError

_VERIFIER_BYTES = 64
"""Gives a verifier of 86 characters; RFC 7636 allows 43 to 128."""


@dataclass(frozen=True, slots=True)
class PendingSignIn:
    """A sign-in whose user has been sent to the consent page. Another process can finish it.

    It does not expire here. The server accepts a code for a short time only.

    Attributes:
        state: The value that the redirect must carry.
        verifier: The PKCE code verifier, which the token endpoint checks against the challenge.
    """

    state: str = field(default_factory=lambda: token_urlsafe(32), repr=False)
    verifier: str = field(default_factory=lambda: token_urlsafe(_VERIFIER_BYTES), repr=False)

    @property
    def challenge(self) -> str:
        """The PKCE code challenge: the hashed verifier (S256)."""
        digest = sha256(self.verifier.encode("ascii")).digest()
        return urlsafe_b64encode(digest).rstrip(b"=").decode("ascii")

    def to_dict(self) -> dict[str, str]:
        """Return the fields, for example for the session of a web application. Keep them secret."""
        return {"state": self.state, "verifier": self.verifier}

    @classmethod
    def from_dict(cls, stored: Mapping[str, object]) -> Self:
        """Create a pending sign-in from the result of `to_dict`.

        Raises:
            TypeError: `stored` is not a mapping.
            ValueError: A field is missing or is not a string. The message hides the values.
        """
        if not isinstance(stored, Mapping):  # pyright: ignore[reportUnnecessaryIsInstance] - callers without types
            raise TypeError(f"stored must be the result of PendingSignIn.to_dict(), not {type(stored).__name__}")
        state, verifier = stored.get("state"), stored.get("verifier")
        if not (_is_plain(state) and _is_plain(verifier)):
            raise ValueError("stored must be the result of PendingSignIn.to_dict(): state and verifier must be strings")
        return cls(cast("str", state), cast("str", verifier))


def _is_plain(value: object) -> bool:
    return isinstance(value, str) and value.isascii() and value.isprintable() and value != ""


@dataclass(frozen=True, slots=True)
class Redirect:
    """The parameters of a redirect.

    Attributes:
        code: The authorization code, valid for one exchange.
        location: The region of the user's data.
    """

    code: str = field(repr=False)
    location: str | None = None


def accept_redirect(redirect: str, state: str | None, pending: PendingSignIn | None) -> Redirect:
    """Check and return a redirect, passed as a URL or as code and state.

    Raises:
        OAuthError: The user declined, or the redirect does not belong to `pending`.
    """
    if pending is None:
        raise OAuthError(
            "no sign-in is pending: call authorization_url() first, or pass pending; each URL is valid for one exchange"
        )
    if "state" not in _parse_parameters(redirect, state):
        raise OAuthError(
            "the redirect has no state: pass the whole URL that the browser was redirected to, or its code and state"
        )
    if not has_state_of(redirect, state, pending):
        raise OAuthError("the state of the redirect does not match: it belongs to another sign-in")
    parameters = _parse_parameters(redirect, state)
    if "code" not in parameters:
        reason = parameters.get("error_description") or parameters.get("error") or "no reason was sent"
        raise OAuthError(f"the user did not consent: {reason}")
    return Redirect(parameters["code"], parameters.get("location"))


def has_state_of(redirect: str, state: str | None, pending: PendingSignIn) -> bool:
    """Return whether a redirect carries the state of `pending`."""
    return compare_digest(_parse_parameters(redirect, state).get("state", "").encode(), pending.state.encode())


def _parse_parameters(redirect: str, state: str | None) -> Mapping[str, str]:
    if "://" not in redirect:
        return {"code": redirect} if state is None else {"code": redirect, "state": state}
    return {name: values[0] for name, values in parse_qs(urlsplit(redirect).query).items()}
