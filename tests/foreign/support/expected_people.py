"""How the steps of users, organizations, stacks, branches and OAuth apps are to end."""

from collections.abc import Mapping

from tests.foreign.support.expectations import (
    Expected,
    expect_created,
    expect_each,
    expect_error,
    expect_notice,
    expect_ok,
    expect_some,
    is_given,
)

NEW = "new@example.com"

SESSION: Mapping[str, Expected] = {
    "login": expect_ok({"notice": "Login Successful.", "user.authtoken": is_given}),
    "user": expect_ok({"user.uid": is_given}),
    "stack": expect_ok({"stack.api_key": is_given}),
    "login with a wrong password": Expected(422, {"error_code": 104}),
    "logout": expect_notice("You've logged out successfully."),
}

USERS: Mapping[str, Expected] = {
    "fetch": expect_ok({"user.email": "demo@example.com"}),
    "update": expect_ok({"user.first_name": "Ada", "user.company": "Engines"}),
    "activate": expect_notice("Your account has been activated."),
    "forgot password": expect_ok({"notice": is_given}),
    "reset password": expect_notice("Your password has been reset successfully."),
    "login with the new password": expect_ok({"user.email": NEW, "user.first_name": "New"}),
}

ORGANIZATIONS: Mapping[str, Expected] = {
    "find": expect_ok({"organizations": expect_each("name", "Demo organization")}),
    "fetch": expect_ok({"organization.name": "Demo organization"}),
    "roles": expect_ok({"roles": expect_some("name", "member", "admin")}),
    "add users": expect_ok(
        {"notice": "The invitation has been sent successfully.", "shares": expect_each("email", NEW)}
    ),
    "stacks": expect_ok({"stacks": expect_some("name", "Kitchen")}),
    "logs": expect_ok({"logs": expect_some("event_type", "invite")}),
    "transfer ownership": expect_ok({"notice": is_given}),
}

AUDIT_LOG: Mapping[str, Expected] = {
    "find": expect_ok({"logs": is_given, "logs.0.module": is_given}),
    "fetch": expect_ok({"log.metadata.uid": is_given, "log.request_id": is_given}),
}

STACKS: Mapping[str, Expected] = {
    "fetch": expect_ok({"stack.name": "Kitchen", "stack.master_locale": "en-us"}),
    "update": expect_ok({"notice": "Stack updated successfully.", "stack.description": "Recipes"}),
    "users": expect_ok({"users": expect_each("email", "demo@example.com")}),
    "create": expect_created({"stack.name": "Another"}),
    "create with the organization in a header": expect_created({"stack.name": "Another", "stack.api_key": is_given}),
    "delete": expect_notice("Stack deleted successfully."),
    "fetch after delete": expect_error(109, "api_key", 412),
}

STACK_SETTINGS: Mapping[str, Expected] = {
    "create": expect_created({"stack_settings.rte": {"ignore_empty_text": True}}),
    "fetch": expect_ok({"stack_settings.stack_variables": {"enforce_unique_urls": True}}),
    "reset": expect_ok({"stack_settings.stack_variables": {}}),
}

STACK_SHARING: Mapping[str, Expected] = {
    "share": expect_ok({"notice": is_given}),
    "update a user's roles": expect_ok({"notice": is_given}),
    "unshare": expect_ok({"notice": is_given}),
    "share again": expect_ok({"notice": is_given}),
}

STACK_OWNERSHIP: Mapping[str, Expected] = {
    "transfer": expect_ok({"notice": is_given}),
    "accept": expect_ok({"notice": is_given}),
}

BRANCHES: Mapping[str, Expected] = {
    "create": expect_created({"notice": is_given, "branch.uid": "develop", "branch.source": "main"}),
    "fetch": expect_ok({"branch.uid": "develop", "branch.alias": [], "branch.deleted_at": False}),
    "create the same": expect_error(910, "uid"),
    "find": expect_ok({"branches": expect_each("uid", "develop", "main")}),
    "read a content type there": expect_ok({"content_type.uid": "recipe"}),
    "delete": expect_error(141, "force"),
    "delete by force": expect_ok({"notice": is_given}),
    "fetch after delete": expect_error(905, "uid"),
}

ALIASES: Mapping[str, Expected] = {
    "assign": expect_ok({"notice": "Branch alias assigned successfully.", "branch_alias.alias": "next"}),
    "find": expect_ok({"branch_aliases": expect_each("alias", "next")}),
    "fetch": expect_ok({"branch_alias.uid": "develop"}),
    "read a content type by it": expect_ok({"content_type.uid": "recipe"}),
    "assign to another": expect_ok({"branch_alias.uid": "main"}),
    "delete": expect_error(141, "force"),
    "delete by force": expect_notice("Branch alias deleted successfully."),
    "fetch after delete": expect_error(905, "uid"),
}

OAUTH_APP: Mapping[str, Expected] = {
    "authorize": Expected(0, {"": is_given}),
    "handle the redirect": Expected(0, {"access_token": is_given, "refresh_token": is_given, "expires_in": 3600}),
    "read the user": expect_ok({"user.email": "demo@example.com"}),
    "refresh": Expected(0, {"": is_given}),
    "read the user again": expect_ok({"user.email": "demo@example.com"}),
    "logout": Expected(0, {"": True}),
}
