"""The calls with a known answer on types, entries and assets, each made in a state where it makes sense."""

import httpx

from tests.emulator.known.scenarios import content_type, delivery_token, global_field, scenario
from tests.emulator.known.world import World, code, name

TYPE = "/v3/content_types/{content_type_uid}"
ENTRIES = f"{TYPE}/entries"
ENTRY = f"{ENTRIES}/{{entry_uid}}"


@scenario(f"GET {TYPE}/references")
def _type_references(world: World) -> httpx.Response:
    return world.stack.get(f"/v3/content_types/{world.notes.content_type}/references")


@scenario(f"GET {TYPE}/export")
def _export_type(world: World) -> httpx.Response:
    uid = world.made("/v3/content_types", "content_type", content_type(world))["uid"]
    return world.stack.get(f"/v3/content_types/{uid}/export")


@scenario("POST /v3/content_types/import")
def _import_type(world: World) -> httpx.Response:
    exported = _export_type(world).json()
    return world.upload("/v3/content_types/import", "content_type", exported | {"uid": code(), "title": name()})


@scenario("GET /v3/global_fields/{global_field_uid}/export")
def _export_global_field(world: World) -> httpx.Response:
    uid = world.made("/v3/global_fields", "global_field", global_field(world))["uid"]
    return world.stack.get(f"/v3/global_fields/{uid}/export")


@scenario(f"POST {ENTRIES}")
def _create_entry(world: World) -> httpx.Response:
    return world.notes.create({"title": name(), "url": f"/{code()}"})


@scenario(f"GET {ENTRIES}")
def _entries(world: World) -> httpx.Response:
    world.note()
    return world.notes.list()


@scenario(f"GET {ENTRY}")
def _entry(world: World) -> httpx.Response:
    return world.notes.get(world.note()["uid"])


@scenario(f"GET {ENTRY}")
def _published_entry(world: World) -> httpx.Response:
    return world.notes.get(world.published()["uid"], include_publish_details="true")


@scenario("GET /v3/roles/{role_uid}")
def _whole_role(world: World) -> httpx.Response:
    flags = {"include_rules": "true", "include_permissions": "true"}
    assert world.stack.post(
        "/v3/stacks/users/roles", json={"users": {world.colleague["uid"]: [world.developer]}}
    ).is_success
    return world.stack.get(f"/v3/roles/{world.developer}", params=flags)


@scenario("DELETE /v3/stacks/delivery_tokens/{token_uid}/preview_token")
def _delete_preview_token(world: World) -> httpx.Response:
    uid = world.made("/v3/stacks/delivery_tokens", "token", delivery_token(world))["uid"]
    path = f"/v3/stacks/delivery_tokens/{uid}/preview_token"
    world.stack.post(path)
    return world.stack.delete(path)


@scenario(f"PUT {ENTRY}")
def _update_entry(world: World) -> httpx.Response:
    note = world.note()
    return world.notes.update(note["uid"], note | {"title": name()})


@scenario(f"DELETE {ENTRY}")
def _delete_entry(world: World) -> httpx.Response:
    return world.notes.delete(world.note()["uid"])


@scenario(f"GET {ENTRY}/references")
def _entry_references(world: World) -> httpx.Response:
    return world.stack.get(f"{world.notes.path}/{world.linked()}/references")


@scenario(f"GET {ENTRY}/locales")
def _entry_locales(world: World) -> httpx.Response:
    return world.stack.get(f"{world.notes.path}/{world.note()['uid']}/locales")


@scenario(f"GET {ENTRY}/export")
def _export_entry(world: World) -> httpx.Response:
    return world.stack.get(f"{world.notes.path}/{world.note()['uid']}/export")


@scenario(f"POST {ENTRY}/publish")
def _publish(world: World) -> httpx.Response:
    return world.notes.send(world.note()["uid"], "publish", world.places("entry") | {"version": 1})


@scenario(f"POST {ENTRY}/unpublish")
def _unpublish(world: World) -> httpx.Response:
    return world.notes.send(world.published()["uid"], "unpublish", world.places("entry") | {"version": 1})


@scenario(f"POST {ENTRY}/workflow")
def _set_stage(world: World) -> httpx.Response:
    return world.staged()


@scenario("GET /v3/assets")
def _assets(world: World) -> httpx.Response:
    world.asset()
    return world.stack.get("/v3/assets")


@scenario("POST /v3/assets")
def _upload(world: World) -> httpx.Response:
    return world.uploading()


@scenario("GET /v3/assets/rt")
def _rich_text_assets(world: World) -> httpx.Response:
    world.asset()
    return world.stack.get("/v3/assets/rt")


@scenario("GET /v3/assets/{asset_uid}")
def _asset(world: World) -> httpx.Response:
    return world.stack.get(f"/v3/assets/{world.asset()}")


@scenario("PUT /v3/assets/{asset_uid}")
def _update_asset(world: World) -> httpx.Response:
    return world.stack.put(f"/v3/assets/{world.asset()}", json={"asset": {"title": "Title"}})


@scenario("DELETE /v3/assets/{asset_uid}")
def _delete_asset(world: World) -> httpx.Response:
    return world.stack.delete(f"/v3/assets/{world.asset()}")


@scenario("GET /v3/assets/{asset_uid}/references")
def _asset_references(world: World) -> httpx.Response:
    return world.stack.get(f"/v3/assets/{world.used_asset()}/references")


@scenario("GET /v3/assets/{asset_uid}/versions")
def _asset_versions(world: World) -> httpx.Response:
    path = f"/v3/assets/{world.asset()}/versions"
    world.stack.post(f"{path}/1/name", json={"upload": {"_version_name": "First"}})
    return world.stack.get(path)


@scenario("POST /v3/assets/{asset_uid}/publish")
def _publish_asset(world: World) -> httpx.Response:
    return world.stack.post(f"/v3/assets/{world.asset()}/publish", json=world.places("asset"))


@scenario("POST /v3/assets/{asset_uid}/unpublish")
def _unpublish_asset(world: World) -> httpx.Response:
    return world.stack.post(f"/v3/assets/{world.asset()}/unpublish", json=world.places("asset"))


@scenario("POST /v3/assets/folders")
def _create_folder(world: World) -> httpx.Response:
    body = {"name": "Demo", "parent_uid": world.folder()}
    return world.stack.post("/v3/assets/folders", json={"asset": body})


@scenario("GET /v3/assets/folders/{folder_uid}")
def _folder(world: World) -> httpx.Response:
    uid = world.folder(world.folder())
    return world.stack.get(f"/v3/assets/folders/{uid}", params={"include_path": "true"})


@scenario("PUT /v3/assets/folders/{folder_uid}")
def _update_folder(world: World) -> httpx.Response:
    uid = world.folder(world.folder())
    return world.stack.put(f"/v3/assets/folders/{uid}", json={"asset": {"name": name()}})


@scenario("DELETE /v3/assets/folders/{folder_uid}")
def _delete_folder(world: World) -> httpx.Response:
    return world.stack.delete(f"/v3/assets/folders/{world.folder()}")
