"""Content types and global fields."""

from typing import Any

from tests.foreign.official.tour import Tour


def text(uid: str, **more: Any) -> dict[str, Any]:
    """Make a field that holds one text."""
    return {"display_name": uid.title(), "uid": uid, "data_type": "text", "field_metadata": {}, **more}


TITLE = text("title", mandatory=True, unique=True, field_metadata={"_default": True})
SERVINGS = {"display_name": "Servings", "uid": "servings", "data_type": "number", "field_metadata": {}}
GOES_WITH = {
    "display_name": "Goes with",
    "uid": "goes_with",
    "data_type": "reference",
    "reference_to": ["recipe"],
    "field_metadata": {"ref_multiple": True, "ref_multiple_content_types": True},
}
PICTURE = {"display_name": "Picture", "uid": "picture", "data_type": "file", "field_metadata": {}}
OPTIONS = {"title": "title", "publishable": True, "is_page": False, "singleton": False, "sub_title": []}

RECIPE = {
    "title": "Recipe",
    "uid": "recipe",
    "schema": [TITLE, SERVINGS, GOES_WITH, PICTURE],
    "options": OPTIONS,
}
PLAIN = {"title": "Plain", "uid": "plain", "schema": [TITLE], "options": OPTIONS}
SEO = {"title": "SEO", "uid": "seo", "schema": [text("keywords")]}


def visit(tour: Tour) -> None:
    """Take the steps of both. The content type `recipe` stays for others."""
    types(tour)
    fields(tour)


def types(tour: Tour) -> None:
    """Take the steps of content types."""
    step = tour.at("content types")
    step("create", lambda: tour.stack.content_types().create({"content_type": RECIPE}))
    step("create another", lambda: tour.stack.content_types().create({"content_type": PLAIN}))
    step("create the same", lambda: tour.stack.content_types().create({"content_type": PLAIN}))
    step("find", lambda: tour.stack.content_types().find())
    step("fetch", lambda: tour.stack.content_types("recipe").fetch())
    longer = PLAIN | {"schema": [TITLE, text("note")]}
    step("update", lambda: tour.stack.content_types("plain").update({"content_type": longer}))
    rules = [
        {
            "conditions": [{"operand_field": "title", "operator": "equals", "value": "x"}],
            "match_type": "all",
            "actions": [{"action": "show", "target_field": "note"}],
        }
    ]
    ruled = {"content_type": longer | {"field_rules": rules}}
    step("set field visibility rules", lambda: tour.stack.content_types("plain").set_field_visibility_rules(ruled))
    step("references", lambda: tour.stack.content_types("recipe").references())
    exported = step("export", lambda: tour.stack.content_types("plain").export())
    step("delete", lambda: tour.stack.content_types("plain").delete())
    step("fetch after delete", lambda: tour.stack.content_types("plain").fetch())
    path = tour.file("plain.json", exported or {})
    step("import", lambda: tour.stack.content_types().imports(path))


def fields(tour: Tour) -> None:
    """Take the steps of global fields, with and without the header for nested ones."""
    step = tour.at("global fields")
    step("create", lambda: tour.stack.global_fields().create({"global_field": SEO}))
    step("find", lambda: tour.stack.global_fields().find())
    step("fetch", lambda: tour.stack.global_fields("seo").fetch())
    longer = SEO | {"schema": [text("keywords"), text("summary")]}
    step("update", lambda: tour.stack.global_fields("seo").update({"global_field": longer}))
    nested = {
        "title": "Nested",
        "uid": "nested",
        "schema": [{"display_name": "SEO", "uid": "seo", "data_type": "global_field", "reference_to": "seo"}],
    }
    options = {"api_version": 3.2}
    step("create nested", lambda: tour.stack.global_fields(options=options).create({"global_field": nested}))
    step("find nested", lambda: tour.stack.global_fields(options=options).find())
    step("fetch nested", lambda: tour.stack.global_fields("nested", options).fetch())
    step("delete nested", lambda: tour.stack.global_fields("nested", options).delete())
    exported = step("export", lambda: tour.stack.global_fields("seo").export())
    step("delete", lambda: tour.stack.global_fields("seo").delete())
    step("fetch after delete", lambda: tour.stack.global_fields("seo").fetch())
    path = tour.file("seo.json", exported or {})
    step("import", lambda: tour.stack.global_fields().imports(path))
