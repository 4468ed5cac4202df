"""Write the credentials to a dotenv file, under the names that the SDK reads."""

import errno
import re
from pathlib import Path

from contentstack_cma_emulator.accounts import Accounts
from contentstack_cma_emulator.engine.private_files import replace_private_file

MARK = "# Written by contentstack-cma-emulator"
"""The start of every file we write. Other files are never overwritten."""

FIRST_LINE = f"{MARK}; the credentials work with the emulator only."

PLAIN = re.compile(r"[A-Za-z0-9._~+/=:@-]+")


def write_dotenv(emulator: Accounts, path: Path) -> None:
    """Write the credentials of a started emulator to a file that only its owner can read, after `check_dotenv`."""
    check_dotenv(path)
    with replace_private_file(path) as file:
        file.write(build_dotenv(emulator).encode())


def check_dotenv(path: Path) -> None:
    """Raise `OSError` if a file must not be overwritten, or its folder does not exist."""
    if path.is_dir():
        raise IsADirectoryError(errno.EISDIR, "is a folder", str(path))
    if not path.parent.is_dir():
        raise FileNotFoundError(errno.ENOENT, "the folder does not exist", str(path.parent))
    if path.exists() and not path.read_bytes().startswith(MARK.encode()):
        reason = "was not written by the emulator and is not overwritten; choose another file"
        raise FileExistsError(errno.EEXIST, reason, str(path))


def build_dotenv(emulator: Accounts) -> str:
    """Return the content of the file. All ways to sign in but the authtoken are commented out."""
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
    lines = [FIRST_LINE, *(_format_line(name, value) for name, value in used.items())]
    lines.append("# Other ways to sign in, instead of CONTENTSTACK_AUTHTOKEN:")
    lines += [f"# {_format_line(name, value)}" for name, value in other_ways.items() if value]
    if read_only := emulator.credentials()["read_only_management_token"]:
        lines.append(f"# {_format_line('MANAGEMENT_TOKEN', read_only)}  # read-only")
    return "\n".join(lines) + "\n"


def _format_line(name: str, value: str) -> str:
    """Return the line of a variable. Values have no quotes or line breaks, and single quotes leave them as they are."""
    quoted = value if PLAIN.fullmatch(value) else f"'{value}'"
    return f"CONTENTSTACK_{name}={quoted}"
