"""The part of OAuth that happens in a browser: what is asked for, and whether the redirect may be believed."""

from base64 import urlsafe_b64encode
from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from hmac import compare_digest
from secrets import token_urlsafe
from urllib.parse import parse_qs, urlsplit

from ..errors import OAuthError

_VERIFIER_BYTES = 64
"""They make a verifier of 86 characters; RFC 7636 allows 43 to 128."""


@dataclass(frozen=True, slots=True)
class Consent:
    """One attempt to get a user's consent.

    Attributes:
        state: What the redirect must bring back.
        verifier: What the token endpoint is shown, to prove that the one who asked is the one who got the code.
    """

    state: str = field(default_factory=lambda: token_urlsafe(32), repr=False)
    verifier: str = field(default_factory=lambda: token_urlsafe(_VERIFIER_BYTES), repr=False)

    @property
    def challenge(self) -> str:
        """The verifier, hashed (S256)."""
        digest = sha256(self.verifier.encode("ascii")).digest()
        return urlsafe_b64encode(digest).rstrip(b"=").decode("ascii")


@dataclass(frozen=True, slots=True)
class Redirect:
    """What the browser was sent back with.

    Attributes:
        code: Buys a token, once.
        location: The region of the user's data.
    """

    code: str = field(repr=False)
    location: str | None = None


def accepted_redirect(redirect: str, state: str | None, consent: Consent | None) -> Redirect:
    """The redirect, given as URL or as code and state, if it answers `consent`.

    Raises:
        OAuthError: The user refused, or the redirect answers something else.
    """
    if consent is None:
        raise OAuthError("no consent is pending: call authorization_url() first; each is good for one exchange")
    if not answers(redirect, state, consent):
        raise OAuthError("the state of the redirect is not the one that was sent: it belongs to another sign-in")
    brought = _parameters(redirect, state)
    if "code" not in brought:
        reason = brought.get("error_description") or brought.get("error") or "without a reason"
        raise OAuthError(f"consent was not given: {reason}")
    return Redirect(brought["code"], brought.get("location"))


def answers(redirect: str, state: str | None, consent: Consent) -> bool:
    """Whether a redirect brings back the state of `consent`."""
    return compare_digest(_parameters(redirect, state).get("state", "").encode(), consent.state.encode())


def _parameters(redirect: str, state: str | None) -> Mapping[str, str]:
    if "://" not in redirect:
        return {"code": redirect} if state is None else {"code": redirect, "state": state}
    return {name: values[0] for name, values in parse_qs(urlsplit(redirect).query).items()}
