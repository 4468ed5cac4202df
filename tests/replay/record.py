"""Record the cassettes again: `python -m tests.replay.record`, see README.md beside this file."""

import asyncio
import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import httpx

from contentstack_cma import AsyncClient, Client
from contentstack_cma_emulator import Emulator
from tests.replay.support.flow import SEEN, run, run_async
from tests.replay.support.recording import ORIGIN, Scrubber, build_recorder

API_KEY, AUTHTOKEN = "the_api_key", "the_authtoken"
"""The key and the token in cassettes."""


@dataclass(frozen=True)
class Source:
    """Where to record, and what of it must not be written down."""

    heading: str
    base_url: str | None
    authtoken: str
    api_key: str
    secrets: Mapping[str, str]


def build_heading(source: str) -> str:
    """The first lines of a cassette."""
    return (
        f"# Recorded from {source} by `python -m tests.replay.record`.\n# Secrets were replaced when it was written.\n"
    )


def read_emulator(emulator: Emulator) -> Source:
    """An emulator's demo stack."""
    api_key, token = emulator.stack.api_key, emulator.authtoken
    secrets = {api_key: API_KEY, token: AUTHTOKEN, emulator.url: ORIGIN, emulator.email: "me@example.com"}
    return Source(build_heading("the project's emulator"), emulator.url, token, api_key, secrets)


def read_environment(environment: Mapping[str, str]) -> Source:
    """The real stack that the environment names."""
    api_key, token = environment["CONTENTSTACK_API_KEY"], environment["CONTENTSTACK_AUTHTOKEN"]
    base_url = environment.get("CONTENTSTACK_BASE_URL")
    secrets = {api_key: API_KEY, token: AUTHTOKEN} | ({base_url: ORIGIN} if base_url else {})
    return Source(build_heading("a stack of the real service"), base_url, token, api_key, secrets)


def record(source: Source) -> None:
    """Run the flow both ways, and write down what was said."""
    vcr = build_recorder(Scrubber(source.secrets, source.heading), "all")
    for cassette in Path(vcr.cassette_library_dir).glob("*.yaml"):
        cassette.unlink()  # what is in one already would be kept beside what is recorded
    with vcr.use_cassette("flow.yaml"), Client(authtoken=source.authtoken, base_url=source.base_url) as client:
        check(run(client, source.api_key))
    with vcr.use_cassette("flow_async.yaml"):
        check(asyncio.run(_run_async(source)))


async def _run_async(source: Source) -> list[object]:
    transport = httpx.AsyncHTTPTransport()
    async with AsyncClient(authtoken=source.authtoken, base_url=source.base_url, transport=transport) as client:
        return await run_async(client, source.api_key)


def check(seen: list[object]) -> None:
    """Stop if the flow did not read what it should have."""
    if seen != SEEN:
        raise SystemExit(f"the flow read {seen}, not {SEEN}")


def main() -> int:
    """Record from the real stack that the environment names, else from an emulator."""
    if "CONTENTSTACK_API_KEY" in os.environ:
        record(read_environment(os.environ))
        return 0
    with Emulator() as emulator:
        record(read_emulator(emulator))
    return 0


if __name__ == "__main__":
    sys.exit(main())
