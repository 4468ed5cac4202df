"""Environments: the places content is published to. All branches share them."""

from contentstack_cma_emulator.content.publish_records import close_environment
from contentstack_cma_emulator.engine.declared import Resource
from contentstack_cma_emulator.engine.errors import unknown_environment
from contentstack_cma_emulator.engine.lookup import ENVIRONMENT

ENVIRONMENTS = Resource(
    kind=ENVIRONMENT,
    key="environment",
    plural="environments",
    noun="Environment",
    address="environment_name",
    identity="name",
    unique=("name",),
    defaults={"urls": []},
    missing=unknown_environment,
    deleted=lambda call, environment: close_environment(call, environment["uid"]),
)
ENVIRONMENTS.register()
