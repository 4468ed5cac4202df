"""What a token is good for: the scopes of delivery tokens and management tokens."""

from collections.abc import Callable, Sequence
from typing import cast

from contentstack_cma_emulator.engine import errors
from contentstack_cma_emulator.engine.call import Call
from contentstack_cma_emulator.engine.documents import Document
from contentstack_cma_emulator.engine.errors import NOT_VALID, REQUIRED
from contentstack_cma_emulator.engine.field_rules import Errors
from contentstack_cma_emulator.engine.kinds import BRANCH
from contentstack_cma_emulator.engine.lookup import environments
from contentstack_cma_emulator.engine.relations import ALL, names_at

BRANCHES = ("branch", "branch_alias")

BRANCH_REFUSED = 141
NO_BRANCH = "is a required field"
"""The text as it was recorded, without a full stop."""

INTERNAL: Document = {"app_user_object_uid": "system", "ACL": [], "tags": []}
"""What is shown of an environment in a scope and nowhere else."""


def with_names(body: Document) -> Document:
    """Answer the body of a delivery token, with the names of environments that stand in it as they are read."""
    token = body.get("token")
    scope = cast("Document", token).get("scope") if isinstance(token, dict) else None
    if not isinstance(scope, list):
        return body
    return body | {"token": cast("Document", token) | {"scope": [named(item) for item in cast("list[object]", scope)]}}


def named(item: object) -> object:
    """Answer one entry of a scope with the names of environments, as far as it has any."""
    if not isinstance(item, dict):
        return item
    whole = cast("Document", item)
    sent = whole.get("environments")
    if not isinstance(sent, list):
        return whole
    return whole | {"environments": [name_of(place) for place in cast("list[object]", sent)]}


def name_of(environment: object) -> object:
    """Answer the name of an environment as it is read; a name as it is."""
    return cast("Document", environment).get("name", environment) if isinstance(environment, dict) else environment


def with_branches(scope: Sequence[Document], before: Sequence[Document]) -> list[Document]:
    """Return a scope that is written over another one; if it names no branch or alias, those named `before` stay."""
    if any(item["module"] in BRANCHES for item in scope):
        return [*scope]
    return [*scope, *(item for item in before if item["module"] in BRANCHES)]


def stored_scope(call: Call, kind: str) -> list[Document]:
    """Return the scope of the token in the path, empty if there is no such token."""
    stored = call.store.get(call.stack_key(kind, call.path.get("token_uid", "")))
    scope: list[Document] = stored["scope"] if stored else []
    return scope


def demand_branch(call: Call, token: Document, noun: str) -> None:
    """Raise `CmaError` (422/141) if the scope of a token names neither a branch nor an alias."""
    if not any(item["module"] in BRANCHES for item in token["scope"]):
        action = "updation" if "token_uid" in call.path else "creation"
        raise errors.refused(noun, action, {"scope.branch_or_alias": [NO_BRANCH]}, BRANCH_REFUSED)


def kept_scope(call: Call, scope: Sequence[Document]) -> list[Document]:
    """Return the scope of a delivery token as it is kept: environments by their uid."""
    return [kept_item(call, item) | {"_metadata": {"uid": call.state.clock.uid("cs")}} for item in scope]


def kept_item(call: Call, item: Document) -> Document:
    """Answer one entry of a scope with its environments by their uid; one that is unknown stays as it came."""
    if item["module"] != "environment":
        return item
    uids = {e["name"]: e["uid"] for e in environments(call)}
    return item | {"environments": [uids.get(name, name) for name in item["environments"]]}


def shown_scope(call: Call, scope: Sequence[Document]) -> list[Document]:
    """Answer the scope of a delivery token as it is read: with its environments whole."""
    known = {e["uid"]: e | INTERNAL for e in environments(call)}
    return [
        item | {"environments": [known[uid] for uid in item["environments"] if uid in known]}
        if item["module"] == "environment"
        else item
        for item in scope
    ]


def demand(*modules: str) -> Callable[[Call, Document], Errors]:
    """Make the rule that a scope speaks of one of these modules; without any named, of another than branches."""

    def check(_call: Call, token: Document) -> Errors:
        spoken = [item["module"] for item in token.get("scope") or ()]
        fits = any(module in modules if modules else module not in BRANCHES for module in spoken)
        return {} if fits else {"scope": [REQUIRED]}

    return check


def check_branches(call: Call, token: Document) -> Errors:
    """Refuse branches and aliases that the stack does not have."""
    branches = call.store.find(call.stack_scope(BRANCH))
    aliases = {str(alias["uid"]) for branch in branches for alias in branch["alias"]}
    known = {"branches": {str(branch["uid"]) for branch in branches}, "branch_aliases": aliases}
    wrong = [key for key, names in known.items() if not names_at(token, f"scope.{key}") <= {ALL, *names}]
    return {f"scope.{key}": [NOT_VALID] for key in wrong}
