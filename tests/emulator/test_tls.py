"""TLS with a certificate of the user's, and names that lead to the emulator."""

import ssl
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
import trustme

from contentstack_cma_emulator import Certificate, Emulator

NAME = "api.contentstack.io"


@pytest.fixture(scope="module")
def authority() -> trustme.CA:
    return trustme.CA()


@pytest.fixture(scope="module")
def certificate(authority: trustme.CA, tmp_path_factory: pytest.TempPathFactory) -> Certificate:
    folder = tmp_path_factory.mktemp("tls")
    issued = authority.issue_cert(NAME, "127.0.0.1")
    issued.cert_chain_pems[0].write_to_path(folder / "cert.pem")
    issued.private_key_pem.write_to_path(folder / "key.pem")
    return Certificate(folder / "cert.pem", folder / "key.pem")


@pytest.fixture(scope="module")
def emulator(certificate: Certificate) -> Iterator[Emulator]:
    with Emulator(certificate=certificate) as running:
        yield running


@pytest.fixture
def client(authority: trustme.CA, emulator: Emulator) -> Iterator[httpx.Client]:
    context = ssl.create_default_context()
    authority.configure_trust(context)
    headers = {"authtoken": emulator.authtoken, "api_key": emulator.stack.api_key}
    with httpx.Client(verify=context, base_url=emulator.url, headers=headers) as made:
        yield made


def test_calls_over_tls(emulator: Emulator, client: httpx.Client) -> None:
    assert emulator.url.startswith("https://127.0.0.1:")
    assert client.get("/v3/environments").status_code == 200


def test_a_client_that_is_set_to_the_name_of_the_real_service(client: httpx.Client) -> None:
    response = client.post(
        "/v3/assets",
        headers={"host": NAME},
        files={"asset[upload]": ("a.txt", b"a")},
        extensions={"sni_hostname": NAME},
    )
    assert response.json()["asset"]["url"].startswith(f"https://{NAME}/v3/assets/")


def test_faults_over_tls(emulator: Emulator, client: httpx.Client) -> None:
    emulator.drop_next()
    with pytest.raises(httpx.TransportError):
        client.get("/v3/environments")
    emulator.truncate_next()
    with pytest.raises(httpx.TransportError):
        client.get("/v3/environments")
    assert client.get("/v3/environments").status_code == 200


def test_the_page_over_tls(client: httpx.Client) -> None:
    assert client.get("/").status_code == 200
    assert client.get("/", headers={"host": NAME}).status_code == 403


def test_plain_http_gets_no_response(emulator: Emulator) -> None:
    with pytest.raises(httpx.TransportError):
        httpx.get(emulator.url.replace("https", "http"))


def test_files_that_are_no_certificate(certificate: Certificate, tmp_path: Path) -> None:
    (tmp_path / "empty.pem").write_bytes(b"")
    for wrong in (
        Certificate(tmp_path / "missing.pem"),
        Certificate(tmp_path / "empty.pem"),
        Certificate(certificate.certfile),
    ):
        with pytest.raises(OSError, match=r"."):
            Emulator(certificate=wrong).start()
