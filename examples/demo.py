"""The main job, with each way to sign in: open a stack, create an entry, upload an asset, publish both, read them back.

Without credentials in the environment it starts the emulator and works on its demo stack. With
`CONTENTSTACK_API_KEY` and the credentials of a real account (see the README) it works on that stack,
and removes what it made.
"""

import os
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import uuid4

from contentstack_cma import AuthMethodError, Authtoken, Client, ContentstackError, Login, ManagementToken, OAuth, Stack
from contentstack_cma.models import ContentTypeInputDict, GrantOAuthConsentRequest

if TYPE_CHECKING:
    from contentstack_cma_emulator import Emulator

PICTURE_SIZE = 300_000


@dataclass(frozen=True)
class Account:
    """One way to sign in, and the stack to work on."""

    name: str
    client: Client
    api_key: str


def main() -> int:
    """Run the job once per way to sign in; 1 when a step fails."""
    try:
        with accounts(os.environ) as each:
            for account in each:
                with account.client as client:
                    run(account.name, client.stack(account.api_key))
    except ContentstackError as error:
        print(f"failed: {error}", file=sys.stderr)
        return 1
    print("\neverything was read back as it was written")
    return 0


@contextmanager
def accounts(environment: Mapping[str, str]) -> Iterator[Iterator[Account]]:
    """The real account that the environment names; else four accounts of an emulator."""
    api_key = environment.get("CONTENTSTACK_API_KEY")
    if api_key:
        yield iter([Account("credentials of the environment", Client(), api_key)])
        return
    from contentstack_cma_emulator import Emulator

    with Emulator() as emulator, past_proxies():
        print(f"emulator at {emulator.url}")
        yield emulator_accounts(emulator)


@contextmanager
def past_proxies() -> Iterator[None]:
    """Reach this machine without a proxy that the environment names."""
    known = os.environ.get("NO_PROXY")
    os.environ["NO_PROXY"] = ",".join(filter(None, (known, "127.0.0.1")))
    try:
        yield
    finally:
        del os.environ["NO_PROXY"]
        if known is not None:
            os.environ["NO_PROXY"] = known


def signed_in_by_oauth(emulator: "Emulator") -> OAuth:
    """An OAuth app the user has consented to. A real user does so in the browser: `OAuth.login_with_browser()`."""
    app = emulator.oauth
    auth = OAuth(app_id=app.app_id, client_id=app.client_id, redirect_uri=app.redirect_uri, base_url=emulator.url)
    asked = GrantOAuthConsentRequest.from_dict(auth.authorization_parameters())
    with Client(authtoken=emulator.authtoken, base_url=emulator.url) as user:
        consent = user.oauth.grant_consent(app.app_id, asked, organization_uid=emulator.organization_uid)
    auth.exchange(consent.redirect_url)
    return auth


def emulator_accounts(emulator: "Emulator") -> Iterator[Account]:
    """Each of the four ways to sign in to the emulator."""
    key, url = emulator.stack.api_key, emulator.url
    yield Account("authtoken", Client(auth=Authtoken(emulator.authtoken), base_url=url), key)
    yield Account("email and password", Client(auth=Login(emulator.email, emulator.password), base_url=url), key)
    yield Account("management token", Client(auth=ManagementToken(emulator.management_token), base_url=url), key)
    yield Account("OAuth", Client(auth=signed_in_by_oauth(emulator), base_url=url), key)


def run(name: str, stack: Stack) -> None:
    """The job itself."""
    print(f"\n== {name}")
    mark = uuid4().hex[:8]
    say("stack", name_of(stack))
    environment, locale = first_environment(stack), master_locale(stack)
    content_type_uid = stack.content_types.create(page_type(mark)).uid
    say("content type created", content_type_uid)
    entries = stack.entries(content_type_uid)
    try:
        entry = entries.create({"title": f"Hello {mark}", "url": f"/hello-{mark}"})
        say("entry created", entry.uid)
        with tempfile.TemporaryDirectory() as folder:
            upload_and_compare(stack, Path(folder), environment, locale)
        say("entry published", entries.publish(entry.uid, environments=[environment], locales=[locale]).notice)
        again = entries.get(entry.uid)
        same("entry read back", again.title, f"Hello {mark}")
        same("entries found", [found.uid for found in entries.list(query={"title": f"Hello {mark}"})], [entry.uid])
    finally:
        stack.content_types.delete(content_type_uid, force=True)
        say("content type deleted", content_type_uid)


def page_type(mark: str) -> ContentTypeInputDict:
    """A content type for pages, of which there is no other."""
    return {
        "uid": f"demo_{mark}",
        "title": f"Demo {mark}",
        "schema": [
            {"display_name": "Title", "uid": "title", "data_type": "text", "mandatory": True, "unique": True},
            {"display_name": "URL", "uid": "url", "data_type": "text"},
        ],
        "options": {"is_page": True, "title": "title", "url_pattern": "/:title"},
    }


def upload_and_compare(stack: Stack, folder: Path, environment: str, locale: str) -> None:
    """Upload a file, publish it, download it and compare the bytes."""
    picture = folder / "photo.png"
    picture.write_bytes(os.urandom(PICTURE_SIZE))
    asset = stack.assets.upload(picture, title="Photo of the demo", tags=["demo"])
    try:
        say("asset uploaded", f"{asset.uid}, {asset.file_size} bytes")
        say("asset published", stack.assets.publish(asset.uid, environments=[environment], locales=[locale]).notice)
        copy = folder / "copy"
        stack.assets.download(asset, to=copy)
        same("asset downloaded", len(copy.read_bytes()), PICTURE_SIZE)
        same("bytes compared", copy.read_bytes() == picture.read_bytes(), expected=True)
    finally:
        stack.assets.delete(asset.uid)
        say("asset deleted", asset.uid)


def name_of(stack: Stack) -> str:
    """Name of the stack; the API tells it to users, not to management tokens."""
    try:
        return stack.fetch().name or "without a name"
    except AuthMethodError as error:
        return f"not to be fetched this way: {error}"


def master_locale(stack: Stack) -> str:
    """Code of the locale that falls back to none."""
    return next(locale.code for locale in stack.locales.list() if locale.fallback_locale is None)


def first_environment(stack: Stack) -> str:
    """Name of an environment to publish to."""
    for environment in stack.environments.list():
        if environment.name:
            return environment.name
    created = stack.environments.create({"name": "demo"})
    return created.name or "demo"


def say(step: str, result: object) -> None:
    """Print a step with its result."""
    print(f"{step:22} {result}")


def same(step: str, found: object, expected: object) -> None:
    """Print a step with its result, and stop the program if it is not the expected one."""
    say(step, found)
    if found != expected:
        raise SystemExit(f"{step}: expected {expected!r}")


if __name__ == "__main__":
    sys.exit(main())
