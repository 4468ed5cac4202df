"""Variant groups, variants, and entries varied by them."""

from typing import Any

from tests.foreign.official.tour import Tour, uid


def visit(tour: Tour) -> None:
    """Take the steps of all."""
    groups(tour)
    step = tour.at("variants")
    sent = {"name": "Guests", "content_types": ["recipe"]}
    group = read_uid(step("create a group", lambda: tour.stack.variant_group().create(sent)), "variant_group")
    variant = visit_group(tour, group)
    visit_ungrouped(tour)
    entries(tour, group, variant)
    step("delete the group", lambda: tour.stack.variant_group(group).delete())


def read_uid(body: Any, wrapper: str) -> str:
    """Return the uid in a response, wrapped or not."""
    bare = body.get("uid") if isinstance(body, dict) else None
    return bare if isinstance(bare, str) else uid(body, wrapper)


def groups(tour: Tour) -> None:
    """Take the steps of variant groups."""
    step = tour.at("variant groups")
    sent = {"name": "Colours", "content_types": ["recipe"]}
    made = read_uid(step("create", lambda: tour.stack.variant_group().create(sent)), "variant_group")
    step("find", lambda: tour.stack.variant_group().find())
    step("query", lambda: tour.stack.variant_group().query({"name": "Colours"}).find())
    step("fetch", lambda: tour.stack.variant_group(made).fetch())
    linked = {"name": "Colors", "content_types": [{"uid": "recipe", "status": "linked"}]}
    step("update", lambda: tour.stack.variant_group(made).update(linked))
    step("link content types", lambda: tour.stack.variant_group(made).link_contenttypes(linked))
    unlinked = {"name": "Colors", "content_types": [{"uid": "recipe", "status": "unlinked"}]}
    step("unlink content types", lambda: tour.stack.variant_group(made).unlink_contenttypes(unlinked))
    step("delete", lambda: tour.stack.variant_group(made).delete())
    step("fetch after delete", lambda: tour.stack.variant_group(made).fetch())


def visit_group(tour: Tour, group: str) -> str:
    """Take the steps of variants in a group; return the uid of one that stays."""
    step = tour.at("variants")

    def variant(of: str | None = None) -> Any:
        return tour.stack.variant_group(group).variants(of)

    stays = read_uid(step("create", lambda: variant().create({"name": "Regulars"})), "variant")
    made = read_uid(step("create another", lambda: variant().create({"name": "Tourists"})), "variant")
    step("find", lambda: variant().find())
    step("query", lambda: variant().query({"name": "Tourists"}).find())
    step("fetch", lambda: variant(made).fetch())
    step("fetch by uids", lambda: variant().fetchByUIDs([made]))
    step("update", lambda: variant(made).update({"name": "Visitors"}))
    step("delete", lambda: variant(made).delete())
    step("fetch after delete", lambda: variant(made).fetch())
    return stays


def visit_ungrouped(tour: Tour) -> None:
    """Take the steps of variants in no group."""
    step = tour.at("variants without group")

    def variant(of: str | None = None) -> Any:
        return tour.stack.variants(of)

    made = read_uid(step("create", lambda: variant().create({"name": "Alone"})), "variant")
    step("create another", lambda: variant().create({"name": "Aside"}))
    step("find", lambda: variant().find())
    step("fetch", lambda: variant(made).fetch())
    step("fetch by uids", lambda: variant().fetchByUIDs([made]))
    step("update", lambda: variant(made).update({"name": "Lonely"}))
    step("delete", lambda: variant(made).delete())


def entries(tour: Tour, group: str, variant: str) -> None:
    """Take the steps of entry variants."""
    step = tour.at("entry variants")
    linked = {"name": "Guests", "content_types": [{"uid": "recipe", "status": "linked"}]}
    step("link", lambda: tour.stack.variant_group(group).update(linked))
    sent = {"entry": {"title": "Varied", "servings": 1}}
    entry = uid(step("create an entry", lambda: tour.stack.content_types("recipe").entry().create(sent)), "entry")

    def select_variants(*of: Any) -> Any:
        return tour.stack.content_types("recipe").entry(entry).variants(*of)

    many = {"customized_fields": ["servings"], "base_entry_version": 1, "entry": {"servings": 8}}
    step("create", lambda: select_variants().create(many))
    step("update", lambda: select_variants().update({"entry": {"servings": 8}}, variant))
    step("find", lambda: select_variants().find())
    step("fetch", lambda: select_variants().fetch(variant))
    step("fetch on a branch", lambda: select_variants(variant, "main").fetch())
    step("versions", lambda: select_variants().versions(variant))
    step("include in an entry", lambda: tour.stack.content_types("recipe").entry(entry).includeVariants())
    step("include one in an entry", lambda: select_variants().includeVariants("true", variant))
    publishing = {
        "entry": {
            "environments": ["production"],
            "locales": ["en-us"],
            "variants": [{"uid": variant, "version": 1}],
            "variant_rules": {"publish_latest_base": False, "publish_latest_base_conditionally": True},
        },
        "locale": "en-us",
    }
    step("publish", lambda: select_variants().publish(publishing))
    step("unpublish", lambda: select_variants().unpublish(publishing))
    step("delete", lambda: select_variants().delete(variant))
    step("fetch after delete", lambda: select_variants().fetch(variant))
