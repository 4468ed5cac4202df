"""Conditions and the queries they become, without any stack."""

import copy
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import pytest

from contentstack_cma_toolkit.typed.queries import (
    ROOT,
    TAKEN_NAMES,
    Condition,
    EntryFields,
    FieldEntry,
    NumberField,
    TextField,
    exists,
    field_path,
    refers_to,
    sort_uid,
)
from tests.toolkit.typed.queries.support.magazine import Article, Author, Company, HasUidOnly

FIELDS = Article.fields
ANY: Any = FIELDS
NOON = datetime(2026, 1, 31, 12, tzinfo=UTC)

CASES: list[tuple[Condition, dict[str, Any]]] = [
    (FIELDS.title == "A", {"title": "A"}),
    (FIELDS.title != "A", {"title": {"$ne": "A"}}),
    (FIELDS.title.in_(["A", "B"]), {"title": {"$in": ["A", "B"]}}),
    (FIELDS.title.not_in(["A"]), {"title": {"$nin": ["A"]}}),
    (FIELDS.title.matches("^A"), {"title": {"$regex": "^A"}}),
    (FIELDS.title.matches("a", ignore_case=True), {"title": {"$regex": "a", "$options": "i"}}),
    (FIELDS.title.exists(), {"title": {"$exists": True}}),
    (FIELDS.title.is_missing(), {"title": {"$exists": False}}),
    (FIELDS.title.is_null(), {"title": None}),
    (~FIELDS.title.is_null(), {"title": {"$ne": None}}),
    (FIELDS.price < 1, {"price": {"$lt": 1}}),
    (FIELDS.price <= 1.5, {"price": {"$lte": 1.5}}),
    (FIELDS.price > 1, {"price": {"$gt": 1}}),
    (FIELDS.price > 1, {"price": {"$gt": 1}}),
    (FIELDS.price >= 1, {"price": {"$gte": 1}}),
    (FIELDS.price.between(1, 2), {"price": {"$gte": 1, "$lte": 2}}),
    (FIELDS.price.in_([1, 2]), {"price": {"$in": [1, 2]}}),
    (FIELDS.price.not_in([1]), {"price": {"$nin": [1]}}),
    (FIELDS.published > NOON, {"published": {"$gt": "2026-01-31T12:00:00.000Z"}}),
    (FIELDS.published >= date(2026, 1, 31), {"published": {"$gte": "2026-01-31"}}),
    (
        FIELDS.published == NOON,
        {"published": {"$gte": "2026-01-31T12:00:00.000Z", "$lte": "2026-01-31T12:00:00.000Z"}},
    ),
    (
        FIELDS.published != date(2026, 1, 31),
        {
            "$or": [
                {"published": {"$lt": "2026-01-31"}},
                {"published": None},
                {"published": {"$gt": "2026-01-31"}},
            ]
        },
    ),
    (
        FIELDS.published < NOON.astimezone(timezone(timedelta(hours=2))).replace(microsecond=1),
        {"published": {"$lt": "2026-01-31T12:00:00.000001Z"}},
    ),
    (FIELDS.published.in_([]), {"published": {"$in": []}}),
    (FIELDS.free == True, {"free": True}),  # noqa: E712 -- a condition
    (FIELDS.free != True, {"free": {"$ne": True}}),  # noqa: E712 -- a condition
    (FIELDS.color == "red", {"color": "red"}),
    (FIELDS.color.not_in(["red", "blue"]), {"color": {"$nin": ["red", "blue"]}}),
    (FIELDS.level == 2, {"level": 2}),
    (FIELDS.cover == "blt1", {"cover": "blt1"}),
    (FIELDS.cover != HasUidOnly("blt1"), {"cover": {"$ne": "blt1"}}),
    (FIELDS.cover.not_in(["blt1"]), {"cover": {"$nin": ["blt1"]}}),
    (FIELDS.more.title.matches("x"), {"more.title": {"$regex": "x"}}),
    (FIELDS.more.href == "/y", {"more.href": "/y"}),
    (FIELDS.taxonomies.places.contains("norway"), {"taxonomies.places": {"$in": ["norway"]}}),
    (FIELDS.taxonomies.places.not_in(["norway"]), {"taxonomies.places": {"$nin": ["norway"]}}),
    (FIELDS.taxonomies.places.below("world"), {"taxonomies.places": {"$eq_below": "world"}}),
    (
        FIELDS.taxonomies.places.below("world", levels=1),
        {"taxonomies.places": {"$eq_below": "world", "levels": 1}},
    ),
    (FIELDS.taxonomies.places.is_null(), {"taxonomies.places": {"$exists": False}}),
    (FIELDS.data.is_missing(), {"data": {"$exists": False}}),
    (FIELDS.body.exists(), {"body": {"$exists": True}}),
    (FIELDS.tags == "new", {"tags": "new"}),
    (FIELDS.version > 2, {"_version": {"$gt": 2}}),
    (FIELDS.version_ == "x", {"version": "x"}),
    (FIELDS.uid == "blt1", {"uid": "blt1"}),
    (FIELDS.seo.title == "x", {"seo.title": "x"}),
    (FIELDS.steps.minutes > 5, {"steps.minutes": {"$gt": 5}}),
    (FIELDS.sections.hero.heading == "x", {"sections.hero.heading": "x"}),
    (exists(FIELDS.seo), {"seo": {"$exists": True}}),
    (~exists(FIELDS.sections.hero), {"sections.hero": {"$exists": False}}),
    (exists(FIELDS.author), {"author": {"$exists": True}}),
]


@pytest.mark.parametrize(("condition", "query"), CASES)
def test_a_condition_becomes_a_query(condition: Condition, query: dict[str, Any]) -> None:
    assert condition.to_query() == query


THROUGH: list[tuple[Condition, dict[str, Any]]] = [
    (FIELDS.author.title == "Jane", {"author": {"$in_query": {"title": "Jane"}}}),
    (FIELDS.author.title != "Jane", {"author": {"$nin_query": {"title": "Jane"}}}),
    (~(FIELDS.author.age > 30), {"author": {"$nin_query": {"age": {"$gt": 30}}}}),
    (FIELDS.author.title.not_in(["A"]), {"author": {"$nin_query": {"title": {"$in": ["A"]}}}}),
    (FIELDS.author.title.is_missing(), {"author": {"$nin_query": {"title": {"$exists": True}}}}),
    (FIELDS.author.address.city == "Oslo", {"author": {"$in_query": {"address.city": "Oslo"}}}),
    (FIELDS.author.employer.size > 3, {"author": {"$in_query": {"employer": {"$in_query": {"size": {"$gt": 3}}}}}}),
    (
        FIELDS.author.address.landlord.title == "X",
        {"author": {"$in_query": {"address.landlord": {"$in_query": {"title": "X"}}}}},
    ),
    (FIELDS.seo.owner.age == 3, {"seo.owner": {"$in_query": {"age": 3}}}),
    (FIELDS.sections.hero.by.age == 3, {"sections.hero.by": {"$in_query": {"age": 3}}}),
    (FIELDS.author.uid == "blt1", {"author.uid": "blt1"}),
    (FIELDS.author.employer.uid != "blt1", {"author": {"$nin_query": {"employer.uid": "blt1"}}}),
    (
        FIELDS.author.born == date(2000, 1, 1),
        {"author": {"$in_query": {"born": {"$gte": "2000-01-01", "$lte": "2000-01-01"}}}},
    ),
    (FIELDS.author.updated_by == "me", {"author": {"$in_query": {"updated_by": "me"}}}),
    (exists(FIELDS.author.employer), {"author": {"$in_query": {"employer": {"$exists": True}}}}),
    (FIELDS.related.contains("blt1"), {"related.uid": "blt1"}),
    (~FIELDS.related.contains(HasUidOnly("blt1")), {"related.uid": {"$ne": "blt1"}}),
    (FIELDS.related.refers_to_type("author"), {"related._content_type_uid": "author"}),
    (FIELDS.related.to(Author).age > 3, {"related": {"$in_query": {"age": {"$gt": 3}}}}),
    (
        FIELDS.related.to(Author).employer.size == 3,
        {"related": {"$in_query": {"employer": {"$in_query": {"size": 3}}}}},
    ),
    (
        refers_to(FIELDS.author, (Author.fields.title == "Jane") & (Author.fields.age > 3)),
        {"author": {"$in_query": {"title": "Jane", "age": {"$gt": 3}}}},
    ),
    (
        ~refers_to(FIELDS.author.employer, Company.fields.size == 3),
        {"author": {"$nin_query": {"employer": {"$in_query": {"size": 3}}}}},
    ),
    (refers_to(FIELDS.related, Company.fields.size == 3), {"related": {"$in_query": {"size": 3}}}),
    (
        refers_to(FIELDS.author, ~(Author.fields.age > 3)),
        {"author": {"$in_query": {"$or": [{"age": {"$lte": 3}}, {"age": None}]}}},
    ),
]


@pytest.mark.parametrize(("condition", "query"), THROUGH)
def test_a_condition_on_a_referenced_entry(condition: Condition, query: dict[str, Any]) -> None:
    assert condition.to_query() == query


A, B, C, D = (FIELDS.title == name for name in "ABCD")
CHEAP = FIELDS.price < 3
PLACES = "taxonomies.places"
COMBINED: list[tuple[Condition, dict[str, Any]]] = [
    (A & CHEAP, {"title": "A", "price": {"$lt": 3}}),
    (A & B, {"$and": [{"title": "A"}, {"title": "B"}]}),
    (A & B & CHEAP, {"$and": [{"title": "A", "price": {"$lt": 3}}, {"title": "B"}]}),
    (A & (B & (C & CHEAP)), {"$and": [{"title": "A", "price": {"$lt": 3}}, {"title": "B"}, {"title": "C"}]}),
    (A & A, {"title": "A"}),
    (CHEAP & (FIELDS.price > 1), {"price": {"$lt": 3, "$gt": 1}}),
    (
        FIELDS.title.matches("a") & FIELDS.title.matches("b", ignore_case=True),
        {"$and": [{"title": {"$regex": "a"}}, {"title": {"$regex": "b", "$options": "i"}}]},
    ),
    (
        FIELDS.taxonomies.places.below("world", levels=1) & FIELDS.taxonomies.places.contains("norway"),
        {"$and": [{PLACES: {"$eq_below": "world", "levels": 1}}, {PLACES: {"$in": ["norway"]}}]},
    ),
    (A | B, {"$or": [{"title": "A"}, {"title": "B"}]}),
    (A | A, {"title": "A"}),
    (A | (B | (C | D)), {"$or": [{"title": "A"}, {"title": "B"}, {"title": "C"}, {"title": "D"}]}),
    ((A | B) & CHEAP, {"$or": [{"title": "A"}, {"title": "B"}], "price": {"$lt": 3}}),
    (
        (A | B) & (C | CHEAP),
        {
            "$and": [
                {"$or": [{"title": "A"}, {"title": "B"}]},
                {"$or": [{"title": "C"}, {"price": {"$lt": 3}}]},
            ]
        },
    ),
    ((A & CHEAP) | B, {"$or": [{"title": "A", "price": {"$lt": 3}}, {"title": "B"}]}),
    (~(A & CHEAP), {"$or": [{"title": {"$ne": "A"}}, {"price": {"$gte": 3}}, {"price": None}]}),
    (~(A | B), {"$and": [{"title": {"$ne": "A"}}, {"title": {"$ne": "B"}}]}),
    (~(A | (FIELDS.free == True)), {"title": {"$ne": "A"}, "free": {"$ne": True}}),  # noqa: E712 -- a condition
    (
        (FIELDS.author.title == "J") & (FIELDS.author.age > 3),
        {"$and": [{"author": {"$in_query": {"title": "J"}}}, {"author": {"$in_query": {"age": {"$gt": 3}}}}]},
    ),
]


@pytest.mark.parametrize(("condition", "query"), COMBINED)
def test_combined_conditions_become_a_flat_query(condition: Condition, query: dict[str, Any]) -> None:
    assert condition.to_query() == query


@pytest.mark.parametrize("condition", [case[0] for case in [*CASES, *THROUGH, *COMBINED]])
def test_a_condition_negated_twice_is_itself(condition: Condition) -> None:
    try:
        negated = ~condition
    except ValueError:
        return
    assert negated != condition
    assert ~negated == condition


@pytest.mark.parametrize("pattern", ["^a", "a|b", "a$"])
def test_texts_that_do_not_match_a_pattern(pattern: str) -> None:
    text = FIELDS.title.matches(pattern, ignore_case=True)
    negated = {"$regex": rf"\A(?![\s\S]*(?:{pattern}))", "$options": "i"}
    assert (~text).to_query() == {"$or": [{"title": negated}, {"title": None}]}


@pytest.mark.parametrize(
    ("condition", "path"),
    [
        (FIELDS.ratings > 3, "ratings"),
        (FIELDS.words.matches("a"), "words"),
        (FIELDS.steps.minutes < 3, "steps.minutes"),
        (FIELDS.sections.hero.size >= 3, "sections.hero.size"),
        (FIELDS.taxonomies.places.below("world"), "taxonomies.places"),
        ((FIELDS.ratings > 3) & A, "ratings"),
    ],
)
def test_what_has_no_opposite_is_not_negated(condition: Condition, path: str) -> None:
    with pytest.raises(ValueError, match=rf"the API has no opposite of \$\w+ for '{path}'"):
        ~condition  # pyright: ignore[reportUnusedExpression]  # noqa: B018 -- it raises


@pytest.mark.parametrize("build", [lambda: FIELDS.days == NOON, lambda: FIELDS.ratings.between(1, 2)])
def test_ranges_of_several_values_are_refused(build: Any) -> None:
    with pytest.raises(ValueError, match="several values"):
        build()


def test_terms_behind_a_reference_are_refused() -> None:
    recipe = FieldEntry("recipe", lambda place: type(FIELDS)(place, FIELDS.__fields__))
    menu: Any = EntryFields(ROOT, {"recipe": recipe})
    with pytest.raises(ValueError, match="behind a reference"):
        menu.recipe.taxonomies.places.contains("norway")


@pytest.mark.parametrize(
    "evaluate",
    [
        bool,
        lambda condition: condition and A,
        lambda condition: condition or A,
        lambda condition: not condition,
        lambda condition: 1 < FIELDS.price < 3,
        lambda condition: FIELDS.title in ("A", "B"),
    ],
)
def test_a_condition_has_no_truth_value(evaluate: Any) -> None:
    with pytest.raises(TypeError, match=r"Combine conditions with &, \| and ~"):
        evaluate(CHEAP)


@pytest.mark.parametrize(
    ("build", "error"),
    [
        (lambda: FIELDS.price > True, TypeError),
        (lambda: FIELDS.price == "3", TypeError),
        (lambda: FIELDS.price.in_([float("nan")]), ValueError),
        (lambda: ANY.price.in_([1, None]), TypeError),
        (lambda: FIELDS.title == None, TypeError),  # noqa: E711 -- a condition
        (lambda: FIELDS.title == 3, TypeError),
        (lambda: FIELDS.title.in_("AB"), TypeError),
        (lambda: ANY.title.matches(3), TypeError),
        (lambda: FIELDS.free == 1, TypeError),
        (lambda: FIELDS.color == None, TypeError),  # noqa: E711 -- a condition
        (lambda: ANY.published > "2026-01-01", TypeError),
        (lambda: FIELDS.published > datetime(2026, 1, 1), ValueError),  # noqa: DTZ001 -- what is refused
        (lambda: FIELDS.level == True, TypeError),  # noqa: E712 -- a condition
        (lambda: ANY.author == "blt1", TypeError),
        (lambda: ANY.author != "blt1", TypeError),
        (lambda: ANY.seo == {"title": "x"}, TypeError),
        (lambda: ANY.related == "blt1", TypeError),
        (lambda: ANY.data == {"a": 1}, TypeError),
        (lambda: FIELDS.related.contains(HasUidOnly(3)), TypeError),
        (lambda: A & ANY, TypeError),
        (lambda: A | ANY, TypeError),
        (lambda: exists(FIELDS), ValueError),
        (lambda: refers_to(FIELDS, A), ValueError),
    ],
)
def test_wrong_values_are_refused(build: Any, error: type[Exception]) -> None:
    with pytest.raises(error):
        build()


def test_conditions_can_be_compared_and_shown() -> None:
    assert {FIELDS.title == "A", Article.fields.title == "A", B} == {A, B}
    assert repr(A & CHEAP) == "Condition({'title': 'A', 'price': {'$lt': 3}})"
    assert repr(FIELDS.author.address.city) == "TextField('author.address.city')"
    assert repr(FIELDS.author) == "AuthorFields('author')"
    assert len({FIELDS.title, FIELDS.price}) == 2


def test_a_condition_cannot_be_changed() -> None:
    with pytest.raises(AttributeError):
        A.path = "x"  # type: ignore[attr-defined]  # pyright: ignore[reportAttributeAccessIssue]


def test_fields_know_where_they_are() -> None:
    assert (FIELDS.seo.title.uid, FIELDS.seo.title.path) == ("title", "seo.title")
    assert (FIELDS.seo.owner.age.uid, FIELDS.seo.owner.age.path) == ("age", "seo.owner.age")
    assert FIELDS.version_.path == "version"
    assert [field_path(field) for field in (FIELDS.seo, FIELDS.author, FIELDS.sections.hero, FIELDS.version)] == [
        "seo",
        "author",
        "sections.hero",
        "_version",
    ]
    with pytest.raises(ValueError, match="another entry, which 'author' refers to"):
        field_path(FIELDS.author.title)
    with pytest.raises(ValueError, match="a whole content type"):
        field_path(FIELDS)


def test_fields_to_sort_by() -> None:
    sortable = (FIELDS.title, FIELDS.price, FIELDS.created_at, FIELDS.seo.title, FIELDS.color, FIELDS.version)
    assert [sort_uid(field) for field in sortable] == [
        "title",
        "price",
        "created_at",
        "seo.title",
        "color",
        "_version",
    ]


@pytest.mark.parametrize(
    ("field", "reason"),
    [
        (FIELDS.author.title, "another entry"),
        (FIELDS.author.uid, "several values"),
        (FIELDS.words, "several values"),
        (FIELDS.steps.text, "several values"),
        (FIELDS.sections.hero.heading, "inside a modular block"),
        (FIELDS.body, "Use a text, number"),
        (FIELDS.seo, "Use a text, number"),
        (FIELDS.author, "Use a text, number"),
        ("title", "Use a text, number"),
    ],
)
def test_fields_that_entries_cannot_be_sorted_by(field: Any, reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        sort_uid(field)


def test_attributes_are_the_described_fields() -> None:
    assert {"title", "price", "created_at", "version_"} <= set(dir(FIELDS))
    with pytest.raises(AttributeError, match="the content type has no field 'prcie'; did you mean 'price'"):
        _ = FIELDS.prcie  # type: ignore[attr-defined]  # pyright: ignore[reportAttributeAccessIssue, reportUnknownMemberType, reportUnknownVariableType]
    assert not hasattr(FIELDS.seo, "path")
    assert copy.copy(FIELDS).seo.title.path == "seo.title"


def test_any_name_but_the_taken_ones_can_be_a_field() -> None:
    names = ["path", "exists", "fields", "place", "uid_", "contains", "to", "items", "keys", "self", "class_"]
    described: Any = EntryFields(ROOT, {name: FieldEntry(name, TextField) for name in names})
    assert [getattr(described, name).path for name in names] == names
    assert "uid" in TAKEN_NAMES
    assert not TAKEN_NAMES & set(names)


def test_companions_are_made_only_when_they_are_used() -> None:
    fields: Any = EntryFields(ROOT, {"self": FieldEntry("self", lambda place: type(fields)(place, fields.__fields__))})
    assert (fields.self.self.self.uid == "blt1").to_query() == {
        "self": {"$in_query": {"self": {"$in_query": {"self.uid": "blt1"}}}}
    }
    assert isinstance(fields.self.version, NumberField)
