"""Multipart bodies: what is read, what is rejected, and that the size of a file costs no memory."""

import asyncio
import re
import subprocess
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest

from contentstack_cma_emulator.engine.errors import CmaError
from contentstack_cma_emulator.engine.form_data import Form
from contentstack_cma_emulator.http.forms import FormReader, read_urlencoded

MEGABYTE = 1024 * 1024

BODY = (
    b'--b\r\nContent-Disposition: form-data; name="asset[upload]"; filename="a \xc3\xa4.txt"\r\n'
    b"Content-Type: text/plain\r\n\r\nbytes\r\n--not-the-boundary\r\n"
    b'--b\r\nContent-Disposition: form-data; name="asset[title]"\r\n\r\nTitle \xc3\xa4\r\n'
    b'--b\r\nContent-Disposition: form-data; name="tag[]"\r\n\r\none\r\n'
    b'--b\r\nContent-Disposition: form-data; name="tag[]"\r\n\r\ntwo\r\n--b--\r\n'
)


async def in_pieces(body: bytes, size: int) -> AsyncIterator[bytes]:
    for start in range(0, len(body), size):
        yield body[start : start + size]


def read(reader: FormReader, body: bytes, size: int = 7) -> Form:
    return asyncio.run(reader.read(in_pieces(body, size)))


@pytest.mark.parametrize("size", [1, 7, 4096])
def test_fields_and_files(tmp_path: Path, size: int) -> None:
    form = read(FormReader("multipart/form-data; boundary=b", tmp_path), BODY, size)
    upload = form.get_upload("asset[upload]")
    assert upload
    assert (upload.filename, upload.content_type, upload.size) == ("a ä.txt", "text/plain", 25)
    assert upload.path.read_bytes() == b"bytes\r\n--not-the-boundary"
    assert form.get_text("asset[title]") == "Title ä"
    assert form.get_texts("tag") == ("one", "two")
    assert form.get_text("none") is None
    assert form.get_upload("none") is None


def test_unclaimed_files_are_removed(tmp_path: Path) -> None:
    reader = FormReader("multipart/form-data; boundary=b", tmp_path)
    read(reader, BODY)
    assert len(list(tmp_path.iterdir())) == 1
    reader.discard()
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    "body",
    [b"", b"no multipart", BODY[: len(BODY) // 2], BODY[:-10], BODY.replace(b'name="asset[title]"', b"x")],
)
def test_a_malformed_body(tmp_path: Path, body: bytes) -> None:
    reader = FormReader("multipart/form-data; boundary=b", tmp_path)
    with pytest.raises(CmaError) as refused:
        read(reader, body)
    assert refused.value.status == 400
    reader.discard()
    assert not list(tmp_path.iterdir())


def test_a_missing_boundary(tmp_path: Path) -> None:
    with pytest.raises(CmaError) as refused:
        FormReader("multipart/form-data", tmp_path)
    assert refused.value.status == 400


def test_a_json_document_as_a_file_or_as_a_field(tmp_path: Path) -> None:
    path = tmp_path / "entry.json"
    path.write_text('{"title": "x"}')
    part = b'--b\r\nContent-Disposition: form-data; name="entry"%s\r\n\r\n{"title": "x"}\r\n--b--\r\n'
    for name in (b"", b'; filename="entry.json"'):
        form = read(FormReader("multipart/form-data; boundary=b", tmp_path), part % name)
        assert form.read_exported("entry") == {"title": "x"}
        with pytest.raises(CmaError):
            form.read_exported("content_type")


def test_a_urlencoded_body_may_repeat_a_field() -> None:
    form = read_urlencoded(b"a=1&a=2&b=&c=%C3%A4+x")
    assert form.fields == {"a": ("1", "2"), "b": ("",), "c": ("ä x",)}


SERVER = """
import sys
from contentstack_cma_emulator import Emulator

with Emulator() as emulator:
    print(emulator.url, emulator.stack.api_key, emulator.authtoken, flush=True)
    for line in sys.stdin:
        status = open("/proc/self/status").read()
        print(status.split("VmHWM:")[1].split()[0], flush=True)
"""


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="reads the memory of a process from /proc")
def test_a_large_upload_and_download_cost_no_memory(tmp_path: Path) -> None:
    large = tmp_path / "large.bin"
    with large.open("wb") as file:
        file.truncate(64 * MEGABYTE)
    with subprocess.Popen(
        [sys.executable, "-c", SERVER], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as server:
        assert server.stdin
        assert server.stdout
        url, api_key, authtoken = server.stdout.readline().split()
        headers = {"api_key": api_key, "authtoken": authtoken}

        def peak() -> int:
            assert server.stdin
            assert server.stdout
            print(file=server.stdin, flush=True)
            return int(server.stdout.readline()) * 1024

        with httpx.Client(base_url=url, headers=headers, timeout=60) as client:
            client.post("/v3/assets", files={"asset[upload]": b"small"})
            before = peak()
            with large.open("rb") as source:
                asset = client.post("/v3/assets", files={"asset[upload]": source}).json()["asset"]
            assert asset["file_size"] == str(64 * MEGABYTE)
            with client.stream("GET", asset["url"]) as response:
                assert sum(map(len, response.iter_raw())) == 64 * MEGABYTE
            assert peak() - before < 10 * MEGABYTE
        server.stdin.close()
    assert re.fullmatch(r"http://127\.0\.0\.1:\d+", url)
