"""Which errors end a whole transfer, and which only a part of it. No I/O."""

from contentstack_cma.errors import (
    AuthenticationError,
    AuthMethodError,
    ClientClosedError,
    ConnectError,
    ContentstackError,
    MissingCredentialsError,
    NotFoundError,
    OAuthError,
    PermissionDeniedError,
    StackNotFoundError,
    TokenStoreError,
    ValidationError,
)

from .modules import Module

_FATAL = (
    AuthenticationError,
    ClientClosedError,
    ConnectError,
    MissingCredentialsError,
    OAuthError,
    StackNotFoundError,
    TokenStoreError,
)
_ALWAYS_THERE: frozenset[Module] = frozenset(
    {"locales", "environments", "assets", "global_fields", "content_types", "entries"}
)
"""Modules that every plan has."""


class NoAccessError(ValueError):
    """The credentials are accepted, but not by this call: a management token, for example, cannot read settings."""


def is_fatal(error: Exception) -> bool:
    """Return whether nothing else can succeed after an error: signing in, connecting or writing files fails."""
    if isinstance(error, ContentstackError):
        return isinstance(error, _FATAL)
    return isinstance(error, OSError)


_UNSUPPORTED = (AuthMethodError, NoAccessError, NotFoundError, PermissionDeniedError, ValidationError)


def can_be_unsupported(module: Module) -> bool:
    """Return whether a plan or credentials may not include a module."""
    return module not in _ALWAYS_THERE


def is_unsupported(module: Module, error: Exception) -> bool:
    """Return whether an error says that the plan or the credentials do not include a module."""
    return can_be_unsupported(module) and isinstance(error, _UNSUPPORTED)
