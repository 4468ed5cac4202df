"""How the steps of users, organizations, stacks, branches and OAuth apps are to end."""

from collections.abc import Mapping

from tests.foreign.support.expectations import Expected, created, done, each, given, ok, refused, some

NEW = "new@example.com"

SESSION: Mapping[str, Expected] = {
    "login": ok({"notice": "Login Successful.", "user.authtoken": given}),
    "user": ok({"user.uid": given}),
    "stack": ok({"stack.api_key": given}),
    "login with a wrong password": Expected(422, {"error_code": 104}),
    "logout": done("You've logged out successfully."),
}

USERS: Mapping[str, Expected] = {
    "fetch": ok({"user.email": "demo@example.com"}),
    "update": ok({"user.first_name": "Ada", "user.company": "Engines"}),
    "activate": done("Your account has been activated."),
    "forgot password": ok({"notice": given}),
    "reset password": done("Your password has been reset successfully."),
    "login with the new password": ok({"user.email": NEW, "user.first_name": "New"}),
}

ORGANIZATIONS: Mapping[str, Expected] = {
    "find": ok({"organizations": each("name", "Demo organization")}),
    "fetch": ok({"organization.name": "Demo organization"}),
    "roles": ok({"roles": some("name", "member", "admin")}),
    "add users": ok({"notice": "The invitation has been sent successfully.", "shares": each("email", NEW)}),
    "stacks": ok({"stacks": some("name", "Kitchen")}),
    "logs": ok({"logs": some("event_type", "invite")}),
    "transfer ownership": ok({"notice": given}),
}

AUDIT_LOG: Mapping[str, Expected] = {
    "find": ok({"logs": given, "logs.0.module": given}),
    "fetch": ok({"log.metadata.uid": given, "log.request_id": given}),
}

STACKS: Mapping[str, Expected] = {
    "fetch": ok({"stack.name": "Kitchen", "stack.master_locale": "en-us"}),
    "update": ok({"notice": "Stack updated successfully.", "stack.description": "Recipes"}),
    "users": ok({"users": each("email", "demo@example.com")}),
    "create": created({"stack.name": "Another"}),
    "create with the organization in a header": created({"stack.name": "Another", "stack.api_key": given}),
    "delete": done("Stack deleted successfully."),
    "fetch after delete": refused(109, "api_key", 412),
}

STACK_SETTINGS: Mapping[str, Expected] = {
    "create": created({"stack_settings.rte": {"ignore_empty_text": True}}),
    "fetch": ok({"stack_settings.stack_variables": {"enforce_unique_urls": True}}),
    "reset": ok({"stack_settings.stack_variables": {}}),
}

STACK_SHARING: Mapping[str, Expected] = {
    "share": ok({"notice": given}),
    "update a user's roles": ok({"notice": given}),
    "unshare": ok({"notice": given}),
    "share again": ok({"notice": given}),
}

STACK_OWNERSHIP: Mapping[str, Expected] = {
    "transfer": ok({"notice": given}),
    "accept": ok({"notice": given}),
}

BRANCHES: Mapping[str, Expected] = {
    "create": created({"notice": given, "branch.uid": "develop", "branch.source": "main"}),
    "fetch": ok({"branch.uid": "develop", "branch.alias": [], "branch.deleted_at": False}),
    "create the same": refused(910, "uid"),
    "find": ok({"branches": each("uid", "develop", "main")}),
    "read a content type there": ok({"content_type.uid": "recipe"}),
    "delete": refused(141, "force"),
    "delete by force": ok({"notice": given}),
    "fetch after delete": refused(905, "uid"),
}

ALIASES: Mapping[str, Expected] = {
    "assign": ok({"notice": "Branch alias assigned successfully.", "branch_alias.alias": "next"}),
    "find": ok({"branch_aliases": each("alias", "next")}),
    "fetch": ok({"branch_alias.uid": "develop"}),
    "read a content type by it": ok({"content_type.uid": "recipe"}),
    "assign to another": ok({"branch_alias.uid": "main"}),
    "delete": refused(141, "force"),
    "delete by force": done("Branch alias deleted successfully."),
    "fetch after delete": refused(905, "uid"),
}

OAUTH_APP: Mapping[str, Expected] = {
    "authorize": Expected(0, {"": given}),
    "handle the redirect": Expected(0, {"access_token": given, "refresh_token": given, "expires_in": 3600}),
    "read the user": ok({"user.email": "demo@example.com"}),
    "refresh": Expected(0, {"": given}),
    "read the user again": ok({"user.email": "demo@example.com"}),
    "logout": Expected(0, {"": True}),
}
