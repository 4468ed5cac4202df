"""OAuth 2.0 as the developer hub does it: apps, codes with PKCE, access tokens and refresh tokens that rotate."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from contentstack_cma_emulator.auth.secrets import code_challenge, same
from contentstack_cma_emulator.engine.call import State
from contentstack_cma_emulator.engine.clock import timestamp
from contentstack_cma_emulator.engine.documents import Document
from contentstack_cma_emulator.engine.errors import CmaError
from contentstack_cma_emulator.engine.store import Key, Scope

APP = "oauth_app"
CODE = "oauth_code"
AUTHORIZATION = "oauth_authorization"
ACCESS_KIND = "oauth_access_token"
RENEWAL_KIND = "oauth_refresh_token"

ACCESS_SECONDS = 3600
CODE_SECONDS = 600
REGION = "NA"
NOBODY = ""
"""The uid of the user in a token of an app itself."""

Refusal = Literal[
    "invalid_request",
    "invalid_client",
    "invalid_grant",
    "invalid_scope",
    "unauthorized_client",
    "unsupported_grant_type",
    "unsupported_response_type",
]


def refused(refusal: Refusal, text: str) -> CmaError:
    """Answer an OAuth error, in the CMA's body and in that of RFC 6749: 401 for a bad client, else 400."""
    status = 401 if refusal == "invalid_client" else 400
    return CmaError(status, None, text, extra={"error": refusal, "error_description": text})


class RefreshRefused(CmaError):
    """400: a refresh token that is dead. The body is the developer hub's own."""

    def __init__(self, text: str) -> None:
        super().__init__(400, None, text)

    def sent(self) -> dict[str, Any]:
        """Return the JSON body that is sent."""
        return {"message": [self.message]}


@dataclass(frozen=True, slots=True)
class Grant:
    """What an app asks the user to grant: the parameters of the authorization request, checked."""

    app: Document
    redirect_uri: str
    scopes: tuple[str, ...]
    challenge: str | None
    state: str | None

    def redirect(self, **parameters: str) -> str:
        """Answer where to send the browser, with these parameters and the `state` of the request."""
        parts = urlsplit(self.redirect_uri)
        extra = parameters | ({"state": self.state} if self.state else {})
        query = urlencode([*parse_qsl(parts.query, keep_blank_values=True), *extra.items()])
        return urlunsplit(parts._replace(query=query, path=parts.path or "/"))


def find_app(state: State, app_uid: str) -> Document:
    """Answer the app with this uid. Raises `CmaError` (401) if there is none."""
    app = state.store.get(Key(APP, app_uid))
    if app is None:
        raise refused("invalid_client", "The app is invalid.")
    return app


def read_request(state: State, app_uid: str, request: Document) -> Grant:
    """Check an authorization request. Raises `CmaError` where the app may not ask for that.

    An app without a secret must send an S256 challenge; `scope` may ask for less than the app has; `redirect_uri`
    must be one of the app's, and may be left out where it has only one.
    """
    app = find_app(state, app_uid)
    check_kind(app, is_machine=False)
    if request.get("client_id") != app["client_id"]:
        raise refused("invalid_client", "The client_id is invalid.")
    if request.get("response_type") != "code":
        raise refused("unsupported_response_type", "The response_type is invalid: only code is known.")
    challenge = read_challenge(app, request)
    return Grant(app, read_redirect(app, request), read_scopes(app, request), challenge, request.get("state"))


def check_kind(app: Document, *, is_machine: bool) -> None:
    """Reject a grant that is not for apps of this kind: users consent to standard apps only."""
    if bool(app.get("is_machine")) != is_machine:
        raise refused("unauthorized_client", "The app may not use this grant_type.")


def read_redirect(app: Document, request: Document) -> str:
    """Answer the address to come back to, which must be one of the app's."""
    known: list[str] = app["redirect_uris"]
    wanted = request.get("redirect_uri") or (known[0] if len(known) == 1 else "")
    if wanted not in known:
        raise refused("invalid_request", "The redirect_uri is invalid.")
    return wanted


def read_scopes(app: Document, request: Document) -> tuple[str, ...]:
    """Answer the scopes asked for, all of the app's where none are named."""
    wanted = str(request.get("scope") or "").split()
    if not set(wanted) <= set(app["scopes"]):
        raise refused("invalid_scope", "The scope is invalid: the app does not have it.")
    return tuple(wanted or app["scopes"])


def read_challenge(app: Document, request: Document) -> str | None:
    """Answer the PKCE challenge, which only an app with a secret may leave out."""
    challenge = request.get("code_challenge")
    if challenge and request.get("code_challenge_method") != "S256":
        raise refused("invalid_request", "The code_challenge_method is invalid: only S256 is known.")
    if not challenge and not app.get("client_secret"):
        raise refused("invalid_request", "The code_challenge is missing.")
    return challenge


def issue_code(state: State, grant: Grant, user_uid: str) -> str:
    """Make the code of a granted request and answer where to send the browser with it."""
    code = state.clock.secret(24)
    document = {
        "app_uid": grant.app["uid"],
        "user_uid": user_uid,
        "redirect_uri": grant.redirect_uri,
        "scopes": list(grant.scopes),
        "challenge": grant.challenge,
        "expires_at": timestamp(state.clock.now() + timedelta(seconds=CODE_SECONDS)),
    }
    state.store.put(Key(CODE, code), document)
    return grant.redirect(code=code, location=REGION)


def exchange_code(state: State, form: Document) -> Document:
    """Answer the tokens for a code. Raises `CmaError` where the code, the verifier or the client does not fit."""
    app = find_client(state, form)
    code = state.store.get(Key(CODE, str(form.get("code"))))
    if code is None or code["app_uid"] != app["uid"] or is_past(state, code["expires_at"]):
        raise refused("invalid_grant", "The code is invalid or has expired.")
    if form.get("redirect_uri") != code["redirect_uri"]:
        raise refused("invalid_grant", "The redirect_uri is invalid: the code was made for another.")
    if code["challenge"] and not same(code_challenge(str(form.get("code_verifier"))), code["challenge"]):
        raise refused("invalid_grant", "The code_verifier is invalid.")
    state.store.delete(Key(CODE, str(form["code"])))
    return issue_tokens(state, app, code["user_uid"], code["scopes"])


def refresh(state: State, form: Document) -> Document:
    """Answer new tokens for a refresh token, which thereby stops working. The old access token lives on."""
    app = find_client(state, form)
    key = Key(RENEWAL_KIND, str(form.get("refresh_token")))
    token = state.store.get(key)
    # One source says that redirect_uri is required too. The official Python client sends none, so none is demanded.
    if token is None or token["app_uid"] != app["uid"]:
        raise RefreshRefused("invalid refresh_token")
    state.store.delete(key)
    return issue_tokens(state, app, token["user_uid"], token["scopes"])


def find_client(state: State, form: Document) -> Document:
    """Answer the app that asks for tokens. An app with a secret must send it."""
    apps = state.store.find(Scope(APP))
    app = next((app for app in apps if app["client_id"] == form.get("client_id")), None)
    if app is None:
        raise refused("invalid_client", "The client_id is invalid.")
    secret = app.get("client_secret")
    if secret and not same(str(form.get("client_secret")), secret):
        raise refused("invalid_client", "The client_secret is invalid.")
    return app


def issue_tokens(state: State, app: Document, user_uid: str, scopes: Sequence[str]) -> Document:
    """Make an access token and a refresh token; answer the body of the token call."""
    authorization_uid = find_or_make_authorization(state, app, user_uid, scopes)["uid"]
    token = new_token(app, user_uid, scopes, authorization_uid)
    access = put_access_token(state, token)
    renewal = state.clock.token()
    state.store.put(Key(RENEWAL_KIND, renewal), token)
    return {"access_token": access, "refresh_token": renewal} | described(token, "user")


def sign_in_machine(state: State, form: Document) -> Document:
    """Make an access token for a machine-to-machine app, which acts for no user; return the body of the token call."""
    app = find_client(state, form)
    check_kind(app, is_machine=True)
    token = new_token(app, NOBODY, app["scopes"], "")
    return {"access_token": put_access_token(state, token)} | described(token, "app")


def new_token(app: Document, user_uid: str, scopes: Sequence[str], authorization_uid: str) -> Document:
    """Return what is kept of a token."""
    return {
        "app_uid": app["uid"],
        "user_uid": user_uid,
        "organization_uid": app["organization_uid"],
        "scopes": list(scopes),
        "authorization_uid": authorization_uid,
    }


def put_access_token(state: State, token: Document) -> str:
    """Keep a new access token for as long as it is valid, and return its value."""
    access = state.clock.token()
    expires_at = timestamp(state.clock.now() + timedelta(seconds=ACCESS_SECONDS))
    state.store.put(Key(ACCESS_KIND, access), {**token, "expires_at": expires_at})
    return access


def described(token: Document, authorization_type: Literal["user", "app"]) -> Document:
    """Return what the token call says of a token beside its value."""
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
    """Return whether a token is valid, and the scopes of a valid one. `hint` is the kind of token to look for first."""
    lookups = [access_token, refresh_token]
    found = (lookup(state, value) for lookup in (reversed(lookups) if hint == "refresh_token" else lookups))
    token = next((token for token in found if token is not None), None)
    return {"active": False} if token is None else {"active": True, "scope": " ".join(token["scopes"])}


def access_token(state: State, value: str) -> Document | None:
    """Answer the access token with this value if it is alive, else None."""
    token = state.store.get(Key(ACCESS_KIND, value))
    return None if token is None or is_past(state, token["expires_at"]) else token


def refresh_token(state: State, value: str) -> Document | None:
    """Return the refresh token with this value, or None."""
    return state.store.get(Key(RENEWAL_KIND, value))


def find_or_make_authorization(state: State, app: Document, user_uid: str, scopes: Sequence[str]) -> Document:
    """Answer the record that the user has authorized the app; it is made at the first time."""
    for authorization in authorizations(state, app["uid"]):
        if authorization["user"]["uid"] == user_uid:
            return authorization
    uid = state.clock.uid()
    now = state.clock.stamp()
    made: dict[str, Any] = {
        "uid": uid,
        "authorization_uid": uid,
        "user": {"uid": user_uid},
        "scopes": list(scopes),
        "created_at": now,
        "updated_at": now,
    }
    state.store.put(Key(AUTHORIZATION, uid, parent=app["uid"]), made)
    return made


def authorizations(state: State, app_uid: str) -> list[Document]:
    """Answer the authorizations of an app, oldest first."""
    return state.store.find(Scope(AUTHORIZATION, parent=app_uid))


def revoke(state: State, app_uid: str, authorization_uid: str) -> bool:
    """End an authorization and every token made under it; answer whether there was one."""
    for kind in (ACCESS_KIND, RENEWAL_KIND):
        for key, token in state.store.items(Scope(kind)):
            if token["authorization_uid"] == authorization_uid:
                state.store.delete(key)
    return state.store.delete(Key(AUTHORIZATION, authorization_uid, parent=app_uid))


def is_past(state: State, moment: str) -> bool:
    """Answer whether a timestamp of the store is over."""
    return datetime.fromisoformat(moment) <= state.clock.now()
