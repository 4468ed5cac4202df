"""An entry with variants, and the calls on them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import httpx

from tests.emulator.support.entries import Entries, Fields, build_field, create_model

LOOSE = "/v3/variants"
GROUPS = "/v3/variant_groups"


@dataclass(frozen=True, slots=True)
class Varied:
    """An entry, a group that its content type is linked to, and two variants of that: `north` and `south`."""

    entries: Entries
    uid: str
    north: str
    south: str

    @property
    def path(self) -> str:
        """Where the variants of the entry lie."""
        return f"{self.entries.path}/{self.uid}/variants"

    def save(self, variant: str, values: Fields, **query: str) -> httpx.Response:
        """Write what a variant changes."""
        return self.entries.client.put(f"{self.path}/{variant}", json={"entry": values}, params=query)

    def write(self, variant: str, values: Fields, **query: str) -> Fields:
        """Write what a variant changes, which must be accepted, and return it."""
        response = self.save(variant, values, **query)
        assert response.status_code == 200, response.text
        entry: Fields = response.json()["entry"]
        return entry

    def get(self, variant: str, **query: str) -> httpx.Response:
        """Fetch what a variant changes."""
        return self.entries.client.get(f"{self.path}/{variant}", params=query)

    def fetch_merged(self, *variants: str, **query: str) -> Fields:
        """Fetch the entry with what variants change in it."""
        headers = {"x-cs-variant-uid": ",".join(variants)}
        response = self.entries.client.get(f"{self.entries.path}/{self.uid}", headers=headers, params=query)
        entry: Fields = response.json()["entry"]
        return entry

    def publish(self, action: str = "publish", places: Sequence[str] = ("production",), **more: Any) -> httpx.Response:
        """Publish the entry with variants."""
        body = {"entry": {"environments": list(places), "locales": ["en-us"], **more}}
        return self.entries.send(self.uid, action, body)

    def list_publications(self, variant: str) -> list[Fields]:
        """Return where a variant is published."""
        found: list[Fields] = self.get(variant, include_publish_details="true").json()["entry"]["publish_details"]
        return found

    def base_versions(self) -> list[int]:
        """Return in which versions the entry itself is published."""
        return [
            item["version"] for item in self.entries.fetch(self.uid, include_publish_details="true")["publish_details"]
        ]


GROUP = build_field("seo", "group", schema=[build_field("name"), build_field("robots")])
LINKS = build_field("links", "group", multiple=True, schema=[build_field("url")])


def create_varied_entry(new_stack: httpx.Client) -> Varied:
    """Make an entry and variants for it, in a stack that gets the environments `production` and `staging`."""
    for name in ("production", "staging"):
        new_stack.post("/v3/environments", json={"environment": {"name": name, "urls": []}})
    entries = create_model(
        new_stack, build_field("text"), build_field("image", "file"), build_field("count", "number"), GROUP, LINKS
    )
    links = [{"url": "/a"}, {"url": "/b"}]
    uid = entries.add({"title": "Weather", "text": "Dry", "seo": {"name": "N", "robots": "R"}, "links": links})["uid"]
    group = new_stack.post(GROUPS, json={"name": "Region", "content_types": [entries.content_type]}).json()["uid"]
    made = [new_stack.post(f"{GROUPS}/{group}/variants", json={"name": name}).json()["uid"] for name in ("N", "S")]
    return Varied(entries, uid, *made)
