"""The ways to sign in."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .base import Credentials as Credentials
    from .client_credentials import ClientCredentials as ClientCredentials
    from .login import Login as Login
    from .oauth import OAuth as OAuth
    from .oauth_token import OAuthToken as OAuthToken
    from .oauth_token import TokenStatus as TokenStatus
    from .pending import PendingSignIn as PendingSignIn
    from .token_store import FileTokenStore as FileTokenStore
    from .token_store import KeyringTokenStore as KeyringTokenStore
    from .token_store import TokenLock as TokenLock
    from .token_store import TokenStore as TokenStore
    from .tokens import Anonymous as Anonymous
    from .tokens import Authtoken as Authtoken
    from .tokens import ManagementToken as ManagementToken
else:
    from importlib import import_module

    _MODULES = {
        "Anonymous": ".tokens",
        "Authtoken": ".tokens",
        "ClientCredentials": ".client_credentials",
        "Credentials": ".base",
        "FileTokenStore": ".token_store",
        "KeyringTokenStore": ".token_store",
        "Login": ".login",
        "ManagementToken": ".tokens",
        "OAuth": ".oauth",
        "OAuthToken": ".oauth_token",
        "PendingSignIn": ".pending",
        "TokenLock": ".token_store",
        "TokenStatus": ".oauth_token",
        "TokenStore": ".token_store",
    }

    __all__ = [name for name in _MODULES if name != "Credentials"]

    def __getattr__(name):
        module = _MODULES.get(name)
        if module is None:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        return getattr(import_module(module, __name__), name)
