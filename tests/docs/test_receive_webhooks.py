"""The receivers of the guide accept what was signed, and nothing else."""

import asyncio
import base64
import sys
from io import BytesIO
from typing import Any

import httpx
import pytest

from contentstack_cma import WebhookSignatureError
from contentstack_cma_emulator import Emulator
from contentstack_cma_emulator.webhooks.signing import sign
from tests.docs.support.code_blocks import ROOT, read_sections
from tests.docs.support.run_modes import run_as_script
from tests.docs.support.signed_requests import SECRET, build_body, sign_with_secret

TEXT = (ROOT / "docs" / "guides" / "receive-webhooks.md").read_text(encoding="utf-8")
FIRST = TEXT.partition("```python\n")[2].partition("```\n")[0]
SECTIONS = read_sections(ROOT / "docs" / "guides" / "receive-webhooks.md")


def run(section: str, **change: str) -> dict[str, Any]:
    """Run the code of a section, and return its names."""
    names: dict[str, Any] = {}
    code = FIRST if section == "" else SECTIONS[section][0]
    for old, new in change.items():
        code = code.replace(old, new)
    run_as_script([code], names)
    return names


def test_fastapi(monkeypatch: pytest.MonkeyPatch, signed_in: Emulator, capsys: pytest.CaptureFixture[str]) -> None:
    body = build_body()
    monkeypatch.delitem(sys.modules, "fastapi")  # the real one
    transport = httpx.ASGITransport(run("")["app"])

    async def post(headers: dict[str, str]) -> int:
        async with httpx.AsyncClient(transport=transport, base_url="http://receiver") as client:
            return (await client.post("/webhook", content=body, headers=headers)).status_code

    assert asyncio.run(post(sign_with_secret(body))) == 200
    assert capsys.readouterr().out == "Grüße en-us\n"
    for headers in ({}, sign_with_secret(b"{}"), sign_with_secret(body, secret="other")):
        assert asyncio.run(post(headers)) == 401
    assert capsys.readouterr().out == ""


def test_wsgi(signed_in: Emulator) -> None:
    body = build_body()
    receive: Any = run("Verify by the certificate", **{'region="eu"': f"base_url={signed_in.url!r}"})["application"]

    def post(headers: dict[str, str]) -> str:
        statuses: list[str] = []
        environ = {"wsgi.input": BytesIO(body), "CONTENT_LENGTH": str(len(body)), "wsgi.version": (1, 0)}
        environ |= {f"HTTP_{name.upper().replace('-', '_')}": value for name, value in headers.items()}
        receive(environ, lambda status, _headers: statuses.append(status))
        return statuses[0]

    assert post({"X-Contentstack-Request-Signature": sign(body)}) == "204 No Content"
    assert post({"X-Contentstack-Request-Signature": sign(b"{}")}) == "401 Unauthorized"
    assert post({}) == "401 Unauthorized"


def test_a_serverless_function(signed_in: Emulator) -> None:
    body = build_body()
    handle: Any = run("In a serverless function")["handler"]
    plain = {"body": body.decode(), "headers": sign_with_secret(body)}
    assert handle(plain, None) == {"statusCode": 204}
    encoded = {"body": base64.b64encode(body).decode(), "headers": sign_with_secret(body), "isBase64Encoded": True}
    assert handle(encoded, None) == {"statusCode": 204}
    assert handle(plain | {"body": None}, None) == {"statusCode": 401}


def test_a_rotation() -> None:
    body = build_body()
    verify: Any = run("Rotate the secret")["verify_during_rotation"]
    for secret in ("new one", "old one"):
        assert verify(body, sign_with_secret(body, secret=secret), "new one", "old one").module == "entry"


def test_a_repetition() -> None:
    body = build_body()

    class Cache:
        def __init__(self) -> None:
            self.names: set[str] = set()

        def set(self, name: str, _value: int, *, nx: bool, ex: int) -> bool | None:
            assert (nx, ex) == (True, 600)
            is_new = name not in self.names
            self.names.add(name)
            return is_new or None

    verify: Any = run("Handle each event once")["verify_once"]
    cache = Cache()
    assert verify(body, sign_with_secret(body), SECRET, cache).module == "entry"
    with pytest.raises(WebhookSignatureError, match="before"):
        verify(body, sign_with_secret(body), SECRET, cache)
