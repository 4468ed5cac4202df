"""Stores for OAuth tokens between runs."""

import json
import os
from hashlib import sha256
from pathlib import Path
from tempfile import gettempdir
from typing import Protocol, cast

from ..errors import TokenStoreError
from .oauth_token import OAuthToken
from .token_file import FileLocking, read_file, resolve, write_file

_SERVICE = "contentstack-cma"


class TokenLock(Protocol):
    """A lock of a token store, such as a `threading.Lock`. Another thread may release it than acquired it."""

    def acquire(self, *, blocking: bool) -> bool:
        """Try to acquire the lock without waiting. Return whether it was acquired."""
        ...

    def release(self) -> None:
        """Release the lock."""
        ...


class TokenStore(Protocol):
    """A store for one token, which is secret.

    A store that several processes share should also have a method `lock() -> TokenLock`. The lock is held while a token
    is read again, renewed and saved, so that one process renews it and the others use the result. Each call of `lock()`
    may return a new object for the same lock.
    """

    def load(self) -> OAuthToken | None:
        """Return the stored token, if there is one."""
        ...

    def save(self, token: OAuthToken) -> None:
        """Store a token in place of the previous one."""
        ...

    def clear(self) -> None:
        """Delete the stored token."""
        ...


def check_store(store: TokenStore | None) -> TokenStore | None:
    """Return the `store` argument of credentials.

    Raises:
        TypeError: It is not a token store, such as a path.
    """
    if store is not None and not callable(getattr(store, "load", None)):
        raise TypeError(f"store must be a token store such as FileTokenStore('token.json'), not {type(store).__name__}")
    return store


class FileTokenStore:
    """A token file that only its owner can read (mode 0600), written atomically. Several processes can share it.

    While a token is renewed, the file `<name>.lock` beside it is locked. A file that contains no token is renamed to
    `<name>.corrupt-…`. Symbolic links are followed.

    Args:
        path: Path of the file. Its folder must exist.
    """

    def __init__(self, path: str | os.PathLike[str]) -> None:
        self._path = Path(path).expanduser()

    def load(self) -> OAuthToken | None:
        """Return the stored token, if there is one.

        Raises:
            TokenStoreError: The file cannot be read; or it contains no token and was renamed.
        """
        return read_file(self._path)

    def save(self, token: OAuthToken) -> None:
        """Store a token in place of the previous one.

        Raises:
            TokenStoreError: The file cannot be written.
        """
        write_file(self._path, token)

    def clear(self) -> None:
        """Delete the stored token.

        Raises:
            TokenStoreError: The file cannot be deleted.
        """
        try:
            self._path.unlink(missing_ok=True)
        except OSError as error:
            raise TokenStoreError(f"cannot delete the token file {self._path}: {error.strerror}") from error

    def lock(self) -> TokenLock:
        """Return the lock of the file."""
        target = resolve(self._path)
        return FileLocking(target.with_name(f"{target.name}.lock"))

    def __repr__(self) -> str:
        return f"FileTokenStore({str(self._path)!r})"


class KeyringTokenStore:
    """The operating system's keyring. Requires the extra `[keyring]`. Several processes of a user can share it.

    Args:
        name: Name of the keyring item: use one per app and user.
    """

    def __init__(self, name: str) -> None:
        import keyring

        self._keyring = keyring
        self._name = name

    def load(self) -> OAuthToken | None:
        """Return the stored token, if there is one.

        Raises:
            TokenStoreError: The keyring item is not a token.
        """
        text = self._keyring.get_password(_SERVICE, self._name)
        if text is None:
            return None
        try:
            stored: object = json.loads(text)
            return OAuthToken.from_dict(cast("dict[str, object]", stored if isinstance(stored, dict) else {}))
        except (RecursionError, ValueError) as error:
            raise TokenStoreError(
                f"the keyring item {self._name!r} of {_SERVICE!r} is not a token ({_describe(error)}): "
                "delete it, and sign in again"
            ) from None

    def save(self, token: OAuthToken) -> None:
        """Store a token in place of the previous one."""
        self._keyring.set_password(_SERVICE, self._name, json.dumps(token.to_dict()))

    def clear(self) -> None:
        """Delete the stored token."""
        if self._keyring.get_password(_SERVICE, self._name) is not None:
            self._keyring.delete_password(_SERVICE, self._name)

    def lock(self) -> TokenLock:
        """Return the lock of the item: a file without content, of this user."""
        folder = Path(os.environ.get("XDG_RUNTIME_DIR") or gettempdir())
        name = sha256(f"{Path.home()}\n{self._name}".encode()).hexdigest()[:32]
        return FileLocking(folder / f"{_SERVICE}-{name}.lock")

    def __repr__(self) -> str:
        return f"KeyringTokenStore({self._name!r})"


def _describe(error: Exception) -> str:
    return "it is not JSON" if isinstance(error, (json.JSONDecodeError, RecursionError)) else str(error)
