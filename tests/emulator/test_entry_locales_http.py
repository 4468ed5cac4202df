"""Entries in several locales over HTTP: fallback, localized copies, and what becomes of them."""

import httpx
import pytest

from tests.emulator.support.entries import Entries, build_field, create_model
from tests.emulator.support.error_responses import parse_error


@pytest.fixture
def notes(stack: httpx.Client) -> Entries:
    """A content type with a text, in a stack with English (master) and French."""
    return create_model(stack, build_field("text"), build_field("code", non_localizable=True))


@pytest.fixture
def three(new_stack: httpx.Client) -> Entries:
    """A content type in a stack where Canadian French falls back on French, and French on English."""
    for code, fallback in (("fr-fr", "en-us"), ("fr-ca", "fr-fr")):
        new_stack.post("/v3/locales", json={"locale": {"code": code, "fallback_locale": fallback}})
    return create_model(new_stack, build_field("text"))


def list_localized(notes: Entries, uid: str) -> set[str]:
    """The locales other than the master in which an entry has a copy of its own."""
    return {locale["code"] for locale in notes.get(f"{uid}/locales").json()["locales"] if locale.get("localized")}


def test_without_a_copy_an_entry_falls_back(notes: Entries) -> None:
    entry = notes.add({"title": "Bread", "text": "good"})
    assert notes.fetch(entry["uid"], locale="fr-fr") == entry
    assert entry["locale"] == "en-us"
    (listed,) = notes.list(locale="fr-fr").json()["entries"]
    assert (listed["uid"], listed["locale"]) == (entry["uid"], "en-us")


def test_writing_in_a_locale_makes_a_copy(notes: Entries) -> None:
    uid = notes.add({"title": "Bread", "text": "good"})["uid"]
    copy = notes.change(uid, {"title": "Pain"}, locale="fr-fr")
    assert (copy["uid"], copy["locale"], copy["title"]) == (uid, "fr-fr", "Pain")
    assert notes.fetch(uid, locale="fr-fr")["title"] == "Pain"
    assert notes.fetch(uid, locale="fr-fr")["locale"] == "fr-fr"
    master = notes.fetch(uid)
    assert (master["title"], master["locale"], master["_version"]) == ("Bread", "en-us", 1)
    (listed,) = notes.list(locale="fr-fr").json()["entries"]
    assert listed["title"] == "Pain"


def test_the_older_spelling_of_the_parameter(notes: Entries) -> None:
    uid = notes.add({"title": "Bread"})["uid"]
    assert notes.change(uid, {"title": "Pain"}, locale_code="fr-fr")["locale"] == "fr-fr"
    assert notes.fetch(uid, locale_code="fr-fr")["title"] == "Pain"
    assert notes.fetch(uid)["title"] == "Bread"


def test_a_copy_goes_its_own_way(notes: Entries) -> None:
    uid = notes.add({"title": "Bread", "text": "good"})["uid"]
    notes.change(uid, {"title": "Pain", "text": "bon"}, locale="fr-fr")
    notes.change(uid, {"text": "better"})
    assert notes.fetch(uid, locale="fr-fr")["text"] == "bon"
    assert notes.fetch(uid)["text"] == "better"


def test_which_locales_have_a_copy(notes: Entries) -> None:
    uid = notes.add({"title": "Bread"})["uid"]
    assert list_localized(notes, uid) == set()
    notes.change(uid, {"title": "Pain"}, locale="fr-fr")
    assert list_localized(notes, uid) == {"fr-fr"}
    codes = [locale["code"] for locale in notes.get(f"{uid}/locales").json()["locales"]]
    assert sorted(codes) == ["en-us", "fr-fr"]


def test_giving_a_copy_up(notes: Entries) -> None:
    uid = notes.add({"title": "Bread"})["uid"]
    notes.change(uid, {"title": "Pain"}, locale="fr-fr")
    response = notes.send(uid, "unlocalize", locale="fr-fr")
    assert response.is_success
    assert response.json()["notice"]
    assert notes.fetch(uid, locale="fr-fr")["title"] == "Bread"
    assert list_localized(notes, uid) == set()


def test_the_master_copy_cannot_be_given_up(notes: Entries) -> None:
    uid = notes.add({"title": "Bread"})["uid"]
    assert notes.send(uid, "unlocalize", locale="en-us").status_code == 422
    assert notes.send(uid, "unlocalize").status_code == 422
    assert notes.fetch(uid)["title"] == "Bread"


def test_a_fallback_of_a_fallback(three: Entries) -> None:
    uid = three.add({"title": "Bread"})["uid"]
    assert three.fetch(uid, locale="fr-ca")["locale"] == "en-us"
    three.change(uid, {"title": "Pain"}, locale="fr-fr")
    assert three.fetch(uid, locale="fr-ca")["title"] == "Pain"
    three.change(uid, {"title": "Pain canadien"}, locale="fr-ca")
    assert three.fetch(uid, locale="fr-ca")["title"] == "Pain canadien"
    three.send(uid, "unlocalize", locale="fr-fr")
    assert three.fetch(uid, locale="fr-fr")["title"] == "Bread"


def test_a_locale_the_stack_does_not_have(notes: Entries) -> None:
    uid = notes.add({"title": "Bread"})["uid"]
    assert notes.update(uid, {"title": "Brot"}, locale="de-de").status_code == 422
    assert notes.create({"title": "Brot"}, locale="de-de").status_code == 422
    assert notes.send(uid, "unlocalize", locale="de-de").status_code == 422
    assert notes.fetch(uid)["_version"] == 1


def test_a_field_that_is_not_localizable_is_the_same_everywhere(notes: Entries) -> None:
    uid = notes.add({"title": "Bread", "text": "good", "code": "B1"})["uid"]
    notes.change(uid, {"title": "Pain", "text": "bon", "code": "other"}, locale="fr-fr")
    assert notes.fetch(uid, locale="fr-fr")["code"] == "B1"
    notes.change(uid, {"code": "B2"})
    copy = notes.fetch(uid, locale="fr-fr")
    assert (copy["code"], copy["text"]) == ("B2", "bon")


def test_a_field_of_an_instance_that_is_not_localizable(stack: httpx.Client) -> None:
    inner = [build_field("text"), build_field("code", non_localizable=True)]
    pages = create_model(stack, build_field("rows", "group", multiple=True, schema=inner))
    entry = pages.add({"title": "Page", "rows": [{"text": "one", "code": "A"}, {"text": "two", "code": "B"}]})
    second = {"text": "deux", "code": "X", "_metadata": {"uid": entry["rows"][1]["_metadata"]["uid"]}}
    pages.change(entry["uid"], {"rows": [second]}, locale="fr-fr")
    (row,) = pages.fetch(entry["uid"], locale="fr-fr")["rows"]
    assert (row["text"], row["code"]) == ("deux", "B")


def test_what_a_localized_write_is_called(notes: Entries) -> None:
    uid = notes.add({"title": "Bread"})["uid"]
    first = notes.update(uid, {"title": "Pain"}, locale="fr-fr").json()
    assert (first["notice"], first["entry"]["_version"]) == ("Entry localized successfully.", 1)
    second = notes.update(uid, {"title": "Du pain"}, locale="fr-fr").json()
    assert (second["notice"], second["entry"]["_version"]) == ("Entry updated successfully.", 2)


def test_an_entry_made_in_another_locale_only(notes: Entries) -> None:
    entry = notes.add({"title": "Pain"}, locale="fr-fr")
    assert entry["locale"] == "fr-fr"
    assert notes.fetch(entry["uid"], locale="fr-fr")["title"] == "Pain"
    assert list_localized(notes, entry["uid"]) == {"fr-fr"}
    assert notes.titles() == set()
    assert notes.titles(locale="fr-fr") == {"Pain"}


def test_an_entry_made_in_the_master_locale_too(notes: Entries) -> None:
    uid = notes.add({"title": "Pain"}, locale="fr-fr", copy_to_master="true")["uid"]
    assert (notes.fetch(uid)["title"], notes.fetch(uid)["locale"]) == ("Pain", "en-us")
    assert notes.fetch(uid, locale="fr-fr")["locale"] == "fr-fr"


def test_deleting_one_copy(notes: Entries) -> None:
    uid = notes.add({"title": "Bread"})["uid"]
    notes.change(uid, {"title": "Pain"}, locale="fr-fr")
    assert notes.delete(uid, locale="fr-fr").status_code == 200
    assert notes.fetch(uid, locale="fr-fr")["title"] == "Bread"
    assert list_localized(notes, uid) == set()


def test_deleting_listed_copies(three: Entries) -> None:
    uid = three.add({"title": "Bread"})["uid"]
    for code in ("fr-fr", "fr-ca"):
        three.change(uid, {"title": code}, locale=code)
    assert three.delete(uid, {"entry": {"locales": ["fr-fr", "fr-ca"]}}).status_code == 200
    assert list_localized(three, uid) == set()
    assert three.fetch(uid)["title"] == "Bread"


@pytest.mark.parametrize("query", [{}, {"locale": "en-us"}])
def test_deleting_the_master_copy_leaves_the_others(notes: Entries, query: dict[str, str]) -> None:
    uid = notes.add({"title": "Bread"})["uid"]
    notes.change(uid, {"title": "Pain"}, locale="fr-fr")
    assert notes.delete(uid, **query).status_code == 200
    assert parse_error(notes.get(uid))[:2] == (422, 141)
    assert notes.titles() == set()
    assert notes.fetch(uid, locale="fr-fr")["title"] == "Pain"


def test_deleting_all_of_an_entry(notes: Entries) -> None:
    uid = notes.add({"title": "Bread"})["uid"]
    notes.change(uid, {"title": "Pain"}, locale="fr-fr")
    assert notes.delete(uid, delete_all_localized="true").status_code == 200
    for locale in ("en-us", "fr-fr"):
        assert parse_error(notes.get(uid, locale=locale))[:2] == (422, 141)
        assert notes.titles(locale=locale) == set()


def test_deleting_a_copy_that_is_not_there(notes: Entries) -> None:
    uid = notes.add({"title": "Bread"})["uid"]
    assert notes.delete(uid, locale="fr-fr").status_code == 422
    assert notes.delete(uid, {"entry": {"locales": ["en-us", "fr-fr"]}}).status_code == 422
    assert notes.fetch(uid)["title"] == "Bread"


def test_the_copies_in_a_locale_go_with_it(three: Entries) -> None:
    uid = three.add({"title": "Bread"})["uid"]
    three.change(uid, {"title": "Pain"}, locale="fr-fr")
    assert three.client.delete("/v3/locales/fr-fr").status_code == 200
    assert three.fetch(uid, locale="fr-ca")["title"] == "Bread"
    assert list_localized(three, uid) == set()
