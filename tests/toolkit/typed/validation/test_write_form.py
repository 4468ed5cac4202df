"""Values as they are sent."""

from collections import UserDict, UserList
from datetime import UTC, date, datetime, timedelta, timezone
from types import MappingProxyType
from typing import Any, ClassVar

import pytest

from contentstack_cma.models import Asset, Entry
from contentstack_cma_toolkit.model import ContentType, Date, File, Reference, RichText, Text
from contentstack_cma_toolkit.rich_text import from_html
from contentstack_cma_toolkit.typed.validation import find_problems, to_write_form, write_entry


class Term:
    def to_dict(self) -> dict[str, object]:
        return {"taxonomy_uid": "topics", "term_uid": "a", "at": date(2026, 1, 31)}


class Author(Entry):
    content_type_uid: ClassVar[str] = "author"


ENTRY = {"uid": "blt1", "title": "Jane", "_content_type_uid": "person"}


@pytest.mark.parametrize(
    ("value", "sent"),
    [
        (None, None),
        (True, True),
        (date(2026, 1, 31), "2026-01-31"),
        (datetime(2026, 1, 31, 9, 30, tzinfo=timezone(timedelta(hours=5))), "2026-01-31T04:30:00.000Z"),
        (datetime(2026, 1, 31, 9, 30, 0, 123456, tzinfo=UTC), "2026-01-31T09:30:00.123Z"),
        (Entry.from_dict({"uid": "e", "created_at": "2026-01-31T09:30:00Z"}).created_at, "2026-01-31T09:30:00Z"),
        (Asset.from_dict({"uid": "blt2", "filename": "a.png"}), "blt2"),
        (Entry.from_dict(ENTRY), {"uid": "blt1", "_content_type_uid": "person"}),
        (Author.from_dict(ENTRY), {"uid": "blt1", "_content_type_uid": "author"}),
        (Term(), {"taxonomy_uid": "topics", "term_uid": "a", "at": "2026-01-31"}),
        ((Term(),), [{"taxonomy_uid": "topics", "term_uid": "a", "at": "2026-01-31"}]),
        (UserDict({"a": UserList([date(2026, 1, 31)])}), {"a": ["2026-01-31"]}),
        (MappingProxyType({"a": (1,)}), {"a": [1]}),
    ],
)
def test_write_form(value: Any, sent: Any) -> None:
    assert to_write_form(value) == sent


def test_entry_model_is_sent_whole() -> None:
    assert write_entry(Entry.from_dict({"uid": "blt1", "title": "A"})) == {"uid": "blt1", "title": "A"}


@pytest.mark.parametrize("entry", [None, "text", ["title"], 3])
def test_other_things_are_no_entries(entry: Any) -> None:
    with pytest.raises(TypeError, match="an entry must be a mapping or a model, not"):
        write_entry(entry)


def test_objects_are_checked() -> None:
    content_type = ContentType(
        "x",
        fields=[
            Text("title", required=True),
            Date("day"),
            File("photo"),
            Reference("by", to=["author"], multiple=True),
            RichText("body"),
        ],
    )
    entry: dict[str, object] = {
        "title": "A",
        "day": datetime(2026, 1, 31, tzinfo=UTC),
        "photo": Asset.from_dict({"uid": "blt2"}),
        "by": (Author.from_dict(ENTRY),),
        "body": from_html("<p>Hi</p>"),
    }
    assert find_problems(content_type, entry) == []
    entry |= {"day": datetime(2026, 1, 31), "by": [Entry.from_dict(ENTRY)], "photo": b"\x89PNG", "title": {1}}  # noqa: DTZ001
    assert [str(each) for each in find_problems(content_type, entry)] == [
        "title: must be a text, not a value of the type set",
        "day: is a datetime without a time zone: use an aware one, such as datetime.now(UTC)",
        "photo: must be the uid of an asset, not a value of the type bytes",
        "by.0: must refer to 'author', not to 'person'",
    ]
