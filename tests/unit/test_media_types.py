"""Media types do not depend on the machine, and compressed files keep that of their compression."""

import mimetypes

import pytest

from contentstack_cma_client.media_types import guess_media_type


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("photo.JPG", "image/jpeg"),
        ("photo.webp", "image/webp"),
        ("photo.avif", "image/avif"),
        ("photo.heic", "image/heic"),
        ("logo.svg", "image/svg+xml"),
        ("text.docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
        ("table.xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        ("slides.pptx", "application/vnd.openxmlformats-officedocument.presentationml.presentation"),
        ("text.odt", "application/vnd.oasis.opendocument.text"),
        ("font.woff", "font/woff"),
        ("font.woff2", "font/woff2"),
        ("README.md", "text/markdown"),
        ("film.mp4", "video/mp4"),
        ("film.webm", "video/webm"),
        ("data.json", "application/json"),
        ("data.csv", "text/csv"),
        ("data.yaml", "application/yaml"),
        ("data.yml", "application/yaml"),
        ("data.xml", "text/xml"),
        ("site.tar.gz", "application/gzip"),
        ("data.json.gz", "application/gzip"),
        ("site.tgz", "application/gzip"),
        ("logo.svgz", "application/gzip"),
        ("data.csv.bz2", "application/x-bzip2"),
        ("data.csv.xz", "application/x-xz"),
        ("data.csv.zst", "application/zstd"),
        ("old.tar.Z", "application/x-compress"),
        ("rare.texinfo", "application/x-texinfo"),
        ("unknown.own", "application/octet-stream"),
        ("none", "application/octet-stream"),
        (".bashrc", "application/octet-stream"),
        ("dot.", "application/octet-stream"),
    ],
)
def test_media_types(monkeypatch: pytest.MonkeyPatch, name: str, expected: str) -> None:
    monkeypatch.setattr(mimetypes, "_db", mimetypes.MimeTypes(filenames=()))
    for extension in (".json", ".own", ".webp"):
        mimetypes.add_type("x/x", extension)  # as the files or the registry of a system do
    assert guess_media_type(name) == expected
