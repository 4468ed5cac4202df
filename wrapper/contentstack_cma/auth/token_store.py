"""Stores for OAuth tokens between runs."""

import json
import os
from pathlib import Path
from secrets import token_hex
from typing import Protocol, cast

from .oauth_token import OAuthToken

_SERVICE = "contentstack-cma"


class TokenStore(Protocol):
    """A store for one token, which is secret."""

    def load(self) -> OAuthToken | None:
        """Return the stored token, if there is one."""
        ...

    def save(self, token: OAuthToken) -> None:
        """Store a token in place of the previous one."""
        ...

    def clear(self) -> None:
        """Delete the stored token."""
        ...


class FileTokenStore:
    """A token file that only its owner can read (mode 0600), written atomically.

    Args:
        path: Path of the file. Its folder must exist.
    """

    def __init__(self, path: str | os.PathLike[str]) -> None:
        self._path = Path(path).expanduser()

    def load(self) -> OAuthToken | None:
        """Return the stored token, if there is one.

        Raises:
            ValueError: The file does not contain a token.
        """
        try:
            text = self._path.read_text(encoding="utf-8")
        except FileNotFoundError:
            return None
        return _parse(text)

    def save(self, token: OAuthToken) -> None:
        """Store a token in place of the previous one."""
        fresh = self._path.with_name(f".{self._path.name}.{token_hex(6)}.new")
        try:
            descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with open(descriptor, "w", encoding="utf-8") as file:  # noqa: PTH123 - a descriptor is not a path
                json.dump(token.to_dict(), file)
            fresh.replace(self._path)
        finally:
            fresh.unlink(missing_ok=True)

    def clear(self) -> None:
        """Delete the stored token."""
        self._path.unlink(missing_ok=True)

    def __repr__(self) -> str:
        return f"FileTokenStore({str(self._path)!r})"


class KeyringTokenStore:
    """The operating system's keyring. Requires the extra `[keyring]`.

    Args:
        name: Name of the keyring item: use one per app and user.
    """

    def __init__(self, name: str) -> None:
        import keyring

        self._keyring = keyring
        self._name = name

    def load(self) -> OAuthToken | None:
        """Return the stored token, if there is one."""
        text = self._keyring.get_password(_SERVICE, self._name)
        return None if text is None else _parse(text)

    def save(self, token: OAuthToken) -> None:
        """Store a token in place of the previous one."""
        self._keyring.set_password(_SERVICE, self._name, json.dumps(token.to_dict()))

    def clear(self) -> None:
        """Delete the stored token."""
        if self._keyring.get_password(_SERVICE, self._name) is not None:
            self._keyring.delete_password(_SERVICE, self._name)

    def __repr__(self) -> str:
        return f"KeyringTokenStore({self._name!r})"


def _parse(text: str) -> OAuthToken:
    try:
        stored: object = json.loads(text)
    except ValueError:
        stored = None
    if not isinstance(stored, dict):
        raise ValueError("the token store does not contain a token")
    return OAuthToken.from_dict(cast("dict[str, object]", stored))
