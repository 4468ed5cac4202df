"""The view of the credentials: each way to sign in, with a few lines of Python."""

import json
from collections.abc import Mapping
from typing import Any

from contentstack_cma_emulator.admin.page.html import Html, element, together
from contentstack_cma_emulator.admin.page.parts import heading, secrets_link, section, source
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
"""What is no secret."""


def show_credentials(visit: Visit) -> Content:
    """Show what signs in, masked unless asked for, with lines of Python for each of the four ways."""
    known = visit.context.credentials()
    api_key = visit.api_key
    stack = next((stack for stack in known["stacks"] if stack["api_key"] == api_key), None)
    note = element(
        "p", "They work with this emulator only. Copy buttons copy the real values, shown or not.", class_="quiet"
    )
    values = {
        "Base URL": known["base_url"],
        "API key": api_key,
        "Stack uid": str(visit.stack.get("uid", "")),
        "Organization uid": known["organization_uid"],
    }
    html = together(
        heading("Credentials", secrets_link(visit)),
        note,
        section("common", "Every request", None, _values(visit, "common", values)),
        _authtoken(visit, known, api_key),
        _management_token(visit, known, stack),
        _login(visit, known, api_key),
        _oauth(visit, known, api_key),
        _machine_oauth(visit, known),
    )
    return Content("Credentials", html)


def python_for(way: str, known: Mapping[str, Any], api_key: str, management_token: str = "") -> str:
    """Return lines of Python that sign in with `authtoken`, `management_token`, `login` or `oauth`."""
    url = known["base_url"]
    name = {"login": "Client, Login", "oauth": "Client, OAuth"}.get(way, "Client")
    head = f"from contentstack_cma import {name}\n\n"
    tail = f"stack = client.stack({quoted(api_key)})\n"
    if way == "authtoken":
        return f"{head}client = Client(authtoken={quoted(known['authtoken'])}, base_url={quoted(url)})\n{tail}"
    if way == "management_token":
        return f"{head}client = Client(management_token={quoted(management_token)}, base_url={quoted(url)})\n{tail}"
    if way == "login":
        login = f"Login({quoted(known['email'])}, {quoted(known['password'])})"
        return f"{head}client = Client(auth={login}, base_url={quoted(url)})\n{tail}"
    app = known["oauth"]
    arguments = "".join(f"    {key}={quoted(app[key])},\n" for key in ("app_id", "client_id", "redirect_uri"))
    return (
        f"{head}auth = OAuth(\n{arguments}    base_url={quoted(url)},\n)\n"
        f"auth.login_with_browser()\nclient = Client(auth=auth, base_url={quoted(url)})\n{tail}"
    )


def quoted(text: str) -> str:
    """Return a text as a literal of Python, in double quotes."""
    return json.dumps(text)


def _authtoken(visit: Visit, known: Mapping[str, Any], api_key: str) -> Html:
    values = {"Authtoken": known["authtoken"]}
    return _way(visit, "authtoken", "Authtoken", values, python_for("authtoken", _hidden(visit, known), api_key))


def _management_token(visit: Visit, known: Mapping[str, Any], stack: Mapping[str, str] | None) -> Html:
    if stack is None or not stack["management_token"]:
        text = "No management token of this stack is known here. Create one with the API."
        return section("management_token", "Management token", None, element("p", text, class_="empty"))
    values = {"Management token": stack["management_token"]}
    if known["stacks"][0]["api_key"] == stack["api_key"] and known["read_only_management_token"]:
        values["Read-only token"] = known["read_only_management_token"]
    token = stack["management_token"] if visit.shows_secrets else MASK
    lines = python_for("management_token", known, stack["api_key"], token)
    return _way(visit, "management_token", "Management token", values, lines)


def _login(visit: Visit, known: Mapping[str, Any], api_key: str) -> Html:
    values = {
        "Email": known["email"],
        "Password": known["password"],
        "Email with 2FA": known["tfa_email"],
        "Its password": known["tfa_password"],
        "TOTP secret": known["totp_secret"],
    }
    return _way(visit, "login", "Email and password", values, python_for("login", _hidden(visit, known), api_key))


def _oauth(visit: Visit, known: Mapping[str, Any], api_key: str) -> Html:
    app = known["oauth"]
    values = {"App ID": app["app_id"], "Client ID": app["client_id"], "Redirect URI": app["redirect_uri"]}
    return _way(visit, "oauth", "OAuth", values, python_for("oauth", known, api_key))


def _machine_oauth(visit: Visit, known: Mapping[str, Any]) -> Html:
    app = known["machine_oauth"]
    values = {
        "App ID": app["app_id"],
        "Client ID": app["client_id"],
        "Client secret": app["client_secret"],
        "Scopes": " ".join(app["scopes"]),
    }
    about = (
        "These get a token with grant_type=client_credentials from POST /token. It is valid for calls about the "
        "organization only."
    )
    note = element("p", about, class_="quiet")
    title = "OAuth app without a user (machine to machine)"
    return section("machine_oauth", title, None, note, _values(visit, "machine_oauth", values))


def _hidden(visit: Visit, known: Mapping[str, Any]) -> Mapping[str, Any]:
    return known if visit.shows_secrets else {**known, "authtoken": MASK, "password": MASK}


def _way(visit: Visit, uid: str, title: str, values: Mapping[str, str], lines: str) -> Html:
    return section(uid, title, None, _values(visit, uid, values), source(lines, f"{uid}-python", is_secret=True))


def _values(visit: Visit, uid: str, values: Mapping[str, str]) -> Html:
    rows = (
        element("div", element("dt", name), element("dd", *_value(visit, f"{uid}-{number}", name, value)))
        for number, (name, value) in enumerate(values.items())
        if value
    )
    return element("dl", *rows, class_="facts wide")


def _value(visit: Visit, uid: str, name: str, value: str) -> tuple[Html, Html]:
    shown = value if visit.shows_secrets or name in PUBLIC else MASK
    button = element(
        "button",
        "Copy",
        type="button",
        data_copy=uid,
        data_secret=True,
        data_enable=True,
        disabled=True,
        class_="button small",
        aria_label=f"Copy {name}",
    )
    return element("code", shown, id=uid), button
