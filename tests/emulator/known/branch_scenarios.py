"""The calls with a known response on branches, aliases and variants, each made in a state where it makes sense."""

import httpx

from tests.emulator.known.scenarios import content_type, global_field, register_scenario
from tests.emulator.known.world import World, make_name, make_uid
from tests.emulator.support.variants import GROUPS, LOOSE, Varied, create_varied_entry

BRANCHES = "/v3/stacks/branches"
COMPARE = "/v3/stacks/branches_compare"
MERGE = "/v3/stacks/branches_merge"
QUEUE = "/v3/stacks/branches_queue"
ALIASES = "/v3/stacks/branch_aliases"
VARIANTS = "/v3/content_types/{content_type_uid}/entries/{entry_uid}/variants"
FORCE = {"force": "true"}


def _branch(world: World) -> httpx.Response:
    """Make a branch, which goes again at the end of the scenarios of a stack that may have but few."""
    uid = f"b{make_uid('')[-8:]}"
    response = world.stack.post(BRANCHES, json={"branch": {"uid": uid, "source": "main"}})
    world.closing.callback(world.stack.delete, f"{BRANCHES}/{uid}", params=FORCE)
    return response


def _next(world: World) -> str:
    """Return the uid of a branch that differs from the main one and is called by an alias, made once."""
    known = world.stack.get(BRANCHES).json()["branches"]
    if others := [branch["uid"] for branch in known if branch["uid"] != "main"]:
        return str(others[0])
    uid = str(_branch(world).json()["branch"]["uid"])
    world.stack.put(f"{ALIASES}/{make_uid('alias')}", json={"branch_alias": {"target_branch": uid}})
    for _ in range(2):
        world.add("/v3/content_types", "content_type", content_type(world), branch=uid)
        world.add("/v3/global_fields", "global_field", global_field(world), branch=uid)
    return uid


@register_scenario(f"GET {BRANCHES}")
def _branches(world: World) -> httpx.Response:
    _next(world)
    return world.stack.get(BRANCHES)


@register_scenario(f"POST {BRANCHES}")
def _create_branch(world: World) -> httpx.Response:
    response = _branch(world)
    world.stack.delete(f"{BRANCHES}/{response.json()['branch']['uid']}", params=FORCE)
    return response


@register_scenario(f"GET {BRANCHES}/{{branch_uid}}")
def _get_branch(world: World) -> httpx.Response:
    return world.stack.get(f"{BRANCHES}/{_next(world)}")


@register_scenario(f"DELETE {BRANCHES}/{{branch_uid}}")
def _delete_branch(world: World) -> httpx.Response:
    uid = _branch(world).json()["branch"]["uid"]
    return world.stack.delete(f"{BRANCHES}/{uid}", params=FORCE)


@register_scenario(f"POST {BRANCHES}/{{branch_uid}}/settings")
def _settings(world: World) -> httpx.Response:
    workspace = {"uid": "main", "space_uid": "space_uid", "is_default": True}
    body = {"branch": {"settings": {"am_v2": {"linked_workspaces": [workspace]}}}}
    return world.stack.post(f"{BRANCHES}/{_next(world)}/settings", json=body)


def _compare(world: World, path: str = "") -> httpx.Response:
    params = {"base_branch": "main", "compare_branch": _next(world), "limit": "1"}
    return world.stack.get(f"{COMPARE}{path}", params=params)


@register_scenario(f"GET {COMPARE}")
def _compare_all(world: World) -> httpx.Response:
    return _compare(world)


@register_scenario(f"GET {COMPARE}/content_types")
def _compare_types(world: World) -> httpx.Response:
    return _compare(world, "/content_types")


@register_scenario(f"GET {COMPARE}/global_fields")
def _compare_global_fields(world: World) -> httpx.Response:
    return _compare(world, "/global_fields")


@register_scenario(f"POST {MERGE}")
def _merge(world: World) -> httpx.Response:
    how = {"default_merge_strategy": "merge_prefer_base", "merge_comment": "sample", "no_revert": "true"}
    params = {"base_branch": _next(world), "compare_branch": "main"} | how
    return world.stack.post(MERGE, params=params, json={})


@register_scenario(f"GET {QUEUE}")
def _queue(world: World) -> httpx.Response:
    _merge(world)
    return world.stack.get(QUEUE)


@register_scenario(f"GET {QUEUE}/{{merge_job_uid}}")
def _job(world: World) -> httpx.Response:
    return world.stack.get(f"{QUEUE}/{_merge(world).json()['uid']}")


@register_scenario(f"PUT {ALIASES}/{{branch_alias_uid}}")
def _alias(world: World) -> httpx.Response:
    return world.stack.put(f"{ALIASES}/{make_uid('alias')}", json={"branch_alias": {"target_branch": "main"}})


def _alias_path(world: World) -> str:
    return f"{ALIASES}/{_alias(world).json()['branch_alias']['alias']}"


@register_scenario(f"GET {ALIASES}")
def _aliases(world: World) -> httpx.Response:
    _alias(world)
    return world.stack.get(ALIASES)


@register_scenario(f"GET {ALIASES}/{{branch_alias_uid}}")
def _get_alias(world: World) -> httpx.Response:
    return world.stack.get(_alias_path(world))


@register_scenario(f"DELETE {ALIASES}/{{branch_alias_uid}}")
def _delete_alias(world: World) -> httpx.Response:
    return world.stack.delete(_alias_path(world), params=FORCE)


def _create_varied_entry(world: World) -> Varied:
    """Make an entry and what a variant changes in it."""
    varied = create_varied_entry(world.stack)
    details: dict[str, object] = {"_change_set": ["title"], "_order": [{"links": []}]}
    varied.write(varied.north, {"title": "Up north", "_variant": details})
    return varied


@register_scenario(f"GET {VARIANTS}")
def _entry_variants(world: World) -> httpx.Response:
    return world.stack.get(_create_varied_entry(world).path, params={"include_count": "true"})


@register_scenario(f"GET {VARIANTS}/{{variant_uid}}")
def _entry_variant(world: World) -> httpx.Response:
    varied = _create_varied_entry(world)
    assert varied.publish(variants=[{"uid": varied.north, "version": 1}]).is_success
    return varied.get(varied.north, include_publish_details="true")


@register_scenario(f"PUT {VARIANTS}/{{variant_uid}}")
def _save_variant(world: World) -> httpx.Response:
    varied = _create_varied_entry(world)
    return varied.save(varied.south, {"title": "Down south"})


@register_scenario(f"DELETE {VARIANTS}/{{variant_uid}}")
def _delete_variant(world: World) -> httpx.Response:
    varied = _create_varied_entry(world)
    return world.stack.delete(f"{varied.path}/{varied.north}")


@register_scenario(f"GET {VARIANTS}/{{variant_uid}}/versions")
def _variant_versions(world: World) -> httpx.Response:
    varied = _create_varied_entry(world)
    return world.stack.get(f"{varied.path}/{varied.north}/versions")


METADATA = {"experience_uid": "x", "experience_short_uid": "1", "project_uid": "p", "status": "linked"}


def _new_group(world: World) -> httpx.Response:
    link = {"uid": world.notes.content_type, "status": "linked"}
    about: dict[str, object] = {"name": make_name("Group"), "content_types": [link], "personalize_metadata": METADATA}
    return world.stack.post(GROUPS, json=about | {"source": "Personalize"})


def _new_variant(world: World, path: str) -> httpx.Response:
    metadata = METADATA | {"variant_short_uid": "1"}
    return world.stack.post(path, json={"name": make_name("Variant"), "personalize_metadata": metadata})


def _group(world: World) -> str:
    """Make a group with a variant in it, and return where it lies."""
    path = f"{GROUPS}/{_new_group(world).json()['uid']}"
    assert _new_variant(world, f"{path}/variants").is_success
    return path


@register_scenario(f"GET {GROUPS}")
def _groups(world: World) -> httpx.Response:
    _group(world)
    _new_variant(world, LOOSE)
    flags = ("include_count", "include_variant_info", "include_variant_count", "include_ungrouped_variants")
    return world.stack.get(GROUPS, params=dict.fromkeys(flags, "true"))


@register_scenario(f"POST {GROUPS}")
def _create_group(world: World) -> httpx.Response:
    return _new_group(world)


@register_scenario(f"PUT {GROUPS}/{{variant_group_uid}}")
def _update_group(world: World) -> httpx.Response:
    return world.stack.put(_group(world), json={"name": make_name("Group")})


@register_scenario(f"PUT {GROUPS}/{{variant_group_uid}}/variants")
def _link(world: World) -> httpx.Response:
    body = {"content_types": [{"uid": world.ruled, "status": "linked"}], "branches": ["main"]}
    return world.stack.put(f"{_group(world)}/variants", json=body)


@register_scenario(f"GET {GROUPS}/{{variant_group_uid}}/variants")
def _group_variants(world: World) -> httpx.Response:
    return world.stack.get(f"{_group(world)}/variants", params={"include_count": "true"})


@register_scenario(f"POST {GROUPS}/{{variant_group_uid}}/variants")
def _create_variant(world: World) -> httpx.Response:
    return _new_variant(world, f"{_group(world)}/variants")


@register_scenario(f"GET {LOOSE}")
def _loose(world: World) -> httpx.Response:
    _new_variant(world, LOOSE)
    return world.stack.get(LOOSE, params={"include_count": "true"})


@register_scenario(f"POST {LOOSE}")
def _create_loose(world: World) -> httpx.Response:
    return _new_variant(world, LOOSE)


@register_scenario(f"GET {LOOSE}/{{variant_uid}}")
def _get_loose(world: World) -> httpx.Response:
    return world.stack.get(f"{LOOSE}/{_new_variant(world, LOOSE).json()['uid']}")
