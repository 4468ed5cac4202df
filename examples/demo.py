"""Create an entry, upload an asset, publish and read both, once for each way to sign in.

The demo uses a real stack if `CONTENTSTACK_API_KEY` and credentials are set (see the README), and deletes what it
created there. Otherwise it starts the emulator and uses its demo stack.
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
from contentstack_cma.models import ContentTypeInputDict

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
    """Run the job once per way to sign in. Return 1 if a call fails, else 0."""
    try:
        with open_accounts(os.environ) as accounts:
            for account in accounts:
                with account.client as client:
                    run(account.name, client.stack(account.api_key))
    except ContentstackError as error:
        print(f"failed: {error}", file=sys.stderr)
        return 1
    print("\nOK: all data was read back unchanged")
    return 0


@contextmanager
def open_accounts(environment: Mapping[str, str]) -> Iterator[Iterator[Account]]:
    """Yield the real account of the environment, or else four accounts of an emulator."""
    api_key = environment.get("CONTENTSTACK_API_KEY")
    if api_key:
        yield iter([Account("credentials of the environment", Client(), api_key)])
        return
    from contentstack_cma_emulator import Emulator

    with Emulator() as emulator, bypass_proxies():
        print(f"emulator at {emulator.url}")
        yield open_emulator_accounts(emulator)


@contextmanager
def bypass_proxies() -> Iterator[None]:
    """Bypass the proxies of the environment for 127.0.0.1."""
    before = os.environ.get("NO_PROXY")
    os.environ["NO_PROXY"] = ",".join(filter(None, (before, "127.0.0.1")))
    try:
        yield
    finally:
        del os.environ["NO_PROXY"]
        if before is not None:
            os.environ["NO_PROXY"] = before


def sign_in_with_oauth(emulator: "Emulator") -> OAuth:
    """Authorize an OAuth app. Real users do this in a browser, with `OAuth.login_with_browser()`."""
    app = emulator.oauth
    auth = OAuth(app_id=app.app_id, client_id=app.client_id, redirect_uri=app.redirect_uri, base_url=emulator.url)
    with Client(authtoken=emulator.authtoken, base_url=emulator.url) as user:
        consent = user.app_authorizations.grant(
            app.app_id, organization_uid=emulator.organization_uid, **auth.authorization_parameters()
        )
    auth.exchange(consent.redirect_url)
    return auth


def open_emulator_accounts(emulator: "Emulator") -> Iterator[Account]:
    """Sign in to the emulator in each of the four ways."""
    key, url = emulator.stack.api_key, emulator.url
    yield Account("authtoken", Client(auth=Authtoken(emulator.authtoken), base_url=url), key)
    yield Account("email and password", Client(auth=Login(emulator.email, emulator.password), base_url=url), key)
    yield Account("management token", Client(auth=ManagementToken(emulator.management_token), base_url=url), key)
    yield Account("OAuth", Client(auth=sign_in_with_oauth(emulator), base_url=url), key)


def run(name: str, stack: Stack) -> None:
    """Run the job on one stack."""
    print(f"\n== {name}")
    mark = uuid4().hex[:8]
    print_step("stack", get_name(stack))
    environment, locale = get_environment(stack), get_master_locale(stack)
    content_type_uid = stack.content_types.create(build_content_type(mark)).uid
    print_step("content type created", content_type_uid)
    entries = stack.entries(content_type_uid)
    try:
        entry = entries.create({"title": f"Hello {mark}", "url": f"/hello-{mark}"})
        print_step("entry created", entry.uid)
        with tempfile.TemporaryDirectory() as folder:
            upload_and_compare(stack, Path(folder), environment, locale)
        print_step("entry published", entries.publish(entry.uid, environments=[environment], locales=[locale]).notice)
        again = entries.get(entry.uid)
        check_equal("entry read", again.title, f"Hello {mark}")
        check_equal(
            "entries found", [found.uid for found in entries.list(query={"title": f"Hello {mark}"})], [entry.uid]
        )
    finally:
        stack.content_types.delete(content_type_uid, force=True)
        print_step("content type deleted", content_type_uid)


def build_content_type(mark: str) -> ContentTypeInputDict:
    """Return a content type with a unique uid."""
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
        print_step("asset uploaded", f"{asset.uid}, {asset.file_size} bytes")
        print_step(
            "asset published", stack.assets.publish(asset.uid, environments=[environment], locales=[locale]).notice
        )
        copy = folder / "copy"
        stack.assets.download(asset, to=copy)
        check_equal("asset downloaded", len(copy.read_bytes()), PICTURE_SIZE)
        check_equal("bytes compared", copy.read_bytes() == picture.read_bytes(), expected=True)
    finally:
        stack.assets.delete(asset.uid)
        print_step("asset deleted", asset.uid)


def get_name(stack: Stack) -> str:
    """Return the name of the stack, which the API does not show to management tokens."""
    try:
        return stack.fetch().name or "(no name)"
    except AuthMethodError as error:
        return f"unknown: {error}"


def get_master_locale(stack: Stack) -> str:
    """Return the code of the locale without a fallback."""
    return next(locale.code for locale in stack.locales.list() if locale.fallback_locale is None)


def get_environment(stack: Stack) -> str:
    """Return the name of an environment, which is created if there is none."""
    for environment in stack.environments.list():
        if environment.name:
            return environment.name
    created = stack.environments.create({"name": "demo"})
    return created.name or "demo"


def print_step(step: str, result: object) -> None:
    """Print a step with its result."""
    print(f"{step:22} {result}")


def check_equal(step: str, found: object, expected: object) -> None:
    """Print a step with its result, and exit if the result is not the expected one."""
    print_step(step, found)
    if found != expected:
        raise SystemExit(f"{step}: {found!r}, expected {expected!r}")


if __name__ == "__main__":
    sys.exit(main())
