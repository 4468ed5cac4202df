# Derived from asynchronous/test_entries.py by generator/unasync.py: edit that, not this.
"""The calls on entries that are written by hand."""

import json
from datetime import date, datetime, timedelta, timezone
from typing import Any

import pytest

from contentstack_cma import Client, __version__
from contentstack_cma.atomic import push, subtract
from contentstack_cma.models import Entry, RoleAssigneeInput, VariantPublishInput
from tests.wrapper.support.concurrency import sync_list
from tests.wrapper.support.scripted_transport import Scripted, build_response

PATH = "/v3/content_types/page/entries"


class Case:
    """A client with one stack, and what it sent."""

    def __init__(self, *responses: dict[str, Any]) -> None:
        self.server = Scripted(*(build_response(**body) for body in responses or ({"entry": {"uid": "e"}},)))

    def client(self) -> Client:
        return Client(authtoken="t", transport=self.server.transport)

    def body(self, number: int = 0) -> Any:
        return json.loads(self.server.requests[number].content)

    def query(self, number: int = 0) -> str:
        return self.server.requests[number].url.query.decode()


def test_create_sends_the_values_in_their_envelope() -> None:
    case = Case()
    with case.client() as client:
        entry = client.stack("key").entries("page").create({"title": "A", "tags": ["b"]}, locale="fr-fr")
    assert entry.uid == "e"
    assert case.server.calls == [f"POST {PATH}"]
    assert case.query() == "locale=fr-fr"
    assert case.body() == {"entry": {"title": "A", "tags": ["b"]}}


READ: dict[str, Any] = {
    "uid": "e",
    "_version": 3,
    "ACL": {},
    "locale": "en-us",
    "created_at": "2024-01-31T09:30:00.083Z",
    "updated_at": "2024-01-31T09:30:00.083Z",
    "created_by": "u",
    "updated_by": "u",
    "_in_progress": False,
    "publish_details": [],
    "_workflow": {"uid": "w"},
    "title": "A",
    "url": None,
    "tags": ["a"],
    "day": "2024-01-31",
    "huge": 2**70,
    "group": {"image": {"uid": "i"}, "note": None, "_metadata": {"uid": "m"}},
    "related": [{"uid": "r", "_content_type_uid": "page"}],
    "blocks": [{"hero": {"text": "x", "_metadata": {"uid": "m"}}}],
    "body": {"type": "doc", "uid": "d", "attrs": {}, "children": [{"text": "x"}], "_version": 1},
}
SYSTEM = {
    "uid",
    "_version",
    "ACL",
    "locale",
    "created_at",
    "updated_at",
    "created_by",
    "updated_by",
    "_in_progress",
    "publish_details",
    "_workflow",
}
ASSET = {
    "uid": "i",
    "filename": "a.png",
    "url": "https://images/a.png",
    "content_type": "image/png",
    "file_size": "1",
    "is_dir": False,
    "title": "a",
    "_version": 1,
}


def test_read_change_one_field_and_write_back() -> None:
    case = Case({"entry": READ}, {"entry": READ})
    with case.client() as client:
        entries = client.stack("key").entries("page")
        entry = entries.get("e")
        entry.title = "B"
        entry["day"] = "2025-01-31"
        entries.update(entry.uid, entry)
    unchanged = {key: value for key, value in READ.items() if key not in SYSTEM}
    assert case.body(1) == {"entry": {**unchanged, "title": "B", "day": "2025-01-31"}}


def build_field(uid: str, data_type: str, **more: Any) -> dict[str, Any]:
    return {"uid": uid, "display_name": uid, "data_type": data_type, **more}


READ_WHOLE = {
    "uid": "e",
    "photo": ASSET,
    "photos": [ASSET, {**ASSET, "uid": "j"}],
    "group": [{"photo": ASSET, "empty": None}],
    "author": [{"uid": "r", "_content_type_uid": "author", "title": "R", "photo": ASSET}],
    "picked": ASSET,
}
TYPE_OF_WHOLE = {
    "uid": "page",
    "title": "Page",
    "schema": [
        build_field("photo", "file"),
        build_field("photos", "file", multiple=True),
        build_field("group", "group", multiple=True, schema=[build_field("photo", "file")]),
        build_field("author", "reference", reference_to=["author"]),
        build_field("picked", "json", extension_uid="picker"),
    ],
}
WRITTEN_BY_UID = {
    "photo": "i",
    "photos": ["i", "j"],
    "group": [{"photo": "i", "empty": None}],
    "author": [{"uid": "r", "_content_type_uid": "author"}],
    "picked": ASSET,
}


def test_assets_and_references_that_were_read_whole_are_written_by_uid() -> None:
    case = Case({"entry": READ_WHOLE}, {"content_type": TYPE_OF_WHOLE}, {"entry": READ_WHOLE})
    with case.client() as client:
        entries = client.stack("key").entries("page")
        entries.create(entries.get("e"), branch="dev")
    asked = case.server.requests[1]
    assert asked.url.path == "/v3/content_types/page"
    assert "include_global_field_schema=true" in case.query(1)
    assert asked.headers["branch"] == "dev"
    assert case.body(2) == {"entry": WRITTEN_BY_UID}


def test_the_content_type_is_not_read_for_what_the_caller_made_writable() -> None:
    case = Case({"entry": READ_WHOLE}, {"entry": READ_WHOLE})
    with case.client() as client:
        entries = client.stack("key").entries("page")
        entries.update("e", (entries.get("e")).writable(TYPE_OF_WHOLE))
    assert case.body(1) == {"entry": WRITTEN_BY_UID}


def test_the_raw_response_of_an_update_is_not_that_of_the_content_type() -> None:
    case = Case({"entry": READ_WHOLE}, {"content_type": TYPE_OF_WHOLE}, {"entry": READ_WHOLE, "notice": "Done."})
    with case.client() as client:
        entries = client.stack("key").entries("page")
        response = entries.with_raw_response.update("e", entries.get("e"))
    assert b"Done." in response.content


def test_a_mapping_is_sent_as_it_stands() -> None:
    case = Case()
    given = {"title": "A", "uid": "mine", "custom": {"asset": ASSET}}
    with case.client() as client:
        client.stack("key").entries("page").update("e", given)
    assert case.body() == {"entry": given}


def test_atomic_operators_are_sent_as_they_are() -> None:
    case = Case()
    with case.client() as client:
        client.stack("key").entries("page").update("e", {"tags": push("a"), "stock": subtract(1)})
    assert case.body() == {"entry": {"tags": {"PUSH": {"data": ["a"]}}, "stock": {"SUB": 1}}}


def test_localize_and_unlocalize() -> None:
    case = Case({"entry": {"uid": "e"}}, {"notice": "Unlocalized."})
    with case.client() as client:
        entries = client.stack("key").entries("page")
        entries.localize("e", {"title": "B"}, locale="fr-fr")
        entries.unlocalize("e", locale="fr-fr")
    assert case.server.calls == [f"PUT {PATH}/e", f"POST {PATH}/e/unlocalize"]
    assert [case.query(0), case.query(1)] == ["locale=fr-fr", "locale=fr-fr"]


def test_delete_one_several_and_all() -> None:
    case = Case(*({"notice": "Deleted."} for _ in range(4)))
    with case.client() as client:
        entries = client.stack("key").entries("page")
        entries.delete("e")
        entries.delete("e", locale="fr-fr")
        entries.delete("e", locales=["fr-fr", "de-de"])
        entries.delete("e", all_locales=True)
    assert case.server.calls == [f"DELETE {PATH}/e"] * 4
    assert [case.query(number) for number in range(4)] == ["", "locale=fr-fr", "", "delete_all_localized=true"]
    contents = [request.content for request in case.server.requests]
    assert contents == [b"", b"", b'{"entry":{"locales":["fr-fr","de-de"]}}', b""]


@pytest.mark.parametrize(
    ("options", "error"),
    [
        ({"locale": "a", "locales": ["b"]}, ValueError),
        ({"locale": "a", "all_locales": True}, ValueError),
        ({"locales": []}, ValueError),
        ({"locales": "fr-fr"}, TypeError),
    ],
)
def test_delete_that_contradicts_itself(options: dict[str, Any], error: type[Exception]) -> None:
    case = Case()
    with case.client() as client:
        stack = client.stack("key")
        with pytest.raises(error):
            stack.entries("page").delete("e", **options)
    assert case.server.requests == []


def test_publish_and_unpublish() -> None:
    case = Case({"notice": "Queued.", "job_id": "j"}, {"notice": "Queued."})
    with case.client() as client:
        entries = client.stack("key").entries("page")
        queued = entries.publish("e", environments=["production"], locales=["en-us"])
        entries.unpublish("e", environments=("production",), locales={"en-us"}, version=2)
    assert (queued.notice, queued.job_id) == ("Queued.", "j")
    assert case.server.calls == [f"POST {PATH}/e/publish", f"POST {PATH}/e/unpublish"]
    target = {"environments": ["production"], "locales": ["en-us"]}
    assert case.body(0) == {"entry": target}
    assert case.body(1) == {"entry": target, "version": 2}
    assert case.server.header_values("api_version") == [None, None]


def test_publish_with_everything() -> None:
    case = Case({"notice": "Queued."})
    moment = datetime(2026, 12, 1, 10, 30, tzinfo=timezone(timedelta(hours=1)))
    with case.client() as client:
        (
            client.stack("key")
            .entries("page")
            .publish(
                "e",
                environments=["production"],
                locales=["en-us"],
                locale="en-us",
                version=1,
                scheduled_at=moment,
                variants=[{"uid": "v1", "version": 1}, VariantPublishInput(uid="v2")],
                variant_rules={"publish_latest_base": False},
                approvals=True,
                nested=True,
            )
        )
    assert case.body() == {
        "entry": {
            "environments": ["production"],
            "locales": ["en-us"],
            "variants": [{"uid": "v1", "version": 1}, {"uid": "v2"}],
            "variant_rules": {"publish_latest_base": False},
        },
        "locale": "en-us",
        "version": 1,
        "scheduled_at": "2026-12-01T09:30:00.000Z",
        "rules": {"approvals": True},
    }
    assert case.server.header_values("api_version") == ["3.2"]


@pytest.mark.parametrize("options", [{"variants": [{"uid": "v1"}]}, {"variant_rules": {"publish_latest_base": True}}])
def test_variants_are_published_by_the_call_that_knows_them(options: dict[str, Any]) -> None:
    case = Case({"notice": "Queued."}, {"notice": "Queued."})
    with case.client() as client:
        entries = client.stack("key").entries("page")
        entries.publish("e", environments=["production"], locales=["en-us"], **options)
        entries.unpublish("e", environments=["production"], locales=["en-us"], **options)
    assert case.server.header_values("api_version") == ["3.2", "3.2"]


@pytest.mark.parametrize(
    ("options", "error", "message"),
    [
        ({"environments": "production"}, TypeError, "environments must be a list"),
        ({"locales": {"en-us": True}}, TypeError, "locales must be a list"),
        ({"scheduled_at": datetime(2026, 12, 1)}, ValueError, "time zone"),  # noqa: DTZ001 - that is the fault
    ],
)
def test_publish_that_makes_no_sense(options: dict[str, Any], error: type[Exception], message: str) -> None:
    case = Case()
    arguments: dict[str, Any] = {"environments": ["production"], "locales": ["en-us"], **options}
    with case.client() as client:
        with pytest.raises(error, match=message):
            client.stack("key").entries("page").publish("e", **arguments)
        with pytest.raises(error, match=message):
            client.stack("key").assets.publish("a", **arguments)
    assert case.server.requests == []


def test_a_version_is_named_and_unnamed() -> None:
    case = Case({"notice": "Named."}, {"notice": "Gone."})
    with case.client() as client:
        entries = client.stack("key").entries("page")
        entries.set_version_name("e", 2, name="Final", locale="en-us", force=True)
        entries.delete_version_name("e", 2, locale="en-us")
    assert case.server.calls == [f"POST {PATH}/e/versions/2/name", f"DELETE {PATH}/e/versions/2/name"]
    assert case.body(0) == {"entry": {"_version_name": "Final", "locale": "en-us", "force": True}}
    assert case.body(1) == {"entry": {"locale": "en-us"}}


def test_a_workflow_stage_is_set_with_its_options() -> None:
    case = Case({"notice": "Changed."}, {"notice": "Changed."})
    with case.client() as client:
        entries = client.stack("key").entries("page")
        entries.set_workflow_stage("e", "s")
        entries.set_workflow_stage(
            "e",
            "s",
            comment="Look",
            due_date=date(2026, 12, 1),
            notify=False,
            assigned_to=[{"uid": "u", "name": "U", "email": "u@example.com"}],
            assigned_by_roles=[{"uid": "r"}, RoleAssigneeInput(uid="s", name="S")],
            locale="fr-fr",
        )
    assert case.server.calls == [f"POST {PATH}/e/workflow"] * 2
    assert case.body(0) == {"workflow": {"workflow_stage": {"uid": "s"}}}
    assert case.body(1) == {
        "workflow": {
            "workflow_stage": {
                "uid": "s",
                "comment": "Look",
                "due_date": "Tue Dec 01 2026",
                "notify": False,
                "assigned_to": [{"uid": "u", "name": "U", "email": "u@example.com"}],
                "assigned_by_roles": [{"uid": "r"}, {"uid": "s", "name": "S"}],
            }
        }
    }
    assert case.query(1) == "locale=fr-fr"


def test_a_list_is_a_page_and_all_pages() -> None:
    first = {"entries": [{"uid": f"e{number}"} for number in range(2)], "count": 3}
    case = Case(first, first, {"entries": [{"uid": "e2"}], "count": 3})
    with case.client() as client:
        entries = client.stack("key").entries("page")
        page = entries.list(page_size=2, include_count=True)
        assert ([entry.uid for entry in page.items], page.count) == (["e0", "e1"], 3)
        found = [entry.uid for entry in sync_list(entries.list(page_size=2, include_count=True))]
    assert found == ["e0", "e1", "e2"]
    assert case.query(2) == "limit=2&skip=2&include_count=true"


def test_a_raw_response_has_status_headers_and_the_parsed_body() -> None:
    case = Case({"notice": "Created.", "entry": {"uid": "e"}})
    with case.client() as client:
        response = client.stack("key").entries("page").with_raw_response.create({"title": "A"})
    assert response.status_code == 200
    assert response.notice == "Created."
    assert response.json() == {"notice": "Created.", "entry": {"uid": "e"}}
    assert isinstance(response.parsed, Entry)
    assert response.headers["content-type"] == "application/json"


def test_generated_calls_go_through_clients_and_stacks() -> None:
    from contentstack_cma_client.api.entries import create_entry
    from contentstack_cma_client.api.stacks import get_stacks

    case = Case({"entry": {"uid": "e"}}, {"stacks": []})
    with case.client() as client:
        made = create_entry.sync("page", client=client.stack("key"), body={"entry": {"title": "A"}})
        get_stacks.sync(client=client)
    assert made.entry.uid == "e"
    assert case.server.header_values("api_key") == ["key", None]


def test_a_call_about_a_stack_needs_one() -> None:
    from contentstack_cma_client.api.entries import create_entry

    case = Case()
    with case.client() as client:
        assert client.base_url == "https://api.contentstack.io"
        with pytest.raises(ValueError, match=r"needs a stack"):
            create_entry.sync("page", client=client, body={"entry": {"title": "A"}})
    assert case.server.requests == []


def test_early_access_is_a_header_of_every_call() -> None:
    case = Case({"entries": []}, {"entries": []})
    with (
        Client(authtoken="t", transport=case.server.transport, early_access=["one", "two"]) as client,
        Client(authtoken="t", transport=case.server.transport, early_access="one") as other,
    ):
        client.stack("key").entries("page").list()
        other.stack("key").entries("page").list()
    assert case.server.header_values("x-header-ea") == ["one,two", "one"]


def test_the_user_agent_is_sent_and_secrets_are_hidden() -> None:
    case = Case({"entries": []})
    with Client(authtoken="hunter2", transport=case.server.transport) as client:
        stack = client.stack("key", branch="dev")
        stack.entries("page").list()
        assert "hunter2" not in repr(client) + repr(stack)
        assert (stack.api_key, stack.branch) == ("key", "dev")
    product = case.server.requests[0].headers["x-user-agent"]
    assert product == f"contentstack-cma-python/{__version__}"
