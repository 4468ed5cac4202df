"""Known payloads against the description and the generated models: all are valid, and nothing is lost by decoding."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from contentstack_cma_client import models
from contentstack_cma_client.encoding import encode_json_body
from contentstack_cma_client.json_codec import dumps, loads
from tests.contract.support.known_operations import load_description, load_operations, read_operations, read_samples
from tests.contract.support.payload_repairs import ROWS, count_occurrences, mend
from tests.contract.support.sample_schemas import find_schema

Json = Any


@dataclass(frozen=True)
class Payload:
    """A payload that is to follow a schema."""

    where: str
    number: int
    schema: str
    content: Json

    def __str__(self) -> str:
        return f"{self.where} {self.number} ({self.schema})"

    @property
    def mended(self) -> Json:
        """The content without placeholders."""
        return mend(self.where, self.content)


def _requests() -> Iterator[Payload]:
    for key, operation in load_operations().items():
        known = read_operations()[key]
        if known.body:
            for number, example in enumerate(known.body.examples):
                (name,) = {_name(media) for media in _media_for(operation["requestBody"]["content"], example)}
                yield Payload(key, number, name, example)


def _media_for(content: dict[str, Json], example: Json) -> list[Json]:
    """The media types that an example can be of: one with form fields is of the multipart kind."""
    fields = isinstance(example, dict) and any("[" in key for key in example)
    return [media for kind, media in content.items() if len(content) == 1 or (kind == "multipart/form-data") == fields]


def _answers() -> Iterator[Payload]:
    for key, operation in load_operations().items():
        content = operation["responses"]["2XX"].get("content", {})
        for number, response in enumerate(read_operations()[key].answers):
            yield Payload(key, number, _name(content["application/json"]), response)


def _samples() -> Iterator[Payload]:
    for sample in read_samples():
        schema = find_schema(sample.file, sample.group)
        if schema:
            yield Payload(sample.file, 0, schema, sample.payload)


def _name(media: Json) -> str:
    return str(media["schema"]["$ref"]).rpartition("/")[2]


REQUESTS = list(_requests())
READ = [*_answers(), *_samples()]


@cache
def _validator(schema: str) -> Draft202012Validator:
    return Draft202012Validator(
        {"$ref": f"#/components/schemas/{schema}", "components": load_description()["components"]}
    )


def _canonical(value: Json) -> str:
    """Text that differs wherever two JSON values do: 1, 1.0 and true are three."""
    return json.dumps(value, sort_keys=True)


def test_there_are_payloads() -> None:
    assert len(REQUESTS) >= 60
    assert len(READ) >= 110


@pytest.mark.parametrize("payload", REQUESTS, ids=str)
def test_request_is_valid(payload: Payload) -> None:
    assert [error.message for error in _validator(payload.schema).iter_errors(payload.mended)] == []


@pytest.mark.parametrize("payload", REQUESTS, ids=str)
def test_request_is_sent_as_it_was_given(payload: Payload) -> None:
    model = getattr(models, payload.schema)
    as_mapping = encode_json_body(payload.mended, model)
    as_model = encode_json_body(model.from_dict(payload.mended), model)
    assert _canonical(json.loads(as_mapping)) == _canonical(payload.mended)
    assert _canonical(json.loads(as_model)) == _canonical(payload.mended)


@pytest.mark.parametrize("payload", READ, ids=str)
def test_response_is_valid(payload: Payload) -> None:
    errors = _validator(payload.schema).iter_errors(payload.mended)
    assert [f"{error.json_path}: {error.message}" for error in errors] == []


@pytest.mark.parametrize("payload", READ, ids=str)
def test_response_is_decoded_and_encoded_without_loss(payload: Payload) -> None:
    model = getattr(models, payload.schema)
    text = json.dumps(payload.mended).encode()
    decoded = model.from_dict(loads(text))
    assert _canonical(json.loads(dumps(decoded))) == _canonical(payload.mended)


@pytest.mark.parametrize("payload", [payload for payload in READ if "created_at" in payload.content], ids=str)
def test_system_timestamps_are_moments(payload: Payload) -> None:
    decoded = getattr(models, payload.schema).from_dict(payload.mended)
    assert isinstance(decoded.created_at, datetime)
    assert decoded.created_at.tzinfo is not None


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row.where} {row.key}")
def test_mending_is_needed(row: Any) -> None:
    contents = [payload.content for payload in [*REQUESTS, *READ] if row.concerns(payload.where)]
    assert sum(count_occurrences(row, content) for content in contents) > 0
    assert row.reason


@pytest.mark.parametrize("group", sorted({sample.group for sample in read_samples()}))
def test_every_sample_has_a_schema(group: str) -> None:
    assert [
        sample.file for sample in read_samples() if sample.group == group and not find_schema(sample.file, group)
    ] == []
