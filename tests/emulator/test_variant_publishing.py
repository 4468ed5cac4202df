"""Publishing an entry with variants over HTTP."""

import httpx
import pytest

from tests.emulator.support.variants import Varied, create_varied_entry


@pytest.fixture
def varied(new_stack: httpx.Client) -> Varied:
    """An entry with variants, in a stack of its own with the environments `production` and `staging`."""
    return create_varied_entry(new_stack)


def test_a_variant_is_published_without_its_entry(varied: Varied) -> None:
    varied.write(varied.north, {"text": "Wet"})
    varied.write(varied.north, {"text": "Wetter"})
    response = varied.publish(variants=[{"uid": varied.north}])
    assert response.is_success
    (detail,) = varied.list_publications(varied.north)
    assert (detail["variant_uid"], detail["version"], detail["locale"]) == (varied.north, 2, "en-us")
    assert varied.base_versions() == []
    varied.publish(variants=[{"uid": varied.north, "version": 1}])
    assert [item["version"] for item in varied.list_publications(varied.north)] == [1]
    listed = varied.entries.client.get(varied.path, params={"include_publish_details": "true"}).json()["entries"]
    assert listed[0]["publish_details"] == varied.list_publications(varied.north)
    varied.publish("unpublish", variants=[{"uid": varied.north}])
    assert varied.list_publications(varied.north) == []


def test_missing_variants_are_ignored(varied: Varied) -> None:
    varied.write(varied.north, {"text": "Wet"})
    for variants in ([{"uid": "none", "version": 1}], [{"uid": varied.south}], [{"uid": varied.north, "version": 9}]):
        assert varied.publish(variants=variants).is_success
    assert varied.list_publications(varied.north) == []
    assert varied.base_versions() == []
    assert varied.publish(places=["nowhere"], variants=[{"uid": varied.north}]).status_code == 401


def test_a_locale_with_a_copy_of_its_own_gets_that(varied: Varied) -> None:
    client = varied.entries.client
    client.post("/v3/locales", json={"locale": {"code": "fr-fr", "name": "French", "fallback_locale": "en-us"}})
    for text in ("Wet", "Wetter"):
        varied.write(varied.north, {"text": text})
    varied.write(varied.north, {"text": "Humide"}, locale="fr-fr")
    both, places = ["en-us", "fr-fr"], ["production"]
    variants = [{"uid": varied.north, "version": 2}]

    def list_live() -> set[tuple[str, int]]:
        return {(detail["locale"], detail["version"]) for detail in varied.list_publications(varied.north)}

    assert varied.publish(locales=both, variants=variants).is_success
    assert list_live() == {("en-us", 2), ("fr-fr", 1)}
    varied.publish("unpublish", locales=both, variants=variants)
    assert list_live() == set()
    entry = {"uid": varied.uid, "content_type": varied.entries.content_type, "locale": "en-us", "variants": variants}
    body = {"entries": [entry], "locales": both, "environments": places}
    assert client.post("/v3/bulk/publish", json=body).is_success
    assert list_live() == {("en-us", 2), ("fr-fr", 1)}


def test_publishing_the_entry_along(varied: Varied) -> None:
    varied.write(varied.north, {"text": "Wet"})
    variants = [{"uid": varied.north}]
    rules = {"publish_latest_base": False, "publish_latest_base_conditionally": True}
    varied.publish(variants=variants, variant_rules=rules)
    assert varied.base_versions() == [1]
    varied.entries.change(varied.uid, {"count": 2})
    varied.publish(places=["production", "staging"], variants=variants, variant_rules=rules)
    assert sorted(varied.base_versions()) == [1, 2]
    varied.publish(places=["production", "staging"], variants=variants, variant_rules={"publish_latest_base": True})
    assert varied.base_versions() == [2, 2]
    varied.publish("unpublish", variants=variants, variant_rules={"publish_latest_base": True})
    assert varied.base_versions() == [2, 2]
    assert [item["environment"] for item in varied.list_publications(varied.north)] != []


def test_publishing_in_a_job(varied: Varied) -> None:
    varied.write(varied.north, {"text": "Wet"})
    body = {"entry": {"environments": ["production"], "locales": ["en-us"], "variants": [{"uid": varied.north}]}}
    path = f"{varied.entries.path}/{varied.uid}/publish"
    response = varied.entries.client.post(path, json=body, headers={"api_version": "3.2"})
    assert response.json()["job_id"]
    assert len(varied.list_publications(varied.north)) == 1
    assert varied.base_versions() == []


def test_publishing_in_bulk(varied: Varied) -> None:
    varied.write(varied.north, {"text": "Wet"})
    other = varied.entries.add({"title": "Other"})["uid"]
    common = {"content_type": varied.entries.content_type, "locale": "en-us"}
    rules = {"publish_latest_base": False, "publish_latest_base_conditionally": True}
    listed = [{"uid": varied.uid, "variants": [{"uid": varied.north}], "variant_rules": rules}, {"uid": other}]
    body = {"entries": [item | common for item in listed], "locales": ["en-us"], "environments": ["production"]}
    for _ in range(2):
        assert varied.entries.client.post("/v3/bulk/publish", json=body).is_success
        varied.entries.change(varied.uid, {"count": 2})
    assert len(varied.list_publications(varied.north)) == 1
    assert varied.base_versions() == [1]
    found = varied.entries.fetch(other, include_publish_details="true")["publish_details"]
    assert [item["version"] for item in found] == [1]


def test_a_variant_in_a_release(varied: Varied) -> None:
    client = varied.entries.client
    varied.write(varied.north, {"text": "Wet"})
    release = client.post("/v3/releases", json={"release": {"name": "Soon"}}).json()["release"]["uid"]
    item = {
        "uid": varied.uid,
        "version": 1,
        "locale": "en-us",
        "content_type_uid": varied.entries.content_type,
        "action": "publish",
        "variant_id": varied.north,
    }
    newer = {"release_version": "2.0"}
    added = client.post(f"/v3/releases/{release}/item", json={"item": item}, headers=newer)
    assert added.is_success, added.text
    assert client.post(f"/v3/releases/{release}/deploy", json={"release": {"environments": ["production"]}}).is_success
    assert [detail["version"] for detail in varied.list_publications(varied.north)] == [1]
    assert varied.base_versions() == []
