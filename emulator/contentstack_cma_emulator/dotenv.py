"""Writes what a client needs to sign in as a dotenv file, under the names that the SDK reads."""

import errno
import re
from pathlib import Path

from contentstack_cma_emulator.accounts import Accounts
from contentstack_cma_emulator.engine.private_files import replace_private_file

MARK = "# Written by contentstack-cma-emulator"
"""How every such file begins. A file that begins otherwise is somebody's own and is never overwritten."""

FIRST_LINE = f"{MARK}; the credentials work with the emulator only."

PLAIN = re.compile(r"[A-Za-z0-9._~+/=:@-]+")


def write_dotenv(emulator: Accounts, path: Path) -> None:
    """Write the credentials of a started emulator into a file that only its owner may read.

    Raises:
        FileExistsError: The file exists and was not written by an emulator.
        OSError: The file cannot be written.
    """
    check_dotenv(path)
    with replace_private_file(path) as file:
        file.write(dotenv(emulator).encode())


def check_dotenv(path: Path) -> None:
    """Raise `OSError` if a file must not be written over, or its folder is missing."""
    if path.is_dir():
        raise IsADirectoryError(errno.EISDIR, "is a folder", str(path))
    if not path.parent.is_dir():
        raise FileNotFoundError(errno.ENOENT, "the folder does not exist", str(path.parent))
    if path.exists() and not path.read_bytes().startswith(MARK.encode()):
        raise FileExistsError(
            errno.EEXIST, "was not written by the emulator, so it is not overwritten; name another file", str(path)
        )


def dotenv(emulator: Accounts) -> str:
    """Return the lines of the file. A client signs in one way, so the others are commented out."""
    tokens = emulator.credentials()
    stacks = emulator.stacks
    used = {"BASE_URL": emulator.url, "AUTHTOKEN": emulator.authtoken, "ORGANIZATION_UID": emulator.organization_uid}
    if stacks:
        used["API_KEY"] = stacks[0].api_key
    other_ways = {
        "MANAGEMENT_TOKEN": stacks[0].management_token if stacks else None,
        "EMAIL": emulator.email,
        "PASSWORD": emulator.password,
        "OAUTH_CLIENT_ID": emulator.oauth.client_id,
        "OAUTH_APP_ID": emulator.oauth.app_id,
        "OAUTH_REDIRECT_URI": emulator.oauth.redirect_uri,
    }
    read_only = tokens["read_only_management_token"]
    lines = [FIRST_LINE, *(_line(name, value) for name, value in used.items())]
    lines.append("# Other ways to sign in, instead of CONTENTSTACK_AUTHTOKEN:")
    lines += [f"# {_line(name, value)}" for name, value in other_ways.items() if value]
    if read_only:
        lines.append(f"# {_line('MANAGEMENT_TOKEN', read_only)}  # read-only")
    return "\n".join(lines) + "\n"


def _line(name: str, value: str) -> str:
    """Write a variable; values have neither quotes nor line breaks in them."""
    return f"CONTENTSTACK_{name}={value if PLAIN.fullmatch(value) else quoted(value)}"


def quoted(value: str) -> str:
    """Put a value into single quotes, in which nothing is special."""
    return f"'{value}'"
