"""The files of the command line: profiles, and secrets in the keyring or in files that only their owner can read."""

import os
import sys
import tempfile
from collections.abc import Callable, Generator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Literal, Protocol

from .profiles import Place, Profiles, SignIn, check_name, format_profiles, parse_profiles

if TYPE_CHECKING:
    from contentstack_cma import TokenStore

SecretName = Literal["token", "client-secret"]
"""An authtoken or a management token; the secret of an OAuth app."""

VARIABLE = "CONTENTSTACK_CONFIG_DIR"
_SERVICE = "contentstack-cma"


def find_folder() -> Path:
    """Return the folder of the command line: `CONTENTSTACK_CONFIG_DIR`, else one in the user's configuration."""
    if chosen := os.environ.get(VARIABLE):
        return Path(chosen).expanduser()
    if sys.platform == "win32":
        return Path(os.environ.get("APPDATA") or Path.home()) / _SERVICE
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Application Support" / _SERVICE
    return Path(os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config") / _SERVICE


def load_profiles() -> Profiles:
    """Return the profiles.

    Raises:
        CommandError: The file is malformed.
        OSError: The file cannot be read.
    """
    path = _find_file()
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return Profiles()
    return parse_profiles(str(path), text)


def change_profiles(change: Callable[[Profiles], Profiles]) -> Profiles:
    """Change the profiles while no other process does. Return what is saved.

    Raises:
        CommandError: The file is malformed.
        OSError: The file cannot be read or written.
    """
    from filelock import FileLock

    path = _find_file()
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with FileLock(path.with_name(f"{path.name}.lock")):
        changed = change(load_profiles())
        write_private_file(path, format_profiles(changed))
    return changed


def write_private_file(path: Path, text: str) -> None:
    """Write a file that only its owner can read, at once or not at all."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with _open_replacement(path) as number, os.fdopen(number, "w", encoding="utf-8") as file:
        file.write(text)


@contextmanager
def _open_replacement(path: Path) -> Generator[int]:
    number, name = tempfile.mkstemp(prefix=f".{path.name}-", dir=path.parent)  # mode 600
    temporary = Path(name)
    try:
        yield number
        temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise


class SecretStore(Protocol):
    """Where one secret of a profile is kept."""

    def load(self) -> str | None:
        """Return the secret, if there is one."""
        ...

    def save(self, secret: str) -> None:
        """Store a secret in place of the previous one."""
        ...

    def clear(self) -> None:
        """Delete the secret."""
        ...


class _FileSecret:
    def __init__(self, name: str) -> None:
        self._path = _find_secrets() / name

    def load(self) -> str | None:
        try:
            return self._path.read_text(encoding="utf-8")
        except FileNotFoundError:
            return None

    def save(self, secret: str) -> None:
        write_private_file(self._path, secret)

    def clear(self) -> None:
        self._path.unlink(missing_ok=True)


class _KeyringSecret:
    def __init__(self, name: str) -> None:
        import keyring

        self._keyring = keyring
        self._item = f"cli:{name}"

    def load(self) -> str | None:
        return self._keyring.get_password(_SERVICE, self._item)

    def save(self, secret: str) -> None:
        self._keyring.set_password(_SERVICE, self._item, secret)

    def clear(self) -> None:
        if self.load() is not None:
            self._keyring.delete_password(_SERVICE, self._item)


def choose_place() -> Place:
    """Return where to keep new secrets: in the keyring if there is one, else in a file."""
    try:
        import keyring
    except ModuleNotFoundError:
        return "file"
    return "keyring" if keyring.get_keyring().priority >= 1 else "file"


def open_secret(profile: str, place: Place, secret: SecretName) -> SecretStore:
    """Return a secret of a profile."""
    name = f"{check_name(profile)}.{secret}"
    return _KeyringSecret(name) if place == "keyring" else _FileSecret(name)


def open_token_store(profile: str, place: Place) -> "TokenStore":
    """Return the store of the OAuth token of a profile."""
    from contentstack_cma import FileTokenStore, KeyringTokenStore

    name = f"{check_name(profile)}.oauth"
    if place == "keyring":
        return KeyringTokenStore(f"cli:{name}")
    folder = _find_secrets()
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return FileTokenStore(folder / name)


def clear_secrets(profile: str, place: Place) -> None:
    """Delete what is stored for a profile."""
    open_secret(profile, place, "token").clear()
    open_secret(profile, place, "client-secret").clear()
    open_token_store(profile, place).clear()


def clear_replaced_secrets(profile: str, before: Place, now: Place, auth: SignIn) -> None:
    """Delete what is stored for the previous sign-in to a profile, and not used by the present one."""
    if before != now:
        clear_secrets(profile, before)
    elif auth == "oauth":
        open_secret(profile, now, "token").clear()
    else:
        open_secret(profile, now, "client-secret").clear()
        open_token_store(profile, now).clear()


def _find_file() -> Path:
    return find_folder() / "config.toml"


def _find_secrets() -> Path:
    return find_folder() / "credentials"
