"""Versions of entries over HTTP, their names, export and import."""

import httpx
import pytest

from tests.emulator.support.entries import Entries, Fields
from tests.emulator.support.error_responses import parse_error


@pytest.fixture
def uid(notes: Entries) -> str:
    """An entry in its third version."""
    uid: str = notes.add({"title": "Note", "text": "one"})["uid"]
    notes.change(uid, {"text": "two"})
    notes.change(uid, {"text": "three"})
    return uid


def versions(notes: Entries, uid: str, **query: str) -> list[Fields]:
    found: list[Fields] = notes.get(f"{uid}/versions", **query).json()["versions"]
    return found


def name(notes: Entries, uid: str, number: int, title: str, **more: object) -> httpx.Response:
    body = {"_version_name": title, "locale": "en-us"} | more
    return notes.send(uid, f"versions/{number}/name", {"entry": body})


def unname(notes: Entries, uid: str, number: int) -> httpx.Response:
    path = f"{notes.path}/{uid}/versions/{number}/name"
    return notes.client.request("DELETE", path, json={"entry": {"locale": "en-us"}})


def title_of(version: Fields) -> str | None:
    given: Fields = version.get("_version_name") or {}
    return given.get("title") or given.get("name")


def test_every_write_makes_a_version_that_can_be_read(notes: Entries, uid: str) -> None:
    assert notes.fetch(uid)["_version"] == 3
    for number, text in ((1, "one"), (2, "two"), (3, "three")):
        entry = notes.fetch(uid, version=str(number))
        assert (entry["_version"], entry["text"], entry["uid"]) == (number, text, uid)
    assert parse_error(notes.get(uid, version="4"))[0] == 422
    assert notes.get(uid, version="0").status_code == 422


def test_versions_are_listed_latest_first(notes: Entries, uid: str) -> None:
    found = versions(notes, uid)
    assert [version["_version"] for version in found] == [3, 2, 1]
    assert {version["locale"] for version in found} == {"en-us"}
    assert [version["_version"] for version in versions(notes, uid, skip="1", limit="1")] == [2]
    counted = notes.get(f"{uid}/versions", include_count="true", limit="1").json()
    assert (counted["count"], len(counted["versions"])) == (3, 1)
    assert notes.get(f"{uid}/versions", count="true").json() == {"versions": 3}
    assert "updated_at" not in found[0]
    latest = versions(notes, uid, include_updated_at="true", include_updated_by="true")[0]
    entry = notes.fetch(uid)
    assert (latest["updated_at"], latest["updated_by"]) == (entry["updated_at"], entry["updated_by"])


def test_versions_are_counted_per_locale(notes: Entries, uid: str) -> None:
    notes.change(uid, {"text": "un"}, locale="fr-fr")
    notes.change(uid, {"text": "deux"}, locale="fr-fr")
    assert [version["_version"] for version in versions(notes, uid)] == [3, 2, 1]
    french = versions(notes, uid, locale="fr-fr")
    assert len(french) == 2
    assert {version["locale"] for version in french} == {"fr-fr"}
    first = french[-1]["_version"]
    assert notes.fetch(uid, locale="fr-fr", version=str(first))["text"] == "un"


def test_a_version_gets_a_name(notes: Entries, uid: str) -> None:
    response = name(notes, uid, 2, "Second")
    assert response.is_success
    assert response.json()["notice"].startswith("Version name assigned successfully")
    (named,) = versions(notes, uid, named="true")
    assert (named["_version"], title_of(named)) == (2, "Second")
    assert named["_version_name"]["updated_by"]
    assert [title_of(version) for version in versions(notes, uid)] == [None, "Second", None]
    assert notes.fetch(uid)["_version"] == 3


def test_a_name_is_taken_from_another_version_only_by_force(notes: Entries, uid: str) -> None:
    name(notes, uid, 2, "Best")
    assert name(notes, uid, 3, "Best").status_code == 422
    assert name(notes, uid, 3, "Best", force=True).is_success
    (named,) = versions(notes, uid, named="true")
    assert named["_version"] == 3


def test_a_name_is_taken_away(notes: Entries, uid: str) -> None:
    name(notes, uid, 2, "Second")
    assert unname(notes, uid, 2).is_success
    assert versions(notes, uid, named="true") == []
    assert len(versions(notes, uid)) == 3


def test_a_version_is_named_in_other_forms_too(notes: Entries, uid: str) -> None:
    path = f"{notes.path}/{uid}/versions/1/name"
    for body in ({"version_name": {"name": "One"}}, {"entry": {"_version_name": "Two", "locale": None}}):
        assert notes.client.post(path, json=body).status_code == 201
    assert notes.client.delete(path).status_code == 200
    odd: list[Fields] = [{}, {"entry": "x"}, {"version_name": "x"}, {"entry": {"_version_name": 5}}]
    for body in odd:
        assert parse_error(notes.client.post(path, json=body))[:2] == (422, 119)


def test_a_version_that_is_not_there_gets_no_name(notes: Entries, uid: str) -> None:
    assert name(notes, uid, 9, "Ninth").status_code == 422
    assert unname(notes, uid, 9).status_code == 422
    assert notes.send(uid, "versions/2/name", {"entry": {"locale": "en-us"}}).status_code == 422


def test_deleting_an_entry_forgets_its_versions(notes: Entries, uid: str) -> None:
    notes.delete(uid)
    assert parse_error(notes.get(uid, version="1"))[:2] == (422, 141)


def test_an_export_is_the_bare_entry(notes: Entries, uid: str) -> None:
    exported = notes.get(f"{uid}/export").json()
    assert "entry" not in exported
    assert (exported["uid"], exported["title"], exported["text"]) == (uid, "Note", "three")
    notes.change(uid, {"text": "trois"}, locale="fr-fr")
    assert notes.get(f"{uid}/export", locale="fr-fr").json()["text"] == "trois"


def test_an_import_makes_a_new_entry(notes: Entries, uid: str) -> None:
    exported = notes.get(f"{uid}/export").json() | {"title": "Imported"}
    response = notes.upload("/import", exported)
    assert response.is_success
    entry = response.json()["entry"]
    assert entry["uid"] != uid
    assert (entry["text"], entry["_version"]) == ("three", 1)
    assert notes.titles() == {"Note", "Imported"}


def test_an_import_overwrites_if_told_so(notes: Entries, uid: str) -> None:
    exported = notes.get(f"{uid}/export").json() | {"text": "imported"}
    assert notes.upload("/import", exported, overwrite="true").is_success
    entry = notes.fetch(uid)
    assert (entry["text"], entry["_version"]) == ("imported", 4)
    assert notes.titles() == {"Note"}


def test_an_import_into_an_entry_makes_a_version(notes: Entries, uid: str) -> None:
    exported = notes.get(f"{uid}/export").json() | {"text": "imported"}
    assert notes.upload(f"/{uid}/import", exported).is_success
    assert (notes.fetch(uid)["text"], notes.fetch(uid)["_version"]) == ("imported", 4)
    assert notes.upload("/blt0000000000000000/import", exported).status_code == 422


def test_an_import_is_checked_like_any_entry(notes: Entries, uid: str) -> None:
    assert notes.upload("/import", {"text": "no title"}).status_code == 422
    assert notes.upload("/import", {"title": "Note"}).status_code == 422
    broken = {"entry": ("entry.json", b"{", "application/json")}
    assert notes.client.post(f"{notes.path}/import", files=broken).status_code in (400, 422)
    other = {"other": ("entry.json", b"{}", "application/json")}
    assert notes.client.post(f"{notes.path}/import", files=other).status_code in (400, 422)
    assert notes.fetch(uid)["_version"] == 3


def test_without_a_stage_there_is_no_workflow(notes: Entries, uid: str) -> None:
    assert not notes.fetch(uid, include_workflow="true").get("_workflow")


def test_versions_say_who_saved_them_and_when(notes: Entries, uid: str) -> None:
    first, latest = notes.fetch(uid, version="1"), notes.fetch(uid)
    found = versions(notes, uid, include_updated_at="true", include_updated_by="true")
    assert [found[0]["updated_at"], found[2]["updated_at"]] == [latest["updated_at"], first["updated_at"]]
    assert {version["updated_by"] for version in found} == {latest["updated_by"]}
    assert "updated_by" not in versions(notes, uid, include_updated_at="true")[0]
