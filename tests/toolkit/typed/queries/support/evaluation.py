"""Random conditions beside what they mean: evaluated a second time in plain Python, on entries as they were sent."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from hypothesis import strategies as st

from contentstack_cma_toolkit.typed.queries import (
    BooleanField,
    Condition,
    DateField,
    NumberField,
    SelectField,
    TextField,
    exists,
    refers_to,
)
from tests.toolkit.typed.queries.support.magazine import Article, ArticleFields, Author, AuthorFields, Json

Entries = Mapping[str, Json]
Meaning = Callable[[Json, Entries], bool]
Read = Callable[[Json, Entries], list[Any]]
"""Returns all values that an entry has of a field. A missing field has none."""


@dataclass(frozen=True)
class Meant:
    """A condition and its meaning.

    Attributes:
        build: Makes the condition.
        holds: Whether an entry meets it.
        is_negatable: Whether the API can express its negation.
        is_expressible: Whether the API can express it.
    """

    build: Callable[[], Condition]
    holds: Meaning
    is_negatable: bool = True
    is_expressible: bool = True


def read_path(*names: str) -> Read:
    """Read a path, through lists."""

    def read(entry: Json, entries: Entries) -> list[Any]:
        found: list[Any] = [entry]
        for name in names:
            found = [value[name] for value in found if isinstance(value, dict) and name in value]
            found = [item for value in found for item in (value if isinstance(value, list) else [value])]
        return found

    return read


def behind(*names: str, then: Read) -> Read:
    """Read something of the entries that a field refers to."""
    references = read_path(*names)
    return lambda entry, entries: [
        value for each in references(entry, entries) for value in then(entries[each["uid"]], entries)
    ]


FIELDS: ArticleFields = Article.fields
AUTHOR: AuthorFields = Author.fields
SEVERAL = True

TEXTS: list[tuple[TextField, Read, bool]] = [
    (FIELDS.title, read_path("title"), False),
    (FIELDS.text, read_path("text"), False),
    (FIELDS.words, read_path("words"), SEVERAL),
    (FIELDS.seo.title, read_path("seo", "title"), False),
    (FIELDS.steps.text, read_path("steps", "text"), SEVERAL),
    (FIELDS.sections.quote.text, read_path("sections", "quote", "text"), SEVERAL),
    (FIELDS.more.href, read_path("more", "href"), False),
]
NUMBERS: list[tuple[NumberField, Read, bool]] = [
    (FIELDS.price, read_path("price"), False),
    (FIELDS.ratings, read_path("ratings"), SEVERAL),
    (FIELDS.steps.minutes, read_path("steps", "minutes"), SEVERAL),
    (FIELDS.sections.hero.size, read_path("sections", "hero", "size"), SEVERAL),
]
DATES: list[tuple[DateField, Read, bool]] = [
    (FIELDS.published, read_path("published"), False),
    (FIELDS.days, read_path("days"), SEVERAL),
]
AUTHORS_AGE: list[tuple[NumberField, Read]] = [
    (FIELDS.author.age, behind("author", then=read_path("age"))),
    (FIELDS.seo.owner.age, behind("seo", "owner", then=read_path("age"))),
    (FIELDS.sections.hero.by.age, behind("sections", "hero", "by", then=read_path("age"))),
    (FIELDS.author.employer.size, behind("author", then=behind("employer", then=read_path("size")))),
    (FIELDS.author.address.landlord.size, behind("author", then=behind("address", "landlord", then=read_path("size")))),
    (FIELDS.related.to(Author).age, behind("related", then=read_path("age"))),
]
SELECTS: list[tuple[SelectField[Any] | BooleanField, Read, tuple[Any, ...]]] = [
    (FIELDS.color, read_path("color"), ("red", "blue")),
    (FIELDS.level, read_path("level"), (1, 2)),
    (FIELDS.free, read_path("free"), (True, False)),
]
TIMES = (
    date(2026, 1, 1),
    date(2026, 1, 31),
    datetime(2026, 1, 31, 12, tzinfo=UTC),
    date(2026, 2, 1),
    datetime(2026, 3, 1, tzinfo=UTC),
)
COMPARISONS: Mapping[str, Callable[[Any, Any], Any]] = {
    "<": lambda left, right: left < right,
    "<=": lambda left, right: left <= right,
    ">": lambda left, right: left > right,
    ">=": lambda left, right: left >= right,
}
SOME_TEXT = st.sampled_from(["A", "B", "", "one\ntwo", "Two", "red", "sweet", "x", "eat", "Eat", "/t"])
PATTERN = st.sampled_from(["two", "^t", "e$", "^$", "[ae]", "one|x", r"\s", "^a|t$", "(e)a", ""])
NUMBER = st.sampled_from([-1, 0, 1, 2, 2.5, 3, 4, 5, 10, 20, 40, 100])


def to_time(value: str | date | None) -> datetime | None:
    """Return a point in time."""
    if value is None or isinstance(value, datetime):
        return value
    read = datetime.fromisoformat(value if isinstance(value, str) else value.isoformat())
    return read if read.tzinfo else read.replace(tzinfo=UTC)


def any_value(read: Read, test: Callable[[Any], bool]) -> Meaning:
    """Whether one of the values that are not null passes a test."""
    return lambda entry, entries: any(test(value) for value in read(entry, entries) if value is not None)


@st.composite
def text_tests(draw: st.DrawFn) -> Meant:
    field, read, is_several = draw(st.sampled_from(TEXTS))
    kind = draw(st.sampled_from(["equals", "in", "matches"]))
    if kind == "equals":
        text = draw(SOME_TEXT)
        return Meant(lambda: field == text, any_value(read, lambda value: value == text))
    if kind == "in":
        texts = draw(st.lists(SOME_TEXT, max_size=3))
        return Meant(lambda: field.in_(texts), any_value(read, lambda value: value in texts))
    pattern, ignore_case = draw(PATTERN), draw(st.booleans())
    expression = re.compile(pattern, re.IGNORECASE if ignore_case else 0)
    return Meant(
        lambda: field.matches(pattern, ignore_case=ignore_case),
        any_value(read, lambda value: bool(expression.search(value))),
        is_negatable=not is_several,
    )


@st.composite
def number_tests(draw: st.DrawFn) -> Meant:
    field, read, is_several = draw(st.sampled_from(NUMBERS))
    return draw(number_tests_of(field, read, is_several=is_several))


@st.composite
def number_tests_of(draw: st.DrawFn, field: NumberField, read: Read, *, is_several: bool) -> Meant:
    kind, low, high = draw(st.sampled_from(["equals", "between", *COMPARISONS])), draw(NUMBER), draw(NUMBER)
    if kind == "equals":
        return Meant(lambda: field == low, any_value(read, lambda value: bool(value == low)))
    if kind == "between":
        holds = any_value(read, lambda value: low <= value <= high)
        return Meant(lambda: field.between(low, high), holds, is_expressible=not is_several)
    compare = COMPARISONS[kind]
    holds = any_value(read, lambda value: bool(compare(value, low)))
    return Meant(lambda: compare(field, low), holds, is_negatable=not is_several)


@st.composite
def date_tests(draw: st.DrawFn) -> Meant:
    field, read, is_several = draw(st.sampled_from(DATES))
    kind, time = draw(st.sampled_from(["equals", *COMPARISONS])), draw(st.sampled_from(TIMES))
    if kind == "equals":
        holds = any_value(read, lambda value: to_time(value) == to_time(time))
        return Meant(lambda: field == time, holds, is_expressible=not is_several)
    compare = COMPARISONS[kind]
    holds = any_value(read, lambda value: bool(compare(to_time(value), to_time(time))))
    return Meant(lambda: compare(field, time), holds, is_negatable=not is_several)


@st.composite
def choice_tests(draw: st.DrawFn) -> Meant:
    field, read, choices = draw(st.sampled_from(SELECTS))
    choice = draw(st.sampled_from(choices))
    return Meant(lambda: field == choice, any_value(read, lambda value: value == choice))


@st.composite
def presence_tests(draw: st.DrawFn) -> Meant:
    """Presence of fields that are not multiple, whose values are not lists."""
    kind = draw(st.sampled_from(["exists", "is_null", "group"]))
    if kind == "group":
        return Meant(lambda: exists(FIELDS.seo), lambda entry, _: "seo" in entry)
    name = draw(st.sampled_from(["text", "price", "published", "free", "color", "cover", "data"]))
    field = getattr(FIELDS, name)
    if kind == "exists":
        return Meant(field.exists, lambda entry, _: name in entry)
    return Meant(field.is_null, lambda entry, _: entry.get(name) is None)


@st.composite
def reference_tests(draw: st.DrawFn) -> Meant:
    """Tests of fields behind references: which can always be negated."""
    field, read = draw(st.sampled_from(AUTHORS_AGE))
    tested = draw(number_tests_of(field, read, is_several=False))
    return Meant(tested.build, tested.holds)


@st.composite
def same_entry_tests(draw: st.DrawFn) -> Meant:
    """Conditions on one entry that is referred to."""
    parts = st.one_of(
        number_tests_of(AUTHOR.age, read_path("age"), is_several=False),
        number_tests_of(AUTHOR.employer.size, behind("employer", then=read_path("size")), is_several=False),
    )
    inner = draw(combine(parts, max_leaves=3))
    return Meant(
        lambda: refers_to(FIELDS.author, inner.build()),
        lambda entry, entries: any(inner.holds(entries[each["uid"]], entries) for each in entry.get("author", [])),
        is_expressible=inner.is_expressible,
    )


def combine(parts: st.SearchStrategy[Meant], max_leaves: int) -> st.SearchStrategy[Meant]:
    """Combine conditions with `&`, `|` and `~`."""
    return st.recursive(
        parts,
        lambda inner: st.one_of(
            st.builds(join_all, inner, inner), st.builds(join_any, inner, inner), st.builds(negate, inner)
        ),
        max_leaves=max_leaves,
    )


def join_all(left: Meant, right: Meant) -> Meant:
    return Meant(
        lambda: left.build() & right.build(),
        lambda entry, entries: left.holds(entry, entries) and right.holds(entry, entries),
        left.is_negatable and right.is_negatable,
        left.is_expressible and right.is_expressible,
    )


def join_any(left: Meant, right: Meant) -> Meant:
    return Meant(
        lambda: left.build() | right.build(),
        lambda entry, entries: left.holds(entry, entries) or right.holds(entry, entries),
        left.is_negatable and right.is_negatable,
        left.is_expressible and right.is_expressible,
    )


def negate(part: Meant) -> Meant:
    return Meant(
        lambda: ~part.build(),
        lambda entry, entries: not part.holds(entry, entries),
        is_expressible=part.is_expressible and part.is_negatable,
    )


CONDITIONS = combine(
    st.one_of(
        text_tests(),
        number_tests(),
        date_tests(),
        choice_tests(),
        presence_tests(),
        reference_tests(),
        same_entry_tests(),
    ),
    max_leaves=6,
)
