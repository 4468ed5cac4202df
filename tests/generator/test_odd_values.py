"""A value of another kind than described is kept as it came, in every model that is read."""

import copy
import pickle
from collections.abc import Iterator
from typing import Any

import pytest

from contentstack_cma_client import models
from contentstack_cma_client.api.audit_log import list_audit_logs
from contentstack_cma_client.api.organizations import list_organization_logs
from contentstack_cma_client.dates import format_datetime, parse_datetime
from contentstack_cma_client.model import Model, ReadModel
from contentstack_cma_client.models import ContentType, Environment, Label, TextField
from tests.generator.support.senders import build_json_response

ODD: list[Any] = [
    "",
    "text",
    "ISODate('2026-01-31T09:30:00.083Z')",
    "2024-W05-3T09:30:00.083Z",
    "2026-01-31 09:30:00.083Z",
    "2026-02-31T09:30:00.083Z",
    "9999-12-31T23:59:59.999-23:00",
    0,
    1706693400083,
    -1.5,
    True,
    None,
    {},
    [],
    {"uid": 5, "data_type": []},
    [1, None, "text", [], {}, {"uid": "blt1"}, [{"uid": "blt1"}]],
]


def read_models() -> Iterator[type[Model]]:
    for name in models.__all__:
        model = getattr(models, name)
        if isinstance(model, type) and issubclass(model, ReadModel):
            yield model


READ = sorted(read_models(), key=lambda model: model.__name__)


def test_there_are_models_to_read() -> None:
    assert len(READ) > 200


@pytest.mark.parametrize("model", READ, ids=lambda model: model.__name__)
def test_whatever_a_key_holds_it_is_written_back(model: type[Model]) -> None:
    for key in model._attributes:
        for value in ODD:
            source = {key: value}
            assert model.from_dict(source).to_dict() == source


@pytest.mark.parametrize("model", READ, ids=lambda model: model.__name__)
def test_a_model_of_odd_values_can_be_copied_and_pickled(model: type[Model]) -> None:
    for value in ODD:
        read = model.from_dict(dict.fromkeys(model._attributes, value))
        assert copy.deepcopy(read) == read
        assert copy.copy(read) == read
        assert pickle.loads(pickle.dumps(read)) == read


def test_an_odd_value_costs_nothing_but_its_own_type() -> None:
    body = {
        "logs": [{"uid": "a", "created_at": "ISODate(1)"}, {"uid": "b", "created_at": "2026-01-31T09:30:00.083Z"}, 7]
    }
    logs = list_audit_logs.parse(build_json_response(body)).logs
    assert isinstance(logs, list)
    assert logs[0].created_at == "ISODate(1)"
    assert logs[1].created_at == parse_datetime("2026-01-31T09:30:00.083Z")
    assert logs[2] == 7


def test_a_date_of_another_form_does_not_cost_the_page_of_an_organization_log() -> None:
    body = {"logs": [{"uid": "a", "created_at": 'ISODate("2026-01-31T09:30:00.083Z")'}, {"uid": "b"}]}
    logs = list_organization_logs.parse(build_json_response(body)).logs
    assert [(log.uid, log.created_at) for log in logs] == [("a", body["logs"][0]["created_at"]), ("b", None)]


def test_a_version_that_is_text_is_kept() -> None:
    source = {"uid": "a", "name": "Blue", "_version": "1"}
    label: Any = Label.from_dict(source)
    assert (label._version if hasattr(label, "_version") else label.version, label.to_dict()) == ("1", source)


@pytest.mark.parametrize("default_key", [["a", "b"], "a", None])
@pytest.mark.parametrize("reference_to", ["", ["sys_assets"], None])
def test_custom_fields_and_selects_come_in_every_known_form(default_key: Any, reference_to: Any) -> None:
    metadata = {"default_key": default_key, "extension": True}
    schema = [
        {"uid": kind, "data_type": kind, "reference_to": reference_to, "field_metadata": metadata}
        for kind in ("text", "json", "file")
    ]
    source = {"uid": "page", "schema": schema}
    read = ContentType.from_dict(source)
    assert read.to_dict() == source
    assert [field.reference_to for field in read.schema or ()] == [reference_to] * 3  # type: ignore[union-attr]


@pytest.mark.parametrize("tag", [True, 7, [], {}, None, "no_such_type"])
def test_a_tag_of_another_kind_is_that_of_no_member(tag: Any) -> None:
    source = {"uid": "page", "schema": [{"uid": "a", "data_type": tag}]}
    assert ContentType.from_dict(source).to_dict() == source


@pytest.mark.parametrize("value", [True, 5, {}, []])
def test_what_is_no_text_is_kept_at_an_enum(value: Any) -> None:
    assert TextField.from_dict({"data_type": "text", "uid": "a", "display_type": value}).display_type is value


def test_a_required_key_may_be_missing() -> None:
    label: Any = Label.from_dict({"name": "a"})
    assert label.uid is None
    assert label.to_dict() == {"name": "a"}
    assert "uid" not in label


def test_a_value_of_another_kind_can_be_replaced() -> None:
    environment = Environment.from_dict({"uid": "a", "name": "x", "created_at": ""})
    environment.created_at = parse_datetime("2026-01-31T09:30:00.083Z")
    assert environment.to_dict()["created_at"] == "2026-01-31T09:30:00.083Z"


@pytest.mark.parametrize("text", ["2024-W05-3T09:30:00.083Z", "2026-01-31 09:30:00.083Z", "2026-01-31t09:30:00.083Z"])
def test_an_unusual_timestamp_of_the_usual_length_keeps_its_text(text: str) -> None:
    assert format_datetime(parse_datetime(text)) == text
