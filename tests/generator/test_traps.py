"""What the stock output of openapi-python-client gets wrong, and ours must not."""

import copy
import io
import json
import pickle
import subprocess
import sys
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest

from contentstack_cma_client import UNSET, Client, DecodeError, File, UnexpectedStatus
from contentstack_cma_client.api.assets import upload_asset
from contentstack_cma_client.api.content_types import create_content_type, get_content_type
from contentstack_cma_client.api.entries import delete_entry, get_entry, list_entries
from contentstack_cma_client.api.environments import create_environment, get_environment, list_environments
from contentstack_cma_client.dates import format_datetime, parse_datetime
from contentstack_cma_client.models import (
    Asset,
    ContentType,
    Entry,
    Environment,
    EnvironmentInput,
    EnvironmentInputDict,
    GroupField,
    OtherField,
    TextField,
    UploadAssetRequest,
)
from contentstack_cma_client.operation import Request


class FixedSender:
    """A sender that responds to every request with the same response and keeps what it was asked to send."""

    def __init__(self, status: int = 200, content: bytes = b"{}", media: str = "application/json") -> None:
        def respond(request: httpx.Request) -> httpx.Response:
            self.sent = request
            self.body = request.read()
            return httpx.Response(status, content=content, headers={"content-type": media})

        self._client = Client("http://test")
        self._client._http = httpx.Client(transport=httpx.MockTransport(respond), base_url="http://test")

    def send(self, request: Request) -> httpx.Response:
        return self._client.send(request)


def respond_with(value: object) -> FixedSender:
    return FixedSender(content=json.dumps(value).encode())


# 1. A path segment cannot address something else.


@pytest.mark.parametrize("uid", ["", ".", ".."])
def test_a_segment_that_addresses_another_resource_is_rejected(uid: str) -> None:
    with pytest.raises(ValueError, match="entry_uid"):
        delete_entry.build_request("blog_post", uid)


@pytest.mark.parametrize(
    ("uid", "segment"),
    [
        ("../../../stacks", "..%2F..%2F..%2Fstacks"),
        ("x?force=true", "x%3Fforce%3Dtrue"),
        ("a#b", "a%23b"),
        ("cs1,cs2", "cs1%2Ccs2"),
        ("ü", "%C3%BC"),
        ("%2e%2e", "%252e%252e"),
    ],
)
def test_a_segment_stays_one_segment_on_the_wire(uid: str, segment: str) -> None:
    sender = FixedSender()
    delete_entry.sync("blog_post", uid, client=sender)
    assert sender.sent.url.raw_path == f"/v3/content_types/blog_post/entries/{segment}".encode()


@pytest.mark.parametrize("uid", [None, True, 1.5, b"x"])
def test_a_segment_that_is_no_text_is_rejected(uid: object) -> None:
    with pytest.raises(TypeError, match="entry_uid"):
        delete_entry.build_request("blog_post", uid)  # type: ignore[arg-type]


# 2. The multipart boundary is random, and a part without a file name is a plain field.


def test_a_file_that_holds_the_stock_boundary_arrives_whole() -> None:
    payload = b'--+++\r\nContent-Disposition: form-data; name="asset[title]"\r\n\r\ninjected\r\n--+++--'
    sender = respond_with({"asset": {"uid": "blt1"}})
    body = UploadAssetRequest(upload=File(io.BytesIO(payload), "a.bin", "application/octet-stream"), title="T")
    upload_asset.sync(client=sender, body=body)
    boundary = sender.sent.headers["content-type"].removeprefix("multipart/form-data; boundary=")
    assert boundary not in {"", "+++"}
    assert payload in sender.body
    assert sender.body.count(f"--{boundary}".encode()) == 3
    assert b'name="asset[title]"\r\n\r\nT\r\n' in sender.body


# 5. A JSON parameter goes out as JSON, a list once per item, a boolean as true or false.


def test_parameters_have_their_form_on_the_wire() -> None:
    sender = respond_with({"entries": []})
    list_entries.sync(
        "blog_post",
        client=sender,
        query={"title": {"$in": ["a", "b"]}, "on": True},
        include=["author", "related"],
        include_branch=True,
        limit=5,
    )
    sent = httpx.QueryParams(sender.sent.url.query)
    assert json.loads(sent["query"]) == {"title": {"$in": ["a", "b"]}, "on": True}
    assert sent.get_list("include[]") == ["author", "related"]
    assert (sent["include_branch"], sent["limit"]) == ("true", "5")


@pytest.mark.parametrize(("limit", "error"), [(0, ValueError), (101, ValueError), (True, TypeError), ("5", TypeError)])
def test_a_parameter_of_the_wrong_kind_or_out_of_bounds_is_named(limit: object, error: type[Exception]) -> None:
    with pytest.raises(error, match="limit"):
        list_environments.build_request(limit=limit)  # type: ignore[arg-type]


# 6. Nothing is sent that was not given.


def test_nothing_is_sent_that_was_not_given() -> None:
    assert list_entries.build_request("blog_post").query == []
    assert list_entries.build_request("blog_post").headers == {}
    assert json.loads(create_environment.build_request(body={"environment": {"name": "x"}}).content or b"") == {
        "environment": {"name": "x"}
    }
    assert EnvironmentInput(name="x").to_dict() == {"name": "x"}


def test_a_call_without_a_body_has_no_content_type() -> None:
    sender = respond_with({"notice": "gone"})
    delete_entry.sync("blog_post", "blt1", client=sender)
    assert "content-type" not in sender.sent.headers
    assert sender.body == b""


# 7. Any status raises or parses in one place.


@pytest.mark.parametrize("status", [302, 404, 422, 520, 599])
def test_any_status_but_success_raises(status: int) -> None:
    with pytest.raises(UnexpectedStatus) as caught:
        get_environment.sync("production", client=FixedSender(status, b"<html>", "text/html"))
    assert caught.value.status == status


@pytest.mark.parametrize("status", [200, 201, 202, 226])
def test_any_success_parses(status: int) -> None:
    sender = FixedSender(status, b'{"environment": {"uid": "blt1"}}')
    assert get_environment.sync("production", client=sender).environment.uid == "blt1"


@pytest.mark.parametrize(
    "content", [b"<html>502</html>", b'{"environment": 7}', b"[]", b'{"notice": "no environment"}']
)
def test_a_success_that_cannot_be_read_names_its_status(content: bytes) -> None:
    with pytest.raises(DecodeError) as caught:
        get_environment.sync("production", client=FixedSender(200, content))
    assert caught.value.status == 200


# 8. An enumeration is open.


def test_an_unknown_enum_value_is_kept() -> None:
    field = TextField.from_dict({"data_type": "text", "uid": "a", "display_type": "carousel"})
    assert field.display_type == "carousel"
    assert field.to_dict()["display_type"] == "carousel"
    assert pickle.loads(pickle.dumps(field)) == field


# 9. Null and missing keys.


def test_nulls_and_missing_keys_are_read_and_written_back() -> None:
    source: dict[str, Any] = {"uid": "blt1", "name": None, "urls": None, "created_at": None, "ACL": []}
    environment = Environment.from_dict(source)
    assert environment.urls is None
    assert environment.tags is None
    assert environment.to_dict() == source


def test_a_change_is_the_only_change() -> None:
    source = {"uid": "blt1", "title": "a", "_version": 2, "odd": {"deep": [None, 1.0]}, "url": None}
    entry = Entry.from_dict(source)
    entry.title = "b"
    assert entry.to_dict() == {**source, "title": "b"}


# 10. A union is told apart by its tag, and a kind that is not known does not fail.

SCHEMA = [
    {"data_type": "text", "uid": "title", "display_name": "Title", "field_metadata": {"_default": True, "new": 1}},
    {
        "data_type": "group",
        "uid": "g",
        "schema": [{"data_type": "hologram", "uid": "h", "depth": 3}],
        "multiple": False,
    },
]


def test_unknown_kinds_of_field_survive() -> None:
    content_type = ContentType.from_dict({"uid": "page", "schema": SCHEMA})
    assert content_type.schema is not None
    title, group = content_type.schema
    assert isinstance(title, TextField)
    assert isinstance(group, GroupField)
    assert group.schema is not None
    assert isinstance(group.schema[0], OtherField)
    assert content_type.to_dict() == {"uid": "page", "schema": SCHEMA}


def test_a_deep_content_type_decodes_without_trial_and_error() -> None:
    def build_nested(depth: int) -> dict[str, object]:
        inner = [build_nested(depth - 1)] if depth else [{"data_type": "text", "uid": "leaf"}]
        return {"data_type": "group", "uid": f"g{depth}", "schema": inner}

    body = {"content_type": {"uid": "deep", "schema": [build_nested(200)]}}
    response = get_content_type.sync("deep", client=respond_with(body))
    assert response.to_dict() == body


# 11. UNSET keeps its identity; building a request has no side effects.


def test_unset_keeps_its_identity() -> None:
    assert copy.copy(UNSET) is copy.deepcopy(UNSET) is pickle.loads(pickle.dumps(UNSET)) is UNSET
    model = EnvironmentInput(name="x")
    assert pickle.loads(pickle.dumps(model)).to_dict() == copy.deepcopy(model).to_dict() == {"name": "x"}


# 13. Timestamps come back letter for letter.


@pytest.mark.parametrize(
    "text",
    [
        "2023-06-19T11:49:42.083Z",
        "2023-06-19T11:49:42Z",
        "2023-06-19T11:49:42.000Z",
        "2023-06-19T11:49:42.133+05:30",
        "2023-06-19T11:49:42.133456Z",
        "2023-06-19T11:49:42+0000",
        "2023-06-19",
        "2021-W01-1",
        "2023-06-19T24:00:00Z",
    ],
)
def test_a_timestamp_is_aware_and_written_back_as_it_came(text: str) -> None:
    value = parse_datetime(text)
    assert value.tzinfo is not None
    assert format_datetime(value) == text
    assert format_datetime(pickle.loads(pickle.dumps(value))) == text
    assert copy.deepcopy(value) == value


def test_a_new_timestamp_has_the_form_of_the_api() -> None:
    assert format_datetime(datetime(2024, 1, 31, 9, 30, 0, 83_000, UTC)) == "2024-01-31T09:30:00.083Z"
    with pytest.raises(ValueError, match="time zone"):
        format_datetime(datetime(2024, 1, 31))  # noqa: DTZ001 -- the point of the test


def test_a_date_inside_an_entry_stays_as_it_came() -> None:
    assert Entry.from_dict({"uid": "blt1", "when": "2024-01-31T09:30:00.083Z"})["when"] == "2024-01-31T09:30:00.083Z"


# 14. Importing a name loads what it needs and no more.


@pytest.mark.parametrize(
    ("statement", "most"),
    [
        ("from contentstack_cma_client import Client", 0),
        ("import contentstack_cma_client.models", 0),
        ("from contentstack_cma_client.models import Environment", 3),
        ("from contentstack_cma_client.resources import StackResources", 0),
    ],
)
def test_models_are_loaded_when_they_are_used(statement: str, most: int) -> None:
    code = f"{statement}\nimport sys; print(sum(m.startswith('contentstack_cma_client.models.') for m in sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert int(done.stdout) <= most


def test_a_misspelt_model_is_an_error() -> None:
    from contentstack_cma_client import models

    with pytest.raises(AttributeError, match="Enviroment"):
        _ = models.Enviroment  # type: ignore[attr-defined]


# 15. Names with a leading underscore read well.


def test_underscored_names_read_well() -> None:
    entry = Entry.from_dict({"uid": "blt1", "_version": 3, "_in_progress": False})
    assert (entry.version, entry.in_progress) == (3, False)
    assert Asset.from_dict({"uid": "blt1", "_version": 3}).version == 3


def test_any_key_is_reached_by_its_name_on_the_wire() -> None:
    entry = Entry.from_dict({"uid": "blt1", "_version": 3, "title": "a", "price": 2})
    assert (entry["_version"], entry["title"], entry["price"]) == (3, "a", 2)
    entry["price"] = 4
    entry["title"] = "b"
    assert entry.to_dict() == {"uid": "blt1", "_version": 3, "title": "b", "price": 4}
    assert entry.get("no_such_key") is None
    assert list(entry) == ["uid", "title", "_version", "price"]
    with pytest.raises(KeyError):
        _ = entry["no_such_key"]


# Bodies.


@pytest.mark.parametrize("given", [EnvironmentInput(name="x"), {"name": "x"}])
def test_a_body_is_a_model_or_a_mapping(given: EnvironmentInput | EnvironmentInputDict) -> None:
    request = create_environment.build_request(body={"environment": given})
    assert json.loads(request.content or b"") == {"environment": {"name": "x"}}


@pytest.mark.parametrize(("body", "missing"), [({}, "environment"), ({"environment": {}}, "name")])
def test_a_body_that_lacks_a_required_key_is_rejected_before_anything_is_sent(body: Any, missing: str) -> None:
    with pytest.raises(ValueError, match=f"lacks the required key '{missing}'"):
        create_environment.build_request(body=body)


@pytest.mark.parametrize(
    ("schema", "complaint"),
    [
        ([{"data_type": "text"}], r"content_type.schema\[0\] lacks the required key 'uid'"),
        (
            [{"uid": "g", "data_type": "group", "schema": [{"data_type": "text"}]}],
            r"schema\[0\].schema\[0\] lacks .* 'uid'",
        ),
    ],
)
def test_what_is_missing_deep_inside_a_body_is_named_by_its_place(schema: Any, complaint: str) -> None:
    with pytest.raises(ValueError, match=complaint):
        create_content_type.build_request(body={"content_type": {"title": "a", "uid": "a", "schema": schema}})


@pytest.mark.parametrize("schema", ["title", {"uid": "title"}, ["title"], 1])
def test_a_list_of_objects_must_be_one(schema: Any) -> None:
    with pytest.raises(TypeError, match=r"^content_type\.schema(\[0\])? must be a "):
        create_content_type.build_request(body={"content_type": {"title": "a", "uid": "a", "schema": schema}})


def test_secrets_are_not_shown() -> None:
    from contentstack_cma_client.models import (
        AuditLog,
        OrganizationLog,
        User,
        Webhook,
        WebhookExecution,
        WebhookHeaderInput,
    )

    destination = {"http_basic_password": "s3cret", "client_secret": "s3cret", "custom_header": [{"value": "s3cret"}]}
    headers = {"Authorization": "s3cret", "X-Contentstack-Signature": "s3cret", "Custom": "s3cret"}
    attempt = {"request": {"headers": headers}, "response": {"request": {"headers": headers}}}
    logged = {"uid": "blt1", "request": {"user": {"password": "s3cret"}}, "response": {"user": {"authtoken": "s3cret"}}}
    for shown in (
        AuditLog.from_dict(logged),
        OrganizationLog.from_dict(logged),
        User.from_dict({"uid": "blt1", "authtoken": "s3cret"}),
        Webhook.from_dict({"uid": "blt1", "destinations": [destination]}),
        WebhookExecution.from_dict({"uid": "blt1", "event_headers": headers, "request_details": [attempt]}),
        WebhookHeaderInput(header_name="Custom", value="s3cret"),
    ):
        assert "s3cret" not in repr(shown)


def test_the_bytes_of_an_entry_response_reach_the_model_whatever_decodes_them() -> None:
    body = b'{"entry": {"uid": "blt1", "big": 123456789012345678901234567890, "half": "\\ud800"}}'
    entry = get_entry.sync("page", "blt1", client=FixedSender(content=body)).entry
    assert entry["big"] == 123456789012345678901234567890
    assert entry["half"] == "\ud800"
