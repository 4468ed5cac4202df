"""Documented code, made to speak of an emulator in the place of a real account."""

import re
from pathlib import Path

from contentstack_cma_emulator import Emulator

_BLOCK = re.compile(r"^```python\n(.*?)^```$", re.DOTALL | re.MULTILINE)


def python_blocks(path: Path) -> list[str]:
    """Every Python block of a Markdown file, in order."""
    return _BLOCK.findall(path.read_text(encoding="utf-8"))


def with_account(code: str, emulator: Emulator) -> str:
    """The code, with the emulator's account, stack and host for those it shows."""
    shown = {
        "me@example.com": emulator.email,
        "secret": emulator.password,
        "<token>": emulator.authtoken,
        "<key>": emulator.stack.api_key,
        "https://api.contentstack.io": emulator.url,
    }
    code = code.replace('stack("api_key"', f"stack({emulator.stack.api_key!r}")
    code = code.replace('"secret")) as client', f'"secret"), base_url={emulator.url!r}) as client')
    for text, value in shown.items():
        code = code.replace(f'"{text}"', repr(value))
    return code
