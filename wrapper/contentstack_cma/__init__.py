"""Python SDK for Contentstack's Content Management API.

    from contentstack_cma import Client, Login

    with Client(auth=Login("me@example.com", "secret")) as client:
        stack = client.stack("api_key", branch="main")
        entry = stack.entries("blog_post").create({"title": "Hello", "url": "/hello"})

`AsyncClient` is the same with `await`. Names are imported on first use.
"""

from typing import TYPE_CHECKING

from ._version import __version__ as __version__

if TYPE_CHECKING:
    from contentstack_cma_client.types import UNSET as UNSET
    from contentstack_cma_client.types import File as File
    from contentstack_cma_client.types import Response as Response

    from . import atomic as atomic
    from . import auth as auth
    from . import bulk as bulk
    from . import errors as errors
    from . import models as models
    from . import tracing as tracing
    from . import types as types
    from . import webhooks as webhooks
    from ._async.client import AsyncClient as AsyncClient
    from ._async.stack import AsyncStack as AsyncStack
    from ._sync.client import Client as Client
    from ._sync.stack import Stack as Stack
    from .auth import Anonymous as Anonymous
    from .auth import Authtoken as Authtoken
    from .auth import ClientCredentials as ClientCredentials
    from .auth import FileTokenStore as FileTokenStore
    from .auth import KeyringTokenStore as KeyringTokenStore
    from .auth import Login as Login
    from .auth import ManagementToken as ManagementToken
    from .auth import OAuth as OAuth
    from .auth import OAuthToken as OAuthToken
    from .auth import PendingSignIn as PendingSignIn
    from .auth import TokenLock as TokenLock
    from .auth import TokenStatus as TokenStatus
    from .auth import TokenStore as TokenStore
    from .errors import *  # noqa: F403 - its `__all__` lists the exceptions
    from .hooks import Hooks as Hooks
    from .hooks import RequestEvent as RequestEvent
    from .hooks import ResponseEvent as ResponseEvent
    from .hooks import RetryEvent as RetryEvent
    from .network.aiohttp_transport import AiohttpTransport as AiohttpTransport
    from .pace import Pace as Pace
    from .regions import Region as Region
    from .retry import RetryPolicy as RetryPolicy
    from .snapshots import AsyncSnapshot as AsyncSnapshot
    from .snapshots import Snapshot as Snapshot

    __all__: list[str]
else:
    from importlib import import_module

    _MODULES = {
        "AiohttpTransport": ".network.aiohttp_transport",
        "AsyncClient": "._async.client",
        "AsyncSnapshot": ".snapshots",
        "AsyncStack": "._async.stack",
        "Client": "._sync.client",
        "File": "contentstack_cma_client.types",
        "Hooks": ".hooks",
        "Pace": ".pace",
        "Region": ".regions",
        "RequestEvent": ".hooks",
        "Response": "contentstack_cma_client.types",
        "ResponseEvent": ".hooks",
        "RetryEvent": ".hooks",
        "RetryPolicy": ".retry",
        "Snapshot": ".snapshots",
        "Stack": "._sync.stack",
        "UNSET": "contentstack_cma_client.types",
    }
    _SUBMODULES = ("atomic", "bulk", "models", "tracing", "types", "webhooks")
    _OTHERS = (".auth", ".errors")
    """Modules that list more names in `__all__`."""

    def __getattr__(name):
        if name == "__all__":  # without `AiohttpTransport`: it needs an extra, and a star import must work without
            names = [name for module in _OTHERS for name in import_module(module, __name__).__all__]
            return [*names, *_SUBMODULES, "__version__", *(name for name in _MODULES if name != "AiohttpTransport")]
        if name in _SUBMODULES or f".{name}" in _OTHERS:
            return import_module(f".{name}", __name__)
        value = globals()[name] = getattr(_find_module(name), name)
        return value

    def _find_module(name):
        if name in _MODULES:
            return import_module(_MODULES[name], __name__)
        for module in [] if name.startswith("_") else [import_module(other, __name__) for other in _OTHERS]:
            if name in module.__all__:
                return module
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")

    def __dir__():
        shown = (name for name in globals() if name.startswith("__"))  # the submodules that others import are internal
        return sorted({*shown, *__getattr__("__all__"), *_MODULES, *(other[1:] for other in _OTHERS)})
