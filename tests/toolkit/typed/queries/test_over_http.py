"""Conditions find what they say: each operator and combinations, on entries in the emulator."""

import json
from datetime import UTC, date, datetime

import httpx
import pytest

from contentstack_cma_toolkit.typed.queries import Condition, ScalarField, exists, refers_to, sort_uid
from tests.toolkit.typed.queries.conftest import Find
from tests.toolkit.typed.queries.support.magazine import Article, Author, Company, Magazine

FIELDS = Article.fields
ALL = set("ABCDEFGH")
NOON = datetime(2026, 1, 31, 12, tzinfo=UTC)

CASES: list[tuple[Condition, str]] = [
    (FIELDS.title == "A", "A"),
    (FIELDS.title.in_(["A", "H", "Z"]), "AH"),
    (FIELDS.title.in_([]), ""),
    (FIELDS.text == "", "B"),
    (FIELDS.text.matches("two"), "AG"),
    (FIELDS.text.matches("^two"), ""),
    (FIELDS.text.matches("two", ignore_case=True), "ACG"),
    (FIELDS.text.matches("^one|three$", ignore_case=True), "AEG"),
    (FIELDS.text.exists(), "ABCEFGH"),
    (FIELDS.text.is_null(), "DF"),
    (FIELDS.price == 1, "A"),
    (FIELDS.price < 1, "G"),
    (FIELDS.price <= 1, "AG"),
    (FIELDS.price > 3, "E"),
    (FIELDS.price >= 3, "EF"),
    (FIELDS.price.between(1, 3), "ABF"),
    (FIELDS.price.in_([2.5, 10]), "BE"),
    (FIELDS.price.exists(), "ABCEFG"),
    (FIELDS.price.is_null(), "CDH"),
    (FIELDS.words == "red", "AB"),
    (FIELDS.words.matches("^[yt]"), "F"),
    (FIELDS.ratings == 4, "F"),
    (FIELDS.ratings > 3, "AF"),
    (FIELDS.ratings.exists(), "ABCF"),
    (FIELDS.published == NOON, "BC"),
    (FIELDS.published == date(2026, 1, 1), "A"),
    (FIELDS.published < NOON, "A"),
    (FIELDS.published <= NOON, "ABC"),
    (FIELDS.published > date(2026, 1, 1), "BC"),
    (FIELDS.published.between(date(2026, 1, 1), NOON), "ABC"),
    (FIELDS.published.in_([date(2026, 1, 1), NOON]), "ABC"),
    (FIELDS.days >= date(2026, 2, 15), "D"),
    (FIELDS.free == True, "AF"),  # noqa: E712 -- a condition
    (FIELDS.free == False, "B"),  # noqa: E712 -- a condition
    (FIELDS.color == "red", "AE"),
    (FIELDS.color.in_(["red", "blue"]), "ABE"),
    (FIELDS.level == 2, "E"),
    (FIELDS.cover.exists(), "A"),
    (FIELDS.more.title == "T", "D"),
    (FIELDS.more.href.matches("^/"), "D"),
    (FIELDS.data.exists(), "B"),
    (FIELDS.body.exists(), ""),
    (FIELDS.taxonomies.places.contains("norway"), "G"),
    (FIELDS.taxonomies.places.in_(["norway", "world"]), "GH"),
    (FIELDS.taxonomies.places.below("europe"), "G"),
    (FIELDS.taxonomies.places.below("world", levels=1), "H"),
    (FIELDS.taxonomies.places.exists(), "GH"),
    (FIELDS.seo.title == "x", "A"),
    (exists(FIELDS.seo), "AE"),
    (FIELDS.steps.text == "eat", "EH"),
    (FIELDS.steps.minutes > 5, "H"),
    (FIELDS.sections.hero.heading == "Eat", "CF"),
    (FIELDS.sections.quote.text == "Eat", "F"),
    (exists(FIELDS.sections.quote), "F"),
    (FIELDS.locale == "en-us", "ABCDEFGH"),
    (FIELDS.version > 1, ""),
    (FIELDS.created_at > date(2020, 1, 1), "ABCDEFGH"),
    (FIELDS.author.title == "Jane", "A"),
    (FIELDS.author.age > 10, "AB"),
    (FIELDS.author.age.is_null(), "BC"),
    (FIELDS.author.born == date(1986, 1, 1), "A"),
    (FIELDS.author.employer.title == "Tiny", "B"),
    (FIELDS.author.employer.size > 50, "AB"),
    (FIELDS.author.address.city == "Oslo", "A"),
    (FIELDS.author.address.landlord.size == 1, "A"),
    (FIELDS.seo.owner.age == 20, "E"),
    (FIELDS.sections.hero.by.title == "Jane", "CF"),
    (FIELDS.sections.hero.by.employer.title == "ACME", "CF"),
    (FIELDS.related.refers_to_type("company"), "D"),
    (FIELDS.related.to(Author).age > 1, "DF"),
    (FIELDS.related.to(Company).size == 1, "D"),
    (refers_to(FIELDS.author, (Author.fields.title == "John") & Author.fields.age.is_null()), ""),
    (refers_to(FIELDS.author, ~(Author.fields.age > 30)), "BC"),
    ((FIELDS.author.title == "John") & FIELDS.author.age.is_null(), "B"),
    ((FIELDS.price > 0) & (FIELDS.price < 3), "AB"),
    ((FIELDS.price > 5) | FIELDS.text.matches("two"), "AEG"),
    ((FIELDS.words == "red") & (FIELDS.words == "sweet"), "A"),
    (((FIELDS.title == "A") | (FIELDS.title == "B")) & ((FIELDS.price == 1) | (FIELDS.price == 10)), "A"),
    ((FIELDS.author.title == "Jane") | FIELDS.taxonomies.places.contains("world"), "AH"),
    (FIELDS.taxonomies.places.exists() & ~FIELDS.taxonomies.places.contains("norway"), "H"),
]


@pytest.mark.parametrize(("condition", "titles"), CASES)
def test_a_condition_finds_its_entries(find: Find, condition: Condition, titles: str) -> None:
    assert "".join(sorted(find(condition))) == titles


@pytest.mark.parametrize(("condition", "titles"), CASES)
def test_the_negation_finds_all_others(find: Find, condition: Condition, titles: str) -> None:
    try:
        negated = ~condition
    except ValueError:
        return
    assert find(negated) == ALL - set(titles)


def test_entries_are_found_by_uids(find: Find, magazine: Magazine) -> None:
    uids = {entry["title"]: uid for uid, entry in magazine.entries.items()}
    assert find(FIELDS.cover == magazine.asset) == {"A"}
    assert find(FIELDS.cover.not_in([magazine.asset])) == ALL - {"A"}
    assert find(FIELDS.author.uid == uids["Anna"]) == {"B", "C"}
    assert find(FIELDS.author.uid != uids["Anna"]) == ALL - {"B", "C"}
    assert find(FIELDS.author.employer.uid == uids["Tiny"]) == {"B"}
    assert find(FIELDS.related.contains(uids["Jane"])) == {"F"}
    assert find(~FIELDS.related.contains(uids["Tiny"])) == ALL - {"D"}


@pytest.mark.parametrize(
    ("field", "order"),
    [(FIELDS.price, "GABFE"), (FIELDS.title, "ABEFG"), (FIELDS.created_at, "ABEFG"), (FIELDS.seo.title, "BFGAE")],
)
def test_entries_are_sorted_by_a_field(
    client: httpx.Client, magazine: Magazine, field: ScalarField, order: str
) -> None:
    query = json.dumps(FIELDS.title.in_(list("ABEFG")).to_query())
    response = client.get("/v3/content_types/article/entries", params={"query": query, "asc": sort_uid(field)})
    titles = [entry["title"] for entry in response.json()["entries"]]
    assert "".join(titles) == order
