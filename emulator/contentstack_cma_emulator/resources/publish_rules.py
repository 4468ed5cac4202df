"""Publish rules: what must hold before an entry is published to an environment, or unpublished."""

from collections.abc import Iterator
from typing import Any

from contentstack_cma_emulator.engine import errors
from contentstack_cma_emulator.engine.call import MAIN_BRANCH, ApiResponse, Call
from contentstack_cma_emulator.engine.declared import Resource, report_missing
from contentstack_cma_emulator.engine.documents import ALL, Document, as_object, omit, read_texts, split_by_comma
from contentstack_cma_emulator.engine.errors import Errors
from contentstack_cma_emulator.engine.field_rules import require, require_each_of, require_texts
from contentstack_cma_emulator.engine.kinds import ENVIRONMENT, PUBLISH_RULE, ROLE, WORKFLOW
from contentstack_cma_emulator.engine.lookup import find_environment, find_locales
from contentstack_cma_emulator.engine.paging import Order, list_documents
from contentstack_cma_emulator.engine.registry import operation
from contentstack_cma_emulator.engine.relations import Reference
from contentstack_cma_emulator.engine.store import Key
from contentstack_cma_emulator.engine.system_fields import SystemFields
from contentstack_cma_emulator.rules.workflow_access import find_stage
from contentstack_cma_emulator.stores.publishing.rule_checks import holds_for, list_actions
from contentstack_cma_emulator.stores.task_store import find_assignees

CREATED_LAST = Order("created_at")

DEFAULTS: Document = {
    "actions": [],
    "branches": [MAIN_BRANCH],
    "approvers": {"users": [], "roles": []},
    "disable_approver_publishing": False,
    "status": True,
}


def prepare(call: Call, sent: Document, _stored: Document) -> Document:
    """Return a rule as it is stored: with the uid of its environment, and approvers of both kinds."""
    stored = dict(sent)
    environment = find_environment(call, stored["environment"]) if isinstance(stored.get("environment"), str) else None
    if environment:
        stored["environment"] = environment["uid"]
    if not stored.get("workflow"):
        stored.pop("workflow", None)
    if "approvers" in stored:
        named = as_object(stored["approvers"])
        stored["approvers"] = {name: read_texts(named.get(name)) for name in ("users", "roles")}
    return stored


def check_stage(call: Call, document: Document) -> Errors:
    """Check that the stage of the rule, if there is one, belongs to its workflow."""
    uid: Any = document.get("workflow_stage")
    workflow = call.store.get(Key(WORKFLOW, str(document.get("workflow")), call.api_key))
    is_known = not uid or (workflow is not None and find_stage(workflow, uid) is not None)
    return {} if is_known else {"workflow_stage": [errors.NOT_VALID]}


def show(call: Call, document: Document) -> Document:
    """Return a rule with the API key of its stack."""
    return document | {"api_key": call.api_key}


PUBLISH_RULES = Resource(
    kind=PUBLISH_RULE,
    key="publishing_rule",
    plural="publishing_rules",
    noun="Publish rule",
    address="rule_uid",
    operations=("publish_rule", "publish_rules"),
    system=SystemFields(acl=None, versioned=False, updated_when_new=False),
    defaults=DEFAULTS,
    prepare=prepare,
    rules=(
        require("environment", "content_types", "locales"),
        require_each_of("actions", ("publish", "unpublish")),
        *(require_texts(path) for path in ("actions", "branches", "content_types", "locales")),
        check_stage,
    ),
    references=(
        Reference("workflow", WORKFLOW, on_delete="cascade"),
        Reference("environment", ENVIRONMENT, on_delete="cascade"),
    ),
    show=show,
    order=CREATED_LAST,
    missing=report_missing("Publish rule"),
)
PUBLISH_RULES.register_all_but("list", "update")
PUBLISH_RULES.register_references(Reference("approvers.roles", ROLE))


@operation("list_publish_rules")
def list_publish_rules(call: Call) -> ApiResponse:
    """List the rules, or only those for the given content types."""
    named = split_by_comma(call.get_text("content_types") or "")
    rules = PUBLISH_RULES.find_all(call)
    if named:
        rules = [rule for rule in rules if any(holds_for(rule, "content_types", uid) for uid in named)]
    return PUBLISH_RULES.list_found(call, rules)


@operation("update_publish_rule")
def update_publish_rule(call: Call) -> ApiResponse:
    """Update a rule with the fields that were sent. The response is only a notice."""
    rule = PUBLISH_RULES.change(call, PUBLISH_RULES.find(call), PUBLISH_RULES.read_sent(call))
    call.set_changed_document(PUBLISH_RULES.render(call, rule))
    return ApiResponse({"notice": PUBLISH_RULES.make_notice("updated")})


@operation("list_publish_rules_for_content_type")
def list_for_content_type(call: Call) -> ApiResponse:
    """List the rules that apply to an action on entries of a content type, once for each locale."""
    environment, locale = call.get_text("environment"), call.get_text("locale")
    rules = [r for r in PUBLISH_RULES.find_all(call) if applies(call, r)]
    items = [item for rule in rules for item in expand_locales(call, rule)]
    found = find_environment(call, environment) if environment else None
    stored = [item for item in items if environment is None or (found and item["environment"] == found["uid"])]
    return list_documents(call, "publishing_rules", [i for i in stored if locale in (None, i["locale"])], CREATED_LAST)


def applies(call: Call, rule: Document) -> bool:
    """Return whether a rule is for the action, the content type and the branch of the call."""
    is_for_type = holds_for(rule, "content_types", call.path["content_type_uid"])
    return is_for_type and holds_for(rule, "branches", call.branch) and call.get_text("action") in list_actions(rule)


def expand_locales(call: Call, rule: Document) -> Iterator[Document]:
    """Yield a rule once for each of its locales, with all approvers in one list."""
    names = ("content_types", "locales", "actions", "approvers")
    plain = omit(PUBLISH_RULES.render(call, rule), *names)
    approvers = find_assignees(call, rule["approvers"]["users"], rule["approvers"]["roles"])
    codes = [locale["code"] for locale in find_locales(call)] if ALL in rule["locales"] else rule["locales"]
    for code in codes:
        yield {"locale": code, "action": call.get_text("action"), **plain, "approvers": approvers}
