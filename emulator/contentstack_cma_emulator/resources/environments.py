"""Environments: the places content is published to. All branches share them."""

import re

from contentstack_cma_emulator.engine import errors
from contentstack_cma_emulator.engine.call import Call
from contentstack_cma_emulator.engine.errors import CmaError
from contentstack_cma_emulator.engine.lookup import ENVIRONMENT
from contentstack_cma_emulator.engine.store import Document
from contentstack_cma_emulator.resources.crud import Resource

NAME = re.compile(r"[A-Za-z0-9_-]+")


def check_name(_call: Call, environment: Document) -> None:
    """Refuse a name that could not stand in a URL."""
    if not NAME.fullmatch(environment["name"]):
        raise errors.refused("Environment", "creation", {"name": [errors.NOT_VALID]})


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
    check=check_name,
)
ENVIRONMENTS.register()
