"""Environments: the places content is published to. All branches share them."""

from contentstack_cma_emulator.engine.call import Call
from contentstack_cma_emulator.engine.declared import Resource
from contentstack_cma_emulator.engine.documents import Document
from contentstack_cma_emulator.engine.errors import NOT_VALID, unknown_environment
from contentstack_cma_emulator.engine.field_rules import Errors
from contentstack_cma_emulator.engine.kinds import ENVIRONMENT
from contentstack_cma_emulator.stores.publishing.records import close_environment


def check_case(_call: Call, environment: Document) -> Errors:
    """Reject capitals of every script; the pattern of the description knows only those of ASCII."""
    return {"name": [NOT_VALID]} if any(map(str.isupper, environment["name"])) else {}


ENVIRONMENTS = Resource(
    kind=ENVIRONMENT,
    key="environment",
    plural="environments",
    noun="Environment",
    address="environment_name",
    identity="name",
    unique=("name",),
    defaults={"urls": []},
    rules=(check_case,),
    missing=unknown_environment,
    deleted=lambda call, environment: close_environment(call, environment["uid"]),
)
ENVIRONMENTS.register()
