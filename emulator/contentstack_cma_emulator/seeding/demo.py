"""The demo content that the emulator starts with: an account, an organization, OAuth apps and a stack."""

import base64
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from contentstack_cma_emulator.auth import oauth_grants
from contentstack_cma_emulator.auth.login import set_totp_secret
from contentstack_cma_emulator.auth.principals import MANAGEMENT_KIND
from contentstack_cma_emulator.auth.sessions import issue_authtoken
from contentstack_cma_emulator.engine.call import MAIN_BRANCH, Call, Principal, State
from contentstack_cma_emulator.engine.description import Description
from contentstack_cma_emulator.engine.documents import ALL, Document
from contentstack_cma_emulator.engine.form_data import Form
from contentstack_cma_emulator.engine.kinds import COLLABORATOR, ORGANIZATION_ROLE, ROLE, STACK, USER
from contentstack_cma_emulator.engine.registry import get_operation_handlers
from contentstack_cma_emulator.engine.store import Key, Scope
from contentstack_cma_emulator.seeding.credentials import TFA_EMAIL, Credentials
from contentstack_cma_emulator.stores.provisioning import (
    activate_user,
    create_organization,
    create_share,
    create_stack,
    create_user,
)

DEMO = "demo"
EMAIL = "demo@example.com"

APP_ID = "6400aa06db64de001a31c8a9"
CLIENT_ID = "Ie0FEfTzlfAHL4xM"
"""The app that the official SDKs use by default."""

CONFIDENTIAL_APP_ID = "6500bb17ec75ef112b42d9b0"

MACHINE_APP_ID = "6600cc28fd86ff223c53eac1"
MACHINE_SCOPES = (
    "analytics:read",
    "auditlog:read",
    "organization.share:read",
    "organization.share:write",
    "scim:manage",
    "teams",
)
"""Scopes of a machine-to-machine app. All of them concern the organization."""

INTERNAL = ("user_uid", "tfa_user_uid", "client_secret")
"""What is stored with the credentials of the account but is not one of them."""

ENVIRONMENTS = ("production", "development")
SECOND_LOCALE = {"name": "French - France", "code": "fr-fr", "fallback_locale": "en-us"}


@dataclass(frozen=True, slots=True)
class Stack:
    """A stack that exists from the start, with a management token that may read and write."""

    api_key: str
    uid: str
    name: str
    management_token: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class OAuthApp:
    """An OAuth app. `authorize_url` is the URL to open in a browser; a public app has no `client_secret`."""

    app_id: str
    client_id: str
    redirect_uri: str
    authorize_url: str
    client_secret: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class MachineApp:
    """A machine-to-machine app. It signs in by itself, and acts for its organization instead of a user."""

    app_id: str
    client_id: str
    client_secret: str = field(repr=False)
    scopes: tuple[str, ...] = ()


def prepare_account(state: State, description: Description, redirect_uri: str, wanted: Credentials) -> Document:
    """Return the credentials of the account. Creates account, organization and OAuth apps if necessary.

    Raises `CredentialsError` if the account exists with other credentials than the wanted ones.
    """
    key = Key(DEMO, "account")
    account = state.store.get(key)
    if account is not None:
        wanted.check_stored(account)
    else:
        account = make_account(state, wanted)
        state.store.put(key, account)
    make_apps(state, account, redirect_uri, list_scopes(description))
    return account


def make_account(state: State, wanted: Credentials) -> Document:
    """Create two users, the second with two-factor authentication, and their organization."""
    clock = state.clock
    email, password = wanted.email or EMAIL, wanted.password or clock.make_secret(12)
    tfa_password = clock.make_secret(12)
    totp_secret = base64.b32encode(clock.make_bytes(20)).decode()  # 160 bits, as authenticator apps expect.
    user = activate_user(state, create_user(state, email, {"first_name": "Demo", "last_name": "User"}), password)
    organization = create_organization(state, user, "Demo organization", wanted.organization_uid)
    second = activate_user(state, create_user(state, TFA_EMAIL, {"first_name": "Careful"}), tfa_password)
    admin = next(r for r in state.store.find(Scope(ORGANIZATION_ROLE)) if r["name"] == "admin")
    create_share(state, organization, second, [admin["uid"]], user["uid"])
    set_totp_secret(state, state.store.get(Key(USER, second["uid"])) or second, totp_secret)
    return {
        "user_uid": user["uid"],
        "email": email,
        "password": password,
        "authtoken": issue_authtoken(state, user["uid"], wanted.authtoken),
        "tfa_user_uid": second["uid"],
        "tfa_email": TFA_EMAIL,
        "tfa_password": tfa_password,
        "totp_secret": totp_secret,
        "organization_uid": organization["uid"],
        "client_secret": clock.make_secret(24),
    }


def make_apps(state: State, account: Document, redirect_uri: str, scopes: Sequence[str]) -> None:
    """Register the public, the confidential and the machine-to-machine app, replacing earlier versions."""
    shared = {"organization_uid": account["organization_uid"], "redirect_uris": [redirect_uri], "scopes": list(scopes)}
    machine: Document = {
        "uid": MACHINE_APP_ID,
        "client_id": f"{CLIENT_ID}3",
        "client_secret": account["client_secret"],
        "name": "Machine-to-machine demo app",
        "is_machine": True,
        **shared,
        "redirect_uris": [],
        "scopes": list(MACHINE_SCOPES),
    }
    public: Document = {"uid": APP_ID, "client_id": CLIENT_ID, "name": "Demo app", **shared}
    confidential: Document = {
        "uid": CONFIDENTIAL_APP_ID,
        "client_id": f"{CLIENT_ID}2",
        "client_secret": account["client_secret"],
        "name": "Confidential demo app",
        **shared,
    }
    for app in (public, confidential, machine):
        state.store.put(Key(oauth_grants.APP, app["uid"]), app)


def list_scopes(description: Description) -> list[str]:
    """Return every OAuth scope that an operation requires."""
    alternatives = [alternative for item in description.operations.values() for alternative in item.security]
    return sorted({scope for alternative in alternatives for scope in alternative.get("oauth", ())})


def prepare_stack(state: State, account: Document, wanted: Credentials) -> Document:
    """Return the API key and the tokens of the demo stack. Creates the stack if necessary.

    Raises `CredentialsError` if the stack exists with other credentials than the wanted ones.
    """
    key = Key(DEMO, "stack")
    known = state.store.get(key)
    if known is None or state.store.get(Key(STACK, known["api_key"])) is None:
        known = make_stack(state, account, wanted)
        state.store.put(key, known)
    wanted.check_stored(known)
    return known


def make_stack(state: State, account: Document, credentials: Credentials) -> Document:
    """Create the demo stack with two environments, two locales, a content type and two management tokens."""
    wanted = {"name": "Demo stack", "description": "Created by the emulator.", "master_locale": "en-us"}
    if credentials.api_key:
        wanted["api_key"] = credentials.api_key
    stack = create_stack(state, account["user_uid"], account["organization_uid"], wanted)
    stack = add_second_user(state, stack, account["tfa_user_uid"])
    for name in ENVIRONMENTS:
        urls = [{"locale": "en-us", "url": f"https://{name}.example.com"}]
        call_operation(state, stack, "create_environment", {"environment": {"name": name, "urls": urls}})
    call_operation(state, stack, "create_locale", {"locale": SECOND_LOCALE})
    call_operation(state, stack, "create_content_type", {"content_type": build_blog_post()})
    both, read_only = credentials.management_token, credentials.read_only_management_token
    return {
        "api_key": stack["api_key"],
        "management_token": make_management_token(state, stack, "Read and write", {"read": True, "write": True}, both),
        "read_only_management_token": make_management_token(state, stack, "Read only", {"read": True}, read_only),
    }


def add_second_user(state: State, stack: Document, user_uid: str) -> Document:
    """Give the second user access to the stack."""
    api_key = stack["api_key"]
    developer = next(role for role in state.store.find(Scope(ROLE, api_key)) if role["name"] == "Developer")
    state.store.put(Key(COLLABORATOR, user_uid, api_key), {"uid": user_uid, "roles": [developer["uid"]]})
    shared = stack | {"user_uids": [*stack["user_uids"], user_uid]}
    state.store.put(Key(STACK, api_key), shared)
    return shared


def make_management_token(
    state: State, stack: Document, name: str, acl: dict[str, bool], value: str | None = None
) -> str:
    """Create a management token of the stack and return its value. Default: a random value."""
    branches: Document = {"module": "branch", "branches": [ALL], "acl": {"read": True}}
    wanted: Document = {"name": name, "scope": [{"module": "content_type", "acl": acl}, branches]}
    token = call_operation(state, stack, "create_management_token", {"token": wanted})["token"]
    if value:
        token |= {"token": value}
        state.store.put(Key(MANAGEMENT_KIND, token["uid"], stack["api_key"]), token)
    return str(token["token"])


def call_operation(state: State, stack: Document, operation: str, body: Document) -> Document:
    """Call an operation on the stack as its owner, without the network, and return the body of the response."""
    call = Call(
        operation=operation,
        method="POST",
        path={},
        query={},
        headers={},
        body=body,
        form=Form(),
        principal=Principal("authtoken", stack["owner_uid"], ""),
        stack=stack,
        branch=MAIN_BRANCH,
        state=state,
        now=state.clock.stamp(),
        base_url="",
    )
    return get_operation_handlers()[operation](call).body or {}


def build_blog_post() -> Document:
    """Return the demo content type."""
    rich_text = {"allow_json_rte": True, "embed_entry": False, "rich_text_type": "advanced"}
    meta_title = build_field("Meta title", "meta_title", "text", {"version": 3})
    several = {"ref_multiple": True, "ref_multiple_content_types": True}
    return {
        "title": "Blog post",
        "uid": "blog_post",
        "description": "An article of the demo stack.",
        "options": {
            "is_page": True,
            "singleton": False,
            "title": "title",
            "sub_title": [],
            "url_pattern": "/:title",
            "url_prefix": "/blog/",
        },
        "schema": [
            build_field("Title", "title", "text", {"_default": True, "version": 3}, mandatory=True, unique=True),
            build_field("URL", "url", "text", {"_default": True, "version": 3}),
            build_field("Summary", "summary", "text", {"multiline": True, "default_value": "", "version": 3}),
            build_field("Body", "body", "json", rich_text, reference_to=["sys_assets"]),
            build_field("Reading time", "reading_time", "number"),
            build_field("Featured", "featured", "boolean"),
            build_field("Written on", "written_on", "isodate"),
            build_field("Image", "image", "file"),
            build_field("Related", "related", "reference", several, reference_to=["blog_post"]),
            build_field("SEO", "seo", "group", schema=[meta_title]),
        ],
    }


def build_field(display_name: str, uid: str, data_type: str, metadata: Document | None = None, **more: Any) -> Document:
    """Return a field, which is optional and has a single value unless `more` says otherwise."""
    return {
        "display_name": display_name,
        "uid": uid,
        "data_type": data_type,
        "mandatory": False,
        "unique": False,
        "multiple": False,
        "non_localizable": False,
        "field_metadata": metadata or {"description": "", "default_value": ""},
        **more,
    }
