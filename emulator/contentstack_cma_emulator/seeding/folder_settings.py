"""Loads what is not content from an export folder: locales, environments, roles, workflows and so on."""

import json
from collections.abc import Sequence
from typing import Any

from contentstack_cma_emulator.auth import built_in_roles
from contentstack_cma_emulator.engine.documents import ALL, Document, as_list, as_object, get_object, omit
from contentstack_cma_emulator.engine.form_data import Form
from contentstack_cma_emulator.engine.kinds import TAXONOMY
from contentstack_cma_emulator.resources.webhooks import SECRETS
from contentstack_cma_emulator.rules.schemas import is_uid
from contentstack_cma_emulator.seeding.creation import Schema, create_schemas, locate_errors
from contentstack_cma_emulator.seeding.export_files import check_name
from contentstack_cma_emulator.seeding.export_folder import Item, check_object
from contentstack_cma_emulator.seeding.folder_steps import Branch, build_origin, read_uid, select_known, sort_items
from contentstack_cma_emulator.seeding.names import find_referenced_schemas
from contentstack_cma_emulator.seeding.seed_file import SeedError

SCHEMA_FILES = {"global_fields": "globalfields.json", "content_types": "schema.json"}

SETTINGS = ("stack_variables", "discrete_variables", "live_preview", "rte", "language_fallback")

BRANCH_RULE: Document = {"module": "branch", "branches": [ALL], "acl": {"read": True}}
"""The rule that roles of stacks without branches lack."""

TITLE: Document = {"uid": "title", "display_name": "Title", "data_type": "text", "mandatory": True}


def load_locales(branch: Branch) -> None:
    """Create all locales but the master locale, fallback locales first."""
    items = branch.folder.read_items("locales/locales.json")
    for item in sort_items(items, "code", "fallback_locale"):
        if item.data.get("code") != branch.master_locale:
            branch.create("create_locale", "locale", item, item.data)


def load_environments(branch: Branch) -> None:
    """Create the environments."""
    for item in branch.take_new("environment", branch.folder.read_items("environments/environments.json")):
        branch.create("create_environment", "environment", item, item.data)


def load_settings(branch: Branch) -> None:
    """Set the settings of the stack that clients can set."""
    name = "stack/settings.json"
    found = branch.folder.read_object(name)
    sent = {key: found[key] for key in SETTINGS if found.get(key)}
    if sent:
        with locate_errors(branch.folder.path + name):
            branch.calls.call("update_stack_settings", {"stack_settings": sent})


def load_taxonomies(branch: Branch) -> None:
    """Import the taxonomies with their terms, and localize them."""
    for item in branch.take_new(TAXONOMY, branch.folder.read_items("taxonomies/taxonomies.json")):
        files = branch.folder.find_taxonomy_files(check_name(item.uid, item.place))
        master = files.pop(branch.master_locale, None) or files.pop("", None)
        if master is None:
            branch.create("create_taxonomy", "taxonomy", item, item.data)
        else:
            _import_taxonomy(branch, item, branch.master_locale, master)
        files.pop("", None)
        for code, path in files.items():
            _import_taxonomy(branch, item, code, path)


def _import_taxonomy(branch: Branch, item: Item, code: str, path: str) -> None:
    content = check_object(path, branch.folder.files.read_json(path))
    form = Form({"taxonomy": (json.dumps(content),)})
    with locate_errors(f"{path}[{item.uid}]"):
        branch.calls.call("import_taxonomy", {}, query={"locale": code}, form=form, origin=build_origin(item))


def load_extensions(branch: Branch) -> None:
    """Create the extensions."""
    for item in branch.folder.read_items("extensions/extensions.json"):
        branch.create("create_extension", "extension", item, item.data)


def load_schemas(branch: Branch) -> None:
    """Create global fields and content types, which may refer to each other in circles.

    They may also refer to content types that were deleted: those exist while the others are created.
    """
    schemas = [
        _read_schema(plural, item)
        for plural, name in SCHEMA_FILES.items()
        for item in branch.folder.read_schemas(plural, name)
    ]
    deleted = find_deleted_types(schemas)
    for uid in deleted:
        content_type = {"uid": uid, "title": f"Deleted {uid}", "schema": [TITLE]}
        with locate_errors(f"{branch.folder.path}content_types"):
            branch.calls.call("create_content_type", {"content_type": content_type})
    create_schemas(branch.calls, schemas)
    for uid in deleted:
        path = {"content_type_uid": uid}
        branch.calls.call("delete_content_type", {}, path=path, query={"force": "true"})


def find_deleted_types(schemas: Sequence[Schema]) -> list[str]:
    """Return the content types that reference fields name, but that are not there."""
    known = {schema.data["uid"] for schema in schemas if schema.plural == "content_types"}
    named = {uid for schema in schemas for uid in _find_reference_targets(schema.data["schema"])}
    return sorted(filter(is_uid, named - known))


def _find_reference_targets(value: Any) -> set[str]:
    field = as_object(value)
    if field.get("data_type") == "reference":
        return {uid for plural, uid in find_referenced_schemas(field) if plural == "content_types"}
    inner = [*field.values(), *as_list(value)]
    return {uid for each in inner for uid in _find_reference_targets(each)}


def _read_schema(plural: str, item: Item) -> Schema:
    if not isinstance(item.data.get("schema"), list):
        raise SeedError(item.place, "has no schema.")
    return Schema(item.place, plural, item.data, build_origin(item))


def load_roles(branch: Branch) -> None:
    """Create the custom roles, without users. Every stack has the others."""
    for item in branch.take_new("role", branch.folder.read_items("custom-roles/custom-roles.json")):
        if item.data.get("name") not in built_in_roles.DESCRIPTIONS:
            branch.create("create_role", "role", item, clean_role(item.data))


def clean_role(role: Document) -> Document:
    """Return a role without its users, and with a rule for branches."""
    rules = as_list(role.get("rules"))
    has_branch = any(as_object(rule).get("module") in ("branch", "branch_alias") for rule in rules)
    return omit(role, "users") | {"rules": rules if has_branch else [*rules, BRANCH_RULE]}


def load_workflows(branch: Branch) -> None:
    """Create workflows and publish rules. Users and roles that the stack does not have are left out."""
    roles, users = branch.list_role_uids() | {ALL}, {ALL}
    for item in branch.take_new("workflow", branch.folder.read_items("workflows/workflows.json")):
        branch.create("create_workflow", "workflow", item, clean_workflow(item.data, users, roles))
    for item in branch.take_new("publish_rule", branch.folder.read_items("workflows/publishing-rules.json")):
        approvers = clean_holders(get_object(item.data, "approvers"), users, roles)
        named = {name: read_uid(item.data.get(name)) for name in ("workflow", "workflow_stage", "environment")}
        branch.create("create_publish_rule", "publishing_rule", item, item.data | named | {"approvers": approvers})


def clean_workflow(workflow: Document, users: set[str], roles: set[str]) -> Document:
    """Return a workflow with only known users and roles."""
    stages = [_clean_stage(as_object(stage), users, roles) for stage in as_list(workflow.get("workflow_stages"))]
    admins = clean_holders(get_object(workflow, "admin_users"), users, roles)
    return workflow | {"workflow_stages": stages, "admin_users": admins}


def _clean_stage(stage: Document, users: set[str], roles: set[str]) -> Document:
    access = get_object(stage, "SYS_ACL")
    holders = {name: get_object(access, name) for name in ("users", "roles")}
    known = {"users": users, "roles": roles}
    cleaned = {name: held | {"uids": select_known(held.get("uids"), known[name])} for name, held in holders.items()}
    return stage | {"SYS_ACL": access | cleaned}


def clean_holders(holders: Document, users: set[str], roles: set[str]) -> Document:
    """Return lists of users and roles with only the known ones."""
    return {"users": select_known(holders.get("users"), users), "roles": select_known(holders.get("roles"), roles)}


def load_labels(branch: Branch) -> None:
    """Create the labels, parents first."""
    for item in sort_items(branch.folder.read_items("labels/labels.json"), "uid", "parent"):
        branch.create("create_label", "label", item, item.data)


def load_webhooks(branch: Branch) -> None:
    """Create the webhooks, disabled, so that a seed calls nobody. An export has no secrets of them."""
    for item in branch.take_new("webhook", branch.folder.read_items("webhooks/webhooks.json")):
        targets = [_without_secrets(target) for target in as_list(item.data.get("destinations"))]
        branch.create("create_webhook", "webhook", item, item.data | {"disabled": True, "destinations": targets})


def _without_secrets(destination: Any) -> Any:
    held = as_object(destination)
    masked = [name for name in SECRETS if set(str(held.get(name))) == {"*"}]
    return omit(destination, *masked) if masked else destination
