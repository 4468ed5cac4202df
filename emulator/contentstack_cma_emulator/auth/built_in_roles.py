"""The built-in roles of every stack, with their rules."""

from collections.abc import Mapping
from typing import Any

from contentstack_cma_emulator.auth.decisions import PLURALS
from contentstack_cma_emulator.engine.documents import ALL, Document
from contentstack_cma_emulator.engine.tags import TAGS

ADMIN = "Admin"

DESCRIPTIONS: Mapping[str, str] = {
    ADMIN: "Admin can perform all actions and manage all settings of the stack, except the ability to delete it.",
    "Developer": "Developer can manage content types, content, languages and environments, and invite users.",
    "Content Manager": "Content Manager can view content types and manage entries and assets.",
}

EVERY_RIGHT = {"read": True, "create": True, "update": True, "delete": True, "publish": True}

EVERY_RIGHT_INSIDE: Mapping[str, Any] = {**EVERY_RIGHT, "sub_acl": EVERY_RIGHT}

LISTING_MODULES = ("branch", "branch_alias", "content_type", "asset", "folder", "environment", "locale", "taxonomy")
"""Modules whose rules list the uids they apply to."""

SETTING_MODULES = tuple(module for tag in TAGS.values() for module in tag.settings)
"""Modules that only the rules of built-in roles contain: settings that custom roles cannot have."""


def make_built_in_rules(name: str) -> list[Document] | None:
    """Return the rules of a built-in role, or None for the role that permits everything."""
    if name == ADMIN:
        return None
    return make_developer_rules() if name == "Developer" else make_content_manager_rules()


def make_developer_rules() -> list[Document]:
    """Return rules for everything except the stack itself, its management tokens and the roles of its users."""
    settings: list[Document] = [{"module": module, "acl": dict(EVERY_RIGHT)} for module in SETTING_MODULES]
    return [make_rule(module, EVERY_RIGHT_INSIDE) for module in LISTING_MODULES] + settings


def make_content_manager_rules() -> list[Document]:
    """Return rules for the content of all types in all branches, locales and environments."""
    seen = {"read": True}
    return [
        *(make_rule(module, seen) for module in ("branch", "branch_alias", "environment", "locale")),
        make_rule("content_type", {"read": True, "sub_acl": EVERY_RIGHT}),
        make_rule("asset", EVERY_RIGHT),
        make_rule("folder", {"read": True, "sub_acl": EVERY_RIGHT}),
        make_rule("taxonomy", {"read": True, "sub_acl": {"read": True}}),
        {"module": "release", "acl": dict(EVERY_RIGHT)},
    ]


def make_rule(module: str, acl: Mapping[str, Any]) -> Document:
    """Return a rule that applies to everything in a module."""
    return {"module": module, PLURALS.get(module, f"{module}s"): [ALL], "acl": dict(acl)}
