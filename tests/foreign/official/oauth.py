"""Signing in as an OAuth app, with a secret and without, over TLS, which is all that the SDK knows."""

import json
import ssl
import urllib.request
from typing import Any
from urllib.parse import parse_qsl

from tests.foreign.official.tour import Tour


def visit(tour: Tour) -> None:
    """Take the steps of both kinds of app."""
    for kind in ("public", "confidential"):
        app(tour, kind, tour.given[kind])


def app(tour: Tour, kind: str, known: dict[str, str]) -> None:
    """Have a user consent, take the tokens, use, renew and revoke them."""
    step = tour.at(f"{kind} app")
    client = tour.client(authtoken=None)
    handler = client.oauth(known["app_id"], known["client_id"], known["redirect_uri"], client_secret=known["secret"])
    address = str(step("authorize", handler.authorize))
    step("handle the redirect", lambda: handler.handle_redirect(consent(tour, address)))
    step("read the user", lambda: client.user().fetch())
    step("refresh", handler.refresh_access_token)
    step("read the user again", lambda: client.user().fetch())
    step("logout", handler.logout)


def consent(tour: Tour, address: str) -> str:
    """Consent as the user would in a browser, and return where that leads."""
    app_id = address.split("/apps/")[1].split("/", maxsplit=1)[0]
    sent: dict[str, Any] = dict(parse_qsl(address.partition("?")[2]))
    request = urllib.request.Request(
        f"{tour.given['url']}/manifests/{app_id}/authorize",
        json.dumps(sent).encode(),
        {
            "content-type": "application/json",
            "authtoken": tour.given["authtoken"],
            "organization_uid": tour.given["organization_uid"],
        },
    )
    context = ssl.create_default_context(cafile=tour.given["authority"])
    with urllib.request.urlopen(request, context=context) as response:
        return str(json.load(response)["data"]["redirect_url"])
