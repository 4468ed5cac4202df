"""Flows about the values of the fields of entries."""

from typing import Any

from contentstack_cma_testing.parity.building import (
    Document,
    describe_stored,
    entry_path,
    make_field,
    post_entry,
    put_entry,
)
from contentstack_cma_testing.parity.describing import describe_outcome
from contentstack_cma_testing.parity.flow import Reply, Steps, flow
from contentstack_cma_testing.parity.preparing import create_content_type

TAG = "Entries"


@flow(TAG, "A mandatory field with a default, left out on create.", calls=6, answers=["mandatory_default"])
def mandatory_default(steps: Steps) -> None:
    default = {"default_value": "preset"}
    fields = make_field("note", mandatory=True, field_metadata=default), make_field("extra", field_metadata=default)
    content_type = create_content_type(steps, *fields)
    left_out = post_entry(steps, "create without both", content_type, {"title": "One"})
    post_entry(steps, "create with null", content_type, {"title": "Two", "note": None, "extra": None})
    post_entry(steps, "create with empty texts", content_type, {"title": "Three", "note": "", "extra": ""})
    steps.call("list", "GET", f"/v3/content_types/{content_type}/entries")
    optional = describe_stored("preset", left_out.find("entry", "extra"))
    fact = f"{describe_outcome(left_out)}; the default of an optional field: {optional}"
    steps.answer("mandatory_default", fact.replace("stored as sent", "applied").replace("dropped", "not applied"))


@flow(
    TAG,
    "`unique` on a field that is multiple, and inside a group that is multiple.",
    calls=8,
    answers=["unique_on_multiple", "unique_in_group"],
)
def unique_on_multiple(steps: Steps) -> None:
    words = make_field("words", multiple=True, unique=True)
    group = make_field("rows", "group", multiple=True, schema=[make_field("code", unique=True)])
    values: dict[str, tuple[Document, Any]] = {
        "unique_on_multiple": (words, ["a"]),
        "unique_in_group": (group, [{"code": "a"}]),
    }
    for question, (field, value) in values.items():
        content_type = create_content_type(steps, dict(field), what=question)
        post_entry(steps, f"{question}: create", content_type, {"title": "One", field["uid"]: value})
        second = post_entry(
            steps, f"{question}: create with the same", content_type, {"title": "Two", field["uid"]: value}
        )
        enforced = "not enforced" if second.is_success else "enforced"
        steps.answer(question, f"{enforced}: the second entry is {describe_outcome(second)}")


@flow(TAG, "Forms of dates in a date field.", calls=11, answers=["date_forms"])
def date_forms(steps: Steps) -> None:
    content_type = create_content_type(steps, make_field("day", "isodate"))
    forms = {
        "date": "2026-02-03",
        "time in UTC": "2026-02-03T04:05:06Z",
        "time with milliseconds": "2026-02-03T04:05:06.789Z",
        "time with an offset": "2026-02-03T04:05:06+05:30",
        "time without a zone": "2026-02-03T04:05:06",
        "time without seconds": "2026-02-03T04:05Z",
        "day that does not exist": "2026-02-30",
        "words": "tomorrow",
        "empty text": "",
    }
    facts = [_try_value(steps, content_type, what, "day", value) for what, value in forms.items()]
    steps.answer("date_forms", "; ".join(facts))


@flow(TAG, "Keys of an entry that are no fields.", calls=5, answers=["unknown_entry_keys"])
def unknown_keys(steps: Steps) -> None:
    content_type = create_content_type(steps, make_field("box", "group", schema=[make_field("note")]))
    values = {"title": "One", "no_field": "a", "box": {"note": "b", "no_field": "c"}}
    created = post_entry(steps, "create", content_type, values)
    path = entry_path(content_type, str(created.find("entry", "uid")))
    put_entry(steps, "update", path, {"title": "Two", "no_field": "d"})
    read = steps.call("get", "GET", path)
    top = describe_stored("d", read.find("entry", "no_field"))
    inner = describe_stored("c", read.find("entry", "box", "no_field"))
    steps.answer("unknown_entry_keys", f"create: {describe_outcome(created)}; at the top: {top}; in a group: {inner}")


@flow(TAG, "Values of the wrong kind.", calls=11, answers=["value_kinds"])
def value_kinds(steps: Steps) -> None:
    fields = (
        make_field("note"),
        make_field("size", "number"),
        make_field("flag", "boolean"),
        make_field("words", multiple=True),
    )
    content_type = create_content_type(steps, *fields)
    values: dict[str, tuple[str, Any]] = {
        "number in a text field": ("note", 5),
        "object in a text field": ("note", {"a": 1}),
        "text in a number field": ("size", "5"),
        "words in a number field": ("size", "five"),
        "number over 32 bits": ("size", 2**31),
        "fraction": ("size", 1.5),
        "text in a boolean field": ("flag", "true"),
        "number in a boolean field": ("flag", 1),
        "text in a multiple field": ("words", "a"),
    }
    facts = [_try_value(steps, content_type, what, field, value) for what, (field, value) in values.items()]
    steps.answer("value_kinds", "; ".join(facts))


@flow(TAG, "Empty values in mandatory and optional fields.", calls=12, answers=["empty_values"])
def empty_values(steps: Steps) -> None:
    required = make_field("words", multiple=True, mandatory=True)
    content_type = create_content_type(steps, required, make_field("extra", multiple=True))
    values: dict[str, Any] = {
        "empty list": [],
        "null": None,
        "empty text": "",
        "list of an empty text": [""],
        "list of null": [None],
    }
    facts = [_try_value(steps, content_type, what, "words", value) for what, value in values.items()]
    filled: Document = {"title": "One", "words": ["a"]}
    post_entry(steps, "optional: an empty list", content_type, filled | {"extra": []})
    post_entry(steps, "optional: null", content_type, filled | {"extra": None})
    post_entry(steps, "without a title", content_type, {"words": ["a"]})
    blank = post_entry(steps, "with a blank title", content_type, {"title": " ", "words": ["a"]})
    post_entry(steps, "with an empty title", content_type, {"title": "", "words": ["a"]})
    steps.answer("empty_values", "; ".join([*facts, f"blank title: {describe_outcome(blank)}"]))


@flow(TAG, "Values that are not among the choices of a select field.", calls=7, answers=["choice_values"])
def choice_values(steps: Steps) -> None:
    choices = {"advanced": False, "choices": [{"value": "red"}, {"value": "blue"}]}
    content_type = create_content_type(steps, make_field("colour", display_type="dropdown", enum=choices))
    values: dict[str, Any] = {
        "a choice": "red",
        "another value": "green",
        "a choice in capitals": "RED",
        "empty text": "",
        "a list": ["red"],
    }
    facts = [_try_value(steps, content_type, what, "colour", value) for what, value in values.items()]
    steps.answer("choice_values", "; ".join(facts))


@flow(TAG, "Bounds and formats of fields.", calls=8)
def bounds(steps: Steps) -> None:
    fields = (
        make_field("size", "number", min=2, max=4),
        make_field("word", min=2, max=4),
        make_field("code", format="^[0-9]+$", error_messages={"format": "Digits only."}),
    )
    content_type = create_content_type(steps, *fields)
    values: tuple[tuple[str, Any], ...] = (
        ("size", 1),
        ("size", 5),
        ("word", "a"),
        ("word", "abcde"),
        ("code", "x"),
        ("size", 4),
    )
    for field, value in values:
        post_entry(steps, f"{field} of {value}", content_type, {"title": "One", field: value})


@flow(TAG, "The atomic operators on fields that fit, and that do not.", calls=11, answers=["atomic_operators"])
def atomic_operators(steps: Steps) -> None:
    fields = make_field("words", multiple=True), make_field("size", "number"), make_field("note")
    content_type = create_content_type(steps, *fields)
    first = {"title": "One", "words": ["a", "b"], "size": 5, "note": "n"}
    path = entry_path(content_type, post_entry(steps, "create", content_type, first).require("entry", "uid"))
    changes: dict[str, Document] = {
        "PUSH": {"words": {"PUSH": {"data": ["c"]}}},
        "PULL": {"words": {"PULL": {"query": {"$in": ["a"]}}}},
        "UPDATE": {"words": {"UPDATE": {"index": 0, "data": "z"}}},
        "ADD": {"size": {"ADD": 2}},
        "SUB": {"size": {"SUB": 1}},
        "UPDATE beyond the end": {"words": {"UPDATE": {"index": 9, "data": "z"}}},
        "PUSH to a text": {"note": {"PUSH": {"data": ["c"]}}},
        "ADD to a text": {"note": {"ADD": 1}},
    }
    replies = {what: put_entry(steps, what, path, change) for what, change in changes.items()}
    steps.answer("atomic_operators", "; ".join(_describe_change(what, reply) for what, reply in replies.items()))


def _try_value(steps: Steps, content_type: str, what: str, field: str, value: Any) -> str:
    """Create an entry with a value, and return what became of it."""
    reply = post_entry(steps, what, content_type, {"title": what, field: value})
    stored = f", {describe_stored(value, reply.find('entry', field))}" if reply.is_success else ""
    return f"{what}: {describe_outcome(reply)}{stored}"


def _describe_change(what: str, reply: Reply) -> str:
    kind = f" ({type(reply.find('entry', 'size')).__name__})" if what in ("ADD", "SUB") else ""
    return f"{what}: {describe_outcome(reply)}{kind}"
