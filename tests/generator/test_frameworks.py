"""Models in pandas, pydantic and FastAPI."""

from typing import Any

import pandas as pd
import pytest
from fastapi import FastAPI
from pydantic import BaseModel, TypeAdapter, ValidationError

from contentstack_cma_client import models
from contentstack_cma_client.model import Model, OpenEnum
from contentstack_cma_client.models import Entry, ExtensionType, LabelInput

SOURCE: dict[str, Any] = {
    "uid": "blt1",
    "title": "Hi",
    "created_at": "2024-01-31T09:30:00.083Z",
    "_workflow": {"uid": "w"},
    "price": 3,
}


class Parcel(BaseModel):
    entry: Entry
    label: LabelInput | None = None
    kind: ExtensionType | None = None


def test_a_table_has_a_column_for_each_key() -> None:
    entries = [Entry.from_dict(SOURCE), Entry.from_dict({"uid": "blt2", "color": "red"})]
    frame = pd.DataFrame(entries)
    assert list(frame["uid"]) == ["blt1", "blt2"]
    assert set(frame.columns) == {*SOURCE, "color"}
    flat = pd.json_normalize([entry.to_dict() for entry in entries])
    assert flat["_workflow.uid"].iloc[0] == "w"


def test_a_model_is_a_field_of_a_pydantic_model() -> None:
    parcel = Parcel.model_validate({"entry": SOURCE, "label": {"name": "a"}, "kind": "strange"})
    assert isinstance(parcel.entry, Entry)
    assert isinstance(parcel.label, LabelInput)
    assert parcel.kind == "strange"
    assert parcel.model_dump() == {"entry": SOURCE, "label": {"name": "a"}, "kind": "strange"}
    assert Parcel.model_validate_json(parcel.model_dump_json()) == parcel


def test_an_instance_is_kept() -> None:
    entry = Entry.from_dict(SOURCE)
    assert Parcel(entry=entry).entry is entry


@pytest.mark.parametrize("value", [5, "text", [], None, LabelInput(name="a")])
def test_anything_but_a_mapping_is_invalid(value: Any) -> None:
    with pytest.raises(ValidationError, match="must be Entry or a mapping"):
        Parcel(entry=value)


def test_a_required_key_of_a_body_is_required() -> None:
    with pytest.raises(ValidationError, match="lacks the required key 'name'"):
        TypeAdapter(LabelInput).validate_python({})


def test_the_schema_has_the_keys_in_json() -> None:
    schema = TypeAdapter(Entry).json_schema()
    assert schema["properties"]["_version"] == {"anyOf": [{"type": "integer"}, {"type": "null"}]}
    assert schema["additionalProperties"] is True
    assert "required" not in schema
    assert TypeAdapter(LabelInput).json_schema()["required"] == ["name"]
    assert TypeAdapter(ExtensionType).json_schema()["type"] == "string"


def test_every_model_has_a_schema() -> None:
    for name in models.__all__:
        kind = getattr(models, name)
        if isinstance(kind, type) and issubclass(kind, Model | OpenEnum):
            for mode in ("validation", "serialization"):
                assert TypeAdapter(kind).json_schema(mode=mode)["title"] == name


@pytest.mark.anyio
async def test_fastapi_returns_and_accepts_models() -> None:
    import httpx

    app = FastAPI()

    @app.get("/annotated")
    async def read() -> Entry:
        return Entry.from_dict(SOURCE)

    @app.get("/list")
    async def read_all() -> list[Entry]:
        return [Entry.from_dict(SOURCE)]

    @app.get("/plain")
    async def read_plain():  # type: ignore[no-untyped-def]  # as without annotations
        return [Entry.from_dict(SOURCE)]

    @app.post("/")
    async def write(entry: Entry) -> dict[str, Entry]:
        return {"saved": entry}

    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://app") as client:
        assert (await client.get("/annotated")).json() == SOURCE
        assert (await client.get("/list")).json() == [SOURCE]
        assert (await client.get("/plain")).json()[0]["_workflow"] == {"uid": "w"}
        assert (await client.post("/", json=SOURCE)).json() == {"saved": SOURCE}
        assert (await client.post("/", json=[1])).status_code == 422
        openapi = (await client.get("/openapi.json")).text
    assert "_version" in openapi
