"""Entry variants over HTTP: what a variant changes in an entry, alone and in the entry."""

import httpx
import pytest

from tests.emulator.support.entries import Fields, build_field, build_reference, create_model, upload_asset
from tests.emulator.support.error_responses import parse_error
from tests.emulator.support.variants import GROUPS, LOOSE, Varied, create_varied_entry


@pytest.fixture
def varied(new_stack: httpx.Client) -> Varied:
    """An entry with variants, in a stack of its own with the environments `production` and `staging`."""
    return create_varied_entry(new_stack)


def test_the_life_of_an_entry_variant(varied: Varied) -> None:
    response = varied.save(varied.north, {"text": "Wet"})
    assert response.status_code == 200
    assert "created" in response.json()["notice"]
    first = response.json()["entry"]
    assert (first["uid"], first["text"], first["_version"], first["locale"]) == (varied.uid, "Wet", 1, "en-us")
    assert (first["tags"], "title" in first, "publish_details" in first) == ([], False, False)
    details = first["_variant"]
    assert (details["_uid"], details["_change_set"], details["_order"]) == (varied.north, ["text"], [])
    assert details["_base_entry_version"] == 1
    assert details["_instance_uid"].startswith("blt")
    varied.entries.change(varied.uid, {"count": 3})
    second = varied.write(varied.north, {"title": "Weather up north"})
    assert (second["_version"], second["text"], second["title"]) == (2, "Wet", "Weather up north")
    assert second["_variant"] == details | {"_change_set": ["text", "title"], "_base_entry_version": 2}
    assert second["created_at"] == first["created_at"]
    assert varied.get(varied.north).json()["entry"] == second
    removed = varied.entries.client.delete(f"{varied.path}/{varied.north}")
    assert "deleted" in removed.json()["notice"]
    assert parse_error(varied.get(varied.north))[:2] == (404, 141)
    assert parse_error(varied.entries.client.delete(f"{varied.path}/{varied.north}"))[0] == 404
    assert varied.entries.fetch(varied.uid)["text"] == "Dry"
    assert varied.write(varied.north, {"text": "Again"})["_version"] == 1


def test_the_change_set(varied: Varied) -> None:
    def write_change_set(values: Fields, *changes: str) -> list[str]:
        sent = values | {"_variant": {"_change_set": list(changes), "_order": []}}
        found: list[str] = varied.write(varied.north, sent)["_variant"]["_change_set"]
        return found

    assert write_change_set({"text": "Wet", "nowhere": 1}, "text", "nowhere", "nowhere.text") == ["text"]
    assert write_change_set({"text": "Wet", "count": 2}, "count") == ["count"]
    assert varied.fetch_merged(varied.north)["text"] == "Dry"
    assert write_change_set({"text": "Wet", "seo": {"name": "X"}}) == ["count", "text", "seo.name"]
    assert write_change_set({"text": "Wet"}, "nowhere") == ["count", "text", "seo.name"]
    odd = varied.write(
        varied.north, {"text": "Wet", "_variant": {"_change_set": "text", "_order": [7, {"links": "x"}]}}
    )
    assert odd["_variant"]["_order"] == []
    assert "nowhere" not in odd


def test_the_entry_with_a_variant_in_it(varied: Varied) -> None:
    entry = varied.entries.fetch(varied.uid)
    first, second = (item["_metadata"]["uid"] for item in entry["links"])
    asset = upload_asset(varied.entries.client)
    changes = ["text", "seo.robots", f"links.{second}.url", "image"]
    links = [{"url": "/new"}, {"url": "/x", "_metadata": {"uid": second}}]
    sent = {"text": "Wet", "image": asset, "seo": {"name": "Not this", "robots": "none"}, "links": links}
    saved = varied.write(varied.north, sent | {"_variant": {"_change_set": changes}})
    new = saved["links"][0]["_metadata"]["uid"]
    assert saved["image"] == asset
    order = [{"links": [f"variant.{new}", f"base.{second}", f"base.{first}"]}]
    varied.write(varied.north, {"_variant": {"_change_set": changes, "_order": order}})
    seen = varied.fetch_merged(varied.north)
    assert (seen["title"], seen["text"], seen["_version"]) == ("Weather", "Wet", 1)
    assert seen["seo"] == {"name": "N", "robots": "none"}
    assert [item["url"] for item in seen["links"]] == ["/new", "/x", "/a"]
    assert seen["image"]["uid"] == asset
    assert seen["_variant"]["_uid"] == varied.north
    assert varied.entries.fetch(varied.uid) == entry
    assert "_variant" not in varied.fetch_merged(varied.south)


def test_the_first_variant_counts_most(varied: Varied) -> None:
    varied.write(varied.north, {"text": "Wet"})
    varied.write(varied.south, {"text": "Hot", "count": 5})
    seen = varied.fetch_merged(varied.north, varied.south)
    assert (seen["text"], seen["count"], seen["_variant"]["_uid"]) == ("Wet", 5, varied.north)
    assert varied.fetch_merged("none", varied.south)["text"] == "Hot"


def test_variants_of_an_entry_are_listed_and_found(varied: Varied) -> None:
    varied.write(varied.north, {"text": "Wet"})
    varied.write(varied.south, {"text": "Hot"})
    listed = varied.entries.client.get(varied.path).json()
    assert listed["count"] == 2
    assert {item["_variant"]["_uid"] for item in listed["entries"]} == {varied.north, varied.south}
    one = varied.entries.client.get(varied.path, params={"query": '{"text": "Hot"}', "limit": "1"}).json()
    assert (one["count"], one["entries"][0]["text"]) == (1, "Hot")
    other = varied.entries.add({"title": "Other"})["uid"]
    assert varied.entries.client.get(f"{varied.entries.path}/{other}/variants").json() == {"entries": [], "count": 0}
    assert parse_error(varied.entries.client.get(f"{varied.entries.path}/none/variants"))[0] == 422


def test_each_save_of_a_variant_is_a_version(varied: Varied) -> None:
    for text in ("one", "two", "three"):
        varied.write(varied.north, {"text": text})
    path = f"{varied.path}/{varied.north}/versions"
    found = varied.entries.client.get(path).json()["versions"]
    assert found == [{"_version": number, "locale": "en-us"} for number in (3, 2, 1)]
    assert len(varied.entries.client.get(path, params={"limit": "1"}).json()["versions"]) == 1
    assert varied.entries.client.get(f"{varied.path}/{varied.south}/versions").status_code == 404


def test_several_variants_at_once(varied: Varied) -> None:
    both = f"{varied.north},{varied.south}"
    varied.write(both, {"text": "Both"})
    for uid in (varied.north, varied.south):
        assert varied.get(uid).json()["entry"]["text"] == "Both"
    assert varied.get(both).json()["entry"]["_variant"]["_uid"] == varied.north
    assert varied.entries.client.delete(f"{varied.path}/{both}").is_success
    assert varied.entries.client.get(varied.path).json()["count"] == 0


def test_variants_that_cannot_be(varied: Varied) -> None:
    assert parse_error(varied.save("none", {"text": "Wet"}))[:2] == (404, 141)
    assert parse_error(varied.save(varied.north, {"count": "many"}))[::2] == (422, {"count": ["is not a number."]})
    assert parse_error(varied.save(varied.north, {"title": ""}))[::2] == (422, {"title": ["is a required field."]})
    assert parse_error(varied.save(varied.north, {"seo": "text", "links": [1]}))[0] == 422
    assert varied.get(varied.north).status_code == 404
    unlinked = create_model(varied.entries.client, build_field("text"))
    uid = unlinked.add({"title": "Other"})["uid"]
    response = unlinked.client.put(f"{unlinked.path}/{uid}/variants/{varied.north}", json={"entry": {"text": "Wet"}})
    assert list(parse_error(response)[2]) == ["content_type"]
    loose = unlinked.client.post(LOOSE, json={"name": "Loose"}).json()["uid"]
    response = unlinked.client.put(f"{unlinked.path}/{uid}/variants/{loose}", json={"entry": {"text": "Wet"}})
    assert response.is_success


def test_what_a_variant_refers_to(new_stack: httpx.Client, varied: Varied) -> None:
    target = varied.uid
    notes = create_model(new_stack, build_reference("see", varied.entries.content_type), build_field("text"))
    uid = notes.add({"title": "Note", "see": [{"uid": target, "_content_type_uid": varied.entries.content_type}]})[
        "uid"
    ]
    loose = new_stack.post(LOOSE, json={"name": "Loose"}).json()["uid"]
    other = varied.entries.add({"title": "Other"})["uid"]
    see = [{"uid": other, "_content_type_uid": varied.entries.content_type}]
    saved = new_stack.put(f"{notes.path}/{uid}/variants/{loose}", json={"entry": {"see": see}}).json()["entry"]
    common = {"_content_type_uid": varied.entries.content_type, "path": "see", "absolutePath": "see"}
    assert saved["_metadata"]["references"] == [{"uid": target, **common, "deleted": True}, {"uid": other, **common}]


def test_a_variant_falls_back_until_it_is_localized(varied: Varied) -> None:
    varied.entries.client.post("/v3/locales", json={"locale": {"code": "de-de"}})
    varied.write(varied.north, {"text": "Wet"})
    assert varied.get(varied.north, locale="de-de").json()["entry"]["text"] == "Wet"
    german = varied.write(varied.north, {"text": "Nass"}, locale="de-de")
    assert (german["locale"], german["_version"]) == ("de-de", 1)
    assert varied.get(varied.north).json()["entry"]["text"] == "Wet"
    assert varied.fetch_merged(varied.north, locale="de-de")["text"] == "Nass"
    varied.entries.client.delete("/v3/locales/de-de")
    assert varied.entries.client.get(varied.path).json()["count"] == 1


def test_entry_variants_follow_their_content_type(varied: Varied) -> None:
    varied.write(varied.north, {"text": "Wet", "count": 4})
    path = f"/v3/content_types/{varied.entries.content_type}"
    content_type = varied.entries.client.get(path).json()["content_type"]
    content_type["schema"] = [found for found in content_type["schema"] if found["uid"] != "text"]
    assert varied.entries.client.put(path, json={"content_type": content_type}).is_success
    left = varied.get(varied.north).json()["entry"]
    assert ("text" in left, left["count"], left["_version"]) == (False, 4, 1)
    assert left["_variant"]["_change_set"] == ["count"]


def test_a_new_branch_starts_without_entry_variants(varied: Varied) -> None:
    client = varied.entries.client
    varied.write(varied.north, {"text": "Wet"})
    varied.publish(variants=[{"uid": varied.north}])
    client.post("/v3/stacks/branches", json={"branch": {"uid": "next", "source": "main"}})
    varied.write(varied.north, {"text": "Later"})
    client.headers["branch"] = "next"
    assert parse_error(varied.get(varied.north))[:2] == (404, 141)
    assert varied.entries.fetch(varied.uid)["text"] == "Dry"
    fresh = varied.write(varied.north, {"text": "Other"}, include_branch="true")
    assert (fresh["_branch"], fresh["_version"]) == ("next", 1)
    assert varied.list_publications(varied.north) == []
    del client.headers["branch"]
    assert varied.get(varied.north).json()["entry"]["text"] == "Later"
    assert len(varied.list_publications(varied.north)) == 1


def test_what_goes_takes_entry_variants_along(varied: Varied) -> None:
    client = varied.entries.client
    varied.write(varied.north, {"text": "Wet"})
    varied.publish(variants=[{"uid": varied.north}])
    group = client.get(GROUPS).json()["variant_groups"][0]["uid"]
    client.delete(f"{GROUPS}/{group}/variants/{varied.north}")
    assert client.get(varied.path).json()["count"] == 0
    varied.write(varied.south, {"text": "Hot"})
    varied.entries.delete(varied.uid)
    again = varied.entries.add({"title": "Weather", "uid": varied.uid})["uid"]
    assert client.get(f"{varied.entries.path}/{again}/variants").json()["count"] == 0
    varied.write(varied.south, {"text": "Hot"})
    client.delete(f"/v3/content_types/{varied.entries.content_type}", params={"force": "true"})
    assert client.get(f"{GROUPS}/{group}").json()["content_types"] == []
