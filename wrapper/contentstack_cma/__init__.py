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
    from . import models as models
    from ._async.client import AsyncClient as AsyncClient
    from ._async.stack import AsyncStack as AsyncStack
    from ._sync.client import Client as Client
    from ._sync.stack import Stack as Stack
    from .aiohttp_transport import AiohttpTransport as AiohttpTransport
    from .auth import Anonymous as Anonymous
    from .auth import Authtoken as Authtoken
    from .auth import FileTokenStore as FileTokenStore
    from .auth import KeyringTokenStore as KeyringTokenStore
    from .auth import Login as Login
    from .auth import ManagementToken as ManagementToken
    from .auth import OAuth as OAuth
    from .auth import OAuthToken as OAuthToken
    from .auth import TokenStore as TokenStore
    from .errors import ApiError as ApiError
    from .errors import AuthenticationError as AuthenticationError
    from .errors import AuthMethodError as AuthMethodError
    from .errors import BadRequestError as BadRequestError
    from .errors import ClientClosedError as ClientClosedError
    from .errors import ConflictError as ConflictError
    from .errors import ConnectError as ConnectError
    from .errors import ConnectionLostError as ConnectionLostError
    from .errors import ConnectTimeoutError as ConnectTimeoutError
    from .errors import ContentstackError as ContentstackError
    from .errors import DeadlineExceededError as DeadlineExceededError
    from .errors import DecodeError as DecodeError
    from .errors import ListChangedError as ListChangedError
    from .errors import ListChangedWarning as ListChangedWarning
    from .errors import MissingCredentialsError as MissingCredentialsError
    from .errors import NotFoundError as NotFoundError
    from .errors import OAuthError as OAuthError
    from .errors import Outcome as Outcome
    from .errors import PermissionDeniedError as PermissionDeniedError
    from .errors import PoolTimeoutError as PoolTimeoutError
    from .errors import PreconditionFailedError as PreconditionFailedError
    from .errors import RateLimitError as RateLimitError
    from .errors import RedirectError as RedirectError
    from .errors import RequestTimeoutError as RequestTimeoutError
    from .errors import ResponseError as ResponseError
    from .errors import ServerError as ServerError
    from .errors import StackNotFoundError as StackNotFoundError
    from .errors import TransportError as TransportError
    from .errors import TwoFactorRequired as TwoFactorRequired
    from .errors import UploadError as UploadError
    from .errors import ValidationError as ValidationError
    from .pace import Pace as Pace
    from .regions import Region as Region
    from .retry import RetryPolicy as RetryPolicy
    from .snapshots import AsyncSnapshot as AsyncSnapshot
    from .snapshots import Snapshot as Snapshot
else:
    from importlib import import_module

    _AUTH = (
        "Anonymous",
        "Authtoken",
        "FileTokenStore",
        "KeyringTokenStore",
        "Login",
        "ManagementToken",
        "OAuth",
        "OAuthToken",
        "TokenStore",
    )
    _ERRORS = (
        "ApiError",
        "AuthMethodError",
        "AuthenticationError",
        "BadRequestError",
        "ClientClosedError",
        "ConflictError",
        "ConnectError",
        "ConnectTimeoutError",
        "ConnectionLostError",
        "ContentstackError",
        "DeadlineExceededError",
        "DecodeError",
        "ListChangedError",
        "ListChangedWarning",
        "MissingCredentialsError",
        "NotFoundError",
        "OAuthError",
        "Outcome",
        "PermissionDeniedError",
        "PoolTimeoutError",
        "PreconditionFailedError",
        "RateLimitError",
        "RedirectError",
        "RequestTimeoutError",
        "ResponseError",
        "ServerError",
        "StackNotFoundError",
        "TransportError",
        "TwoFactorRequired",
        "UploadError",
        "ValidationError",
    )
    _MODULES = {
        "AiohttpTransport": "contentstack_cma.aiohttp_transport",
        "AsyncClient": "contentstack_cma._async.client",
        "AsyncSnapshot": "contentstack_cma.snapshots",
        "AsyncStack": "contentstack_cma._async.stack",
        "Client": "contentstack_cma._sync.client",
        "File": "contentstack_cma_client.types",
        "Pace": "contentstack_cma.pace",
        "Region": "contentstack_cma.regions",
        "Response": "contentstack_cma_client.types",
        "RetryPolicy": "contentstack_cma.retry",
        "Snapshot": "contentstack_cma.snapshots",
        "Stack": "contentstack_cma._sync.stack",
        "UNSET": "contentstack_cma_client.types",
        **dict.fromkeys(_AUTH, "contentstack_cma.auth"),
        **dict.fromkeys(_ERRORS, "contentstack_cma.errors"),
    }
    _SUBMODULES = ("atomic", "models")

    def __getattr__(name):
        if name in _SUBMODULES:
            return import_module(f"{__name__}.{name}")
        module = _MODULES.get(name)
        if module is None:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        value = getattr(import_module(module), name)
        globals()[name] = value
        return value

    def __dir__():
        return sorted({*globals(), *_MODULES, *_SUBMODULES})


# Without `AiohttpTransport`: it needs an extra, and a star import must work without.
__all__ = [
    "Client",
    "AsyncClient",
    "Stack",
    "AsyncStack",
    "Snapshot",
    "AsyncSnapshot",
    "Authtoken",
    "Login",
    "ManagementToken",
    "OAuth",
    "Anonymous",
    "OAuthToken",
    "TokenStore",
    "FileTokenStore",
    "KeyringTokenStore",
    "Region",
    "Pace",
    "RetryPolicy",
    "Outcome",
    "ContentstackError",
    "ApiError",
    "BadRequestError",
    "AuthenticationError",
    "TwoFactorRequired",
    "PermissionDeniedError",
    "NotFoundError",
    "ConflictError",
    "PreconditionFailedError",
    "StackNotFoundError",
    "ValidationError",
    "RateLimitError",
    "ServerError",
    "RedirectError",
    "ResponseError",
    "DecodeError",
    "TransportError",
    "ConnectError",
    "ConnectTimeoutError",
    "PoolTimeoutError",
    "DeadlineExceededError",
    "ConnectionLostError",
    "RequestTimeoutError",
    "ListChangedError",
    "ListChangedWarning",
    "AuthMethodError",
    "MissingCredentialsError",
    "OAuthError",
    "UploadError",
    "ClientClosedError",
    "File",
    "Response",
    "UNSET",
    "atomic",
    "models",
    "__version__",
]
