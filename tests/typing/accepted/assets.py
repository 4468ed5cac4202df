"""Assets and their folders."""

from pathlib import Path
from typing import BinaryIO, assert_type

from contentstack_cma import Client
from contentstack_cma.models import Asset


def uploads(client: Client, stream: BinaryIO) -> None:
    assets = client.stack("api_key").assets
    assert_type(assets.upload("photo.jpg", title="Photo", tags=["a"], parent_uid=None), Asset)
    assert_type(assets.upload(Path("photo.jpg"), description="A photo"), Asset)
    assert_type(assets.upload(b"bytes", file_name="note.txt", content_type="text/plain"), Asset)
    assert_type(assets.upload(stream, file_name="photo.jpg"), Asset)
    assert_type(assets.upload(iter([b"a", b"b"]), file_name="note.txt"), Asset)
    assert_type(assets.replace("blt1", "photo.jpg"), Asset)


def reads(client: Client) -> None:
    assets = client.stack("api_key").assets
    asset = assets.get("blt1")
    assert_type(asset, Asset)
    assert_type(asset.url, str | None)
    assets.download(asset, to=Path("photo.jpg"))
    assets.publish("blt1", environments={"production"}, locales=(code for code in ["en-us"]))
    for found in assets.list(folder="blt2"):
        assert_type(found, Asset)
