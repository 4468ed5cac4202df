"""Code blocks of the documentation, with an emulator in place of a real account."""

import re
from pathlib import Path

from contentstack_cma_emulator import Emulator

ROOT = Path(__file__).resolve().parents[3]

_BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.DOTALL | re.MULTILINE)
_INCLUDE = re.compile(r'^--8<-- "([^":]+):([\w-]+)"$', re.MULTILINE)


def read_python_blocks(path: Path) -> list[str]:
    """Every Python block of a Markdown file, in order, with those of the sections that it includes."""
    return read_blocks(path, "python")


def read_blocks(path: Path, language: str) -> list[str]:
    """Every block of a Markdown file in this language, as `python_blocks` finds them."""
    text = _INCLUDE.sub(lambda found: read_section(ROOT / found[1], found[2]), path.read_text(encoding="utf-8"))
    return [code for name, code in _BLOCK.findall(text) if name == language]


def read_sections(path: Path) -> dict[str, list[str]]:
    """The Python blocks of a Markdown file, by the heading of the section that they are in."""
    parts = re.split(r"^## (.+)$", path.read_text(encoding="utf-8"), flags=re.MULTILINE)
    return {
        title: [code for name, code in _BLOCK.findall(text) if name == "python"]
        for title, text in zip(parts[1::2], parts[2::2], strict=True)
    }


def read_section(path: Path, name: str) -> str:
    """Return the text between the marks of a section."""
    _, _, rest = path.read_text(encoding="utf-8").partition(f"[start:{name}] -->\n")
    inside, mark, _ = rest.partition(f"<!-- --8<-- [end:{name}]")
    assert mark, f"{path.name} has no section {name}"
    return inside


def put_account_in(code: str, emulator: Emulator) -> str:
    """The code, with the emulator's account, stack and host for those it shows."""
    shown = {
        "app_id": emulator.oauth.app_id,
        "client_id": emulator.oauth.client_id,
        "machine_client_id": emulator.machine_oauth.client_id,
        "client_secret": str(emulator.machine_oauth.client_secret),
        "me@example.com": emulator.email,
        "secret": emulator.password,
        "<token>": emulator.authtoken,
        "<key>": emulator.stack.api_key,
        "https://api.contentstack.io": emulator.url,
    }
    code = code.replace('stack("api_key"', f"stack({emulator.stack.api_key!r}")
    for signing_in in ('auth=Login("me@example.com", "secret")', "auth=auth", 'redirect_uri="http://localhost:8184"'):
        code = code.replace(signing_in, f"{signing_in}, base_url={emulator.url!r}")
    for text, value in shown.items():
        code = code.replace(f'"{text}"', repr(value))
    return code
