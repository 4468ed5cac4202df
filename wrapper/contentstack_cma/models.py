"""The models of requests and responses. A model is imported on first use."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from contentstack_cma_client.models import *  # noqa: F403 - the list of names is generated
else:
    from contentstack_cma_client import models as _models

    __all__ = _models.__all__

    def __getattr__(name):
        return getattr(_models, name)

    def __dir__():
        return list(__all__)
