"""Bodies that cannot be right raise before anything is sent, with what to do instead."""

import re
from typing import Any

import pytest

from contentstack_cma_client.api.bulk_operations import delete_in_bulk, publish_in_bulk
from contentstack_cma_client.api.entries import create_entry, update_entry
from contentstack_cma_client.api.labels import create_label
from contentstack_cma_client.api.stacks import update_stack
from contentstack_cma_client.models import BulkPublishRequest, Entry
from contentstack_cma_client.resources import StackResources
from tests.generator.support.senders import Sender, build_json_response


def things(number: int, **more: Any) -> list[dict[str, Any]]:
    return [{"uid": f"blt{index}", **more} for index in range(number)]


def stack() -> StackResources:
    return StackResources(Sender(build_json_response({})))


def test_a_value_in_its_own_envelope_is_told_from_one_that_lacks_a_key() -> None:
    hint = "label lacks the required key 'name': pass the fields themselves, without {'label': …} around them"
    wrapped: Any = {"label": {"name": "News"}}
    with pytest.raises(ValueError, match=re.escape(hint)):
        stack().labels.create(wrapped)


def test_an_update_in_its_own_envelope_is_rejected_though_it_requires_no_key() -> None:
    wrapped: Any = {"stack": {"name": "News"}}
    with pytest.raises(ValueError, match=r"stack must not be wrapped in its name: pass the fields themselves"):
        update_stack.build_request(body={"stack": wrapped})


@pytest.mark.parametrize("label", [{}, {"label": "x"}, {"label": {}, "content_types": []}, {"other": {"name": "x"}}])
def test_a_value_that_only_lacks_a_key_is_given_no_hint(label: Any) -> None:
    with pytest.raises(ValueError, match=r"lacks the required key 'name'$"):
        create_label.build_request(body={"label": label})


TARGET: dict[str, Any] = {"locales": ["en-us"], "environments": ["production"]}


@pytest.mark.parametrize(
    ("lists", "message"),
    [
        ({"entries": things(11)}, "entries and assets: at most 10 items per call, not 11"),
        ({"entries": things(6), "assets": things(5)}, "entries and assets: at most 10 items per call, not 11"),
        ({"locales": ["a"] * 11}, "locales: at most 10 items per call, not 11"),
    ],
)
def test_a_bulk_call_takes_ten_items(lists: Any, message: str) -> None:
    body: Any = TARGET | lists
    with pytest.raises(ValueError, match=message):
        publish_in_bulk.build_request(body=body)
    with pytest.raises(ValueError, match=message):
        publish_in_bulk.build_request(body=BulkPublishRequest(**body))
    body = TARGET | {"entries": things(5), "assets": things(5)}
    publish_in_bulk.build_request(body=body)


def test_a_bulk_deletion_takes_ten_items() -> None:
    body: Any = {"entries": things(12, content_type="page")}
    with pytest.raises(ValueError, match="entries and assets: at most 10 items per call, not 12"):
        delete_in_bulk.build_request(body=body)


def test_a_release_takes_25_items_at_once() -> None:
    items: Any = things(26, action="publish", locale="en-us", version=1, content_type_uid="page")
    with pytest.raises(ValueError, match="items: at most 25 items per call, not 26"):
        stack().release_items("blt1").add(items)


@pytest.mark.parametrize("fields", [{"title": "A"}, {}, Entry.from_dict({"uid": "a"})])
def test_an_entry_wrapped_in_its_name_is_rejected_instead_of_stored_without_fields(fields: Any) -> None:
    wrapped: Any = {"entry": fields}
    hint = r"entry must not be wrapped in its name.*without \{'entry': …\}"
    with pytest.raises(ValueError, match=hint):
        create_entry.build_request("blog_post", body={"entry": wrapped})
    with pytest.raises(ValueError, match=hint):
        update_entry.build_request("blog_post", "blt1", body={"entry": wrapped})
    assert create_entry.build_request("blog_post", body={"entry": {**wrapped, "title": "A"}}).content
