"""Taxonomies, their terms, and metadata of entries."""

from typing import Any

from tests.foreign.official.settings import COLOUR
from tests.foreign.official.tour import Tour, uid


def visit(tour: Tour) -> None:
    """Take the steps of all."""
    taxonomies(tour)
    metadata(tour)


def taxonomies(tour: Tour) -> None:
    """Take the steps of taxonomies, with those of terms between."""
    step = tour.at("taxonomies")
    sent = {"taxonomy": {"uid": "course", "name": "Course", "description": "When to serve."}}
    step("create", lambda: tour.stack.taxonomy().create(sent))
    step("create the same", lambda: tour.stack.taxonomy().create(sent))
    step("find", lambda: tour.stack.taxonomy().find())
    step("fetch", lambda: tour.stack.taxonomy("course").fetch())
    changed = {"taxonomy": {"name": "Courses", "description": "When to serve."}}
    step("update", lambda: tour.stack.taxonomy("course").update(changed))
    terms(tour)
    step("delete", lambda: tour.stack.taxonomy("course").delete())
    step("delete by force", lambda: force(tour.stack.taxonomy("course")).delete())
    step("fetch after delete", lambda: tour.stack.taxonomy("course").fetch())


def force(thing: Any) -> Any:
    """Return the thing after saying that what depends on it may go too."""
    thing.add_param("force", "true")
    return thing


def terms(tour: Tour) -> None:
    """Take the steps of terms."""
    step = tour.at("terms")

    def term(of: str | None = None) -> Any:
        return tour.stack.taxonomy("course").terms(of)

    step("create", lambda: term().create({"term": {"uid": "main", "name": "Main", "parent_uid": None}}))
    step("create below", lambda: term().create({"term": {"uid": "fish", "name": "Fish", "parent_uid": "main"}}))
    for name in ("sweet", "sour"):
        beside = {"term": {"uid": name, "name": name.title(), "parent_uid": None}}
        step(f"create {name}", lambda beside=beside: term().create(beside))  # type: ignore[misc]
    step("find", lambda: term().find())
    everywhere = term()
    everywhere.add_param("depth", 0)
    step("find at every depth", everywhere.find)
    step("fetch", lambda: term("fish").fetch())
    step("update", lambda: term("fish").update({"term": {"name": "Fish and shells"}}))
    step("ancestors", lambda: term("fish").ancestors())
    step("descendants", lambda: term("main").descendants())
    step("search", lambda: term().search("Fish"))
    moved = {"term": {"parent_uid": "sweet", "order": 1}}
    step("move", lambda: force(term("fish")).move(moved))
    step("ancestors after the move", lambda: term("fish").ancestors())
    step("delete", lambda: term("sweet").delete())
    step("delete what has terms below", lambda: term("main").delete())
    step("delete by force", lambda: force(term("main")).delete())
    step("fetch after delete", lambda: term("main").fetch())


def metadata(tour: Tour) -> None:
    """Take the steps of metadata, which an extension keeps about an entry."""
    step = tour.at("metadata")
    extension = uid(
        step("create an extension", lambda: tour.stack.extension().create({"extension": COLOUR})), "extension"
    )
    sent = {"entry": {"title": "Coloured"}}
    entry = uid(step("create an entry", lambda: tour.stack.content_types("recipe").entry().create(sent)), "entry")
    kept = {
        "entity_uid": entry,
        "type": "entry",
        "_content_type_uid": "recipe",
        "extension_uid": extension,
        "locale": "en-us",
        "presets": [{"uid": "preset", "name": "Red", "options": {}}],
    }
    made = uid(step("create", lambda: tour.stack.metadata().create({"metadata": kept})), "metadata")
    step("find", lambda: tour.stack.metadata().find())
    step("fetch", lambda: tour.stack.metadata(made).fetch())
    step("update", lambda: tour.stack.metadata(made).update({"metadata": kept | {"presets": []}}))
    publishing = {"metadata": {"environments": ["production"], "locales": ["en-us"]}}
    step("publish", lambda: tour.stack.metadata(made).publish(publishing))
    step("unpublish", lambda: tour.stack.metadata(made).unpublish(publishing))
    step("delete", lambda: tour.stack.metadata(made).delete())
    step("fetch after delete", lambda: tour.stack.metadata(made).fetch())
