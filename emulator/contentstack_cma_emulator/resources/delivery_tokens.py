"""Delivery tokens, which read published content, and preview tokens, which read drafts."""

from dataclasses import replace

from contentstack_cma_emulator.engine import errors
from contentstack_cma_emulator.engine.call import ApiResponse, Call
from contentstack_cma_emulator.engine.declared import Resource
from contentstack_cma_emulator.engine.documents import Document, omit
from contentstack_cma_emulator.engine.field_rules import require
from contentstack_cma_emulator.engine.kinds import ENVIRONMENT
from contentstack_cma_emulator.engine.registry import add_body_reader, operation
from contentstack_cma_emulator.engine.relations import Reference
from contentstack_cma_emulator.engine.system_fields import MINIMAL_FIELDS
from contentstack_cma_emulator.resources.token_scopes import (
    check_branches,
    keep_branches,
    require_branch,
    require_module,
    show_scope,
    to_stored_scope,
    with_environment_names,
)

DELIVERY_KIND = "delivery_token"
PREVIEW_TOKEN = "preview_token"


def prepare(call: Call, sent: Document, stored: Document) -> Document:
    """Return a token as it is stored."""
    return sent | {"scope": to_stored_scope(call, keep_branches(sent["scope"], stored))} if "scope" in sent else sent


def show(call: Call, token: Document) -> Document:
    """Return a token as responses show it."""
    return token | {"scope": show_scope(call, token["scope"])}


TOKENS = Resource(
    kind=DELIVERY_KIND,
    key="token",
    plural="tokens",
    noun="Delivery Token",
    address="token_uid",
    operations=("delivery_token", "delivery_tokens"),
    system=MINIMAL_FIELDS,
    defaults={"description": ""},
    prepare=prepare,
    fixed=("token", "type", PREVIEW_TOKEN),
    unique=("name",),
    rules=(require("name"), require_module("environment"), check_branches),
    references=(Reference("scope.environments", ENVIRONMENT),),
    before_write=lambda call, token: require_branch(call, token, "Delivery Token"),
    show=show,
)
TOKENS.register_all_but("create")

for name in ("create_delivery_token", "update_delivery_token"):
    add_body_reader(name, with_environment_names)


@operation("create_delivery_token")
def create_delivery_token(call: Call) -> ApiResponse:
    """Create a delivery token, with `create_with_preview_token` also its preview token."""
    sent = TOKENS.read_sent(call) | {"token": call.state.clock.make_token(), "type": "delivery"}
    sent.pop(PREVIEW_TOKEN, None)
    if call.has_flag("create_with_preview_token"):
        sent[PREVIEW_TOKEN] = call.state.clock.make_token()
    return TOKENS.create(replace(call, body={"token": sent}))


@operation("create_preview_token")
def create_preview_token(call: Call) -> ApiResponse:
    """Create the preview token of a delivery token that has none."""
    token = TOKENS.find(call)
    if PREVIEW_TOKEN in token:
        raise errors.action_failed("Preview token", "creation", {PREVIEW_TOKEN: ["is there already."]})
    changed = store_token(call, token | {PREVIEW_TOKEN: call.state.clock.make_token()})
    return ApiResponse({"notice": "Preview token created successfully.", "token": TOKENS.render(call, changed)}, 201)


@operation("delete_preview_token")
def delete_preview_token(call: Call) -> ApiResponse:
    """Delete the preview token of a delivery token."""
    token = TOKENS.find(call)
    if PREVIEW_TOKEN not in token:
        raise errors.not_found(141, "The delivery token has no preview token.", PREVIEW_TOKEN)
    store_token(call, omit(token, PREVIEW_TOKEN))
    call.set_changed_document(TOKENS.render(call, token))
    return ApiResponse({"notice": "Preview token deleted successfully."})


def store_token(call: Call, token: Document) -> Document:
    """Store a changed token and return it."""
    changed = token | call.build_update_fields()
    TOKENS.save(call, changed)
    return changed
