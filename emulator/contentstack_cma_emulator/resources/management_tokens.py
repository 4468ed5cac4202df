"""Management tokens, which call this API for a stack. The secret of one is told once, when it is made."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from contentstack_cma_emulator.auth.principals import MANAGEMENT_KIND
from contentstack_cma_emulator.engine.call import Answer, Call
from contentstack_cma_emulator.engine.declared import Resource
from contentstack_cma_emulator.engine.documents import Document
from contentstack_cma_emulator.engine.field_rules import required, value_rule
from contentstack_cma_emulator.engine.registry import operation
from contentstack_cma_emulator.engine.system_fields import NONE
from contentstack_cma_emulator.resources.token_scopes import (
    check_branches,
    demand,
    demand_branch,
    stored_scope,
    with_branches,
)


def is_date(value: Any) -> bool:
    """Answer whether a text is a date, perhaps with a time."""
    if not isinstance(value, str):
        return False
    try:
        datetime.fromisoformat(value)
    except ValueError:
        return False
    return True


def prepared(call: Call, sent: Document) -> Document:
    """Return a token as it is kept."""
    return (
        sent | {"scope": with_branches(sent["scope"], stored_scope(call, MANAGEMENT_KIND))} if "scope" in sent else sent
    )


TOKENS = Resource(
    kind=MANAGEMENT_KIND,
    key="token",
    plural="tokens",
    noun="Management Token",
    address="token_uid",
    operations=("management_token", "management_tokens"),
    system=NONE,
    defaults={"description": "", "expires_on": None, "is_email_notification_enabled": False},
    prepare=prepared,
    fixed=("token",),
    unique=("name",),
    rules=(required("name"), demand(), check_branches, value_rule("expires_on", is_date)),
    before_write=lambda call, token: demand_branch(call, token, "Management Token"),
    hidden=("token",),
)
TOKENS.register_all_but("create")


@operation("create_management_token")
def create_management_token(call: Call) -> Answer:
    """Make a token; this answer is the only one with its secret."""
    sent = TOKENS.sent(call) | {"token": call.state.clock.token()}
    return TOKENS.create(replace(call, body={"token": sent}))
