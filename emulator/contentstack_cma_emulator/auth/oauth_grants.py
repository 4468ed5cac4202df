"""OAuth 2.0 as in the Developer Hub: apps, codes with PKCE, access tokens, and refresh tokens that rotate."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from contentstack_cma_emulator.auth.secrets import compute_code_challenge, is_same_secret
from contentstack_cma_emulator.engine.call import State
from contentstack_cma_emulator.engine.clock import format_timestamp
from contentstack_cma_emulator.engine.documents import Document
from contentstack_cma_emulator.engine.errors import CmaError, require_found
from contentstack_cma_emulator.engine.store import Key, Scope

APP = "oauth_app"
CODE = "oauth_code"
AUTHORIZATION = "oauth_authorization"
ACCESS_KIND = "oauth_access_token"
REFRESH_KIND = "oauth_refresh_token"

ACCESS_SECONDS = 3600
CODE_SECONDS = 600
REGION = "NA"
NOBODY = ""
"""The user uid in a token of an app itself."""

OAuthErrorCode = Literal[
    "invalid_request",
    "invalid_client",
    "invalid_grant",
    "invalid_scope",
    "unauthorized_client",
    "unsupported_grant_type",
    "unsupported_response_type",
]


def build_oauth_error(code: OAuthErrorCode, text: str) -> CmaError:
    """An OAuth error with the CMA's body and that of RFC 6749: 401 for an invalid client, otherwise 400."""
    status = 401 if code == "invalid_client" else 400
    return CmaError(status, None, text, extra={"error": code, "error_description": text})


class InvalidRefreshToken(CmaError):
    """400: an invalid refresh token. The body has the form of the Developer Hub."""

    def __init__(self, text: str) -> None:
        super().__init__(400, None, text)

    def to_response_body(self) -> dict[str, Any]:
        """Return the JSON body that is sent."""
        return {"message": [self.message]}


@dataclass(frozen=True, slots=True)
class Grant:
    """What an app asks the user to grant: the validated parameters of an authorization request."""

    app: Document
    redirect_uri: str
    scopes: tuple[str, ...]
    challenge: str | None
    state: str | None

    def redirect(self, **parameters: str) -> str:
        """Return the URL to send the browser to, with these parameters and the `state` of the request."""
        parts = urlsplit(self.redirect_uri)
        extra = parameters | ({"state": self.state} if self.state else {})
        query = urlencode([*parse_qsl(parts.query, keep_blank_values=True), *extra.items()])
        return urlunsplit(parts._replace(query=query, path=parts.path or "/"))


def find_app(state: State, app_uid: str) -> Document:
    """Return the app with this uid. Raises `CmaError` (401) if there is none."""
    return require_found(state.store.get(Key(APP, app_uid)), build_oauth_error("invalid_client", "The app is invalid."))


def read_request(state: State, app_uid: str, request: Document) -> Grant:
    """Validate an authorization request. Raises `CmaError` if it is invalid for the app.

    An app without a secret must send an S256 challenge. `scope` may be a part of the app's scopes. `redirect_uri` must
    be one of the app's; it is optional if the app has only one.
    """
    app = find_app(state, app_uid)
    check_kind(app, is_machine=False)
    if request.get("client_id") != app["client_id"]:
        raise build_oauth_error("invalid_client", "The client_id is invalid.")
    if request.get("response_type") != "code":
        raise build_oauth_error("unsupported_response_type", "The response_type is invalid: only code is known.")
    challenge = read_challenge(app, request)
    return Grant(app, read_redirect(app, request), read_scopes(app, request), challenge, request.get("state"))


def check_kind(app: Document, *, is_machine: bool) -> None:
    """Raise `CmaError` if the grant is not for apps of this kind: users consent to standard apps only."""
    if bool(app.get("is_machine")) != is_machine:
        raise build_oauth_error("unauthorized_client", "The app may not use this grant_type.")


def read_redirect(app: Document, request: Document) -> str:
    """Return the redirect URI of a request, which must be one of the app's."""
    known: list[str] = app["redirect_uris"]
    wanted = request.get("redirect_uri") or (known[0] if len(known) == 1 else "")
    if wanted not in known:
        raise build_oauth_error("invalid_request", "The redirect_uri is invalid.")
    return wanted


def read_scopes(app: Document, request: Document) -> tuple[str, ...]:
    """Return the requested scopes. Default: all scopes of the app."""
    wanted = str(request.get("scope") or "").split()
    if not set(wanted) <= set(app["scopes"]):
        raise build_oauth_error("invalid_scope", "The scope is invalid: the app does not have it.")
    return tuple(wanted or app["scopes"])


def read_challenge(app: Document, request: Document) -> str | None:
    """Return the PKCE challenge, which is optional only for an app with a secret."""
    challenge = request.get("code_challenge")
    if challenge and request.get("code_challenge_method") != "S256":
        raise build_oauth_error("invalid_request", "The code_challenge_method is invalid: only S256 is known.")
    if not challenge and not app.get("client_secret"):
        raise build_oauth_error("invalid_request", "The code_challenge is missing.")
    return challenge


def issue_code(state: State, grant: Grant, user_uid: str) -> str:
    """Create the code for a granted request, and return the URL to send the browser to."""
    code = state.clock.make_secret(24)
    document = {
        "app_uid": grant.app["uid"],
        "user_uid": user_uid,
        "redirect_uri": grant.redirect_uri,
        "scopes": list(grant.scopes),
        "challenge": grant.challenge,
        "expires_at": format_timestamp(state.clock.now() + timedelta(seconds=CODE_SECONDS)),
    }
    state.store.put(Key(CODE, code), document)
    return grant.redirect(code=code, location=REGION)


def exchange_code(state: State, form: Document) -> Document:
    """Return the tokens for a code. Raises `CmaError` if the code, verifier or client is invalid."""
    app = find_client(state, form)
    code = state.store.get(Key(CODE, str(form.get("code"))))
    if code is None or code["app_uid"] != app["uid"] or is_past(state, code["expires_at"]):
        raise build_oauth_error("invalid_grant", "The code is invalid or has expired.")
    if form.get("redirect_uri") != code["redirect_uri"]:
        raise build_oauth_error("invalid_grant", "The redirect_uri is invalid: the code was made for another.")
    if code["challenge"] and not is_same_secret(
        compute_code_challenge(str(form.get("code_verifier"))), code["challenge"]
    ):
        raise build_oauth_error("invalid_grant", "The code_verifier is invalid.")
    state.store.delete(Key(CODE, str(form["code"])))
    return issue_tokens(state, app, code["user_uid"], code["scopes"])


def refresh_tokens(state: State, form: Document) -> Document:
    """Return new tokens for a refresh token, which becomes invalid. The old access token stays valid."""
    app = find_client(state, form)
    key = Key(REFRESH_KIND, str(form.get("refresh_token")))
    token = state.store.get(key)
    # One source requires redirect_uri too, but the official Python client does not send it.
    if token is None or token["app_uid"] != app["uid"]:
        raise InvalidRefreshToken("invalid refresh_token")
    state.store.delete(key)
    return issue_tokens(state, app, token["user_uid"], token["scopes"])


def find_client(state: State, form: Document) -> Document:
    """Return the app that requests tokens. An app with a secret must send it."""
    apps = state.store.find(Scope(APP))
    app = next((app for app in apps if app["client_id"] == form.get("client_id")), None)
    if app is None:
        raise build_oauth_error("invalid_client", "The client_id is invalid.")
    secret = app.get("client_secret")
    if secret and not is_same_secret(str(form.get("client_secret")), secret):
        raise build_oauth_error("invalid_client", "The client_secret is invalid.")
    return app


def issue_tokens(state: State, app: Document, user_uid: str, scopes: Sequence[str]) -> Document:
    """Create an access token and a refresh token, and return the body of the token response."""
    authorization_uid = find_or_make_authorization(state, app, user_uid, scopes)["uid"]
    token = make_token(app, user_uid, scopes, authorization_uid)
    access = put_access_token(state, token)
    renewal = state.clock.make_token()
    state.store.put(Key(REFRESH_KIND, renewal), token)
    return {"access_token": access, "refresh_token": renewal} | describe_token(token, "user")


def sign_in_machine(state: State, form: Document) -> Document:
    """Create an access token for a machine-to-machine app, which acts for no user. Returns the token response."""
    app = find_client(state, form)
    check_kind(app, is_machine=True)
    token = make_token(app, NOBODY, app["scopes"], "")
    return {"access_token": put_access_token(state, token)} | describe_token(token, "app")


def make_token(app: Document, user_uid: str, scopes: Sequence[str], authorization_uid: str) -> Document:
    """Return a token as it is stored."""
    return {
        "app_uid": app["uid"],
        "user_uid": user_uid,
        "organization_uid": app["organization_uid"],
        "scopes": list(scopes),
        "authorization_uid": authorization_uid,
    }


def put_access_token(state: State, token: Document) -> str:
    """Store a new access token, and return its value."""
    access = state.clock.make_token()
    expires_at = format_timestamp(state.clock.now() + timedelta(seconds=ACCESS_SECONDS))
    state.store.put(Key(ACCESS_KIND, access), {**token, "expires_at": expires_at})
    return access


def describe_token(token: Document, authorization_type: Literal["user", "app"]) -> Document:
    """Return the other fields of the token response."""
    return {
        "token_type": "Bearer",
        "expires_in": ACCESS_SECONDS,
        "location": REGION,
        "region": REGION,
        "organization_uid": token["organization_uid"],
        "authorization_type": authorization_type,
        "user_uid": token["user_uid"],
        "stack_api_key": "",
    }


def introspect(state: State, value: str, hint: str) -> Document:
    """Return whether a token is valid and, if so, its scopes. `hint` is the kind of token to look for first."""
    lookups = [find_access_token, find_refresh_token]
    found = (lookup(state, value) for lookup in (reversed(lookups) if hint == "refresh_token" else lookups))
    token = next((token for token in found if token is not None), None)
    return {"active": False} if token is None else {"active": True, "scope": " ".join(token["scopes"])}


def find_access_token(state: State, value: str) -> Document | None:
    """Return the access token with this value, or None if there is none or it has expired."""
    token = state.store.get(Key(ACCESS_KIND, value))
    return None if token is None or is_past(state, token["expires_at"]) else token


def find_refresh_token(state: State, value: str) -> Document | None:
    """Return the refresh token with this value, or None."""
    return state.store.get(Key(REFRESH_KIND, value))


def find_or_make_authorization(state: State, app: Document, user_uid: str, scopes: Sequence[str]) -> Document:
    """Return the user's authorization of the app, which is created if there is none."""
    for authorization in find_authorizations(state, app["uid"]):
        if authorization["user"]["uid"] == user_uid:
            return authorization
    uid = state.clock.make_uid()
    now = state.clock.stamp()
    authorization = {
        "uid": uid,
        "authorization_uid": uid,
        "user": {"uid": user_uid},
        "scopes": list(scopes),
        "created_at": now,
        "updated_at": now,
    }
    state.store.put(Key(AUTHORIZATION, uid, parent=app["uid"]), authorization)
    return authorization


def find_authorizations(state: State, app_uid: str) -> list[Document]:
    """Return the authorizations of an app, oldest first."""
    return state.store.find(Scope(AUTHORIZATION, parent=app_uid))


def revoke_authorization(state: State, app_uid: str, authorization_uid: str) -> bool:
    """Revoke an authorization and all its tokens. Returns whether it existed."""
    for kind in (ACCESS_KIND, REFRESH_KIND):
        for key, token in state.store.find_with_keys(Scope(kind)):
            if token["authorization_uid"] == authorization_uid:
                state.store.delete(key)
    return state.store.delete(Key(AUTHORIZATION, authorization_uid, parent=app_uid))


def is_past(state: State, moment: str) -> bool:
    """Return whether a stored timestamp is in the past."""
    return datetime.fromisoformat(moment) <= state.clock.now()
