"""Flows about content types."""

import json

from contentstack_cma_testing.parity.building import make_content_type, make_field, make_reference, post_entry
from contentstack_cma_testing.parity.describing import describe_outcome
from contentstack_cma_testing.parity.flow import Steps, flow
from contentstack_cma_testing.parity.preparing import create_content_type, remove_content_type_later

TAG = "Content types"
PATH = "/v3/content_types"


@flow(TAG, "A content type cannot have the uid or title of another.", calls=6, answers=["content_type_duplicate"])
def create_twice(steps: Steps) -> None:
    uid, other = create_content_type(steps, what="first"), steps.name("second")
    remove_content_type_later(steps, other)
    same_uid = make_content_type(uid)
    same_uid["content_type"]["title"] = other
    by_uid = steps.call("create with the uid of another", "POST", PATH, json=same_uid)
    same_title = make_content_type(other)
    same_title["content_type"]["title"] = uid
    by_title = steps.call("create with the title of another", "POST", PATH, json=same_title)
    steps.call("get the second", "GET", f"{PATH}/{other}")
    fact = f"same uid: {describe_outcome(by_uid)}; same title: {describe_outcome(by_title)}"
    steps.answer("content_type_duplicate", fact)


@flow(TAG, "A content type that does not exist is not found, by any call.", calls=5)
def unknown(steps: Steps) -> None:
    uid = steps.name("nowhere")
    steps.call("get", "GET", f"{PATH}/{uid}")
    steps.call("update", "PUT", f"{PATH}/{uid}", json=make_content_type(uid))
    steps.call("references", "GET", f"{PATH}/{uid}/references")
    steps.call("list its entries", "GET", f"{PATH}/{uid}/entries")
    steps.call("delete", "DELETE", f"{PATH}/{uid}")


@flow(TAG, "A schema needs a title field, and that of a page a URL field.", calls=6)
def leave_out_title(steps: Steps) -> None:
    plain, page, empty = steps.name("plain"), steps.name("page"), steps.name("empty")
    for uid in (plain, page, empty):
        remove_content_type_later(steps, uid)
    body = make_content_type(plain)
    body["content_type"]["schema"] = [make_field("other")]
    steps.call("without a title field", "POST", PATH, json=body)
    steps.call("page without a URL field", "POST", PATH, json=make_content_type(page, options={"is_page": True}))
    body = make_content_type(empty)
    body["content_type"]["schema"] = []
    steps.call("without a field", "POST", PATH, json=body)


@flow(TAG, "A uid with capitals, blanks or hyphens is rejected.", calls=6)
def uid_characters(steps: Steps) -> None:
    base = steps.name("uid")
    for what, uid in (("capitals", f"{base}_ABC"), ("a blank", f"{base} a"), ("a hyphen", f"{base}-a")):
        remove_content_type_later(steps, uid)
        steps.call(f"with {what}", "POST", PATH, json=make_content_type(uid))


@flow(TAG, "A content type with entries is deleted with `force` only.", calls=6)
def delete_with_entries(steps: Steps) -> None:
    uid = create_content_type(steps, what="full")
    post_entry(steps, "create an entry", uid, {"title": "One"})
    steps.call("delete without force", "DELETE", f"{PATH}/{uid}")
    steps.call("delete with force", "DELETE", f"{PATH}/{uid}", query={"force": "true"})
    steps.call("delete again", "DELETE", f"{PATH}/{uid}", query={"force": "true"})


@flow(
    TAG,
    "A reference field names content types that exist; a content type outlives those that it names.",
    calls=9,
    answers=["reference_to_unknown_type", "type_with_deleted_target"],
)
def delete_target(steps: Steps) -> None:
    unknown_target = steps.name("orphan")
    remove_content_type_later(steps, unknown_target)
    orphan = make_content_type(unknown_target, [make_reference("target", steps.name("nowhere"))])
    reply = steps.call("create with a reference to an unknown content type", "POST", PATH, json=orphan)
    steps.answer("reference_to_unknown_type", describe_outcome(reply))
    target = create_content_type(steps, what="target")
    owner = create_content_type(steps, make_reference("target", target), what="owner")
    steps.call("delete the target", "DELETE", f"{PATH}/{target}", query={"force": "true"})
    read = steps.call("get the owner", "GET", f"{PATH}/{owner}")
    body = {"content_type": {"title": owner, "uid": owner, "schema": read.require("content_type", "schema")}}
    written = steps.call("write the owner back", "PUT", f"{PATH}/{owner}", json=body)
    steps.answer("type_with_deleted_target", describe_outcome(written))


@flow(TAG, "Unknown keys of a content type and of its fields.", calls=3, answers=["unknown_schema_keys"])
def unknown_keys(steps: Steps) -> None:
    uid = steps.name("keys")
    remove_content_type_later(steps, uid)
    body = make_content_type(uid, [make_field("note", parity_key="kept")])
    body["content_type"]["parity_key"] = "kept"
    created = steps.call("create with unknown keys", "POST", PATH, json=body)
    read = steps.call("get", "GET", f"{PATH}/{uid}")
    if not created.is_success:
        fact = describe_outcome(created)
    else:
        in_type = "stored" if read.find("content_type", "parity_key") else "dropped"
        in_field = "stored" if read.find("content_type", "schema", 1, "parity_key") else "dropped"
        fact = f"of the content type: {in_type}; of a field: {in_field}"
    steps.answer("unknown_schema_keys", fact)


@flow(TAG, "A list is paged and counted; the content type changed last comes first.", calls=10)
def page_and_sort(steps: Steps) -> None:
    names = {create_content_type(steps, what=what): what for what in ("a", "b", "c")}
    query = {"query": json.dumps({"uid": {"$in": list(names)}})}
    listed = steps.call("list", "GET", PATH, query=query)
    steps.order("newest first", [names.get(item["uid"], "?") for item in listed.require("content_types")])
    page = steps.call("one page", "GET", PATH, query=query | {"skip": 1, "limit": 1, "include_count": "true"})
    steps.order("on the page", [names.get(item["uid"], "?") for item in page.require("content_types")])
    steps.call("with global field schemas", "GET", PATH, query=query | {"include_global_field_schema": "true"})
    ascending = steps.call("ascending by uid", "GET", PATH, query=query | {"asc": "uid"})
    steps.order("ascending", [names.get(item["uid"], "?") for item in ascending.require("content_types")])


@flow(
    TAG,
    "An update replaces a content type, and entries lose the fields that it leaves out.",
    calls=8,
    answers=["content_type_update"],
)
def update(steps: Steps) -> None:
    uid, other = steps.name("type"), steps.name("other")
    remove_content_type_later(steps, uid)
    remove_content_type_later(steps, other)
    body = make_content_type(uid, [make_field("note")])
    body["content_type"]["description"] = "kept"
    steps.call("create", "POST", PATH, json=body).require("content_type", "uid")
    created = post_entry(steps, "create an entry", uid, {"title": "One", "note": "kept"})
    steps.call("update without the field", "PUT", f"{PATH}/{uid}", json=make_content_type(uid))
    read = steps.call("get", "GET", f"{PATH}/{uid}")
    entry = steps.call("get the entry", "GET", f"{PATH}/{uid}/entries/{created.require('entry', 'uid')}")
    description = "kept" if read.find("content_type", "description") == "kept" else "removed"
    value = "kept" if entry.find("entry", "note") == "kept" else "removed"
    steps.call("change its uid", "PUT", f"{PATH}/{uid}", json=make_content_type(other))
    steps.answer(
        "content_type_update", f"a description left out is {description}; the value of a removed field is {value}"
    )


@flow(TAG, "The export of a content type, and what refers to it.", calls=8)
def export(steps: Steps) -> None:
    target = create_content_type(steps, make_field("note"), what="target")
    create_content_type(steps, make_reference("link", target), what="owner")
    steps.call("export", "GET", f"{PATH}/{target}/export")
    steps.call("references", "GET", f"{PATH}/{target}/references")
    steps.call("get the first version", "GET", f"{PATH}/{target}", query={"version": 1})
    steps.call("export an unknown one", "GET", f"{PATH}/{steps.name('nowhere')}/export")
