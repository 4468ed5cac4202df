"""The browser part of OAuth: the consent request and the check of the redirect."""

from base64 import urlsafe_b64encode
from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from hmac import compare_digest
from secrets import token_urlsafe
from urllib.parse import parse_qs, urlsplit

from ..errors import OAuthError

_VERIFIER_BYTES = 64
"""Gives a verifier of 86 characters; RFC 7636 allows 43 to 128."""


@dataclass(frozen=True, slots=True)
class Consent:
    """One request for a user's consent.

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


@dataclass(frozen=True, slots=True)
class Redirect:
    """The parameters of a redirect.

    Attributes:
        code: The authorization code, valid for one exchange.
        location: The region of the user's data.
    """

    code: str = field(repr=False)
    location: str | None = None


def accept_redirect(redirect: str, state: str | None, consent: Consent | None) -> Redirect:
    """Check and return a redirect, passed as a URL or as code and state.

    Raises:
        OAuthError: The user declined, or the redirect does not belong to `consent`.
    """
    if consent is None:
        raise OAuthError("no sign-in is pending: call authorization_url() first; each URL is valid for one exchange")
    if not has_state_of(redirect, state, consent):
        raise OAuthError("the state of the redirect does not match: it belongs to another sign-in")
    parameters = _parse_parameters(redirect, state)
    if "code" not in parameters:
        reason = parameters.get("error_description") or parameters.get("error") or "no reason was sent"
        raise OAuthError(f"the user did not consent: {reason}")
    return Redirect(parameters["code"], parameters.get("location"))


def has_state_of(redirect: str, state: str | None, consent: Consent) -> bool:
    """Return whether a redirect carries the state of `consent`."""
    return compare_digest(_parse_parameters(redirect, state).get("state", "").encode(), consent.state.encode())


def _parse_parameters(redirect: str, state: str | None) -> Mapping[str, str]:
    if "://" not in redirect:
        return {"code": redirect} if state is None else {"code": redirect, "state": state}
    return {name: values[0] for name, values in parse_qs(urlsplit(redirect).query).items()}
