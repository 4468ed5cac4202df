"""The decisions of signing in: codes, consent, tokens, stores."""

import re
import stat
from base64 import urlsafe_b64encode
from hashlib import sha256
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import keyring
import keyring.backend
import pytest

from contentstack_cma import (
    Anonymous,
    Authtoken,
    FileTokenStore,
    KeyringTokenStore,
    Login,
    ManagementToken,
    OAuth,
    OAuthError,
    OAuthToken,
    TokenStoreError,
)
from contentstack_cma.auth.pending import PendingSignIn, accept_redirect
from contentstack_cma.auth.totp import compute_totp, decode_secret

RFC_6238_KEY = b"12345678901234567890"
RFC_6238_SECRET = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"


@pytest.mark.parametrize(
    ("moment", "code"),
    [
        (59, "287082"),
        (1111111109, "081804"),
        (1111111111, "050471"),
        (1234567890, "005924"),
        (2000000000, "279037"),
        (20000000000, "353130"),
    ],
)
def test_one_time_passwords_of_rfc_6238(moment: int, code: str) -> None:
    assert compute_totp(RFC_6238_KEY, moment) == code


@pytest.mark.parametrize("secret", [RFC_6238_SECRET, "gezd gnbv-gy3t qojq gezd gnbv gy3t qojq", f"{RFC_6238_SECRET}="])
def test_secret_of_an_authenticator(secret: str) -> None:
    assert decode_secret(secret) == RFC_6238_KEY


@pytest.mark.parametrize("secret", ["", "not base 32!", "1890"])
def test_a_malformed_secret_is_rejected_and_not_shown(secret: str) -> None:
    with pytest.raises(ValueError, match="totp_secret must be") as caught:
        Login("e", "p", totp_secret=secret)
    assert not secret or secret not in str(caught.value)


def test_login_wants_one_source_of_codes() -> None:
    with pytest.raises(ValueError, match="not both"):
        Login("e", "p", tfa_token="1", totp_secret=RFC_6238_SECRET)


@pytest.mark.parametrize(("email", "password"), [("", "p"), ("e", "")])
def test_login_wants_both(email: str, password: str) -> None:
    with pytest.raises(ValueError, match="must not be empty"):
        Login(email, password)


def oauth(**arguments: Any) -> OAuth:
    return OAuth(**{"app_id": "app", "client_id": "client", "redirect_uri": "http://localhost:8184", **arguments})


@pytest.mark.parametrize(
    "secretive",
    [
        Authtoken("hunter2"),
        ManagementToken("hunter2"),
        Login("e", "hunter2", tfa_token="hunter2"),
        oauth(client_secret="hunter2", token=OAuthToken("hunter2", "hunter2")),
        OAuthToken("hunter2", "hunter2"),
        PendingSignIn("hunter2", "hunter2"),
        accept_redirect("hunter2", "s", PendingSignIn("s")),
    ],
    ids=lambda value: type(value).__name__,
)
def test_no_secret_in_repr(secretive: object) -> None:
    assert "hunter2" not in repr(secretive) + str(secretive)


def test_reprs_say_what_they_are() -> None:
    assert repr(Login("me@example.com", "p")) == "Login('me@example.com', …)"
    assert repr(oauth()) == "OAuth(app_id='app', client_id='client', …)"
    assert repr(Anonymous()) == "Anonymous()"


def test_the_authorization_url_names_app_client_and_scopes() -> None:
    url = oauth(scopes=["cm.entry:read", "cm.asset:read"], region="eu").authorization_url()
    assert url.startswith("https://eu-app.contentstack.com/#!/apps/app/authorize?")
    query = {name: values[0] for name, values in parse_qs(urlsplit(url).fragment.partition("?")[2]).items()}
    assert query["response_type"] == "code"
    assert query["client_id"] == "client"
    assert query["redirect_uri"] == "http://localhost:8184"
    assert query["scope"] == "cm.entry:read cm.asset:read"
    assert query["code_challenge_method"] == "S256"
    assert len(query["state"]) >= 43


def test_a_confidential_app_leaves_pkce_out() -> None:
    parameters = oauth(client_secret="s").authorization_parameters()
    assert set(parameters) == {"response_type", "client_id", "redirect_uri", "state"}


def test_challenge_and_verifier() -> None:
    consent = PendingSignIn()
    assert re.fullmatch(r"[A-Za-z0-9._~-]{43,128}", consent.verifier)
    digest = sha256(consent.verifier.encode()).digest()
    assert consent.challenge == urlsafe_b64encode(digest).decode().rstrip("=")
    assert PendingSignIn().verifier != consent.verifier
    assert PendingSignIn().state != consent.state


def test_redirect_with_the_right_state() -> None:
    accepted = accept_redirect("http://localhost:8184/?code=c&location=EU&state=s", None, PendingSignIn("s"))
    assert (accepted.code, accepted.location) == ("c", "EU")
    assert accept_redirect("c", "s", PendingSignIn("s")).code == "c"


@pytest.mark.parametrize(
    ("redirect", "state"),
    [
        ("http://localhost:8184/?code=c&state=other", None),
        ("http://localhost:8184/?code=c", None),
        ("http://localhost:8184/?code=c&state=", None),
        ("c", None),
        ("c", "other"),
    ],
)
def test_redirect_with_another_state_is_rejected(redirect: str, state: str | None) -> None:
    with pytest.raises(OAuthError, match="state"):
        accept_redirect(redirect, state, PendingSignIn("s"))


@pytest.mark.parametrize("redirect", ["c", "http://localhost:8184/?code=c"])
def test_redirect_without_a_state_asks_for_the_whole_url(redirect: str) -> None:
    with pytest.raises(OAuthError, match="has no state: pass the whole URL"):
        accept_redirect(redirect, None, PendingSignIn("s"))


def test_redirect_of_somebody_who_rejected() -> None:
    with pytest.raises(OAuthError, match="the user did not consent: access_denied"):
        accept_redirect("http://localhost:8184/?error=access_denied&state=s", None, PendingSignIn("s"))


def test_redirect_that_nobody_waits_for() -> None:
    with pytest.raises(OAuthError, match="no sign-in is pending"):
        accept_redirect("http://localhost:8184/?code=c&state=s", None, None)


def test_a_token_counts_as_ended_a_minute_early() -> None:
    token = OAuthToken("a", expires_at=1000.0)
    assert token.is_fresh(939.9)
    assert not token.is_fresh(940.0)
    assert OAuthToken("a").is_fresh(1e12)


def test_a_rotated_refresh_token_is_kept() -> None:
    old = OAuthToken("a1", "r1", 10.0, "org", "user", "NA")
    response = {"access_token": "a2", "refresh_token": "r2", "expires_in": 3600, "user_uid": ""}
    assert old.renew(response, now=100.0) == OAuthToken("a2", "r2", 3700.0, "org", "user", "NA")


def test_the_old_refresh_token_stays_when_none_comes_back() -> None:
    assert OAuthToken("a1", "r1").renew({"access_token": "a2"}, now=0.0) == OAuthToken("a2", "r1")


@pytest.mark.parametrize("response", [{}, {"access_token": ""}, {"access_token": 7}])
def test_a_response_without_a_token(response: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="access_token"):
        OAuthToken("a").renew(response, now=0.0)


TOKEN = OAuthToken("access", "refresh", 12.5, "org", "user", "EU")


def test_file_store_keeps_the_token_to_its_owner(tmp_path: Path) -> None:
    path = tmp_path / "token.json"
    store = FileTokenStore(path)
    assert store.load() is None
    store.save(OAuthToken("earlier"))
    store.save(TOKEN)
    assert store.load() == TOKEN
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert list(tmp_path.iterdir()) == [path]
    store.clear()
    store.clear()
    assert store.load() is None


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"access_token": 1}', "secret"])
def test_file_store_with_something_else_in_the_file(tmp_path: Path, text: str) -> None:
    path = tmp_path / "token.json"
    path.write_text(text)
    with pytest.raises(TokenStoreError, match=r"token.*renamed to .*corrupt"):
        FileTokenStore(path).load()


def test_file_store_that_cannot_write_leaves_nothing_behind(tmp_path: Path) -> None:
    target = tmp_path / "folder"
    target.mkdir()
    with pytest.raises(TokenStoreError, match="it is a folder; pass the path of a file"):
        FileTokenStore(target).save(TOKEN)
    assert list(tmp_path.iterdir()) == [target]


class Memory(keyring.backend.KeyringBackend):
    priority = 1

    def __init__(self) -> None:
        self.kept: dict[tuple[str, str], str] = {}

    def get_password(self, service: str, username: str) -> str | None:
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self.kept[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        del self.kept[service, username]


def test_the_keyring_keeps_a_token() -> None:
    before = keyring.get_keyring()
    keyring.set_keyring(Memory())
    try:
        store = KeyringTokenStore("app")
        assert store.load() is None
        store.save(TOKEN)
        assert store.load() == TOKEN
        store.clear()
        store.clear()
        assert store.load() is None
    finally:
        keyring.set_keyring(before)
    assert repr(store) == "KeyringTokenStore('app')"


@pytest.mark.parametrize(
    ("changes", "named"),
    [
        ({"access_token": 1}, "access_token"),
        ({"access_token": ""}, "neither"),
        ({"access_token": "hunter2\n"}, "access_token must be printable"),
        ({"refresh_token": ["hunter2"]}, "refresh_token must be a string, not list"),
        ({"refresh_token": "hünter2"}, "refresh_token must be printable"),
        ({"expires_at": float("nan")}, "expires_at must be seconds"),
        ({"expires_at": float("inf")}, "expires_at must be seconds"),
        ({"expires_at": 10**400}, "expires_at must be seconds"),
        ({"expires_at": True}, "expires_at must be seconds"),
        ({"expires_at": "1"}, "expires_at must be seconds"),
        ({"organization_uid": 1}, "organization_uid must be a string, not int"),
        ({"user_uid": {}}, "user_uid must be a string, not dict"),
        ({"region": b"EU"}, "region must be a string, not bytes"),
    ],
)
def test_a_stored_token_is_checked(changes: dict[str, Any], named: str) -> None:
    stored = {**OAuthToken("hunter2").to_dict(), **changes}
    with pytest.raises(ValueError, match=named) as caught:
        OAuthToken.from_dict(stored)
    assert "hunter2" not in str(caught.value)
    if "access_token" not in changes:
        with pytest.raises(ValueError, match=named):
            oauth(token=OAuthToken(**stored))


def test_a_stored_token_may_be_a_refresh_token_only() -> None:
    token = OAuthToken("", "r", expires_at=0.0)
    assert OAuthToken.from_dict({**token.to_dict(), "new": 1}) == token


@pytest.mark.parametrize("stored", [{}, {"state": "s"}, {"state": "s", "verifier": 1}, {"state": "", "verifier": "v"}])
def test_a_saved_sign_in_is_checked(stored: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"PendingSignIn\.to_dict"):
        PendingSignIn.from_dict(stored)
    with pytest.raises(TypeError, match="not str"):
        PendingSignIn.from_dict("s")  # type: ignore[arg-type] # pyright: ignore[reportArgumentType]


def test_a_saved_sign_in_comes_back() -> None:
    pending = PendingSignIn()
    assert PendingSignIn.from_dict(pending.to_dict()) == pending


def test_a_path_is_not_a_store() -> None:
    with pytest.raises(TypeError, match=r"FileTokenStore\('token\.json'\), not str"):
        OAuth(app_id="a", client_id="b", redirect_uri="http://localhost:8184", store="token.json")  # type: ignore[arg-type] # pyright: ignore[reportArgumentType]
