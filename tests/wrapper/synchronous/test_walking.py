# Derived from asynchronous/test_walking.py by generator/unasync.py: edit that, not this.
"""A walk over the entries of all content types in all locales, while others create and delete entries."""

from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from contentstack_cma import Authtoken, Client, ContentstackError, Stack
from contentstack_cma.models import ContentTypeInput
from contentstack_cma_emulator import Emulator
from tests.wrapper.support.concurrency import sync_list, sync_run_together

MASTER = "en-us"
LOCALES = ("fr-fr", "de-de")
TITLE = {"display_name": "Title", "uid": "title", "data_type": "text", "mandatory": True, "field_metadata": {}}
TYPES = ("note", "memo")

Place = tuple[str, str, str]
"""A content type, a locale, and the uid of an entry."""


@pytest.fixture
def stack(emulator: Emulator) -> Iterator[Stack]:
    """A stack with two content types of its own, and three locales."""
    emulator.reset()
    with Client(auth=Authtoken(emulator.authtoken), base_url=emulator.url) as client:
        stack = client.stack(emulator.stack.api_key)
        known = [locale.code for locale in stack.locales.list()]
        for code in LOCALES:
            if code not in known:
                stack.locales.create({"code": code, "name": code})
        for uid in TYPES:
            stack.content_types.create(ContentTypeInput.from_dict({"title": uid, "uid": uid, "schema": [TITLE]}))
        yield stack


def create(stack: Stack, content_type: str, number: int) -> list[str]:
    """Create entries, of which every second is localized in all locales."""
    entries = stack.entries(content_type)

    def create_one(position: int) -> str:
        uid = (entries.create({"title": f"Entry {position}"})).uid
        for locale in LOCALES if position % 2 else ():
            entries.localize(uid, {"title": f"{locale} {position}"}, locale=locale)
        return uid

    return [create_one(position) for position in range(number)]


def get_place(entry: Any) -> Place:
    return entry["_content_type_uid"], entry.locale, entry.uid


def test_every_entry_is_returned_once_in_each_locale_in_which_it_is_localized(stack: Stack) -> None:
    created = {uid: create(stack, uid, 4) for uid in TYPES}
    found = [get_place(entry) for entry in stack.walk(content_types=TYPES)]
    expected = {(name, MASTER, uid) for name, uids in created.items() for uid in uids}
    expected |= {(name, code, uid) for name, uids in created.items() for uid in uids[1::2] for code in LOCALES}
    assert len(found) == len(set(found))
    assert set(found) == expected


def test_all_content_types_and_locales_are_the_default(stack: Stack) -> None:
    create(stack, "note", 2)
    whole = {get_place(entry) for entry in stack.walk()}
    for content_type in sync_list(stack.content_types.list()):
        listed = {(content_type.uid, MASTER, entry.uid) for entry in stack.entries(content_type.uid).list()}
        assert listed == {place for place in whole if place[:2] == (content_type.uid, MASTER)}
    assert {locale for _, locale, _ in whole} == {MASTER, *LOCALES}


class Disturbed(httpx.HTTPTransport):
    """Lets a second client delete and create entries before each list of entries is read."""

    def __init__(self, second: Stack, deleted: list[str]) -> None:
        super().__init__()
        self._second = second
        self._deleted = deleted
        self._created = 0

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        if request.url.path.endswith("/entries"):
            sync_run_together(self._change, range(20))
        return super().handle_request(request)

    def _change(self, _number: int) -> None:
        entries = self._second.entries("note")
        self._created += 1
        entries.create({"title": f"New {self._created}"})
        if self._deleted:
            entries.delete(self._deleted.pop(), all_locales=True)


def test_what_stays_is_returned_once_while_a_second_client_deletes_and_creates(
    stack: Stack, emulator: Emulator
) -> None:
    created = create(stack, "note", 260)
    stays = set(created[1::3])
    transport = Disturbed(stack, [uid for uid in created if uid not in stays])
    with Client(auth=Authtoken(emulator.authtoken), base_url=emulator.url, transport=transport) as client:
        walk = client.stack(emulator.stack.api_key).walk(content_types=["note"])
        found = [get_place(entry) for entry in walk]
    assert len(found) == len(set(found))
    localized = {uid for number, uid in enumerate(created) if number % 2} & stays
    expected = {("note", MASTER, uid) for uid in stays} | {("note", code, uid) for uid in localized for code in LOCALES}
    assert expected <= set(found)
    assert walk.number == len(found)


def test_a_walk_takes_a_query_and_includes_what_it_is_told_to(stack: Stack) -> None:
    create(stack, "note", 2)
    options: dict[str, Any] = {"include_publish_details": True, "include_workflow": True}
    walk = stack.walk(content_types=["note"], locales=[MASTER], query={"title": "Entry 1"}, **options)
    (entry,) = sync_list(walk)
    assert entry.title == "Entry 1"
    assert entry["publish_details"] == []
    assert sync_list(walk) == [entry]


def test_an_entry_of_a_walk_can_be_changed_and_written_back(stack: Stack) -> None:
    create(stack, "note", 2)
    for entry in stack.walk(content_types=["note"]):
        entry.title = f"{entry.title} changed"
        stack.entries(entry["_content_type_uid"]).update(entry.uid, entry)
    titles = {entry.title for entry in stack.walk(content_types=["note"])}
    assert titles == {"Entry 0 changed", "Entry 1 changed", "fr-fr 1 changed", "de-de 1 changed"}


def test_entries_that_the_walk_itself_creates_do_not_make_it_endless(stack: Stack) -> None:
    create(stack, "note", 3)
    for entry in stack.walk(content_types=["note"], locales=[MASTER]):
        stack.entries("note").create(entry)
    assert stack.entries("note").count() == 6


def test_repeated_names_are_walked_over_once(stack: Stack) -> None:
    create(stack, "note", 1)
    assert len(sync_list(stack.walk(content_types=["note", "note"], locales=[MASTER, MASTER]))) == 1


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"content_types": ["note", "nole"]}, r"the stack has no content type 'nole': did you mean 'note'"),
        ({"locales": ["xx"]}, r"the stack has no locale 'xx'; it has .*'en-us'"),
    ],
)
def test_what_is_unknown_is_an_error_before_the_first_entry(stack: Stack, options: dict[str, Any], said: str) -> None:
    create(stack, "note", 1)
    walk = stack.walk(**options)
    with pytest.raises(ValueError, match=said):
        sync_list(walk)
    assert walk.number == 0


@pytest.mark.parametrize("name", ["content_types", "locales"])
def test_names_that_are_no_list(stack: Stack, name: str) -> None:
    text: dict[str, Any] = {name: "note"}
    nothing: dict[str, Any] = {name: []}
    with pytest.raises(TypeError, match=rf"{name} must be a list of strings"):
        stack.walk(**text)
    with pytest.raises(ValueError, match=rf"{name} must not be empty"):
        stack.walk(**nothing)


def test_an_error_says_where_the_walk_was(stack: Stack) -> None:
    with pytest.raises(ContentstackError) as raised:
        sync_list(stack.walk(content_types=["note"], locales=["de-de"], query={"title": {"$what": 1}}))
    assert raised.value.__notes__ == ["while walking the entries of the content type 'note' in 'de-de'"]


def test_a_walk_shows_how_far_it_is(stack: Stack) -> None:
    create(stack, "note", 2)
    walk = stack.walk(content_types=["note"])
    assert repr(walk).endswith("Walk(content_types=['note'], all locales, 0 so far)")
    for _ in walk:
        break
    assert repr(walk).endswith(f"1 so far, now in 'note', {walk.locale!r})")
    assert (walk.content_type_uid, walk.number) == ("note", 1)
