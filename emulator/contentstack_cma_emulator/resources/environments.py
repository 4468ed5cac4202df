"""Environments: the places content is published to. All branches share them."""

from contentstack_cma_emulator.engine import errors
from contentstack_cma_emulator.engine.declared import Resource
from contentstack_cma_emulator.engine.errors import CmaError
from contentstack_cma_emulator.engine.lookup import ENVIRONMENT
from contentstack_cma_emulator.engine.rules import pattern


def missing(name: str) -> CmaError:
    """401/161: the environment does not exist, or is not visible to whoever asks."""
    return CmaError(
        401, 161, f"The Environment '{name}' was not found. Please try again.", {"environment": [errors.NOT_VALID]}
    )


ENVIRONMENTS = Resource(
    kind=ENVIRONMENT,
    key="environment",
    plural="environments",
    noun="Environment",
    address="environment_name",
    identity="name",
    unique=("name",),
    defaults={"urls": []},
    missing=missing,
    rules=(pattern("name", "[A-Za-z0-9_-]+"),),
)
ENVIRONMENTS.register()
