"""Content types made for a test, and the calls on their entries, as any HTTP client would make them."""

import json
import uuid
from dataclasses import dataclass
from typing import Any

import httpx

Fields = dict[str, Any]


def build_field(uid: str, data_type: str = "text", **more: Any) -> Fields:
    """A field definition as the web application writes it."""
    return {
        "display_name": uid.replace("_", " ").title(),
        "uid": uid,
        "data_type": data_type,
        "mandatory": False,
        "unique": False,
        "multiple": False,
        "non_localizable": False,
        "field_metadata": {"description": "", "default_value": ""},
    } | more


def build_title() -> Fields:
    """The field every content type has."""
    return build_field("title", mandatory=True, unique=True, field_metadata={"_default": True, "version": 3})


def build_reference(uid: str, *content_types: str, **more: Any) -> Fields:
    """A field that refers to any number of entries."""
    metadata = {"ref_multiple": True, "ref_multiple_content_types": True}
    return build_field(uid, "reference", reference_to=list(content_types), field_metadata=metadata, **more)


def build_rich_text(uid: str, *content_types: str) -> Fields:
    """A field of JSON rich text that may embed assets and entries."""
    metadata = {"allow_json_rte": True, "embed_entry": True, "rich_text_type": "advanced"}
    return build_field(uid, "json", reference_to=["sys_assets", *content_types], field_metadata=metadata)


@dataclass(frozen=True, slots=True)
class Entries:
    """The entries of one content type."""

    client: httpx.Client
    content_type: str

    @property
    def path(self) -> str:
        """Where the entries lie."""
        return f"/v3/content_types/{self.content_type}/entries"

    def create(self, values: Fields, /, **query: Any) -> httpx.Response:
        """Create an entry."""
        return self.client.post(self.path, json={"entry": values}, params=query)

    def add(self, values: Fields, /, **query: Any) -> Fields:
        """Create an entry that must be accepted, and return it."""
        response = self.create(values, **query)
        assert response.status_code == 201, response.text
        entry: Fields = response.json()["entry"]
        return entry

    def update(self, uid: str, values: Fields, /, **query: Any) -> httpx.Response:
        """Change an entry."""
        return self.client.put(f"{self.path}/{uid}", json={"entry": values}, params=query)

    def change(self, uid: str, values: Fields, /, **query: Any) -> Fields:
        """Change an entry, which must be accepted, and return it."""
        response = self.update(uid, values, **query)
        assert response.status_code == 200, response.text
        entry: Fields = response.json()["entry"]
        return entry

    def get(self, uid: str, /, **query: Any) -> httpx.Response:
        """Fetch an entry."""
        return self.client.get(f"{self.path}/{uid}", params=query)

    def fetch(self, uid: str, /, **query: Any) -> Fields:
        """Fetch an entry that must be there, and return it."""
        response = self.get(uid, **query)
        assert response.status_code == 200, response.text
        entry: Fields = response.json()["entry"]
        return entry

    def delete(self, uid: str, body: Fields | None = None, /, **query: Any) -> httpx.Response:
        """Delete an entry; `body` may list locales."""
        return self.client.request("DELETE", f"{self.path}/{uid}", json=body, params=query)

    def list(self, query: Fields | None = None, /, **others: Any) -> httpx.Response:
        """List entries, those that meet a query."""
        conditions = {} if query is None else {"query": json.dumps(query)}
        return self.client.get(self.path, params=conditions | others)

    def titles(self, query: Fields | None = None, /, **others: Any) -> set[str]:
        """Return the titles of a list that must be accepted."""
        response = self.list(query, **others)
        assert response.status_code == 200, response.text
        return {entry["title"] for entry in response.json()["entries"]}

    def send(self, uid: str, action: str, body: Fields | None = None, /, **query: Any) -> httpx.Response:
        """Do something to an entry, such as `publish`."""
        return self.client.post(f"{self.path}/{uid}/{action}", json=body, params=query)

    def upload(self, path: str, entry: Fields, /, **query: Any) -> httpx.Response:
        """Send an entry as a file to one of the imports."""
        file = ("entry.json", json.dumps(entry), "application/json")
        return self.client.post(f"{self.path}{path}", files={"entry": file}, params=query)


def create_model(client: httpx.Client, *fields: Fields, **options: Any) -> Entries:
    """Make a content type with a title and these fields; return its entries."""
    uid = f"kind_{uuid.uuid4().hex[:10]}"
    content_type = {
        "title": uid,
        "uid": uid,
        "schema": [build_title(), *fields],
        "options": {"is_page": False} | options,
    }
    response = client.post("/v3/content_types", json={"content_type": content_type})
    assert response.status_code == 201, response.text
    return Entries(client, uid)


def upload_asset(client: httpx.Client, name: str = "note.txt") -> str:
    """Upload a small file and return the uid of the asset."""
    response = client.post("/v3/assets", files={"asset[upload]": (name, b"hello", "text/plain")})
    assert response.status_code == 201, response.text
    uid: str = response.json()["asset"]["uid"]
    return uid
