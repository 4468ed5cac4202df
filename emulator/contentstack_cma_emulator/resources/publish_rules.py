"""Publish rules: what must be true of an entry before it is published to an environment, or unpublished."""

from collections.abc import Iterator
from typing import Any, cast

from contentstack_cma_emulator.engine import errors
from contentstack_cma_emulator.engine.call import MAIN_BRANCH, Answer, Call
from contentstack_cma_emulator.engine.declared import Resource, missing_as
from contentstack_cma_emulator.engine.documents import Document
from contentstack_cma_emulator.engine.field_rules import Errors, every_one_of, required
from contentstack_cma_emulator.engine.field_rules import texts as are_texts
from contentstack_cma_emulator.engine.kinds import ENVIRONMENT, PUBLISH_RULE, ROLE, WORKFLOW
from contentstack_cma_emulator.engine.listing import shown_listing
from contentstack_cma_emulator.engine.lookup import find_environment, locales
from contentstack_cma_emulator.engine.paging import Order, listing
from contentstack_cma_emulator.engine.registry import operation
from contentstack_cma_emulator.engine.relations import Owner, Reference, declare
from contentstack_cma_emulator.engine.system_fields import System
from contentstack_cma_emulator.rules.workflow_access import ALL, stage_with, texts
from contentstack_cma_emulator.stores.publishing.rule_checks import actions_of, holds_for
from contentstack_cma_emulator.stores.task_store import assignees

CREATED_LAST = Order("created_at")

DEFAULTS: Document = {
    "actions": [],
    "branches": [MAIN_BRANCH],
    "approvers": {"users": [], "roles": []},
    "disable_approver_publishing": False,
    "status": True,
}


def prepare(call: Call, sent: Document) -> Document:
    """Answer a rule as it is kept: with the uid of its environment, and approvers of both kinds."""
    kept = dict(sent)
    environment = find_environment(call, kept["environment"]) if isinstance(kept.get("environment"), str) else None
    if environment:
        kept["environment"] = environment["uid"]
    if not kept.get("workflow"):
        kept.pop("workflow", None)
    if "approvers" in kept:
        named = cast("Document", kept["approvers"]) if isinstance(kept["approvers"], dict) else {}
        kept["approvers"] = {name: texts(named.get(name)) for name in ("users", "roles")}
    return kept


def right_stage(call: Call, document: Document) -> Errors:
    """Demand that the stage, if the rule has one, is of its workflow."""
    uid: Any = document.get("workflow_stage")
    workflow = call.store.get(call.stack_key(WORKFLOW, str(document.get("workflow"))))
    is_known = not uid or (workflow is not None and stage_with(workflow, uid) is not None)
    return {} if is_known else {"workflow_stage": [errors.NOT_VALID]}


def show(call: Call, document: Document) -> Document:
    """Answer a rule with the stack it belongs to."""
    return document | {"api_key": call.api_key}


PUBLISH_RULES = Resource(
    kind=PUBLISH_RULE,
    key="publishing_rule",
    plural="publishing_rules",
    noun="Publish rule",
    address="rule_uid",
    operations=("publish_rule", "publish_rules"),
    system=System(acl=None, versioned=False, updated_when_new=False),
    defaults=DEFAULTS,
    prepare=prepare,
    rules=(
        required("environment", "content_types", "locales"),
        every_one_of("actions", ("publish", "unpublish")),
        *(are_texts(path) for path in ("actions", "branches", "content_types", "locales")),
        right_stage,
    ),
    references=(
        Reference("workflow", WORKFLOW, on_delete="cascade"),
        Reference("environment", ENVIRONMENT, on_delete="cascade"),
    ),
    show=show,
    order=CREATED_LAST,
    missing=missing_as("Publish rule"),
)
PUBLISH_RULES.register_all_but("list", "update")
declare(Owner("Publish rule", PUBLISH_RULES.items, PUBLISH_RULES.remove_at), [Reference("approvers.roles", ROLE)])


@operation("list_publish_rules")
def list_publish_rules(call: Call) -> Answer:
    """Answer a page of the rules: all of them, or those for one of the content types that are named."""
    named = [uid.strip() for uid in (call.text("content_types") or "").split(",") if uid.strip()]
    rules = PUBLISH_RULES.all(call)
    if named:
        rules = [rule for rule in rules if any(holds_for(rule, "content_types", uid) for uid in named)]
    return shown_listing(call, "publishing_rules", rules, lambda rule: PUBLISH_RULES.shown(call, rule), CREATED_LAST)


@operation("update_publish_rule")
def update_publish_rule(call: Call) -> Answer:
    """Write what was sent over a rule. The response is a notice alone."""
    rule = PUBLISH_RULES.change(call, PUBLISH_RULES.find(call), PUBLISH_RULES.sent(call))
    call.speaks_of(PUBLISH_RULES.shown(call, rule))
    return Answer({"notice": PUBLISH_RULES.notice("updated")})


@operation("list_publish_rules_for_content_type")
def list_for_content_type(call: Call) -> Answer:
    """Answer the rules that an action with entries of a content type is under, once for each locale."""
    environment, locale = call.text("environment"), call.text("locale")
    rules = [r for r in PUBLISH_RULES.all(call) if concerns(call, r)]
    items = [item for rule in rules for item in spread(call, rule)]
    found = find_environment(call, environment) if environment else None
    kept = [item for item in items if environment is None or (found and item["environment"] == found["uid"])]
    return listing(call, "publishing_rules", [i for i in kept if locale in (None, i["locale"])], CREATED_LAST)


def concerns(call: Call, rule: Document) -> bool:
    """Answer whether a rule is for the action, the content type and the branch of the call."""
    is_for_type = holds_for(rule, "content_types", call.path["content_type_uid"])
    return is_for_type and holds_for(rule, "branches", call.branch) and call.text("action") in actions_of(rule)


def spread(call: Call, rule: Document) -> Iterator[Document]:
    """Answer a rule as the list for one content type shows it: once for each locale, with all approvers in one list."""
    names = ("content_types", "locales", "actions", "approvers")
    plain = {name: value for name, value in PUBLISH_RULES.shown(call, rule).items() if name not in names}
    approvers = assignees(call, rule["approvers"]["users"], rule["approvers"]["roles"])
    codes = [locale["code"] for locale in locales(call)] if ALL in rule["locales"] else rule["locales"]
    for code in codes:
        yield {"locale": code, "action": call.text("action"), **plain, "approvers": approvers}
