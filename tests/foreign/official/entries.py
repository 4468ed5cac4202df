"""Entries, and what one client does to itself by an import."""

from typing import Any

from tests.foreign.official.tour import Tour, uid


def visit(tour: Tour) -> None:
    """Take the steps of entries."""
    step = tour.at("entries")

    def entry(of: str | None = None) -> Any:
        return tour.stack.content_types("recipe").entry(of)

    soup = uid(step("create", lambda: entry().create({"entry": {"title": "Soup", "servings": 2}})), "entry")
    step("create the same", lambda: entry().create({"entry": {"title": "Soup"}}))
    bread = {"title": "Bread", "goes_with": [{"uid": soup, "_content_type_uid": "recipe"}]}
    other = uid(step("create with a reference", lambda: entry().create({"entry": bread})), "entry")
    step("find", lambda: entry().find())
    step("fetch", lambda: entry(soup).fetch())
    step("update", lambda: entry(soup).update({"entry": {"servings": 4}}))
    step("references", lambda: entry(soup).references())
    name = {"entry": {"_version_name": "Draft", "locale": "en-us", "force": True}}
    step("name a version", lambda: entry(soup).version_naming(1, name))
    step("localize", lambda: entry(soup).localize({"entry": {"title": "Soupe"}}, "fr-fr"))
    step("languages", lambda: entry(soup).languages())
    step("unlocalize", lambda: entry(soup).unlocalize("fr-fr"))
    publishing = {"entry": {"environments": ["production"], "locales": ["en-us"]}, "locale": "en-us", "version": 2}
    step("publish", lambda: entry(soup).publish(publishing))
    step("unpublish", lambda: entry(soup).unpublish(publishing))
    exported = step("export", lambda: entry(soup).export())
    path = tour.file("soup.json", (exported or {}) | {"title": "Soup again"})
    step("import", lambda: entry().imports(path))
    create_after_import(tour, path)
    step("delete", lambda: entry(other).delete())
    step("fetch after delete", lambda: entry(other).fetch())
    step("find of no type", lambda: tour.stack.content_types("missing").entry().find())


def create_after_import(tour: Tour, path: str) -> None:
    """Create an entry after an import, with the same client."""
    step = tour.at("entries")
    stack = tour.stack
    try:
        stack.content_types("recipe").entry().imports(path)
    except Exception:  # noqa: BLE001 -- it is the step after it that counts
        return
    entries = stack.content_types("recipe").entry()
    step("create after an import", lambda: entries.create({"entry": {"title": "After an import"}}))
