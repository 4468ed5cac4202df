"""Build content types and global fields, and create them."""

import json
from typing import Any

import httpx

TYPES = "/v3/content_types"
GLOBALS = "/v3/global_fields"

Json = dict[str, Any]

NESTED = {"api_version": "3.2"}
IS_PAGE = {"is_page": True, "url_pattern": "/:title", "url_prefix": "/"}


def build_field(uid: str, data_type: str = "text", **more: Any) -> Json:
    return {"display_name": uid.title(), "uid": uid, "data_type": data_type, **more}


TITLE = build_field("title", mandatory=True, unique=True, field_metadata={"_default": True})
URL = build_field("url", field_metadata={"_default": True})


def build_type(uid: str, *fields: Json, **more: Any) -> Json:
    return {"title": uid.title(), "uid": uid, "schema": [TITLE, *fields], **more}


def build_global_field(uid: str, *fields: Json, **more: Any) -> Json:
    return {"title": uid.title(), "uid": uid, "schema": [build_field("line"), *fields], **more}


def build_global_field_reference(uid: str, other: str) -> Json:
    return build_field(uid, "global_field", reference_to=other)


def build_reference(uid: str, *content_types: str) -> Json:
    return build_field(uid, "reference", reference_to=list(content_types))


def create_type(stack: httpx.Client, body: Json, **headers: str) -> httpx.Response:
    return stack.post(TYPES, json={"content_type": body}, headers=headers)


def create_global(stack: httpx.Client, body: Json, **headers: str) -> httpx.Response:
    return stack.post(GLOBALS, json={"global_field": body}, headers=headers)


def change_type(stack: httpx.Client, body: Json) -> httpx.Response:
    return stack.put(f"{TYPES}/{body['uid']}", json={"content_type": body})


def get_type(stack: httpx.Client, uid: str, **params: str) -> Json:
    found: Json = stack.get(f"{TYPES}/{uid}", params=params).json()["content_type"]
    return found


def send_file(stack: httpx.Client, path: str, key: str, content: Any, **params: str) -> httpx.Response:
    files = {key: (f"{key}.json", json.dumps(content), "application/json")}
    return stack.post(f"{path}/import", files=files, params=params)
