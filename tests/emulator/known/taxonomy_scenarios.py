"""The calls with a known response on taxonomies and their terms, each made in a state where it makes sense."""

import httpx

from tests.emulator.known.scenarios import register_scenario
from tests.emulator.known.world import World, make_name, make_uid

TAXONOMIES = "/v3/taxonomies"
TAXONOMY = f"{TAXONOMIES}/{{taxonomy_uid}}"
TERM = f"{TAXONOMY}/terms/{{term_uid}}"


def _taxonomy(world: World) -> str:
    made = world.add(
        TAXONOMIES, "taxonomy", {"uid": make_uid("taxonomy"), "name": make_name("Taxonomy"), "description": "x"}
    )
    return f"{TAXONOMIES}/{made['uid']}"


def _tree(world: World) -> str:
    """Make a taxonomy of terms one, two under one, and three under two; return where they lie."""
    path, parent = f"{_taxonomy(world)}/terms", None
    for uid in ("one", "two", "three"):
        world.add(path, "term", {"uid": uid, "name": uid.title(), "parent_uid": parent})
        parent = uid
    return path


@register_scenario(f"GET {TAXONOMY}")
def _count_terms(world: World) -> httpx.Response:
    counts = ("terms_count", "referenced_terms_count", "referenced_entries_count")
    return world.stack.get(_taxonomy(world), params={f"include_{count}": "true" for count in counts})


@register_scenario(f"POST {TAXONOMY}")
def _localize(world: World) -> httpx.Response:
    body = {"taxonomy": {"name": make_name(), "description": "localized text"}}
    return world.stack.post(_taxonomy(world), json=body, params={"locale": world.french})


@register_scenario(f"GET {TAXONOMY}/locales")
def _locales(world: World) -> httpx.Response:
    return world.stack.get(f"{_taxonomy(world)}/locales")


@register_scenario(f"GET {TAXONOMY}/export")
def _export(world: World) -> httpx.Response:
    return world.stack.get(_tree(world).replace("/terms", "/export"))


@register_scenario(f"POST {TAXONOMIES}/publish")
def _publish(world: World) -> httpx.Response:
    return world.stack.post(f"{TAXONOMIES}/publish", json=_items(world))


@register_scenario(f"POST {TAXONOMIES}/unpublish")
def _unpublish(world: World) -> httpx.Response:
    return world.stack.post(f"{TAXONOMIES}/unpublish", json=_items(world))


def _items(world: World) -> dict[str, object]:
    uid = _taxonomy(world).rpartition("/")[2]
    return {"locales": ["en-us"], "environments": [world.environment["name"]], "items": [{"uid": uid}]}


@register_scenario(f"GET {TAXONOMIES}/$all/terms")
def _all_terms(world: World) -> httpx.Response:
    _tree(world)
    flags = {"include_children_count": "true", "include_referenced_entries_count": "true", "typeahead": "two"}
    return world.stack.get(f"{TAXONOMIES}/$all/terms", params=flags)


@register_scenario(f"GET {TAXONOMY}/terms")
def _terms(world: World) -> httpx.Response:
    return world.stack.get(_tree(world), params={"depth": "0", "typeahead": "Three"})


@register_scenario(f"POST {TAXONOMY}/terms")
def _create_term(world: World) -> httpx.Response:
    return world.stack.post(_tree(world), json={"term": {"uid": "four", "name": "Four", "parent_uid": "one"}})


@register_scenario(f"GET {TERM}")
def _term(world: World) -> httpx.Response:
    counts = ("children_count", "referenced_entries_count")
    return world.stack.get(f"{_tree(world)}/two", params={f"include_{count}": "true" for count in counts})


@register_scenario(f"PUT {TERM}")
def _update_term(world: World) -> httpx.Response:
    return world.stack.put(f"{_tree(world)}/two", json={"term": {"name": make_name()}})


@register_scenario(f"POST {TERM}")
def _localize_term(world: World) -> httpx.Response:
    body = {"term": {"name": make_name(), "parent_uid": None}}
    return world.stack.post(f"{_tree(world)}/two", json=body, params={"locale": world.french})


@register_scenario(f"GET {TERM}/ancestors")
def _ancestors(world: World) -> httpx.Response:
    flags = {"include_children_count": "true", "include_referenced_entries_count": "true"}
    return world.stack.get(f"{_tree(world)}/three/ancestors", params=flags)


@register_scenario(f"GET {TERM}/descendants")
def _descendants(world: World) -> httpx.Response:
    flags = {"include_children_count": "true", "include_referenced_entries_count": "true"}
    return world.stack.get(f"{_tree(world)}/one/descendants", params=flags)


@register_scenario(f"GET {TERM}/locales")
def _term_locales(world: World) -> httpx.Response:
    return world.stack.get(f"{_tree(world)}/two/locales")


@register_scenario(f"PUT {TERM}/move")
def _move(world: World) -> httpx.Response:
    body = {"term": {"parent_uid": "one", "order": 1}}
    return world.stack.put(f"{_tree(world)}/three/move", json=body, params={"force": "true"})
