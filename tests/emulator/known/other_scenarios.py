"""The calls with a known response that are no plain resource's, each made in a state where it makes sense."""

import httpx

from contentstack_cma_emulator.auth.secrets import compute_one_time_code
from tests.emulator.known.scenarios import register_call, register_scenario
from tests.emulator.known.world import World, make_name, make_uid
from tests.emulator.support.users import PASSWORD, find_organization_role, find_role

TYPE = "/v3/content_types/{content_type_uid}"
ENTRIES = f"{TYPE}/entries"
ENTRY = f"{ENTRIES}/{{entry_uid}}"
ORGANIZATION = "/v3/organizations/{organization_uid}"
TEAM = f"{ORGANIZATION}/teams/{{team_uid}}"


@register_scenario("POST /v3/user-session")
def _log_in_with_a_code(world: World) -> httpx.Response:
    emulator = world.emulator
    code = compute_one_time_code(emulator.totp_secret, emulator.clock.now())
    login = {"email": emulator.tfa_email, "password": emulator.tfa_password, "tfa_token": code}
    return world.bare.post("/v3/user-session", json={"user": login}, params={"include_stack_roles": "true"})


@register_scenario("POST /v3/user-session")
def _log_in(world: World) -> httpx.Response:
    login = {"email": world.emulator.email, "password": world.emulator.password}
    return world.bare.post("/v3/user-session", json={"user": login}, params={"include_stack_roles": "true"})


@register_scenario("DELETE /v3/user-session")
def _log_out(world: World) -> httpx.Response:
    authtoken = _log_in(world).json()["user"]["authtoken"]
    return world.bare.delete("/v3/user-session", headers={"authtoken": authtoken})


register_call("GET /v3/user", "/v3/user", include_stack_roles="true")
register_call("PUT /v3/user", "/v3/user", {"user": {"company": "company name inc."}})


@register_scenario("POST /v3/user/activate/{user_activation_token}")
def _activate(world: World) -> httpx.Response:
    world.invite()
    names = {"first_name": "Some", "last_name": "Body", "password": PASSWORD, "password_confirmation": PASSWORD}
    return world.bare.post(f"/v3/user/activate/{world.message('activation')}", json={"user": names})


@register_scenario("POST /v3/user/forgot_password")
def _forgot(world: World) -> httpx.Response:
    return world.bare.post("/v3/user/forgot_password", json={"user": {"email": world.colleague["email"]}})


@register_scenario("POST /v3/user/reset_password")
def _reset(world: World) -> httpx.Response:
    _forgot(world)
    sent = {"reset_password_token": world.emulator.messages[-1].token}
    chosen = {"password": PASSWORD, "password_confirmation": PASSWORD}
    return world.bare.post("/v3/user/reset_password", json={"user": sent | chosen})


@register_scenario("GET /v3/user/assignments")
def _tasks(world: World) -> httpx.Response:
    world.set_stage()
    return world.user.get("/v3/user/assignments")


@register_scenario("GET /v3/organizations")
def _organizations(world: World) -> httpx.Response:
    return world.user.get("/v3/organizations")


@register_scenario(f"GET {ORGANIZATION}")
def _organization(world: World) -> httpx.Response:
    return world.user.get(world.organization)


@register_scenario(f"GET {ORGANIZATION}")
def _organization_with_plan(world: World) -> httpx.Response:
    return world.user.get(world.organization, params={"include_plan": "true"})


@register_scenario(f"GET {ORGANIZATION}/roles")
def _organization_roles(world: World) -> httpx.Response:
    return world.user.get(f"{world.organization}/roles")


@register_scenario(f"GET {ORGANIZATION}/share")
def _shares(world: World) -> httpx.Response:
    world.invite()
    return world.user.get(f"{world.organization}/share")


@register_scenario(f"POST {ORGANIZATION}/share")
def _invite(world: World) -> httpx.Response:
    return world.share({f"{make_uid()}@example.com": [world.member]})


@register_scenario(f"DELETE {ORGANIZATION}/share")
def _uninvite(world: World) -> httpx.Response:
    return world.user.request("DELETE", f"{world.organization}/share", json={"emails": [world.invite()[0]]})


@register_scenario(f"GET {ORGANIZATION}/share/{{share_uid}}/resend_invitation")
def _resend(world: World) -> httpx.Response:
    return world.user.get(f"{world.organization}/share/{world.invite()[1]}/resend_invitation")


@register_scenario(f"GET {ORGANIZATION}/stacks")
def _organization_stacks(world: World) -> httpx.Response:
    return world.user.get(f"{world.organization}/stacks")


@register_scenario(f"GET {ORGANIZATION}/teams")
def _teams(world: World) -> httpx.Response:
    world.team()
    return world.user.get(f"{world.organization}/teams")


@register_scenario(f"POST {ORGANIZATION}/teams")
def _create_team(world: World) -> httpx.Response:
    return world.new_team()


@register_scenario(f"GET {TEAM}")
def _team(world: World) -> httpx.Response:
    return world.user.get(world.team())


@register_scenario(f"PUT {TEAM}")
def _update_team(world: World) -> httpx.Response:
    users = [{"email": world.emulator.email}]
    return world.user.put(
        world.team(), json={"name": make_name(), "users": users, "stackRoleMapping": [world.build_role_mapping()]}
    )


@register_scenario(f"GET {TEAM}/users")
def _team_users(world: World) -> httpx.Response:
    return world.user.get(f"{world.team()}/users")


@register_scenario(f"GET {TEAM}/stack_role_mappings")
def _mappings(world: World) -> httpx.Response:
    return world.user.get(f"{world.team()}/stack_role_mappings")


@register_scenario(f"POST {TEAM}/stack_role_mappings")
def _create_mapping(world: World) -> httpx.Response:
    path = f"{world.team()}/stack_role_mappings"
    world.user.delete(f"{path}/{world.stack.headers['api_key']}")
    return world.user.post(path, json=world.build_role_mapping())


@register_scenario(f"PUT {TEAM}/stack_role_mappings/{{stack_api_key}}")
def _update_mapping(world: World) -> httpx.Response:
    path = f"{world.team()}/stack_role_mappings/{world.stack.headers['api_key']}"
    return world.user.put(path, json={"roles": [world.developer]})


register_call("GET /v3/stacks", "/v3/stacks", include_stack_variables="true", include_collaborators="true")


@register_scenario("GET /v3/stacks")
def _stacks(world: World) -> httpx.Response:
    return world.user.get("/v3/stacks")


register_call("GET /v3/stacks/settings", "/v3/stacks/settings")
register_call("POST /v3/stacks/settings", "/v3/stacks/settings", {"stack_settings": {"stack_variables": {}}})


@register_scenario("POST /v3/stacks")
def _create_stack(world: World) -> httpx.Response:
    body = {"name": make_name("Stack"), "description": "My new test stack", "master_locale": "en-us"}
    response = world.user.post("/v3/stacks", json={"stack": body})
    api_key = response.json()["stack"]["api_key"]
    world.closing.callback(world.user.delete, "/v3/stacks", headers={"api_key": api_key})
    return response


@register_scenario("POST /v3/stacks/users/roles")
def _give_roles(world: World) -> httpx.Response:
    return world.stack.post("/v3/stacks/users/roles", json={"users": {world.colleague["uid"]: [world.developer]}})


@register_scenario("POST /v3/stacks/share")
def _share(world: World) -> httpx.Response:
    email = world.invite()[0]
    return world.stack.post("/v3/stacks/share", json={"emails": [email], "roles": {email: [world.developer]}})


@register_scenario("POST /v3/stacks/unshare")
def _unshare(world: World) -> httpx.Response:
    email = world.invite()[0]
    world.stack.post("/v3/stacks/share", json={"emails": [email], "roles": {email: [world.developer]}})
    return world.stack.post("/v3/stacks/unshare", json={"email": email})


@register_scenario("POST /v3/stacks/transfer_ownership")
def _transfer(world: World) -> httpx.Response:
    headers = {"api_key": _create_stack(world).json()["stack"]["api_key"]}
    email = world.colleague["email"]
    sharing: dict[str, object] = {"emails": [email], "roles": {email: []}}
    assert world.user.post("/v3/stacks/share", json=sharing, headers=headers).is_success
    return world.user.post("/v3/stacks/transfer_ownership", json={"transfer_to": email}, headers=headers)


@register_scenario(f"POST {ORGANIZATION}/transfer-ownership")
def _give_away(world: World) -> httpx.Response:
    body = {"transfer_to": world.colleague["email"]}
    return world.user.post(f"{world.organization}/transfer-ownership", json=body)


def _in_version_4(world: World) -> dict[str, str]:
    return {"organization_uid": world.emulator.organization_uid}


def _team_v4(world: World) -> httpx.Response:
    role = find_organization_role(world.user, world.emulator.organization_uid, "admin")
    stack_role = find_role(world.stack, "Developer")
    body = {
        "name": make_name(),
        "description": "For everybody",
        "users": [{"email": world.emulator.email}],
        "organizationRoles": [role],
        "stackRoleMapping": [{"stackApiKey": world.stack.headers["api_key"], "roles": [stack_role]}],
        "projectRoles": [{"projectUid": "blt1", "domain": "am", "roles": ["blt2"]}],
    }
    return world.user.post("/v4/teams", json=body, headers=_in_version_4(world))


@register_scenario("GET /v4/teams")
def _teams_v4(world: World) -> httpx.Response:
    _team_v4(world)
    return world.user.get("/v4/teams", headers=_in_version_4(world))


register_scenario("POST /v4/teams")(_team_v4)


@register_scenario("GET /v4/teams/{team_uid}")
def _one_team_v4(world: World) -> httpx.Response:
    path = f"/v4/teams/{_team_v4(world).json()['uid']}"
    return world.user.get(path, headers=_in_version_4(world))


@register_scenario("PUT /v4/teams/{team_uid}")
def _change_team_v4(world: World) -> httpx.Response:
    path = f"/v4/teams/{_team_v4(world).json()['uid']}"
    return world.user.put(path, json={"name": make_name()}, headers=_in_version_4(world))
