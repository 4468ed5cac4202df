"""Where OAuth tokens are kept between runs."""

import json
import os
from pathlib import Path
from secrets import token_hex
from typing import Protocol, cast

from .oauth_token import OAuthToken

_SERVICE = "contentstack-cma"


class TokenStore(Protocol):
    """Keeps one token. What it writes is secret."""

    def load(self) -> OAuthToken | None:
        """The token kept, if there is one."""
        ...

    def save(self, token: OAuthToken) -> None:
        """Keep this token instead of the one before."""
        ...

    def clear(self) -> None:
        """Keep none."""
        ...


class FileTokenStore:
    """Keeps the token in a file that only its owner can read (mode 0600), replaced in one step.

    Args:
        path: The file. Its folder must exist.
    """

    def __init__(self, path: str | os.PathLike[str]) -> None:
        self._path = Path(path).expanduser()

    def load(self) -> OAuthToken | None:
        """The token kept, if there is one.

        Raises:
            ValueError: The file holds something else.
        """
        try:
            text = self._path.read_text(encoding="utf-8")
        except FileNotFoundError:
            return None
        return _parsed(text)

    def save(self, token: OAuthToken) -> None:
        """Keep this token instead of the one before."""
        fresh = self._path.with_name(f".{self._path.name}.{token_hex(6)}.new")
        try:
            descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with open(descriptor, "w", encoding="utf-8") as file:  # noqa: PTH123 - a descriptor is no path
                json.dump(token.to_dict(), file)
            fresh.replace(self._path)
        finally:
            fresh.unlink(missing_ok=True)

    def clear(self) -> None:
        """Keep none."""
        self._path.unlink(missing_ok=True)

    def __repr__(self) -> str:
        return f"FileTokenStore({str(self._path)!r})"


class KeyringTokenStore:
    """Keeps the token in the operating system's keyring. Needs the extra `[keyring]`.

    Args:
        name: What to keep it under: one name per app and user.
    """

    def __init__(self, name: str) -> None:
        import keyring

        self._keyring = keyring
        self._name = name

    def load(self) -> OAuthToken | None:
        """The token kept, if there is one."""
        text = self._keyring.get_password(_SERVICE, self._name)
        return None if text is None else _parsed(text)

    def save(self, token: OAuthToken) -> None:
        """Keep this token instead of the one before."""
        self._keyring.set_password(_SERVICE, self._name, json.dumps(token.to_dict()))

    def clear(self) -> None:
        """Keep none."""
        if self._keyring.get_password(_SERVICE, self._name) is not None:
            self._keyring.delete_password(_SERVICE, self._name)

    def __repr__(self) -> str:
        return f"KeyringTokenStore({self._name!r})"


def _parsed(text: str) -> OAuthToken:
    try:
        stored: object = json.loads(text)
    except ValueError:
        stored = None
    if not isinstance(stored, dict):
        raise ValueError("the token store holds something other than a token")
    return OAuthToken.from_dict(cast("dict[str, object]", stored))
