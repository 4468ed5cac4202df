"""Extensions: custom fields, widgets and plugins of the editor. Each branch has its own.

Content types name those that edit their fields by `extension_uid`. Such a name may also be that of an app of the
marketplace, which is no extension of the stack; so it is not checked, and it stays when the extension goes.
"""

import json
import re
from dataclasses import replace
from typing import Any, cast

from contentstack_cma_emulator.engine import errors
from contentstack_cma_emulator.engine.call import Answer, Call, Form
from contentstack_cma_emulator.engine.declared import Refused, Resource, missing_as
from contentstack_cma_emulator.engine.documents import Document
from contentstack_cma_emulator.engine.errors import CmaError
from contentstack_cma_emulator.engine.field_rules import Errors, one_of, required, texts, value_rule
from contentstack_cma_emulator.engine.listing import matching, shown_listing
from contentstack_cma_emulator.engine.registry import operation
from contentstack_cma_emulator.engine.relations import ALL
from contentstack_cma_emulator.engine.scopes import PER_BRANCH
from contentstack_cma_emulator.resources.import_files import known_part

INVALID, NOT_FOUND = 344, 347

FIELD, DASHBOARD = "field", "dashboard"
TYPES = (FIELD, "widget", DASHBOARD, "rte_plugin", "asset_sidebar_widget")
DATA_TYPES = ("text", "number", "isodate", "boolean", "json", "reference", "file")

SOURCES = ("src", "srcdoc")
"""The address of an extension, or the code itself: one of the two."""

PART = re.compile(r"extension\[(\w+)\](\[\d*\])?")
UPLOADED = "upload"

BY_TYPE: dict[str, Document] = {
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
"""What an extension of a type has unless it is sent."""


def prepare(_call: Call, sent: Document) -> Document:
    """Answer an extension as it is kept: its config an object, which may be sent as JSON text."""
    if not isinstance(sent.get("config"), str):
        return sent
    return sent | {"config": read_json("config", sent["config"])}


def read_json(name: str, text: str) -> Document:
    """Answer the object that a JSON text is, an empty one for no text. Raises `CmaError` (422/344) if it is none."""
    try:
        value: Any = json.loads(text) if text.strip() else {}
    except (ValueError, RecursionError) as error:
        raise refused({name: [errors.NOT_VALID]}) from error
    if not isinstance(value, dict):
        raise refused({name: [errors.NOT_VALID]})
    return cast("Document", value)


def refused(wrong: Errors) -> CmaError:
    """422/344: the extension cannot be stored."""
    return EXTENSIONS.refused("creation", wrong)


def has_source(_call: Call, document: Document) -> Errors:
    """Demand the address of the extension, or its code."""
    return {} if any(document.get(name) for name in SOURCES) else {"src": [errors.REQUIRED]}


def has_data_type(_call: Call, document: Document) -> Errors:
    """Demand that a custom field says what it edits."""
    missing = document.get("type") == FIELD and not document.get("data_type")
    return {"data_type": [errors.REQUIRED]} if missing else {}


def is_scope(value: Any) -> bool:
    """Answer whether this says for which content types an extension is offered."""
    named: Any = cast("Document", value).get("content_types", []) if isinstance(value, dict) else None
    return isinstance(named, list) and all(isinstance(uid, str) for uid in cast("list[object]", named))


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
    duplicate=Refused(INVALID),
    invalid_code=INVALID,
    rules=(
        required("title", "type"),
        one_of("type", TYPES),
        one_of("data_type", DATA_TYPES),
        one_of("default_width", ("half", "full")),
        *(value_rule(name, lambda value: isinstance(value, bool)) for name in ("multiple", "enable")),
        *(value_rule(name, lambda value: isinstance(value, str)) for name in ("title", *SOURCES)),
        value_rule("scope", is_scope),
        texts("tags"),
        has_source,
        has_data_type,
    ),
    missing=missing_as("Extension", NOT_FOUND, status=404),
)
EXTENSIONS.register_all_but("list", "create", "update")


@operation("list_extensions")
def list_extensions(call: Call) -> Answer:
    """Answer a page of the extensions: all of them, or those that are offered in a content type."""
    wanted = call.text("scope")
    found = [e for e in EXTENSIONS.all(call) if wanted is None or is_offered(e, wanted)]
    shown = matching(call, found)
    return shown_listing(call, "extensions", shown, lambda extension: EXTENSIONS.read(call, extension))


def is_offered(extension: Document, content_type_uid: str) -> bool:
    """Answer whether an extension is offered in a content type; one without a scope is in all of them."""
    named = cast("Document", extension.get("scope") or {}).get("content_types")
    return named is None or bool({content_type_uid, ALL} & set(named))


@operation("create_extension")
def create_extension(call: Call) -> Answer:
    """Store a new extension, sent as JSON or as a form with a file."""
    sent = EXTENSIONS.sent(call) or known_part("extension", sent_form(call.form))
    whole = BY_TYPE.get(str(sent.get("type")), {}) | sent
    return EXTENSIONS.create(replace(call, body={"extension": whole}))


@operation("update_extension")
def update_extension(call: Call) -> Answer:
    """Write what was sent over an extension; an address takes the place of the code, and the other way round."""
    sent = EXTENSIONS.sent(call)
    given = [name for name in SOURCES if sent.get(name)]
    stored = {name: value for name, value in EXTENSIONS.find(call).items() if not given or name not in SOURCES}
    document = EXTENSIONS.change(call, stored, sent)
    return EXTENSIONS.answer("updated", EXTENSIONS.shown(call, document), 200)


def sent_form(form: Form) -> Document:
    """Answer the extension in a form, whose parts are called `extension[title]` and the like."""
    sent: Document = {}
    for name, values in form.fields.items():
        match = PART.fullmatch(name)
        if match:
            sent[match[1]] = read_part(match[1], values)
    upload = form.upload(f"extension[{UPLOADED}]")
    if upload:
        sent["srcdoc"] = upload.path.read_bytes().decode("utf-8", errors="replace")
    elif UPLOADED in sent:
        sent["srcdoc"] = sent.pop(UPLOADED)
    return sent


def read_part(name: str, values: tuple[str, ...]) -> Any:
    """Answer what the texts of a part stand for. Raises `CmaError` (422/344) where JSON is expected and none sent."""
    text = values[0]
    if name == "tags":
        return [tag.strip() for value in values for tag in value.split(",") if tag.strip()]
    if name == "scope":
        return read_json(name, text)
    flags = {"true": True, "false": False} if name in ("multiple", "enable") else {}
    return flags.get(text.lower(), text)
