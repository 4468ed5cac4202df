"""Resources that are generated whole."""

from typing import assert_type

from contentstack_cma import AsyncClient, Client
from contentstack_cma.models import (
    Asset,
    AuditLog,
    DeliveryToken,
    Entry,
    Environment,
    EnvironmentInput,
    Locale,
    ManagementToken,
    ManagementTokenInput,
    ManagementTokenModuleScopeInput,
    Organization,
    Role,
    RoleBranchRuleInput,
    RoleInput,
    RoleRightsInput,
    RoleRule,
    Task,
    Team,
    TeamStackRoleMapping,
    TeamUser,
    TokenRightsInput,
)
from contentstack_cma_client import Response
from contentstack_cma_client.pages import AsyncPage, Page


def environments(client: Client) -> None:
    environments = client.stack("api_key").environments
    assert_type(environments.create({"name": "production"}), Environment)
    assert_type(environments.create(EnvironmentInput(name="production")), Environment)
    assert_type(environments.get("production"), Environment)
    for environment in environments.list():
        assert_type(environment, Environment)


def locales(client: Client) -> None:
    assert_type(client.stack("api_key").locales.get("fr-fr"), Locale)


def organizations(client: Client) -> None:
    for organization in client.organizations.list(include_plan=True):
        assert_type(organization, Organization)


def teams(client: Client) -> None:
    teams = client.teams("org")
    assert_type(teams.create(name="Writers", users=["blt1", {"email": "me@example.com"}]), Team)
    for member in client.team_users("org", "team").list():
        assert_type(member, TeamUser | str)
    assert_type(client.team_stack_roles("org", "team").update("api_key", ["blt1"]), TeamStackRoleMapping)
    assert_type(client.team_stack_roles("org", "team").add(stack_api_key="k", roles=["blt1"]), TeamStackRoleMapping)


def tokens(client: Client) -> None:
    stack = client.stack("api_key")
    scope = ManagementTokenModuleScopeInput(module="$all", acl=TokenRightsInput(read=True))
    assert_type(stack.management_tokens.create(ManagementTokenInput(name="a", scope=[scope])), ManagementToken)
    assert_type(stack.delivery_tokens.get("blt1"), DeliveryToken)
    assert_type(stack.preview_tokens.create("blt1"), DeliveryToken)


def roles(client: Client) -> None:
    roles = client.stack("api_key").roles
    rule = RoleBranchRuleInput(module="branch", branches=["main"], acl=RoleRightsInput(read=True))
    role = roles.create(RoleInput(name="Author", rules=[rule]))
    assert_type(role, Role)
    assert_type(role.rules, list[RoleRule] | None)
    roles.update(role.uid, role)


def tasks(client: Client) -> None:
    for task in client.tasks.list():
        assert_type(task, Task)
    assert_type(client.stack("api_key").tasks.list().items, list[Task])


def audit_log(client: Client) -> None:
    assert_type(client.stack("api_key").audit_logs.get("blt1"), AuditLog)


def whole_response(client: Client) -> None:
    environments = client.stack("api_key").environments.with_raw_response
    response = environments.get("production")
    assert_type(response, Response[Environment])
    assert_type(response.status_code, int)
    assert_type(environments.list(page_size=5), Response[Page[Environment]])
    assert_type(environments.delete("production").notice, str | None)
    entries = client.stack("api_key").entries("blog_post").with_raw_response
    assert_type(entries.update("blt1", {"title": "A"}, locale="fr-fr"), Response[Entry])
    assert_type(entries.localize("blt1", {"title": "A"}, locale="fr-fr").parsed, Entry)


async def asynchronous_whole_response(client: AsyncClient) -> None:
    stack = client.stack("api_key")
    assert_type(await stack.environments.with_raw_response.get("production"), Response[Environment])
    assert_type(await stack.environments.with_raw_response.list(page_size=5), Response[AsyncPage[Environment]])
    assert_type(await stack.assets.with_raw_response.upload("photo.jpg", title="A"), Response[Asset])
