"""The calls with a known response that publish, release, tell or log, each made in a state where it makes sense."""

from urllib.parse import parse_qs, urlsplit

import httpx

from tests.emulator.known.scenarios import register_scenario, webhook
from tests.emulator.known.world import NESTED, V2, VERIFIER, World, make_name, make_uid
from tests.emulator.support.dates import LATER

RELEASE = "/v3/releases/{release_uid}"


@register_scenario("POST /v3/bulk/publish")
def _bulk_publish(world: World) -> httpx.Response:
    return world.stack.post("/v3/bulk/publish", json=world.build_bulk_body(), headers=NESTED)


@register_scenario("POST /v3/bulk/unpublish")
def _bulk_unpublish(world: World) -> httpx.Response:
    return world.stack.post("/v3/bulk/unpublish", json=world.build_bulk_body(), headers=NESTED)


@register_scenario("POST /v3/bulk/delete")
def _bulk_delete(world: World) -> httpx.Response:
    return world.stack.post("/v3/bulk/delete", json={"entries": world.build_bulk_body()["entries"]})


@register_scenario("POST /v3/bulk/workflow")
def _bulk_workflow(world: World) -> httpx.Response:
    stage = {"workflow": {"workflow_stage": {"uid": world.stage, "comment": "", "notify": False}}}
    return world.stack.post("/v3/bulk/workflow", json={"entries": world.build_bulk_body()["entries"]} | stage)


@register_scenario("POST /v3/bulk/release/items")
def _bulk_add(world: World) -> httpx.Response:
    body = {"release": world.release(), "action": "publish", "locale": ["en-us"], "items": [world.item()]}
    return world.stack.post("/v3/bulk/release/items", json=body, headers=V2)


@register_scenario("PUT /v3/bulk/release/update_items")
def _bulk_update(world: World) -> httpx.Response:
    body = {"release": world.create_filled_release(), "items": ["$all"]}
    return world.stack.put("/v3/bulk/release/update_items", json=body, headers=V2)


@register_scenario("GET /v3/bulk/jobs/{job_id}")
def _job(world: World) -> httpx.Response:
    return world.stack.get(f"/v3/bulk/jobs/{world.start_job()}", headers=NESTED)


@register_scenario("GET /v3/bulk/jobs/{job_id}/items")
def _job_items(world: World) -> httpx.Response:
    path = f"/v3/bulk/jobs/{world.start_job()}/items"
    return world.stack.get(path, params={"include_count": "true"}, headers=NESTED)


@register_scenario("GET /v3/bulk/jobs")
def _tasks(world: World) -> httpx.Response:
    _bulk_add(world)
    return world.stack.get("/v3/bulk/jobs", headers=V2)


@register_scenario("GET /v3/releases/{release_uid}")
def _deploy_release(world: World) -> httpx.Response:
    uid = world.create_filled_release()
    assert world.deploy(uid).is_success
    return world.stack.get(f"/v3/releases/{uid}", headers={"release_version": "2.0"})


@register_scenario(f"GET {RELEASE}/items")
def _release_items(world: World) -> httpx.Response:
    return world.stack.get(f"/v3/releases/{world.create_filled_release()}/items")


@register_scenario(f"POST {RELEASE}/items")
def _add_items(world: World) -> httpx.Response:
    return world.stack.post(f"/v3/releases/{world.release()}/items", json={"items": [world.item()]})


@register_scenario(f"DELETE {RELEASE}/items")
def _remove_items(world: World) -> httpx.Response:
    uid, items = world.release(), [world.item(), world.item()]
    world.stack.post(f"/v3/releases/{uid}/items", json={"items": items})
    return world.stack.request("DELETE", f"/v3/releases/{uid}/items", json={"items": items[:1]})


@register_scenario(f"POST {RELEASE}/item")
def _add_item(world: World) -> httpx.Response:
    return world.stack.post(f"/v3/releases/{world.release()}/item", json={"item": world.item()})


@register_scenario(f"PUT {RELEASE}/update_items")
def _update_items(world: World) -> httpx.Response:
    return world.stack.put(f"/v3/releases/{world.create_filled_release()}/update_items", json={"items": ["$all"]})


@register_scenario(f"POST {RELEASE}/deploy")
def _deploy(world: World) -> httpx.Response:
    return world.deploy(world.create_filled_release())


@register_scenario(f"POST {RELEASE}/clone")
def _clone(world: World) -> httpx.Response:
    body = {"name": make_name("Clone"), "description": "2018-12-12"}
    return world.stack.post(f"/v3/releases/{world.create_filled_release()}/clone", json={"release": body})


@register_scenario("GET /v3/workflows/content_type/{content_type_uid}")
def _rules_for_type(world: World) -> httpx.Response:
    world.add("/v3/workflows/publishing_rules", "publishing_rule", world.build_rule())
    path = f"/v3/workflows/content_type/{world.ruled}"
    return world.stack.get(path, params={"action": "publish"})


@register_scenario("GET /v3/webhooks/{webhook_uid}/executions")
def _executions(world: World) -> httpx.Response:
    return world.stack.get(f"/v3/webhooks/{world.create_execution()[0]}/executions")


@register_scenario("POST /v3/webhooks/{execution_uid}/retry")
def _retry(world: World) -> httpx.Response:
    return world.stack.post(f"/v3/webhooks/{world.create_execution()[1]}/retry")


@register_scenario("GET /v3/webhooks/{execution_uid}/logs")
def _execution_log(world: World) -> httpx.Response:
    return world.stack.get(f"/v3/webhooks/{world.create_execution()[1]}/logs")


@register_scenario("GET /v3/webhooks/{webhook_uid}/export")
def _export_webhook(world: World) -> httpx.Response:
    uid = world.add("/v3/webhooks", "webhook", webhook(world))["uid"]
    return world.stack.get(f"/v3/webhooks/{uid}/export")


@register_scenario("POST /v3/webhooks/import")
def _import_webhook(world: World) -> httpx.Response:
    return world.upload("/v3/webhooks/import", "webhook", _export_webhook(world).json() | {"name": make_name()})


@register_scenario("GET /v3/audit-logs")
def _log(world: World) -> httpx.Response:
    world.add("/v3/environments", "environment", {"name": make_uid("env")})
    return world.stack.get("/v3/audit-logs")


@register_scenario("GET /v3/audit-logs/{log_item_uid}")
def _log_item(world: World) -> httpx.Response:
    uid = _log(world).json()["logs"][0]["uid"]
    return world.stack.get(f"/v3/audit-logs/{uid}")


@register_scenario("GET /v3/publish-queue")
def _queue(world: World) -> httpx.Response:
    world.deploy(world.create_filled_release())
    world.stack.get("/v3/stacks")
    return world.stack.get("/v3/publish-queue")


@register_scenario("GET /v3/publish-queue")
def _queue_of_entries(world: World) -> httpx.Response:
    job = world.start_job()
    flags = {"bulkJobId": job, "include_job_details": "true"}
    return world.stack.get("/v3/publish-queue", params=flags, headers=NESTED)


@register_scenario("GET /v3/publish-queue/{publish_queue_uid}")
def _queue_item(world: World) -> httpx.Response:
    return world.stack.get(f"/v3/publish-queue/{_queue(world).json()['queue'][0]['uid']}")


@register_scenario("GET /v3/publish-queue/{publish_queue_uid}/unschedule")
def _unschedule(world: World) -> httpx.Response:
    assert world.deploy(world.create_filled_release(), scheduled_at=LATER).is_success
    queue = world.stack.get("/v3/publish-queue").json()["queue"]
    return world.stack.get(f"/v3/publish-queue/{queue[0]['uid']}/unschedule")


@register_scenario("POST /manifests/{app_id}/authorize")
def _consent(world: World) -> httpx.Response:
    return world.consent()


@register_scenario("POST /token")
def _exchange(world: World) -> httpx.Response:
    app = world.emulator.oauth
    url: str = world.consent().json()["data"]["redirect_url"]
    got = parse_qs(urlsplit(url).query)["code"][0]
    form = {"grant_type": "authorization_code", "client_id": app.client_id, "redirect_uri": app.redirect_uri}
    return world.bare.post("/token", data=form | {"code": got, "code_verifier": VERIFIER, "app_id": app.app_id})


@register_scenario("GET /manifests/{app_id}/authorizations")
def _authorizations(world: World) -> httpx.Response:
    tokens = _exchange(world).json()
    path = f"/manifests/{world.emulator.oauth.app_id}/authorizations"
    return world.user.get(path, headers={"authorization": f"Bearer {tokens['access_token']}"})


@register_scenario("POST /token")
def _machine_token(world: World) -> httpx.Response:
    app = world.emulator.machine_oauth
    form = {"grant_type": "client_credentials", "client_id": app.client_id, "client_secret": app.client_secret}
    return world.bare.post("/token", data=form)


@register_scenario("POST /apps-api/introspect")
def _valid_token(world: World) -> httpx.Response:
    return world.bare.post("/apps-api/introspect", data={"token": _machine_token(world).json()["access_token"]})


@register_scenario("POST /apps-api/introspect")
def _invalid_token(world: World) -> httpx.Response:
    return world.bare.post("/apps-api/introspect", data={"token": "none"})
