"""Flows about global fields."""

from contentstack_cma_testing.parity.building import Document, make_field
from contentstack_cma_testing.parity.describing import describe_outcome
from contentstack_cma_testing.parity.flow import Reply, Steps, flow
from contentstack_cma_testing.parity.preparing import create_content_type

TAG = "Global fields"
PATH = "/v3/global_fields"
NESTED = {"api_version": "3.2"}
MAX_LEVELS = 5
"""The deepest level of global fields, by the documentation."""


@flow(TAG, "A global field cannot have the uid or title of another.", calls=7, answers=["global_field_duplicate"])
def create_twice(steps: Steps) -> None:
    uid, other = steps.name("first"), steps.name("second")
    _remove_later(steps, uid)
    _remove_later(steps, other)
    steps.call("create", "POST", PATH, json=_make(uid)).require("global_field", "uid")
    by_uid = steps.call("create with the uid of another", "POST", PATH, json=_make(uid, title=other))
    by_title = steps.call("create with the title of another", "POST", PATH, json=_make(other, title=uid))
    steps.call("create without a schema", "POST", PATH, json={"global_field": {"title": other, "uid": other}})
    steps.call("list", "GET", PATH, query={"include_count": "true"})
    fact = f"same uid: {describe_outcome(by_uid)}; same title: {describe_outcome(by_title)}"
    steps.answer("global_field_duplicate", fact)


@flow(TAG, "A global field that does not exist is not found, by any call.", calls=4)
def unknown(steps: Steps) -> None:
    uid = steps.name("nowhere")
    steps.call("get", "GET", f"{PATH}/{uid}")
    steps.call("get by version 3.2", "GET", f"{PATH}/{uid}", headers=NESTED)
    steps.call("update", "PUT", f"{PATH}/{uid}", json=_make(uid))
    steps.call("delete", "DELETE", f"{PATH}/{uid}")


@flow(
    TAG,
    "A global field that holds another is written with and without `api_version: 3.2`.",
    calls=9,
    answers=["nested_global_field_write"],
)
def write_nested(steps: Steps) -> None:
    inner, plain, versioned = steps.name("inner"), steps.name("plain"), steps.name("versioned")
    for uid in (inner, plain, versioned):
        _remove_later(steps, uid)
    steps.call("create the inner one", "POST", PATH, json=_make(inner)).require("global_field", "uid")
    holder = make_field("inside", "global_field", reference_to=inner)
    without = steps.call("create without the header", "POST", PATH, json=_make(plain, holder))
    steps.call("create with the header", "POST", PATH, json=_make(versioned, holder), headers=NESTED)
    short = steps.call("get without the header", "GET", f"{PATH}/{plain}")
    long = steps.call("get with the header", "GET", f"{PATH}/{plain}", headers=NESTED)
    steps.call("list with the header", "GET", PATH, headers=NESTED)
    fact = (
        f"without the header: {describe_outcome(without)}; read {_describe(short)} without, {_describe(long)} with it"
    )
    steps.answer("nested_global_field_write", fact)


@flow(TAG, "Global fields are nested up to five levels deep.", calls=12, answers=["nested_global_field_depth"])
def depth(steps: Steps) -> None:
    inner: list[Document] = []
    for level in range(1, MAX_LEVELS + 1):
        reply = _nest(steps, f"level {level}", steps.name(f"level{level}"), inner)
        inner = [make_field("inside", "global_field", reference_to=reply.require("global_field", "uid"))]
    reply = _nest(steps, "one level more", steps.name("more"), inner)
    steps.answer("nested_global_field_depth", describe_outcome(reply))


@flow(TAG, "A global field that is in use is deleted with `force` only.", calls=7, answers=["global_field_in_use"])
def delete_in_use(steps: Steps) -> None:
    uid = steps.name("used")
    _remove_later(steps, uid)
    steps.call("create", "POST", PATH, json=_make(uid)).require("global_field", "uid")
    owner = create_content_type(steps, make_field("inside", "global_field", reference_to=uid), what="owner")
    refused = steps.call("delete without force", "DELETE", f"{PATH}/{uid}")
    steps.answer("global_field_in_use", describe_outcome(refused))
    steps.call("delete with force", "DELETE", f"{PATH}/{uid}", query={"force": "true"})
    steps.call("get the content type", "GET", f"/v3/content_types/{owner}")


def _make(uid: str, *fields: Document, title: str = "") -> Document:
    schema = [make_field("note"), *fields]
    return {"global_field": {"title": title or uid, "uid": uid, "schema": schema}}


def _nest(steps: Steps, label: str, uid: str, inner: list[Document]) -> Reply:
    _remove_later(steps, uid)
    return steps.call(label, "POST", PATH, json=_make(uid, *inner), headers=NESTED)


def _remove_later(steps: Steps, uid: str) -> None:
    steps.later("DELETE", f"{PATH}/{uid}", query={"force": "true"})


def _describe(reply: Reply) -> str:
    """Return how much of the inner global field is in the response."""
    inside = reply.find("global_field", "schema", 1)
    schema = "with" if inside and inside.get("schema") else "without"
    references = "with" if reply.find("global_field", "global_field_refs") else "without"
    return f"{schema} its inner schema and {references} references"
