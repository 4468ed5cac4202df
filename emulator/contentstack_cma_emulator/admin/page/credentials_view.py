"""The view of the credentials: all ways to sign in, with Python code."""

import json
from collections.abc import Mapping
from typing import Any

from contentstack_cma_emulator.admin.page.html import Html, make_element
from contentstack_cma_emulator.admin.page.inline import render_empty, render_note
from contentstack_cma_emulator.admin.page.parts import (
    render_copy_button,
    render_secrets_link,
    render_section,
    render_source,
    render_view,
)
from contentstack_cma_emulator.admin.page.visit import Content, Visit
from contentstack_cma_emulator.http.masking import MASK

PUBLIC = (
    "Base URL",
    "API key",
    "Stack uid",
    "Organization uid",
    "Email",
    "Email with 2FA",
    "App ID",
    "Client ID",
    "Redirect URI",
    "Scopes",
)
"""Values that are not secret."""


def show_credentials(visit: Visit) -> Content:
    """Show the credentials, masked by default, with Python code for each way to sign in."""
    known = visit.context.credentials()
    api_key = visit.api_key
    stack = next((stack for stack in known["stacks"] if stack["api_key"] == api_key), None)
    values = {
        "Base URL": known["base_url"],
        "API key": api_key,
        "Stack uid": str(visit.stack.get("uid", "")),
        "Organization uid": known["organization_uid"],
    }
    return render_view(
        "Credentials",
        render_note("They only work with this emulator. Copy buttons copy the real values, even if masked."),
        render_section("common", "Every request", None, _render_values(visit, "common", values)),
        _render_authtoken(visit, known, api_key),
        _render_management_token(visit, known, stack),
        _render_login(visit, known, api_key),
        _render_oauth(visit, known, api_key),
        _render_machine_oauth(visit, known),
        beside=[render_secrets_link(visit)],
    )


def render_python(way: str, known: Mapping[str, Any], api_key: str, management_token: str = "") -> str:
    """Return Python code that signs in with `authtoken`, `management_token`, `login` or `oauth`."""
    url = quote_python(known["base_url"])
    name = {"login": "Client, Login", "oauth": "Client, OAuth"}.get(way, "Client")
    head = f"from contentstack_cma import {name}\n\n"
    tail = f"stack = client.stack({quote_python(api_key)})\n"
    if way == "authtoken":
        return f"{head}client = Client(authtoken={quote_python(known['authtoken'])}, base_url={url})\n{tail}"
    if way == "management_token":
        return f"{head}client = Client(management_token={quote_python(management_token)}, base_url={url})\n{tail}"
    if way == "login":
        login = f"Login({quote_python(known['email'])}, {quote_python(known['password'])})"
        return f"{head}client = Client(auth={login}, base_url={url})\n{tail}"
    app = known["oauth"]
    arguments = "".join(f"    {key}={quote_python(app[key])},\n" for key in ("app_id", "client_id", "redirect_uri"))
    return (
        f"{head}auth = OAuth(\n{arguments}    base_url={url},\n)\n"
        f"auth.login_with_browser()\nclient = Client(auth=auth, base_url={url})\n{tail}"
    )


def quote_python(text: str) -> str:
    """Return a text as a Python literal in double quotes."""
    return json.dumps(text)


def _render_authtoken(visit: Visit, known: Mapping[str, Any], api_key: str) -> Html:
    lines = render_python("authtoken", _hide_secrets(visit, known), api_key)
    return _render_way(visit, "authtoken", "Authtoken", {"Authtoken": known["authtoken"]}, lines)


def _render_management_token(visit: Visit, known: Mapping[str, Any], stack: Mapping[str, str] | None) -> Html:
    if stack is None or not stack["management_token"]:
        text = "The emulator does not know a management token of this stack. Create one with the API."
        return render_section("management_token", "Management token", None, render_empty(text))
    values = {"Management token": stack["management_token"]}
    if known["stacks"][0]["api_key"] == stack["api_key"] and known["read_only_management_token"]:
        values["Read-only token"] = known["read_only_management_token"]
    token = stack["management_token"] if visit.shows_secrets else MASK
    lines = render_python("management_token", known, stack["api_key"], token)
    return _render_way(visit, "management_token", "Management token", values, lines)


def _render_login(visit: Visit, known: Mapping[str, Any], api_key: str) -> Html:
    values = {
        "Email": known["email"],
        "Password": known["password"],
        "Email with 2FA": known["tfa_email"],
        "Password with 2FA": known["tfa_password"],
        "TOTP secret": known["totp_secret"],
    }
    lines = render_python("login", _hide_secrets(visit, known), api_key)
    return _render_way(visit, "login", "Email and password", values, lines)


def _render_oauth(visit: Visit, known: Mapping[str, Any], api_key: str) -> Html:
    app = known["oauth"]
    values = {"App ID": app["app_id"], "Client ID": app["client_id"], "Redirect URI": app["redirect_uri"]}
    return _render_way(visit, "oauth", "OAuth", values, render_python("oauth", known, api_key))


def _render_machine_oauth(visit: Visit, known: Mapping[str, Any]) -> Html:
    app = known["machine_oauth"]
    values = {
        "App ID": app["app_id"],
        "Client ID": app["client_id"],
        "Client secret": app["client_secret"],
        "Scopes": " ".join(app["scopes"]),
    }
    about = "Get a token from POST /token with grant_type=client_credentials."
    note = render_note(f"{about} It is valid only for calls about the organization.")
    title = "Machine-to-machine OAuth app"
    return render_section("machine_oauth", title, None, note, _render_values(visit, "machine_oauth", values))


def _hide_secrets(visit: Visit, known: Mapping[str, Any]) -> Mapping[str, Any]:
    return known if visit.shows_secrets else {**known, "authtoken": MASK, "password": MASK}


def _render_way(visit: Visit, uid: str, title: str, values: Mapping[str, str], lines: str) -> Html:
    source = render_source(lines, f"{uid}-python", is_secret=True)
    return render_section(uid, title, None, _render_values(visit, uid, values), source)


def _render_values(visit: Visit, uid: str, values: Mapping[str, str]) -> Html:
    rows = (
        make_element("div", make_element("dt", name), _render_value(visit, f"{uid}-{number}", name, value))
        for number, (name, value) in enumerate(values.items())
        if value
    )
    return make_element("dl", *rows, class_="facts wide")


def _render_value(visit: Visit, uid: str, name: str, value: str) -> Html:
    shown = value if visit.shows_secrets or name in PUBLIC else MASK
    button = render_copy_button(uid, is_secret=True, class_="button small", aria_label=f"Copy {name}")
    return make_element("dd", make_element("code", shown, id=uid), button)
