"""Management tokens of a stack. Only the response that creates a token shows it."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from contentstack_cma_emulator.auth.principals import MANAGEMENT_KIND
from contentstack_cma_emulator.engine.call import ApiResponse, Call
from contentstack_cma_emulator.engine.declared import Resource
from contentstack_cma_emulator.engine.documents import Document
from contentstack_cma_emulator.engine.field_rules import require, require_valid
from contentstack_cma_emulator.engine.registry import operation
from contentstack_cma_emulator.engine.system_fields import MINIMAL_FIELDS
from contentstack_cma_emulator.resources.token_scopes import (
    check_branches,
    keep_branches,
    require_branch,
    require_module,
)


def is_date(value: Any) -> bool:
    """Return whether a value is an ISO date, with or without a time."""
    if not isinstance(value, str):
        return False
    try:
        datetime.fromisoformat(value)
    except ValueError:
        return False
    return True


def prepare(_call: Call, sent: Document, stored: Document) -> Document:
    """Return a token as it is stored."""
    return sent | {"scope": keep_branches(sent["scope"], stored)} if "scope" in sent else sent


TOKENS = Resource(
    kind=MANAGEMENT_KIND,
    key="token",
    plural="tokens",
    noun="Management Token",
    address="token_uid",
    operations=("management_token", "management_tokens"),
    system=MINIMAL_FIELDS,
    defaults={"description": "", "expires_on": None, "is_email_notification_enabled": False},
    prepare=prepare,
    fixed=("token",),
    unique=("name",),
    rules=(require("name"), require_module(), check_branches, require_valid("expires_on", is_date)),
    before_write=lambda call, token: require_branch(call, token, "Management Token"),
    hidden=("token",),
)
TOKENS.register_all_but("create")


@operation("create_management_token")
def create_management_token(call: Call) -> ApiResponse:
    """Create a management token. Only this response shows it."""
    sent = TOKENS.read_sent(call) | {"token": call.state.clock.make_token()}
    return TOKENS.create(replace(call, body={"token": sent}))
