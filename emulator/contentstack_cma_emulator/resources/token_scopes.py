"""Scopes of delivery tokens and management tokens."""

from collections.abc import Callable, Sequence
from typing import cast

from contentstack_cma_emulator.engine import errors
from contentstack_cma_emulator.engine.call import Call
from contentstack_cma_emulator.engine.documents import ALL, Document
from contentstack_cma_emulator.engine.errors import NOT_VALID, REQUIRED, Errors
from contentstack_cma_emulator.engine.kinds import BRANCH
from contentstack_cma_emulator.engine.lookup import find_environments
from contentstack_cma_emulator.engine.relations import find_referenced_names
from contentstack_cma_emulator.engine.store import Scope

BRANCHES = ("branch", "branch_alias")

BRANCH_ERROR = 141
NO_BRANCH = "is a required field"
"""As recorded, without a full stop."""

INTERNAL_FIELDS: Document = {"app_user_object_uid": "system", "ACL": [], "tags": []}
"""Fields of an environment that only a scope shows."""


def with_environment_names(body: Document) -> Document:
    """Return the body of a delivery token with the names of its environments, which may be whole objects."""
    token = body.get("token")
    scope = cast("Document", token).get("scope") if isinstance(token, dict) else None
    if not isinstance(scope, list):
        return body
    return body | {
        "token": cast("Document", token) | {"scope": [read_scope_item(item) for item in cast("list[object]", scope)]}
    }


def read_scope_item(item: object) -> object:
    """Return one item of a scope with the names of its environments, if it has any."""
    if not isinstance(item, dict):
        return item
    whole = cast("Document", item)
    sent = whole.get("environments")
    if not isinstance(sent, list):
        return whole
    return whole | {"environments": [get_environment_name(place) for place in cast("list[object]", sent)]}


def get_environment_name(environment: object) -> object:
    """Return the name of an environment given as an object or by name."""
    return cast("Document", environment).get("name", environment) if isinstance(environment, dict) else environment


def keep_branches(scope: Sequence[Document], stored: Document) -> list[Document]:
    """Return the new scope of a token. If it has no branch or alias, those of the stored token stay."""
    if any(item["module"] in BRANCHES for item in scope):
        return [*scope]
    return [*scope, *(item for item in stored.get("scope", ()) if item["module"] in BRANCHES)]


def require_branch(call: Call, token: Document, noun: str) -> None:
    """Raise `CmaError` (422/141) if the scope of a token has neither a branch nor an alias."""
    if not any(item["module"] in BRANCHES for item in token["scope"]):
        action = "updation" if "token_uid" in call.path else "creation"
        raise errors.action_failed(noun, action, {"scope.branch_or_alias": [NO_BRANCH]}, BRANCH_ERROR)


def to_stored_scope(call: Call, scope: Sequence[Document]) -> list[Document]:
    """Return the scope of a delivery token as it is stored: environments by uid."""
    return [to_stored_item(call, item) | {"_metadata": {"uid": call.state.clock.make_uid("cs")}} for item in scope]


def to_stored_item(call: Call, item: Document) -> Document:
    """Return one item of a scope with its environments by uid. Unknown ones stay as they are."""
    if item["module"] != "environment":
        return item
    uids = {e["name"]: e["uid"] for e in find_environments(call)}
    return item | {"environments": [uids.get(name, name) for name in item["environments"]]}


def show_scope(call: Call, scope: Sequence[Document]) -> list[Document]:
    """Return the scope of a delivery token as responses show it: with whole environments."""
    known = {e["uid"]: e | INTERNAL_FIELDS for e in find_environments(call)}
    return [
        item | {"environments": [known[uid] for uid in item["environments"] if uid in known]}
        if item["module"] == "environment"
        else item
        for item in scope
    ]


def require_module(*modules: str) -> Callable[[Call, Document], Errors]:
    """Build the rule that a scope has one of these modules or, if none are given, any but branches."""

    def check(_call: Call, token: Document) -> Errors:
        found = [item["module"] for item in token.get("scope") or ()]
        fits = any(module in modules if modules else module not in BRANCHES for module in found)
        return {} if fits else {"scope": [REQUIRED]}

    return check


def check_branches(call: Call, token: Document) -> Errors:
    """Check that the stack has the branches and aliases."""
    branches = call.store.find(Scope(BRANCH, call.api_key, ""))
    aliases = {str(alias["uid"]) for branch in branches for alias in branch["alias"]}
    known = {"branches": {str(branch["uid"]) for branch in branches}, "branch_aliases": aliases}
    wrong = [key for key, names in known.items() if not find_referenced_names(token, f"scope.{key}") <= {ALL, *names}]
    return {f"scope.{key}": [NOT_VALID] for key in wrong}
