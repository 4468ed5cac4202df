"""Flows about the life of entries, their references and their bodies."""

from hashlib import sha256
from typing import Any

from contentstack_cma_testing.parity.building import (
    UNKNOWN_UID,
    describe_stored,
    entry_path,
    make_field,
    make_reference,
    post_entry,
    put_entry,
)
from contentstack_cma_testing.parity.describing import describe_outcome
from contentstack_cma_testing.parity.flow import Steps, flow
from contentstack_cma_testing.parity.preparing import create_content_type

TAG = "Entries"


@flow(TAG, "An entry that does not exist, or was deleted, is not found.", calls=9, answers=["entry_not_found"])
def unknown(steps: Steps) -> None:
    content_type = create_content_type(steps)
    nowhere = entry_path(content_type, UNKNOWN_UID)
    read = steps.call("get", "GET", nowhere)
    put_entry(steps, "update", nowhere, {"title": "One"})
    steps.call("delete", "DELETE", nowhere)
    path = entry_path(content_type, post_entry(steps, "create", content_type, {"title": "One"}).require("entry", "uid"))
    steps.call("delete one that exists", "DELETE", path)
    again = steps.call("delete it again", "DELETE", path)
    steps.call("get it after it was deleted", "GET", path)
    fact = f"get of an unknown one: {describe_outcome(read)}; second deletion: {describe_outcome(again)}"
    steps.answer("entry_not_found", fact)


@flow(TAG, "Titles that must be unique, and values of a unique field.", calls=7)
def unique_values(steps: Steps) -> None:
    content_type = create_content_type(steps, make_field("code", unique=True))
    post_entry(steps, "create", content_type, {"title": "One", "code": "a"})
    post_entry(steps, "with the code of another", content_type, {"title": "Two", "code": "a"})
    post_entry(steps, "with the code in capitals", content_type, {"title": "Three", "code": "A"})
    post_entry(steps, "without a code", content_type, {"title": "Four"})
    post_entry(steps, "another without a code", content_type, {"title": "Five"})


@flow(
    TAG,
    "A reference to an entry that does not exist is accepted, and stored or dropped.",
    calls=10,
    answers=["missing_reference", "missing_reference_mandatory"],
)
def missing_reference(steps: Steps) -> None:
    target = create_content_type(steps, what="target")
    optional = create_content_type(steps, make_reference("link", target), what="optional")
    required = create_content_type(steps, make_reference("link", target, mandatory=True), what="required")
    link = [{"uid": UNKNOWN_UID, "_content_type_uid": target}]
    created = post_entry(steps, "create", optional, {"title": "One", "link": link})
    path = entry_path(optional, str(created.find("entry", "uid")))
    read = steps.call("get", "GET", path)
    included = steps.call("get with the reference", "GET", path, query={"include[]": "link"})
    stored = _describe_list(read.find("entry", "link"))
    fact = f"{describe_outcome(created)}, {stored}; {_describe_list(included.find('entry', 'link'))} when included"
    steps.answer("missing_reference", fact)
    mandatory = post_entry(steps, "create with a mandatory field", required, {"title": "One", "link": link})
    steps.answer("missing_reference_mandatory", describe_outcome(mandatory))


@flow(TAG, "Entries written back after what they refer to was deleted.", calls=9)
def delete_referenced(steps: Steps) -> None:
    target = create_content_type(steps, what="target")
    owner = create_content_type(steps, make_reference("link", target), what="owner")
    uid = post_entry(steps, "create the target", target, {"title": "Target"}).require("entry", "uid")
    link = [{"uid": uid, "_content_type_uid": target}]
    path = entry_path(
        owner, post_entry(steps, "create the owner", owner, {"title": "One", "link": link}).require("entry", "uid")
    )
    steps.call("references", "GET", f"{entry_path(target, uid)}/references", query={"include_count": "true"})
    steps.call("delete the target", "DELETE", entry_path(target, uid))
    put_entry(steps, "write the owner back", path, {"title": "One", "link": link})


@flow(TAG, "A singleton has one entry.", calls=4, answers=["singleton_twice"])
def singleton_twice(steps: Steps) -> None:
    content_type = create_content_type(steps, options={"singleton": True}, what="single")
    post_entry(steps, "create", content_type, {"title": "One"}).require("entry", "uid")
    second = post_entry(steps, "create a second", content_type, {"title": "Two"})
    steps.answer("singleton_twice", describe_outcome(second))


@flow(
    TAG,
    "An entry is created with keys that the system sets.",
    calls=5,
    answers=["system_entry_keys", "entry_with_uid"],
)
def system_keys(steps: Steps) -> None:
    content_type = create_content_type(steps)
    chosen = f"blt{sha256(steps.name('uid').encode()).hexdigest()[:16]}"
    named = post_entry(steps, "create with a uid", content_type, {"title": "One", "uid": chosen})
    kept = "kept" if named.find("entry", "uid") == chosen else "replaced"
    steps.answer(
        "entry_with_uid",
        f"{describe_outcome(named)}; the uid is {kept}" if named.is_success else describe_outcome(named),
    )
    values = {"title": "Two", "created_at": "2001-01-01T00:00:00.000Z", "created_by": UNKNOWN_UID, "_version": 7}
    created = post_entry(steps, "create with dates and a version", content_type, values)
    date = "kept" if str(created.find("entry", "created_at")).startswith("2001") else "replaced"
    version = "kept" if created.find("entry", "_version") == values["_version"] else "replaced"
    steps.answer("system_entry_keys", f"{describe_outcome(created)}; the date is {date}, the version {version}")
    steps.call("list", "GET", f"/v3/content_types/{content_type}/entries")


@flow(TAG, "An entry written as it was read, with its references included.", calls=10, answers=["read_form"])
def read_form(steps: Steps) -> None:
    target = create_content_type(steps, what="target")
    owner = create_content_type(steps, make_reference("link", target), what="owner")
    uid = post_entry(steps, "create the target", target, {"title": "Target"}).require("entry", "uid")
    link = [{"uid": uid, "_content_type_uid": target}]
    created = post_entry(steps, "create the owner", owner, {"title": "One", "link": link})
    path = entry_path(owner, created.require("entry", "uid"))
    plain = steps.call("get", "GET", path)
    steps.call("write it back", "PUT", path, json={"entry": plain.find("entry")})
    included = steps.call("get with the reference", "GET", path, query={"include[]": "link"})
    reply = steps.call("write that back", "PUT", path, json={"entry": included.find("entry")})
    steps.answer("read_form", describe_outcome(reply))


@flow(TAG, "An entry is exported without an envelope.", calls=5)
def export(steps: Steps) -> None:
    content_type = create_content_type(steps, make_field("note"))
    created = post_entry(steps, "create", content_type, {"title": "One", "note": "a"})
    steps.call("export", "GET", f"{entry_path(content_type, created.require('entry', 'uid'))}/export")
    steps.call("export an unknown one", "GET", f"{entry_path(content_type, UNKNOWN_UID)}/export")


@flow(TAG, "Fields that an update leaves out.", calls=6, answers=["partial_update"])
def partial_update(steps: Steps) -> None:
    box = make_field("box", "group", schema=[make_field("first"), make_field("second")])
    content_type = create_content_type(steps, make_field("note"), box)
    values = {"title": "One", "note": "kept", "box": {"first": "kept", "second": "kept"}}
    path = entry_path(content_type, post_entry(steps, "create", content_type, values).require("entry", "uid"))
    put_entry(steps, "update the title", path, {"title": "Two"})
    put_entry(steps, "update one field of the group", path, {"box": {"first": "changed"}})
    read = steps.call("get", "GET", path)
    field, inner = (describe_stored("kept", read.find("entry", *place)) for place in (["note"], ["box", "second"]))
    fact = f"a field: {field}; a field of a group that is sent: {inner}".replace("stored as sent", "kept")
    steps.answer("partial_update", fact)


@flow(TAG, "URLs of the entries of a page.", calls=8, answers=["page_urls"])
def page_urls(steps: Steps) -> None:
    options = {"is_page": True, "url_pattern": "/:title", "url_prefix": "/"}
    content_type = create_content_type(steps, make_field("url"), options=options, what="page")
    slug = f"/{steps.name('page')}"
    forms = {
        "a URL": slug,
        "the URL of another": slug,
        "no slash": slug[1:],
        "a blank": f"{slug} a",
        "an empty URL": "",
    }
    facts: list[str] = []
    for what, url in forms.items():
        reply = post_entry(steps, f"with {what}", content_type, {"title": what, "url": url})
        stored = f", {describe_stored(url, reply.find('entry', 'url'))}" if reply.is_success else ""
        facts.append(f"{what}: {describe_outcome(reply)}{stored}")
    reply = post_entry(steps, "without a URL", content_type, {"title": "No url"})
    facts.append(f"none: {describe_outcome(reply)}, {'a URL is made' if reply.find('entry', 'url') else 'no URL'}")
    steps.answer("page_urls", "; ".join(facts))


@flow(TAG, "Bodies that are not as described.", calls=8, answers=["body_forms"])
def bodies(steps: Steps) -> None:
    content_type = create_content_type(steps)
    forms: dict[str, Any] = {
        "empty object": {},
        "list": [],
        "text": "entry",
        "entry without an envelope": {"title": "One"},
        "list of entries": {"entry": [{"title": "One"}]},
        "keys beside the envelope": {"entry": {"title": "One"}, "no_such_key": 1},
    }
    path = f"/v3/content_types/{content_type}/entries"
    replies = {what: steps.call(what, "POST", path, json=body) for what, body in forms.items()}
    steps.answer("body_forms", "; ".join(f"{what}: {describe_outcome(reply)}" for what, reply in replies.items()))


def _describe_list(value: object) -> str:
    if value is None:
        return "left out"
    return "stored" if value else "an empty list"
