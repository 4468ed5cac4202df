"""Entries in several locales, their versions and where they are published, over HTTP."""

from datetime import timedelta
from typing import Any

import httpx
import pytest

from contentstack_cma_emulator import Emulator
from contentstack_cma_emulator.engine.clock import format_timestamp
from tests.emulator.support.error_responses import parse_error
from tests.emulator.support.http_clients import connect

TYPES = "/v3/content_types"
PAGES = f"{TYPES}/page/entries"

Entry = dict[str, Any]


def field(uid: str, data_type: str = "text", **more: Any) -> Entry:
    return {"uid": uid, "data_type": data_type, "display_name": uid.title(), **more}


SCHEMA = [field("title", mandatory=True, unique=True), field("body"), field("sku", non_localizable=True)]


@pytest.fixture
def pages(new_stack: httpx.Client) -> httpx.Client:
    """A stack with two more locales (one falls back on the other), two environments and a content type."""
    for code, fallback in (("fr-fr", "en-us"), ("fr-ca", "fr-fr")):
        new_stack.post("/v3/locales", json={"locale": {"code": code, "fallback_locale": fallback}})
    for name in ("production", "staging"):
        new_stack.post("/v3/environments", json={"environment": {"name": name, "urls": []}})
    new_stack.post(TYPES, json={"content_type": {"title": "Page", "uid": "page", "schema": SCHEMA}})
    return new_stack


def create(pages: httpx.Client, title: str = "Home", **params: str) -> Entry:
    response = pages.post(PAGES, json={"entry": {"title": title, "body": "b", "sku": "1"}}, params=params)
    assert response.status_code == 201, response.text
    entry: Entry = response.json()["entry"]
    return entry


def put(pages: httpx.Client, uid: str, locale: str, **values: Any) -> httpx.Response:
    return pages.put(f"{PAGES}/{uid}", json={"entry": values}, params={"locale": locale})


def read(pages: httpx.Client, uid: str, **params: str) -> Entry:
    entry: Entry = pages.get(f"{PAGES}/{uid}", params=params).json()["entry"]
    return entry


def publish(pages: httpx.Client, uid: str, *locales: str, action: str = "publish", **more: Any) -> httpx.Response:
    environments = more.pop("environments", ["production"])
    body = {"entry": {"environments": environments, "locales": list(locales)}, **more}
    return pages.post(f"{PAGES}/{uid}/{action}", json=body)


def details(pages: httpx.Client, uid: str, **params: str) -> list[tuple[str, str, int]]:
    names = {item["uid"]: item["name"] for item in pages.get("/v3/environments").json()["environments"]}
    found = read(pages, uid, include_publish_details="true", **params)["publish_details"]
    return sorted((names[detail["environment"]], detail["locale"], detail["version"]) for detail in found)


class TestLocales:
    def test_a_locale_reads_from_its_fallback_until_it_has_a_copy(self, pages: httpx.Client) -> None:
        uid = create(pages)["uid"]
        assert read(pages, uid, locale="fr-ca")["locale"] == "en-us"
        localized = put(pages, uid, "fr-fr", title="Accueil")
        assert localized.json()["notice"] == "Entry localized successfully."
        copy = localized.json()["entry"]
        assert (copy["locale"], copy["title"], copy["body"], copy["_version"]) == ("fr-fr", "Accueil", "b", 1)
        assert read(pages, uid, locale="fr-ca") == copy
        assert put(pages, uid, "fr-fr", body="corps").json()["notice"] == "Entry updated successfully."
        assert read(pages, uid, locale="fr-fr")["_version"] == 2
        assert read(pages, uid)["title"] == "Home"
        assert read(pages, uid)["_version"] == 1
        assert put(pages, uid, "fr-ca", title="Bienvenue").json()["entry"]["body"] == "corps"

    def test_lists_fall_back_too(self, pages: httpx.Client) -> None:
        home, about = create(pages)["uid"], create(pages, "About")["uid"]
        put(pages, home, "fr-fr", title="Accueil")
        params = {"locale": "fr-fr", "asc": "title"}
        found = pages.get(PAGES, params=params).json()["entries"]
        assert [(entry["uid"], entry["locale"]) for entry in found] == [(about, "en-us"), (home, "fr-fr")]
        query = {"query": '{"title": "Accueil"}'}
        assert len(pages.get(PAGES, params={**query, "locale": "fr-ca"}).json()["entries"]) == 1
        assert pages.get(PAGES, params=query).json()["entries"] == []

    def test_a_field_that_is_not_localizable_comes_from_the_master(self, pages: httpx.Client) -> None:
        uid = create(pages)["uid"]
        put(pages, uid, "fr-fr", title="Accueil", sku="other")
        assert read(pages, uid, locale="fr-fr")["sku"] == "1"
        put(pages, uid, "en-us", sku="2")
        assert read(pages, uid, locale="fr-fr")["sku"] == "2"

    def test_titles_are_unique_within_a_locale(self, pages: httpx.Client) -> None:
        home, about = create(pages)["uid"], create(pages, "About")["uid"]
        assert put(pages, home, "fr-fr", title="Home").status_code == 200
        assert parse_error(put(pages, about, "fr-fr", title="Home")) == (422, 119, {"title": ["is not unique."]})

    def test_the_locales_of_an_entry(self, pages: httpx.Client) -> None:
        uid = create(pages)["uid"]
        assert pages.get(f"{PAGES}/{uid}/locales").json() == {"locales": [{"code": "en-us"}]}
        put(pages, uid, "fr-fr", title="Accueil")
        localized = {"code": "fr-fr", "localized": True}
        assert pages.get(f"{PAGES}/{uid}/locales").json() == {"locales": [{"code": "en-us"}, localized]}

    def test_an_unlocalized_entry_falls_back_again(self, pages: httpx.Client) -> None:
        uid = create(pages)["uid"]
        put(pages, uid, "fr-fr", title="Accueil")
        path = f"{PAGES}/{uid}/unlocalize"
        response = pages.post(path, params={"locale": "fr-fr"})
        assert response.json() == {"notice": "Entry unlocalized successfully."}
        assert read(pages, uid, locale="fr-fr")["locale"] == "en-us"
        for code in ("fr-fr", "en-us"):
            assert parse_error(pages.post(path, params={"locale": code})) == (422, 141, {"locale": ["is not valid."]})
        assert parse_error(pages.post(path))[:2] == (422, 141)

    def test_a_locale_that_is_not_there(self, pages: httpx.Client) -> None:
        uid = create(pages)["uid"]
        params = {"locale": "xx-xx"}
        for response in (
            pages.get(PAGES, params=params),
            pages.get(f"{PAGES}/{uid}", params=params),
            pages.post(PAGES, json={"entry": {"title": "x"}}, params=params),
            put(pages, uid, "xx-xx", title="x"),
        ):
            assert parse_error(response) == (422, 141, {"locale": ["is not valid."]})

    def test_an_entry_in_another_locale_only(self, pages: httpx.Client) -> None:
        uid = create(pages, "Accueil", locale="fr-fr")["uid"]
        assert parse_error(pages.get(f"{PAGES}/{uid}"))[:2] == (422, 141)
        assert read(pages, uid, locale="fr-ca")["locale"] == "fr-fr"
        assert pages.get(PAGES).json()["entries"] == []
        body = {"entry": {"uid": uid, "title": "Home"}}
        assert parse_error(pages.post(PAGES, json=body)) == (422, 119, {"uid": ["is not unique."]})
        made = pages.post(PAGES, json=body, params={"copy_to_master": "true"}).json()["entry"]
        assert (made["uid"], made["locale"], made["title"], made["body"]) == (uid, "en-us", "Home", "b")

    def test_a_new_entry_is_copied_to_the_master(self, pages: httpx.Client) -> None:
        made = create(pages, "Accueil", locale="fr-fr", copy_to_master="true")
        assert made["locale"] == "fr-fr"
        assert read(pages, made["uid"])["locale"] == "en-us"

    def test_one_localized_copy_is_deleted_alone(self, pages: httpx.Client) -> None:
        uid = create(pages)["uid"]
        path = f"{PAGES}/{uid}"
        for code in ("fr-fr", "fr-ca"):
            put(pages, uid, code, title=code)
        assert pages.delete(path, params={"locale": "fr-ca"}).status_code == 200
        assert read(pages, uid, locale="fr-ca")["locale"] == "fr-fr"
        assert parse_error(pages.delete(path, params={"locale": "fr-ca"}))[:2] == (422, 141)
        assert pages.delete(path).status_code == 200
        assert parse_error(pages.get(path))[:2] == (422, 141)
        assert read(pages, uid, locale="fr-fr")["title"] == "fr-fr"
        body = {"entry": {"locales": ["fr-fr", "en-us"]}}
        assert parse_error(pages.request("DELETE", path, json=body))[:2] == (422, 141)
        assert pages.request("DELETE", path, json={"entry": {"locales": ["fr-fr"]}}).status_code == 200
        assert parse_error(pages.get(f"{path}/locales"))[:2] == (422, 141)

    def test_deleting_all_copies(self, pages: httpx.Client) -> None:
        uid = create(pages)["uid"]
        put(pages, uid, "fr-fr", title="Accueil")
        assert pages.delete(f"{PAGES}/{uid}", params={"delete_all_localized": "true"}).status_code == 200
        assert parse_error(pages.get(f"{PAGES}/{uid}", params={"locale": "fr-fr"}))[:2] == (422, 141)

    def test_a_locale_that_is_removed_takes_its_copies_along(self, pages: httpx.Client) -> None:
        uid = create(pages)["uid"]
        put(pages, uid, "fr-fr", title="Accueil")
        pages.delete("/v3/locales/fr-fr")
        assert read(pages, uid, locale="fr-ca")["locale"] == "en-us"


class TestVersions:
    def test_versions_are_listed_per_locale(self, pages: httpx.Client) -> None:
        uid = create(pages)["uid"]
        for body in ("1", "2"):
            put(pages, uid, "en-us", body=body)
        path = f"{PAGES}/{uid}/versions"
        versions = [{"_version": number, "locale": "en-us"} for number in (3, 2, 1)]
        assert pages.get(path).json() == {"versions": versions}
        assert pages.get(path, params={"locale": "fr-fr"}).json() == {"versions": versions}
        assert pages.get(path, params={"skip": "1", "limit": "1"}).json() == {"versions": versions[1:2]}
        assert pages.get(path, params={"count": "true"}).json() == {"versions": 3}
        assert pages.get(path, params={"include_count": "true"}).json()["count"] == 3
        put(pages, uid, "fr-fr", title="Accueil")
        assert pages.get(path, params={"locale": "fr-fr"}).json() == {"versions": [{"_version": 1, "locale": "fr-fr"}]}
        assert parse_error(pages.get(f"{PAGES}/blt0/versions"))[:2] == (422, 141)

    def test_versions_are_named(self, pages: httpx.Client) -> None:
        uid = create(pages)["uid"]
        put(pages, uid, "en-us", body="2")
        path = f"{PAGES}/{uid}/versions"

        def name(number: int, text: str, **more: Any) -> httpx.Response:
            body = {"entry": {"_version_name": text, "locale": "en-us", **more}}
            return pages.post(f"{path}/{number}/name", json=body)

        def names() -> dict[int, str]:
            named = pages.get(path, params={"named": "true"}).json()["versions"]
            return {version["_version"]: version["_version_name"]["title"] for version in named}

        assert name(1, "First").status_code == 201
        assert names() == {1: "First"}
        assert parse_error(name(2, "First")) == (422, 119, {"_version_name": ["is not unique."]})
        assert name(2, "First", force=True).json()["notice"].startswith("Version name assigned successfully")
        assert names() == {2: "First"}
        assert parse_error(name(3, "Third"))[:2] == (422, 141)
        assert parse_error(name(1, ""))[:2] == (422, 119)
        body = {"entry": {"locale": "en-us"}}
        gone = pages.request("DELETE", f"{path}/2/name", json=body)
        assert gone.json()["notice"].startswith("Version name deleted successfully")
        assert names() == {}
        assert "_version_name" not in read(pages, uid, version="2")

    def test_a_version_that_is_not_there(self, pages: httpx.Client) -> None:
        uid = create(pages)["uid"]
        assert parse_error(pages.get(f"{PAGES}/{uid}", params={"version": "2"}))[:2] == (422, 141)
        assert pages.get(PAGES, params={"version": "2"}).json()["entries"] == []
        assert len(pages.get(PAGES, params={"version": "1"}).json()["entries"]) == 1


class TestPublishing:
    def test_publish_and_unpublish(self, pages: httpx.Client) -> None:
        uid = create(pages)["uid"]
        assert details(pages, uid) == []
        response = publish(pages, uid, "en-us", "fr-fr", environments=["production", "staging"], version=1)
        assert response.json() == {"notice": "The requested action has been performed."}
        both = [(name, code, 1) for name in ("production", "staging") for code in ("en-us", "fr-fr")]
        assert details(pages, uid) == both
        put(pages, uid, "en-us", body="2")
        publish(pages, uid, "en-us")
        assert details(pages, uid) == [("production", "en-us", 2), *both[1:]]
        publish(pages, uid, "en-us", "fr-fr", action="unpublish", environments=["staging"])
        assert details(pages, uid) == [("production", "en-us", 2), ("production", "fr-fr", 1)]
        listed = pages.get(PAGES, params={"include_publish_details": "true"}).json()["entries"]
        assert len(listed[0]["publish_details"]) == 2

    def test_environments_by_uid(self, pages: httpx.Client) -> None:
        uid = create(pages)["uid"]
        environment = pages.get("/v3/environments/staging").json()["environment"]
        publish(pages, uid, "en-us", environments=[environment["uid"]])
        assert details(pages, uid) == [("staging", "en-us", 1)]
        detail = read(pages, uid, include_publish_details="true")["publish_details"][0]
        assert detail["environment"] == environment["uid"]
        assert detail["user"] == environment["created_by"]

    def test_each_localized_copy_is_published_in_its_version(self, pages: httpx.Client) -> None:
        uid = create(pages)["uid"]
        put(pages, uid, "fr-fr", title="Accueil")
        put(pages, uid, "fr-fr", title="Bienvenue")
        publish(pages, uid, "en-us", "fr-fr")
        assert details(pages, uid) == [("production", "en-us", 1), ("production", "fr-fr", 2)]
        publish(pages, uid, "fr-fr", locale="fr-fr")
        assert details(pages, uid) == [("production", "en-us", 1), ("production", "fr-fr", 2)]
        publish(pages, uid, "fr-fr", locale="fr-fr", version=1)
        assert details(pages, uid, locale="fr-fr") == [("production", "en-us", 1), ("production", "fr-fr", 1)]
        pages.post(f"{PAGES}/{uid}/unlocalize", params={"locale": "fr-fr"})
        assert details(pages, uid) == [("production", "en-us", 1)]

    def test_an_entry_without_a_master_copy(self, pages: httpx.Client) -> None:
        uid = create(pages, "Accueil", locale="fr-fr")["uid"]
        assert publish(pages, uid, "fr-fr", "fr-ca").status_code == 200
        assert details(pages, uid, locale="fr-fr") == [("production", "fr-ca", 1), ("production", "fr-fr", 1)]
        assert parse_error(publish(pages, uid, "en-us"))[:2] == (422, 141)

    def test_unpublishable_requests_are_rejected(self, pages: httpx.Client) -> None:
        uid = create(pages)["uid"]
        assert parse_error(publish(pages, uid, "en-us", environments=["nowhere"]))[:2] == (401, 161)
        assert parse_error(publish(pages, uid, "xx-xx")) == (422, 119, {"locales": ["is not valid."]})
        assert parse_error(publish(pages, uid)) == (422, 119, {"locales": ["is a required field."]})
        assert parse_error(publish(pages, uid, "en-us", environments=[]))[2] == {
            "environments": ["is a required field."]
        }
        assert parse_error(publish(pages, uid, "en-us", version=2))[:2] == (422, 141)
        assert parse_error(publish(pages, uid, "en-us", scheduled_at="soon"))[2] == {"scheduled_at": ["is not valid."]}
        assert parse_error(publish(pages, "blt0", "en-us"))[:2] == (422, 141)
        assert details(pages, uid) == []

    def test_a_scheduled_publication_happens_later(self, emulator: Emulator, pages: httpx.Client) -> None:
        uid = create(pages)["uid"]
        later = format_timestamp(emulator.clock.now() + timedelta(hours=1))
        assert publish(pages, uid, "en-us", scheduled_at=later).status_code == 200
        assert details(pages, uid) == []
        emulator.clock.advance(3601)
        assert details(pages, uid) == [("production", "en-us", 1)]
        assert read(pages, uid, include_publish_details="true")["publish_details"][0]["time"] == later

    def test_details_of_versions_and_references(self, pages: httpx.Client) -> None:
        uid = create(pages)["uid"]
        put(pages, uid, "en-us", body="2")
        publish(pages, uid, "en-us", version=1)
        params = {"include_publish_details": "true"}
        versions = pages.get(f"{PAGES}/{uid}/versions", params=params).json()["versions"]
        assert [len(version["publish_details"]) for version in versions] == [0, 1]

    def test_a_deleted_entry_is_published_nowhere(self, pages: httpx.Client) -> None:
        made = create(pages)
        publish(pages, made["uid"], "en-us")
        pages.delete(f"{PAGES}/{made['uid']}")
        body = {"entry": {"title": "Home", "uid": made["uid"]}}
        again = pages.post(PAGES, json=body, params={"include_publish_details": "true"})
        assert again.json()["entry"]["publish_details"] == []

    def test_a_management_token_publishes_but_a_read_only_one_does_not(self, emulator: Emulator) -> None:
        path = f"{TYPES}/blog_post/entries"
        api_key = emulator.stack.api_key
        with connect(emulator, authorization=emulator.management_token, api_key=api_key) as client:
            uid = client.post(path, json={"entry": {"title": "By token"}}).json()["entry"]["uid"]
            body = {"entry": {"environments": ["production"], "locales": ["en-us"]}}
            assert client.post(f"{path}/{uid}/publish", json=body).status_code == 200
        with connect(emulator, authorization=emulator.read_only_management_token, api_key=api_key) as client:
            assert client.post(f"{path}/{uid}/publish", json=body).status_code == 403
