"""The calls with a known response on types, entries and assets, each made in a state where it makes sense."""

import httpx

from tests.emulator.known.scenarios import content_type, delivery_token, global_field, register_scenario
from tests.emulator.known.world import World, make_name, make_uid

TYPE = "/v3/content_types/{content_type_uid}"
ENTRIES = f"{TYPE}/entries"
ENTRY = f"{ENTRIES}/{{entry_uid}}"


@register_scenario(f"GET {TYPE}/references")
def _type_references(world: World) -> httpx.Response:
    return world.stack.get(f"/v3/content_types/{world.notes.content_type}/references")


@register_scenario(f"GET {TYPE}/export")
def _export_type(world: World) -> httpx.Response:
    uid = world.add("/v3/content_types", "content_type", content_type(world))["uid"]
    return world.stack.get(f"/v3/content_types/{uid}/export")


@register_scenario("POST /v3/content_types/import")
def _import_type(world: World) -> httpx.Response:
    exported = _export_type(world).json()
    return world.upload(
        "/v3/content_types/import", "content_type", exported | {"uid": make_uid(), "title": make_name()}
    )


@register_scenario("GET /v3/global_fields/{global_field_uid}/export")
def _export_global_field(world: World) -> httpx.Response:
    uid = world.add("/v3/global_fields", "global_field", global_field(world))["uid"]
    return world.stack.get(f"/v3/global_fields/{uid}/export")


@register_scenario(f"POST {ENTRIES}")
def _create_entry(world: World) -> httpx.Response:
    return world.notes.create({"title": make_name(), "url": f"/{make_uid()}"})


@register_scenario(f"GET {ENTRIES}")
def _entries(world: World) -> httpx.Response:
    world.create_note()
    return world.notes.list()


@register_scenario(f"GET {ENTRY}")
def _entry(world: World) -> httpx.Response:
    return world.notes.get(world.create_note()["uid"])


@register_scenario(f"GET {ENTRY}")
def _publish_entry(world: World) -> httpx.Response:
    return world.notes.get(world.publish_entry()["uid"], include_publish_details="true")


@register_scenario("GET /v3/roles/{role_uid}")
def _whole_role(world: World) -> httpx.Response:
    flags = {"include_rules": "true", "include_permissions": "true"}
    assert world.stack.post(
        "/v3/stacks/users/roles", json={"users": {world.colleague["uid"]: [world.developer]}}
    ).is_success
    return world.stack.get(f"/v3/roles/{world.developer}", params=flags)


@register_scenario("DELETE /v3/stacks/delivery_tokens/{token_uid}/preview_token")
def _delete_preview_token(world: World) -> httpx.Response:
    uid = world.add("/v3/stacks/delivery_tokens", "token", delivery_token(world))["uid"]
    path = f"/v3/stacks/delivery_tokens/{uid}/preview_token"
    world.stack.post(path)
    return world.stack.delete(path)


@register_scenario(f"PUT {ENTRY}")
def _update_entry(world: World) -> httpx.Response:
    note = world.create_note()
    return world.notes.update(note["uid"], note | {"title": make_name()})


@register_scenario(f"DELETE {ENTRY}")
def _delete_entry(world: World) -> httpx.Response:
    return world.notes.delete(world.create_note()["uid"])


@register_scenario(f"GET {ENTRY}/references")
def _entry_references(world: World) -> httpx.Response:
    return world.stack.get(f"{world.notes.path}/{world.create_linked_entry()}/references")


@register_scenario(f"GET {ENTRY}/locales")
def _entry_locales(world: World) -> httpx.Response:
    return world.stack.get(f"{world.notes.path}/{world.create_note()['uid']}/locales")


@register_scenario(f"GET {ENTRY}/export")
def _export_entry(world: World) -> httpx.Response:
    return world.stack.get(f"{world.notes.path}/{world.create_note()['uid']}/export")


@register_scenario(f"POST {ENTRY}/publish")
def _publish(world: World) -> httpx.Response:
    return world.notes.send(world.create_note()["uid"], "publish", world.build_target("entry") | {"version": 1})


@register_scenario(f"POST {ENTRY}/unpublish")
def _unpublish(world: World) -> httpx.Response:
    return world.notes.send(world.publish_entry()["uid"], "unpublish", world.build_target("entry") | {"version": 1})


@register_scenario(f"POST {ENTRY}/workflow")
def _set_stage(world: World) -> httpx.Response:
    return world.set_stage()


@register_scenario("GET /v3/assets")
def _assets(world: World) -> httpx.Response:
    world.asset()
    return world.stack.get("/v3/assets")


@register_scenario("POST /v3/assets")
def _upload(world: World) -> httpx.Response:
    return world.upload_file()


@register_scenario("GET /v3/assets/rt")
def _rich_text_assets(world: World) -> httpx.Response:
    world.asset()
    return world.stack.get("/v3/assets/rt")


@register_scenario("GET /v3/assets/{asset_uid}")
def _asset(world: World) -> httpx.Response:
    return world.stack.get(f"/v3/assets/{world.asset()}")


@register_scenario("PUT /v3/assets/{asset_uid}")
def _update_asset(world: World) -> httpx.Response:
    return world.stack.put(f"/v3/assets/{world.asset()}", json={"asset": {"title": "Title"}})


@register_scenario("DELETE /v3/assets/{asset_uid}")
def _delete_asset(world: World) -> httpx.Response:
    return world.stack.delete(f"/v3/assets/{world.asset()}")


@register_scenario("GET /v3/assets/{asset_uid}/references")
def _asset_references(world: World) -> httpx.Response:
    return world.stack.get(f"/v3/assets/{world.create_used_asset()}/references")


@register_scenario("GET /v3/assets/{asset_uid}/versions")
def _asset_versions(world: World) -> httpx.Response:
    path = f"/v3/assets/{world.asset()}/versions"
    world.stack.post(f"{path}/1/name", json={"upload": {"_version_name": "First"}})
    return world.stack.get(path)


@register_scenario("POST /v3/assets/{asset_uid}/publish")
def _publish_asset(world: World) -> httpx.Response:
    return world.stack.post(f"/v3/assets/{world.asset()}/publish", json=world.build_target("asset"))


@register_scenario("POST /v3/assets/{asset_uid}/unpublish")
def _unpublish_asset(world: World) -> httpx.Response:
    return world.stack.post(f"/v3/assets/{world.asset()}/unpublish", json=world.build_target("asset"))


@register_scenario("POST /v3/assets/folders")
def _create_folder(world: World) -> httpx.Response:
    body = {"name": "Demo", "parent_uid": world.folder()}
    return world.stack.post("/v3/assets/folders", json={"asset": body})


@register_scenario("GET /v3/assets/folders/{folder_uid}")
def _folder(world: World) -> httpx.Response:
    uid = world.folder(world.folder())
    return world.stack.get(f"/v3/assets/folders/{uid}", params={"include_path": "true"})


@register_scenario("PUT /v3/assets/folders/{folder_uid}")
def _update_folder(world: World) -> httpx.Response:
    uid = world.folder(world.folder())
    return world.stack.put(f"/v3/assets/folders/{uid}", json={"asset": {"name": make_name()}})


@register_scenario("DELETE /v3/assets/folders/{folder_uid}")
def _delete_folder(world: World) -> httpx.Response:
    return world.stack.delete(f"/v3/assets/folders/{world.folder()}")
