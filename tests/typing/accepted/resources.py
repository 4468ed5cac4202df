"""Resources that are generated whole."""

from typing import assert_type

from contentstack_cma import Client
from contentstack_cma.models import (
    AuditLog,
    DeliveryToken,
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
    answer = client.stack("api_key").environments.with_raw_response.get("production")
    assert_type(answer.status_code, int)
    assert_type(answer.parsed.environment, Environment)
