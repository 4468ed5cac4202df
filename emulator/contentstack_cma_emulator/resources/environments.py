"""Environments: the places content is published to. All branches share them."""

from contentstack_cma_emulator.content.publish_records import close_environment
from contentstack_cma_emulator.engine.declared import Resource
from contentstack_cma_emulator.engine.errors import environment_not_found
from contentstack_cma_emulator.engine.lookup import ENVIRONMENT
from contentstack_cma_emulator.engine.rules import pattern

ENVIRONMENTS = Resource(
    kind=ENVIRONMENT,
    key="environment",
    plural="environments",
    noun="Environment",
    address="environment_name",
    identity="name",
    unique=("name",),
    defaults={"urls": []},
    missing=environment_not_found,
    rules=(pattern("name", "[A-Za-z0-9_-]+"),),
    deleted=lambda call, environment: close_environment(call, environment["uid"]),
)
ENVIRONMENTS.register()
