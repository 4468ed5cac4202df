"""Flows about the life of entries: lists, queries, locales, references."""

from hashlib import sha256
from typing import Any

from contentstack_cma_testing.parity.building import (
    UNKNOWN_UID,
    create_content_type,
    create_entry,
    describe_stored,
    entry_path,
    make_field,
    make_reference,
    read_all,
    update_entry,
)
from contentstack_cma_testing.parity.describing import describe_outcome, describe_shape
from contentstack_cma_testing.parity.flow import Reply, Steps, flow

TAG = "Entries"


@flow(TAG, "An entry that does not exist, or was deleted, is not found.", calls=9, answers=["entry_not_found"])
def unknown(steps: Steps) -> None:
    content_type = create_content_type(steps, "type")
    nowhere = entry_path(content_type, UNKNOWN_UID)
    read = steps.call("get", "GET", nowhere)
    update_entry(steps, "update", nowhere, {"title": "One"})
    steps.call("delete", "DELETE", nowhere)
    path = entry_path(
        content_type, create_entry(steps, "create", content_type, {"title": "One"}).require("entry", "uid")
    )
    steps.call("delete one that exists", "DELETE", path)
    again = steps.call("delete it again", "DELETE", path)
    steps.call("get it after it was deleted", "GET", path)
    fact = f"get of an unknown one: {describe_outcome(read)}; second deletion: {describe_outcome(again)}"
    steps.answer("entry_not_found", fact)


@flow(TAG, "Titles that must be unique, and values of a unique field.", calls=7)
def unique_values(steps: Steps) -> None:
    content_type = create_content_type(steps, "type", make_field("code", unique=True))
    create_entry(steps, "create", content_type, {"title": "One", "code": "a"})
    create_entry(steps, "with the code of another", content_type, {"title": "Two", "code": "a"})
    create_entry(steps, "with the code in capitals", content_type, {"title": "Three", "code": "A"})
    create_entry(steps, "without a code", content_type, {"title": "Four"})
    create_entry(steps, "another without a code", content_type, {"title": "Five"})


@flow(
    TAG,
    "A reference to an entry that does not exist is accepted, and stored or dropped.",
    calls=10,
    answers=["missing_reference", "missing_reference_mandatory"],
)
def missing_reference(steps: Steps) -> None:
    target = create_content_type(steps, "target")
    optional = create_content_type(steps, "optional", make_reference("link", target))
    required = create_content_type(steps, "required", make_reference("link", target, mandatory=True))
    link = [{"uid": UNKNOWN_UID, "_content_type_uid": target}]
    created = create_entry(steps, "create", optional, {"title": "One", "link": link})
    path = entry_path(optional, str(created.find("entry", "uid")))
    read = steps.call("get", "GET", path)
    included = steps.call("get with the reference", "GET", path, query={"include[]": "link"})
    stored = _describe_list(read.find("entry", "link"))
    fact = f"{describe_outcome(created)}, {stored}; {_describe_list(included.find('entry', 'link'))} when included"
    steps.answer("missing_reference", fact)
    mandatory = create_entry(steps, "create with a mandatory field", required, {"title": "One", "link": link})
    steps.answer("missing_reference_mandatory", describe_outcome(mandatory))


@flow(TAG, "Entries written back after what they refer to was deleted.", calls=9)
def deleted_reference(steps: Steps) -> None:
    target = create_content_type(steps, "target")
    owner = create_content_type(steps, "owner", make_reference("link", target))
    uid = create_entry(steps, "create the target", target, {"title": "Target"}).require("entry", "uid")
    link = [{"uid": uid, "_content_type_uid": target}]
    path = entry_path(
        owner, create_entry(steps, "create the owner", owner, {"title": "One", "link": link}).require("entry", "uid")
    )
    steps.call("references", "GET", f"{entry_path(target, uid)}/references", query={"include_count": "true"})
    steps.call("delete the target", "DELETE", entry_path(target, uid))
    update_entry(steps, "write the owner back", path, {"title": "One", "link": link})


@flow(TAG, "A singleton has one entry.", calls=4, answers=["singleton_twice"])
def singleton_twice(steps: Steps) -> None:
    content_type = create_content_type(steps, "single", options={"singleton": True})
    create_entry(steps, "create", content_type, {"title": "One"}).require("entry", "uid")
    second = create_entry(steps, "create a second", content_type, {"title": "Two"})
    steps.answer("singleton_twice", describe_outcome(second))


@flow(
    TAG,
    "An entry is created with keys that the system sets.",
    calls=5,
    answers=["system_entry_keys", "entry_with_uid"],
)
def system_keys(steps: Steps) -> None:
    content_type = create_content_type(steps, "type")
    chosen = f"blt{sha256(steps.name('uid').encode()).hexdigest()[:16]}"
    named = create_entry(steps, "create with a uid", content_type, {"title": "One", "uid": chosen})
    kept = "kept" if named.find("entry", "uid") == chosen else "replaced"
    steps.answer(
        "entry_with_uid",
        f"{describe_outcome(named)}; the uid is {kept}" if named.is_success else describe_outcome(named),
    )
    values = {"title": "Two", "created_at": "2001-01-01T00:00:00.000Z", "created_by": UNKNOWN_UID, "_version": 7}
    created = create_entry(steps, "create with dates and a version", content_type, values)
    date = "kept" if str(created.find("entry", "created_at")).startswith("2001") else "replaced"
    version = "kept" if created.find("entry", "_version") == values["_version"] else "replaced"
    steps.answer("system_entry_keys", f"{describe_outcome(created)}; the date is {date}, the version {version}")
    steps.call("list", "GET", f"/v3/content_types/{content_type}/entries")


@flow(TAG, "Which queries of entries are rejected.", calls=11, answers=["query_operators", "unknown_query_field"])
def query_errors(steps: Steps) -> None:
    content_type = create_content_type(steps, "type", make_field("size", "number"))
    create_entry(steps, "create", content_type, {"title": "One", "size": 1})
    queries = {
        "two empty conditions": '{"$and":[{},{}]}',
        "an empty list of conditions": '{"$or":[]}',
        "no JSON": "{title",
        "an unknown operator": '{"size":{"$almost":1}}',
        "$in without a list": '{"size":{"$in":1}}',
        "a text for a number": '{"size":{"$gt":"a"}}',
        "an expression that is not valid": '{"title":{"$regex":"("}}',
    }
    replies = {what: _query(steps, content_type, what, text) for what, text in queries.items()}
    rejected = [f"{what}: {describe_outcome(reply)}" for what, reply in replies.items() if not reply.is_success]
    steps.answer("query_operators", "; ".join(rejected) or "none rejected")
    unknown_field = _query(steps, content_type, "an unknown field", '{"no_such_field":"a"}')
    found = read_all(unknown_field, "entries", "title")
    steps.answer(
        "unknown_query_field", f"{describe_outcome(unknown_field)}, {'matches nothing' if not found else 'ignored'}"
    )


@flow(TAG, "Which entries a query matches.", calls=12)
def query_matches(steps: Steps) -> None:
    content_type = create_content_type(steps, "type", make_field("size", "number"), make_field("words", multiple=True))
    create_entry(steps, "create one", content_type, {"title": "One", "size": 1, "words": ["a", "b"], "tags": ["x"]})
    create_entry(steps, "create two", content_type, {"title": "Two", "size": 2, "words": ["b"]})
    create_entry(steps, "create three", content_type, {"title": "three", "words": []})
    queries = {
        "word of a list": '{"words":"b"}',
        "not equal": '{"size":{"$ne":1}}',
        "exists": '{"size":{"$exists":true}}',
        "exists not": '{"size":{"$exists":false}}',
        "expression with options": '{"title":{"$regex":"^T","$options":"i"}}',
        "tag": '{"tags":"x"}',
        "null": '{"size":null}',
    }
    for what, text in queries.items():
        reply = _query(steps, content_type, what, text)
        steps.order(f"matches of {what}", sorted(read_all(reply, "entries", "title")))


@flow(TAG, "Entries are listed newest first, or as asked.", calls=9)
def sorting(steps: Steps) -> None:
    content_type = create_content_type(steps, "type", make_field("size", "number"))
    for title, size in (("b", 2), ("A", 10), ("c", None)):
        create_entry(steps, f"create {title}", content_type, {"title": title, "size": size})
    path = f"/v3/content_types/{content_type}/entries"
    sorts: dict[str, dict[str, str]] = {"default": {}, "asc title": {"asc": "title"}, "desc size": {"desc": "size"}}
    for what, query in sorts.items():
        reply = steps.call(f"list, {what}", "GET", path, query=query)
        steps.order(what, read_all(reply, "entries", "title"))
    steps.call("list by a field that is not there", "GET", path, query={"asc": "no_such_field"})


@flow(TAG, "Counting entries without reading them.", calls=6, answers=["count_only"])
def counting(steps: Steps) -> None:
    content_type = create_content_type(steps, "type")
    for title in ("One", "Two"):
        create_entry(steps, f"create {title}", content_type, {"title": title})
    path = f"/v3/content_types/{content_type}/entries"
    steps.call("list with the count", "GET", path, query={"include_count": "true", "limit": 1})
    reply = steps.call("count only", "GET", path, query={"count": "true"})
    steps.answer(
        "count_only",
        f"the response is {describe_shape(reply.json)}; `entries` is {describe_shape(reply.find('entries'))}",
    )


@flow(
    TAG,
    "An entry in a locale with a fallback, before and after it is localized.",
    calls=12,
    answers=["fallback_locale_read"],
)
def fallback_locale(steps: Steps) -> None:
    steps.later("DELETE", "/v3/locales/es-uy")
    locale = {"locale": {"code": "es-uy", "name": "Parity", "fallback_locale": "en-us"}}
    steps.call("create the locale", "POST", "/v3/locales", json=locale).require("locale", "code")
    content_type = create_content_type(steps, "type", make_field("note"))
    created = create_entry(steps, "create", content_type, {"title": "One", "note": "master"})
    path = entry_path(content_type, created.require("entry", "uid"))
    plain = steps.call("get in the locale", "GET", path, query={"locale": "es-uy"})
    steps.call("get with fallback", "GET", path, query={"locale": "es-uy", "include_fallback": "true"})
    list_path = f"/v3/content_types/{content_type}/entries"
    listed = steps.call("list in the locale", "GET", list_path, query={"locale": "es-uy"})
    body = {"entry": {"title": "Uno"}}
    steps.call("localize", "PUT", path, query={"locale": "es-uy"}, json=body)
    steps.call("locales of the entry", "GET", f"{path}/locales")
    steps.call("unlocalize", "POST", f"{path}/unlocalize", query={"locale": "es-uy"})
    steps.call("locales afterwards", "GET", f"{path}/locales")
    steps.answer(
        "fallback_locale_read",
        f"get: {_describe_locale(plain, 'entry')}; list: {_describe_locale(listed, 'entries', 0)}",
    )


@flow(TAG, "Deletion of an entry in one locale, and of its master.", calls=10)
def delete_locale(steps: Steps) -> None:
    steps.later("DELETE", "/v3/locales/es-py")
    locale = {"locale": {"code": "es-py", "name": "Parity", "fallback_locale": "en-us"}}
    steps.call("create the locale", "POST", "/v3/locales", json=locale).require("locale", "code")
    content_type = create_content_type(steps, "type")
    created = create_entry(steps, "create", content_type, {"title": "One"})
    path = entry_path(content_type, created.require("entry", "uid"))
    steps.call("delete in a locale it is not localized in", "DELETE", path, query={"locale": "es-py"})
    steps.call("localize", "PUT", path, query={"locale": "es-py"}, json={"entry": {"title": "Uno"}})
    steps.call("delete in the locale", "DELETE", path, query={"locale": "es-py"})
    steps.call("locales afterwards", "GET", f"{path}/locales")
    steps.call("get in an unknown locale", "GET", path, query={"locale": "es-zz"})


@flow(TAG, "An entry written as it was read, with its references included.", calls=10, answers=["read_form"])
def read_form(steps: Steps) -> None:
    target = create_content_type(steps, "target")
    owner = create_content_type(steps, "owner", make_reference("link", target))
    uid = create_entry(steps, "create the target", target, {"title": "Target"}).require("entry", "uid")
    link = [{"uid": uid, "_content_type_uid": target}]
    created = create_entry(steps, "create the owner", owner, {"title": "One", "link": link})
    path = entry_path(owner, created.require("entry", "uid"))
    plain = steps.call("get", "GET", path)
    steps.call("write it back", "PUT", path, json={"entry": plain.find("entry")})
    included = steps.call("get with the reference", "GET", path, query={"include[]": "link"})
    reply = steps.call("write that back", "PUT", path, json={"entry": included.find("entry")})
    steps.answer("read_form", describe_outcome(reply))


@flow(TAG, "An entry is exported without an envelope.", calls=5)
def export(steps: Steps) -> None:
    content_type = create_content_type(steps, "type", make_field("note"))
    created = create_entry(steps, "create", content_type, {"title": "One", "note": "a"})
    steps.call("export", "GET", f"{entry_path(content_type, created.require('entry', 'uid'))}/export")
    steps.call("export an unknown one", "GET", f"{entry_path(content_type, UNKNOWN_UID)}/export")


@flow(TAG, "Fields that an update leaves out.", calls=6, answers=["partial_update"])
def partial_update(steps: Steps) -> None:
    box = make_field("box", "group", schema=[make_field("first"), make_field("second")])
    content_type = create_content_type(steps, "type", make_field("note"), box)
    values = {"title": "One", "note": "kept", "box": {"first": "kept", "second": "kept"}}
    path = entry_path(content_type, create_entry(steps, "create", content_type, values).require("entry", "uid"))
    update_entry(steps, "update the title", path, {"title": "Two"})
    update_entry(steps, "update one field of the group", path, {"box": {"first": "changed"}})
    read = steps.call("get", "GET", path)
    field, inner = (describe_stored("kept", read.find("entry", *place)) for place in (["note"], ["box", "second"]))
    fact = f"a field: {field}; a field of a group that is sent: {inner}".replace("stored as sent", "kept")
    steps.answer("partial_update", fact)


@flow(TAG, "URLs of the entries of a page.", calls=8, answers=["page_urls"])
def page_urls(steps: Steps) -> None:
    options = {"is_page": True, "url_pattern": "/:title", "url_prefix": "/"}
    content_type = create_content_type(steps, "page", make_field("url"), options=options)
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
        reply = create_entry(steps, f"with {what}", content_type, {"title": what, "url": url})
        stored = f", {describe_stored(url, reply.find('entry', 'url'))}" if reply.is_success else ""
        facts.append(f"{what}: {describe_outcome(reply)}{stored}")
    reply = create_entry(steps, "without a URL", content_type, {"title": "No url"})
    facts.append(f"none: {describe_outcome(reply)}, {'a URL is made' if reply.find('entry', 'url') else 'no URL'}")
    steps.answer("page_urls", "; ".join(facts))


@flow(TAG, "Bodies that are not as described.", calls=8, answers=["body_forms"])
def bodies(steps: Steps) -> None:
    content_type = create_content_type(steps, "type")
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


@flow(
    TAG,
    "Query parameters that are unknown, or have values that are not as described.",
    calls=9,
    answers=["unknown_parameters"],
)
def parameters(steps: Steps) -> None:
    content_type = create_content_type(steps, "type")
    created = create_entry(steps, "create", content_type, {"title": "One"})
    queries = {
        "unknown parameter": {"no_such_parameter": "1"},
        "draft": {"apply_draft": "true"},
        "flag of 1": {"include_count": "1"},
        "flag in words": {"include_count": "yes"},
        "empty locale": {"locale": ""},
        "include of an unknown field": {"include[]": "no_such_field"},
    }
    path = entry_path(content_type, created.require("entry", "uid")).rpartition("/")[0]
    replies = {what: steps.call(what, "GET", path, query=query) for what, query in queries.items()}
    steps.answer(
        "unknown_parameters", "; ".join(f"{what}: {describe_outcome(reply)}" for what, reply in replies.items())
    )


def _query(steps: Steps, content_type: str, what: str, text: str) -> Reply:
    return steps.call(f"query: {what}", "GET", f"/v3/content_types/{content_type}/entries", query={"query": text})


def _describe_list(value: object) -> str:
    if value is None:
        return "left out"
    return "stored" if value else "an empty list"


def _describe_locale(reply: Reply, *path: str | int) -> str:
    if not reply.is_success:
        return describe_outcome(reply)
    if reply.find(*path) is None:
        return "not returned"
    return "returned in the master locale" if reply.find(*path, "locale") == "en-us" else "returned in the locale"
