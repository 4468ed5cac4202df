"""An operation whose response has several forms: each is a method of its own."""

import subprocess
import sys
from pathlib import Path

from generator.__main__ import main
from generator.layout import Layout

METHOD = "      - {resource: environments, verb: list, scope: stack, items: environments}\n"
TEXT_METHOD = "      - {resource: environments, verb: list_text, scope: stack, fixed: {limit: 7}, answer: text/plain}\n"
ANSWER = '            schema: {$ref: "#/components/schemas/EnvironmentListResponse"}\n'
TEXT_ANSWER = "          text/plain:\n            schema: {type: string, format: binary}\n"

CALLS = """
import asyncio
import httpx
from contentstack_cma_client.resources.environments import AsyncEnvironments, Environments

class Sender:
    def send(self, request):
        print(request.query)
        return httpx.Response(200, content=b'{"environments": [{"uid": "blt1"}]}')

class AsyncSender:
    async def send(self, request):
        return Sender().send(request)

async def run():
    environments = AsyncEnvironments(AsyncSender())
    print(await environments.list_text(asc="name"))
    print((await environments.with_raw_response.list_text()).parsed)
    print([environment.uid async for environment in environments.list(page_size=5)])

environments = Environments(Sender())
print(environments.list_text(asc="name"))
print(environments.with_raw_response.list_text().parsed)
print([environment.uid for environment in environments.list(page_size=5)])
asyncio.run(run())
"""
BYTES = """b'{"environments": [{"uid": "blt1"}]}'"""
SAID = [
    "[('asc', 'name'), ('limit', '7')]",
    BYTES,
    "[('limit', '7')]",
    BYTES,
    "[('include_count', 'true'), ('limit', '5')]",
    "['blt1']",
]


def describe_text_answer(layout: Layout) -> None:
    part = layout.spec / "paths/environments.yaml"
    text = part.read_text(encoding="utf-8")
    assert METHOD in text
    assert ANSWER in text
    text = text.replace(METHOD, METHOD + TEXT_METHOD, 1).replace(ANSWER, ANSWER + TEXT_ANSWER, 1)
    part.write_text(text, encoding="utf-8")


def outcome(package: Path) -> list[str]:
    command = [sys.executable, "-c", CALLS]
    done = subprocess.run(command, cwd=package.parent, capture_output=True, text=True, check=True)
    return done.stdout.splitlines()


def test_another_form_of_a_response_comes_as_bytes(small_layout: Layout) -> None:
    describe_text_answer(small_layout)
    assert main(["generate"], small_layout) == 0
    assert outcome(small_layout.package) == [*SAID, *SAID]
