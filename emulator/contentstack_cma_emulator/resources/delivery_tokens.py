"""Delivery tokens, which read what is published, and preview tokens, which read drafts."""

from dataclasses import replace

from contentstack_cma_emulator.engine import errors
from contentstack_cma_emulator.engine.call import Answer, Call
from contentstack_cma_emulator.engine.declared import Resource
from contentstack_cma_emulator.engine.documents import Document
from contentstack_cma_emulator.engine.field_rules import required
from contentstack_cma_emulator.engine.kinds import ENVIRONMENT
from contentstack_cma_emulator.engine.registry import also_read, operation
from contentstack_cma_emulator.engine.relations import Reference
from contentstack_cma_emulator.engine.system_fields import NONE
from contentstack_cma_emulator.resources.token_scopes import (
    check_branches,
    demand,
    demand_branch,
    kept_scope,
    shown_scope,
    stored_scope,
    with_branches,
    with_names,
)

DELIVERY_KIND = "delivery_token"
PREVIEW = "preview_token"


def prepared(call: Call, sent: Document) -> Document:
    """Answer a token as it is kept."""
    if "scope" not in sent:
        return sent
    return sent | {"scope": kept_scope(call, with_branches(sent["scope"], stored_scope(call, DELIVERY_KIND)))}


def shown(call: Call, token: Document) -> Document:
    """Answer a token as it is read."""
    return token | {"scope": shown_scope(call, token["scope"])}


TOKENS = Resource(
    kind=DELIVERY_KIND,
    key="token",
    plural="tokens",
    noun="Delivery Token",
    address="token_uid",
    operations=("delivery_token", "delivery_tokens"),
    system=NONE,
    defaults={"description": ""},
    prepare=prepared,
    fixed=("token", "type", PREVIEW),
    unique=("name",),
    rules=(required("name"), demand("environment"), check_branches),
    references=(Reference("scope.environments", ENVIRONMENT),),
    before_write=lambda call, token: demand_branch(call, token, "Delivery Token"),
    show=shown,
)
TOKENS.register_all_but("create")

for name in ("create_delivery_token", "update_delivery_token"):
    also_read(name, with_names)


@operation("create_delivery_token")
def create_delivery_token(call: Call) -> Answer:
    """Make a token, with a preview token if the call asks for one."""
    sent = TOKENS.sent(call) | {"token": call.state.clock.token(), "type": "delivery"}
    sent.pop(PREVIEW, None)
    if call.flag("create_with_preview_token"):
        sent[PREVIEW] = call.state.clock.token()
    return TOKENS.create(replace(call, body={"token": sent}))


@operation("create_preview_token")
def create_preview_token(call: Call) -> Answer:
    """Give a delivery token the preview token that it does not have yet."""
    token = TOKENS.find(call)
    if PREVIEW in token:
        raise errors.refused("Preview token", "creation", {PREVIEW: ["is there already."]})
    changed = write(call, token | {PREVIEW: call.state.clock.token()})
    return Answer({"notice": "Preview token created successfully.", "token": TOKENS.shown(call, changed)}, 201)


@operation("delete_preview_token")
def delete_preview_token(call: Call) -> Answer:
    """Take the preview token of a delivery token away."""
    token = TOKENS.find(call)
    if PREVIEW not in token:
        raise errors.not_found(141, "The delivery token has no preview token.", PREVIEW)
    write(call, {name: value for name, value in token.items() if name != PREVIEW})
    call.speaks_of(TOKENS.shown(call, token))
    return Answer({"notice": "Preview token deleted successfully."})


def write(call: Call, token: Document) -> Document:
    """Store a changed token and answer it."""
    changed = token | call.change()
    call.store.put(call.stack_key(DELIVERY_KIND, token["uid"]), changed)
    return changed
