"""What a model shows of itself: what is set, on one screen, without secrets, and without ever raising."""

from typing import Any

import pytest

from contentstack_cma_client import models
from contentstack_cma_client.display import render_items_table, render_value
from contentstack_cma_client.model import Model
from contentstack_cma_client.models import (
    ContentType,
    Entry,
    LabelInput,
    ManagementToken,
    User,
    Webhook,
    WebhookExecution,
)
from tests.generator.test_mappings import list_models

SECRET = "s3cret-value"


class Broken:
    def __repr__(self) -> str:
        raise RuntimeError


def test_what_is_set_is_shown_by_attribute_with_custom_fields() -> None:
    entry = Entry.from_dict(
        {"uid": "blt1", "title": "Hi", "_version": 3, "ACL": None, "price": 3, "my-key": [1], "_workflow": {"uid": "w"}}
    )
    assert repr(entry) == (
        "Entry(uid='blt1', title='Hi', price=3, **{'my-key': [1]}, version=3, workflow=EntryWorkflowStage(uid='w'))"
    )
    assert repr(LabelInput(name="a")) == "LabelInput(name='a')"


def test_a_large_model_fits_on_a_screen() -> None:
    entry = Entry.from_dict({"uid": "a", **{f"field_{number}": "text " * 100 for number in range(100)}})
    assert len(repr(entry)) < 1100
    assert "more)" in repr(entry)
    schema = [{"uid": f"f{number}", "data_type": "text", "display_name": "x" * 200} for number in range(50)]
    assert len(repr(ContentType.from_dict({"uid": "page", "schema": schema}))) < 1100


@pytest.mark.parametrize(
    "shown",
    [
        ManagementToken.from_dict({"uid": "a", "token": SECRET}),
        User.from_dict({"uid": "a", "authtoken": SECRET}),
        Webhook.from_dict({"destinations": [{"http_basic_password": SECRET}]}),
        Webhook.from_dict({"destinations": [{"target_url": f"https://me:{SECRET}@example.com/hook"}]}),
        Entry.from_dict({"uid": "a", "apiToken": SECRET}),
        Entry.from_dict({"uid": "a", "settings": {"password": SECRET, "list": [{"client_secret": SECRET}]}}),
        Entry.from_dict({"uid": "a", "settings": {"tokens": [SECRET]}}),
        Entry.from_dict({"uid": "a", "headers": {"X-Any": SECRET}, "hook": {"custom_header": [{"value": SECRET}]}}),
        WebhookExecution.from_dict({"uid": "a", "event_headers": {"X-Any": SECRET}}),
    ],
)
def test_secrets_are_hidden(shown: Model) -> None:
    table = render_items_table("page", [shown])
    rich = repr([(name, value) for name, value in shown.__rich_repr__()])
    for text in (repr(shown), shown._repr_html_(), table, rich, repr([shown]), f"{shown}"):
        assert SECRET not in text


@pytest.mark.parametrize("model", list(list_models()), ids=lambda model: model.__name__)
def test_no_model_shows_a_token_password_or_secret(model: type[Model]) -> None:
    suspects = [key for key in model._attributes if key.lower().endswith(("token", "secret", "password", "secret_key"))]
    assert SECRET not in repr(model.from_dict({**dict.fromkeys(model._required, 1), **dict.fromkeys(suspects, SECRET)}))


def test_showing_never_raises() -> None:
    looped: dict[str, Any] = {"uid": "a", "broken": Broken()}
    looped["self"] = looped
    entry = Entry.from_dict(looped)
    entry["model"] = entry
    assert "broken=<Broken>" in repr(entry)
    assert "self={" in repr(entry)
    assert "<table" in entry._repr_html_()
    assert render_value(Broken()) == "<Broken>"


def test_a_table_is_escaped() -> None:
    entry = Entry.from_dict({"uid": "<script>", "<b>": "<img src=x onerror=alert(1)>"})
    for table in (entry._repr_html_(), render_items_table("<i>", [entry, "<u>"])):
        assert not any(tag in table for tag in ("<script", "<b>", "<img", "<u>", "<i>"))
        assert "&lt;script&gt;" in table


def test_a_table_of_items_is_limited() -> None:
    items = [Entry.from_dict({"uid": f"e{row}", **{f"f{n}": n for n in range(50)}}) for row in range(500)]
    table = render_items_table("500 entries", items)
    assert table.count("<tr>") < 105
    assert table.count("<th>") <= 10
    assert "more" in table


def test_members_of_enumerations_are_shown_as_text() -> None:
    assert render_value(models.ExtensionType("field")) == "'field'"
