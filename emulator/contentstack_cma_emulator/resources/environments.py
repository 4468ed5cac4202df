"""Environments to publish to. All branches share them."""

from contentstack_cma_emulator.engine.call import Call
from contentstack_cma_emulator.engine.declared import Resource
from contentstack_cma_emulator.engine.documents import Document
from contentstack_cma_emulator.engine.errors import NOT_VALID, Errors, unknown_environment
from contentstack_cma_emulator.engine.kinds import ENVIRONMENT
from contentstack_cma_emulator.stores.publishing.records import clear_environment


def check_case(_call: Call, environment: Document) -> Errors:
    """Reject capital letters of every script; the pattern in the spec covers only ASCII."""
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
    missing=lambda _call, name: unknown_environment(name),
    after_delete=lambda call, environment: clear_environment(call, environment["uid"]),
)
ENVIRONMENTS.register()
