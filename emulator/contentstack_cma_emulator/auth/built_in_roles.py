"""The roles that every stack has, with their rules."""

from collections.abc import Mapping
from typing import Any

from contentstack_cma_emulator.auth.decisions import PLURALS
from contentstack_cma_emulator.engine.documents import Document

ADMIN = "Admin"

DESCRIPTIONS: Mapping[str, str] = {
    ADMIN: "Admin can perform all actions and manage all settings of the stack, except the ability to delete it.",
    "Developer": "Developer can manage content types, content, languages and environments, and invite users.",
    "Content Manager": "Content Manager can view content types and manage entries and assets.",
}

EVERY_RIGHT = {"read": True, "create": True, "update": True, "delete": True, "publish": True}

WITH_CONTENT: Mapping[str, Any] = {**EVERY_RIGHT, "sub_acl": EVERY_RIGHT}

SELECTED = ("branch", "branch_alias", "content_type", "asset", "folder", "environment", "locale", "taxonomy")
"""Modules whose rules list the things they are about."""

SETTINGS = (
    "global_field",
    "label",
    "extension",
    "webhook",
    "workflow",
    "token",
    "release",
    "variant",
    "variant_group",
    "audit_log",
    "stack_user",
    "role",
)
"""Modules that only the rules of these roles know: settings that no custom role can be given."""


def built_in_rules(name: str) -> list[Document] | None:
    """Answer the rules of a role that every stack has; None for that which permits everything."""
    if name == ADMIN:
        return None
    return developer_rules() if name == "Developer" else content_manager_rules()


def developer_rules() -> list[Document]:
    """Answer rules that leave out the stack itself, its management tokens and giving roles to people."""
    settings: list[Document] = [{"module": module, "acl": dict(EVERY_RIGHT)} for module in SETTINGS]
    return [rule(module, WITH_CONTENT) for module in SELECTED] + settings


def content_manager_rules() -> list[Document]:
    """Answer rules for content of all types, in all places."""
    seen = {"read": True}
    return [
        *(rule(module, seen) for module in ("branch", "branch_alias", "environment", "locale")),
        rule("content_type", {"read": True, "sub_acl": EVERY_RIGHT}),
        rule("asset", EVERY_RIGHT),
        rule("folder", {"read": True, "sub_acl": EVERY_RIGHT}),
        rule("taxonomy", {"read": True, "sub_acl": {"read": True}}),
        {"module": "release", "acl": dict(EVERY_RIGHT)},
    ]


def rule(module: str, acl: Mapping[str, Any]) -> Document:
    """Make a rule about all things of a module."""
    return {"module": module, PLURALS.get(module, f"{module}s"): ["$all"], "acl": dict(acl)}
