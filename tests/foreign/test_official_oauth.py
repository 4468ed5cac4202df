"""The official Python SDK as an OAuth app: it knows https only, so the emulator speaks TLS."""

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
import trustme

from contentstack_cma_emulator import Certificate, Emulator
from contentstack_cma_emulator.seeding.demo import OAuthApp
from tests.foreign.support.expectations import Steps
from tests.foreign.support.expected_people import OAUTH_APP
from tests.foreign.support.official_sdk import find_interpreter, take


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the certificate of an authority, and with one that it issued."""
    folder = tmp_path_factory.mktemp("tls")
    authority = trustme.CA()
    issued = authority.issue_cert("127.0.0.1")
    authority.cert_pem.write_to_path(folder / "authority.pem")
    issued.cert_chain_pems[0].write_to_path(folder / "cert.pem")
    issued.private_key_pem.write_to_path(folder / "key.pem")
    return folder


@pytest.fixture(scope="module")
def emulator(folder: Path) -> Iterator[Emulator]:
    with Emulator(certificate=Certificate(folder / "cert.pem", folder / "key.pem")) as running:
        yield running


@pytest.fixture(scope="module")
def steps(emulator: Emulator, folder: Path) -> Steps:
    given = {
        "scheme": "https://",
        "host": httpx.URL(emulator.url).netloc.decode(),
        "url": emulator.url,
        "authtoken": emulator.authtoken,
        "organization_uid": emulator.organization_uid,
        "folder": str(folder),
        "authority": str(folder / "authority.pem"),
        "public": app(emulator.oauth),
        "confidential": app(emulator.confidential_oauth),
    }
    return take(find_interpreter(), "oauth", given, folder / "authority.pem").steps


def app(known: OAuthApp) -> dict[str, str | None]:
    return {
        "app_id": known.app_id,
        "client_id": known.client_id,
        "redirect_uri": known.redirect_uri,
        "secret": known.client_secret,
    }


@pytest.mark.parametrize("kind", ["public", "confidential"])
@pytest.mark.parametrize("step", OAUTH_APP)
def test_step_ends_as_it_should(kind: str, step: str, steps: Steps) -> None:
    assert OAUTH_APP[step].differences(steps[f"{kind} app: {step}"]) == []


def test_every_step_is_expected(steps: Steps) -> None:
    assert set(steps) == {f"{kind} app: {step}" for kind in ("public", "confidential") for step in OAUTH_APP}
