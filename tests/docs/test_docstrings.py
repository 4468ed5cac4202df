"""Every example in a docstring of the wrapper, the emulator and the toolkit runs."""

import ast
import asyncio
import re
import textwrap
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import contentstack_cma
from contentstack_cma import AsyncClient, Client, OAuth, Stack
from contentstack_cma_emulator import Emulator
from contentstack_cma_toolkit import changes, codegen, migrations, pull, records, rich_text, transfer, typed
from contentstack_cma_toolkit import model as declarations
from contentstack_cma_toolkit.typed import validation
from tests.docs.support.code_blocks import put_account_in
from tests.docs.support.signed_requests import build_body, sign_request
from tests.docs.support.typed_articles import create_content_types, list_names, write_module

ROOMS = (changes, codegen, declarations, migrations, pull, records, rich_text, transfer, validation, typed)
"""Rooms of the toolkit, whose examples use each other's public names without an import."""

USES_TYPES = re.compile(r"Article|articles|\bmodel\b|article,")
"""What examples with content types of their own use."""

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("wrapper/contentstack_cma", "emulator/contentstack_cma_emulator", "toolkit/contentstack_cma_toolkit")
_EXAMPLE = re.compile(r"(?:\A|\n\n)((?: {4}\S.*\n?(?: {4}.*\n?|\n(?= {4}))*)+)")
_STATEMENT = re.compile(r"^(async )?(with|from|import|for|\w+ =|\w+\.\w+\()", re.MULTILINE)


def examples() -> Iterator[tuple[str, str]]:
    for package in PACKAGES:
        for module in sorted((ROOT / package).rglob("*.py")):
            for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
                    yield from examples_of(f"{module.stem}.{getattr(node, 'name', '')}", ast.get_docstring(node) or "")


def examples_of(name: str, docstring: str) -> Iterator[tuple[str, str]]:
    for found in _EXAMPLE.finditer(docstring):
        code = textwrap.dedent(found.group(1))
        if _STATEMENT.search(code):
            yield name, code


EXAMPLES = list(examples())


def consent(emulator: Emulator, oauth: OAuth) -> None:
    """What the user does in the browser."""
    with Client(authtoken=emulator.authtoken, base_url=emulator.url) as user:
        given = user.app_authorizations.grant(
            emulator.oauth.app_id, organization_uid=emulator.organization_uid, **oauth.authorization_parameters()
        )
    oauth.exchange(given.redirect_url)


def ready(code: str, emulator: Emulator) -> str:
    """The code, with the emulator's account and app for those it shows."""
    app = emulator.oauth
    shown = f'app_id="{app.app_id}", client_id="{app.client_id}"'
    code = code.replace('app_id="…", client_id="…"', shown).replace(
        "Client(auth=oauth)", "Client(auth=oauth, base_url=url)"
    )
    return put_account_in(code.replace('PublicKey(region="eu")', f"PublicKey(base_url={emulator.url!r})"), emulator)


def test_there_are_examples() -> None:
    assert len(EXAMPLES) >= 4


@pytest.mark.parametrize(("name", "code"), EXAMPLES, ids=[name for name, _ in EXAMPLES])
def test_an_example_runs(name: str, code: str, signed_in: Emulator, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(OAuth, "login_with_browser", lambda oauth: consent(signed_in, oauth))
    names: dict[str, Any] = {public: getattr(contentstack_cma, public) for public in contentstack_cma.__all__}
    names |= {public: getattr(room, public) for room in ROOMS for public in room.__all__}
    names |= {"entry": {"body": rich_text.to_json(rich_text.from_html("<p>a</p>"))}}
    names |= {"doc": rich_text.from_html("<p>a <a href='/b'>b</a></p>")}
    names |= {"Emulator": Emulator, "emulator": signed_in, "url": signed_in.url, "Path": Path}
    body = build_body()
    names |= {"body": body, "headers": sign_request(body)}
    code = ready(code, signed_in)
    if re.search(r"\b(async|await)\b", code):
        asyncio.run(run_awaited(name, code, names, signed_in))
        return
    with Client() as client:
        stack = client.stack(signed_in.stack.api_key)
        names |= {"client": client, "stack": stack, "asset": stack.assets.upload("photo.jpg")}
        if USES_TYPES.search(code):
            names |= prepare_types(stack)
        if "apply_plan(" in code:
            stack.content_types.delete("blog_post", force=True)  # else the plan would, which has to be agreed to
        names |= prepare_copy(code, stack, client, signed_in)
        exec(compile(code, name, "exec"), names)


def prepare_copy(code: str, stack: Stack, client: Client, emulator: Emulator) -> dict[str, Any]:
    """Create the folders that the code reads, and the stack that it writes to."""
    if "export_stack(" not in code and '"backup"' in code:
        transfer.export_stack(stack, "backup").raise_for_failures()
    if '"migrations"' in code:
        Path("migrations").mkdir()
    if "copy" not in code and "import_stack(" not in code:
        return {}
    master = stack.fetch().master_locale or "en-us"
    made = client.stacks.create({"name": "Copy", "master_locale": master}, organization_uid=emulator.organization_uid)
    copy = client.stack(str(made.api_key))
    return {"copy": copy, "stack": copy if "import_stack(" in code else stack}


def prepare_types(stack: Stack) -> dict[str, Any]:
    """Create the content types that examples have classes of, and return their names."""
    create_content_types(stack)
    write_module(Path())
    return list_names(stack)


async def run_awaited(name: str, code: str, names: dict[str, Any], emulator: Emulator) -> None:
    """Run code that awaits."""
    if USES_TYPES.search(code):
        with Client() as client:
            names |= prepare_types(client.stack(emulator.stack.api_key))
    async with AsyncClient() as client:
        stack = client.stack(emulator.stack.api_key)
        names |= {"client": client, "stack": stack, "asset": await stack.assets.upload("photo.jpg")}
        if "articles" in names:
            names["articles"] = stack.entries(names["Article"])
        exec(compile(f"async def example():\n{textwrap.indent(code, '    ')}", name, "exec"), names)
        await names["example"]()
