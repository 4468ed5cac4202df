"""Extensions of a branch: custom fields, widgets and plugins of the editor.

Content types refer to them by `extension_uid`. As this may also be the uid of a Marketplace app, which is not an
extension of the stack, it is neither checked nor removed with the extension.
"""

import re
from dataclasses import replace
from typing import Any, cast

from contentstack_cma_emulator.engine import errors
from contentstack_cma_emulator.engine.call import ApiResponse, Call
from contentstack_cma_emulator.engine.declared import Rejection, Resource, report_missing
from contentstack_cma_emulator.engine.documents import ALL, Document, is_list_of_texts, split_by_comma
from contentstack_cma_emulator.engine.errors import CmaError, Errors
from contentstack_cma_emulator.engine.field_rules import (
    require,
    require_one_of,
    require_texts,
    require_type,
    require_valid,
)
from contentstack_cma_emulator.engine.form_data import Form
from contentstack_cma_emulator.engine.listing import filter_by_query
from contentstack_cma_emulator.engine.registry import FormReader, add_form_reader, operation
from contentstack_cma_emulator.engine.scopes import PER_BRANCH
from contentstack_cma_emulator.engine.strict_json import read_object

INVALID, NOT_FOUND = 344, 347

FIELD, DASHBOARD = "field", "dashboard"
TYPES = (FIELD, "widget", DASHBOARD, "rte_plugin", "asset_sidebar_widget")
DATA_TYPES = ("text", "number", "isodate", "boolean", "json", "reference", "file")

SOURCES = ("src", "srcdoc")
"""The URL of an extension or its code; it has one of the two."""

FORM_FIELD = re.compile(r"extension\[(\w+)\](\[\d*\])?")
UPLOADED = "upload"

DEFAULTS_BY_TYPE: dict[str, Document] = {
    FIELD: {"multiple": False},
    DASHBOARD: {
        "enable": True,
        "default_width": "half",
        "SYS_ACL": {
            "others": {"render": False},
            "users": {"uids": [ALL], "render": True},
            "roles": {"uids": [], "render": True},
        },
    },
}
"""The default values of each type of extension."""


def prepare(_call: Call, sent: Document, _stored: Document) -> Document:
    """Return an extension as it is stored. Its `config` becomes an object if it is JSON text."""
    if not isinstance(sent.get("config"), str):
        return sent
    return sent | {"config": read_json("config", sent["config"])}


def read_json(name: str, text: str) -> Document:
    """Return the object in a JSON text; an empty one for a blank text. Raises `CmaError` (422/344) if there is none."""
    try:
        return read_object(text) if text.strip() else {}
    except ValueError as error:
        raise build_error({name: [errors.NOT_VALID]}) from error


def build_error(problems: Errors) -> CmaError:
    """Return the error (422/344) for an extension that cannot be stored."""
    return EXTENSIONS.build_error("creation", problems)


def check_source(_call: Call, document: Document) -> Errors:
    """Require the URL of the extension or its code."""
    return {} if any(document.get(name) for name in SOURCES) else {"src": [errors.REQUIRED]}


def check_data_type(_call: Call, document: Document) -> Errors:
    """Require the data type of a custom field."""
    missing = document.get("type") == FIELD and not document.get("data_type")
    return {"data_type": [errors.REQUIRED]} if missing else {}


def is_scope(value: Any) -> bool:
    """Return whether this is a valid `scope`: the content types that an extension is offered in."""
    named: Any = cast("Document", value).get("content_types", []) if isinstance(value, dict) else None
    return is_list_of_texts(named)


EXTENSIONS = Resource(
    kind="extension",
    key="extension",
    plural="extensions",
    noun="Extension",
    address="extension_uid",
    place=PER_BRANCH,
    defaults={"tags": [], "config": {}},
    prepare=prepare,
    unique=("title",),
    duplicate=Rejection(INVALID),
    invalid_code=INVALID,
    rules=(
        require("title", "type"),
        require_one_of("type", TYPES),
        require_one_of("data_type", DATA_TYPES),
        require_one_of("default_width", ("half", "full")),
        *(require_type(name, bool) for name in ("multiple", "enable")),
        *(require_type(name, str) for name in ("title", *SOURCES)),
        require_valid("scope", is_scope),
        require_texts("tags"),
        check_source,
        check_data_type,
    ),
    missing=report_missing("Extension", NOT_FOUND, status=404),
)
EXTENSIONS.register_all_but("list", "create", "update")


@operation("list_extensions")
def list_extensions(call: Call) -> ApiResponse:
    """Return a page of the extensions, with `scope` only of those offered in a content type."""
    wanted = call.get_text("scope")
    found = [e for e in EXTENSIONS.find_all(call) if wanted is None or is_offered(e, wanted)]
    return EXTENSIONS.list_found(call, filter_by_query(call, found))


def is_offered(extension: Document, content_type_uid: str) -> bool:
    """Return whether an extension is offered in a content type; without a scope it is offered in all."""
    named = cast("Document", extension.get("scope") or {}).get("content_types")
    return named is None or bool({content_type_uid, ALL} & set(named))


@operation("create_extension")
def create_extension(call: Call) -> ApiResponse:
    """Create an extension from JSON or from a form with a file."""
    sent = EXTENSIONS.read_sent(call)
    whole = DEFAULTS_BY_TYPE.get(str(sent.get("type")), {}) | sent
    return EXTENSIONS.create(replace(call, body={"extension": whole}))


@operation("update_extension")
def update_extension(call: Call) -> ApiResponse:
    """Update an extension. A new URL replaces its code, and new code its URL."""
    sent = EXTENSIONS.read_sent(call)
    sources = [name for name in SOURCES if sent.get(name)]
    stored = {name: value for name, value in EXTENSIONS.find(call).items() if not sources or name not in SOURCES}
    return EXTENSIONS.update_from(call, stored, sent)


def read_form(form: Form) -> Document:
    """Return the body in a form with fields such as `extension[title]`."""
    sent: Document = {}
    for name, values in form.fields.items():
        match = FORM_FIELD.fullmatch(name)
        if match:
            sent[match[1]] = read_form_value(match[1], values)
    upload = form.get_upload(f"extension[{UPLOADED}]")
    if upload:
        sent["srcdoc"] = upload.path.read_bytes().decode("utf-8", errors="replace")
    elif UPLOADED in sent:
        sent["srcdoc"] = sent.pop(UPLOADED)
    return {"extension": sent}


add_form_reader("create_extension", FormReader(read_form, "create_extension"))


def read_form_value(name: str, values: tuple[str, ...]) -> Any:
    """Return the value of a form field. Raises `CmaError` (422/344) if it must be JSON and is not."""
    text = values[0]
    if name == "tags":
        return split_by_comma(*values)
    if name == "scope":
        return read_json(name, text)
    flags = {"true": True, "false": False} if name in ("multiple", "enable") else {}
    return flags.get(text.lower(), text)
