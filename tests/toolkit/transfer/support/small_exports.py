"""Small exports, written by hand: a content type, and entries as a test wants them."""

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

Fields = dict[str, Any]

TITLE: Fields = {
    "uid": "title",
    "display_name": "Title",
    "data_type": "text",
    "mandatory": True,
    "unique": True,
    "field_metadata": {"_default": True},
}
MASTER: Fields = {"uid": "locale1", "code": "en-us", "name": "English - United States", "fallback_locale": None}
FRENCH: Fields = {"uid": "locale2", "code": "fr-fr", "name": "French", "fallback_locale": "en-us"}


def build_field(uid: str, **more: Any) -> Fields:
    """A text field, which all others differ from by what `more` says."""
    return {"uid": uid, "display_name": uid.capitalize(), "data_type": "text", **more}


LINKS = build_field("links", data_type="reference", reference_to=["page"], field_metadata={"ref_multiple": True})


def build_type(*fields: Fields, uid: str = "page", **more: Any) -> Fields:
    """A content type whose entries have a unique title."""
    options = {"is_page": False, "singleton": False, "title": "title"}
    return {"uid": uid, "title": uid.capitalize(), "options": options, "schema": [TITLE, *fields], **more}


def build_entry(uid: str, links: Iterable[str] = (), **more: Any) -> Fields:
    """An entry with its uid as title, which refers to others."""
    found = [{"uid": other, "_content_type_uid": "page"} for other in links]
    return {"uid": uid, "title": uid, "locale": "en-us", "_version": 1, "links": found, "publish_details": [], **more}


class SmallExport:
    """The folder of an export.

    Attributes:
        folder: The folder.

    Args:
        folder: The folder, which is created.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.write("export-info.json", {"contentVersion": 2})
        self.write("locales/master-locale.json", {MASTER["uid"]: MASTER})

    def write(self, path: str, content: Any) -> None:
        """Write a file."""
        (self.folder / path).parent.mkdir(parents=True, exist_ok=True)
        (self.folder / path).write_text(json.dumps(content))

    def read(self, path: str) -> Any:
        """Read a file."""
        return json.loads((self.folder / path).read_text())

    def add_objects(self, path: str, *documents: Mapping[str, Any]) -> None:
        """Write a file that has resources by uid."""
        self.write(path, {document["uid"]: document for document in documents})

    def add_french(self) -> None:
        """Add a second locale."""
        self.add_objects("locales/locales.json", FRENCH)

    def add_types(self, *content_types: Fields) -> None:
        """Write the content types."""
        self.write("content_types/schema.json", content_types)

    def add_entries(self, *entries: Fields, content_type: str = "page", locale: str = "en-us") -> None:
        """Write the entries of a content type in a locale, as a single chunk."""
        folder = f"entries/{content_type}/{locale}"
        self.write(f"{folder}/index.json", {"1": "chunk-entries.json"})
        self.add_objects(f"{folder}/chunk-entries.json", *({**entry, "locale": locale} for entry in entries))

    def add_asset(self, uid: str, content: bytes, **more: Any) -> Fields:
        """Add an asset with its file, and return its record."""
        record = {
            "uid": uid,
            "filename": f"{uid}.txt",
            "title": uid,
            "content_type": "text/plain",
            "file_size": str(len(content)),
            "url": f"https://assets.example.com/v3/assets/bltstack/{uid}/0123456789abcdef01234567/{uid}.txt",
            "tags": [],
            **more,
        }
        index = self.folder / "assets/assets.json"
        known = self.read("assets/chunk-assets.json") if index.exists() else {}
        self.write("assets/assets.json", {"1": "chunk-assets.json"})
        self.write("assets/chunk-assets.json", {**known, uid: record})
        path = self.folder / "assets/files" / uid / str(record["filename"])
        path.parent.mkdir(parents=True)
        path.write_bytes(content)
        return record
