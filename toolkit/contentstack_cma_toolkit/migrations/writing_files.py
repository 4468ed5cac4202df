"""Write the file of a new migration."""

import os
import re
from collections.abc import Iterable
from pathlib import Path

from .errors import MigrationFileError
from .files import find_files

_TEMPLATE = '''"""{title}

`upgrade` may be run again after a failure: its steps recognize what is done already. Without `downgrade`, the migration
cannot be reverted.
"""

from contentstack_cma import Stack
from contentstack_cma_toolkit.migrations import steps


def upgrade(stack: Stack) -> None:
{body}
'''

_EXAMPLE = '    """Change the stack."""\n    # steps.rename_field(stack, "article", "name", to="full_name")'


def build_file_text(title: str, calls: Iterable[str] = ()) -> str:
    """Return the text of a file.

    Args:
        title: What the migration does: the first line of the docstring.
        calls: The calls of steps, such as `steps.remove_field(stack, "article", "name")`. Default: an example in a
            comment.
    """
    lines = [f"    {line}" if line else "" for call in calls for line in call.splitlines()]
    return _TEMPLATE.format(title=_make_sentence(title), body="\n".join(lines) or _EXAMPLE)


def _make_sentence(title: str) -> str:
    plain = " ".join(title.split()).replace("\\", "/").replace('"', "'").rstrip(".")
    return f"{plain[:1].upper()}{plain[1:]}."


def create_migration(folder: str | os.PathLike[str], name: str, calls: Iterable[str] = ()) -> Path:
    """Create the file of the next migration, and the folder if necessary.

        create_migration("migrations", "split name")  # migrations/0001_split_name.py

    Args:
        folder: The folder of migrations.
        name: What the migration does, in a few words.
        calls: The calls of steps that it is to have. Default: an example in a comment.

    Returns:
        The path of the file.

    Raises:
        MigrationFileError: The name has no letters or digits, or a file in the folder is wrong.
    """
    place = Path(folder)
    words = re.findall(r"[a-z0-9]+", name.lower())
    if not words:
        raise MigrationFileError(str(folder), f"the name {name!r} has no letters or digits: use a few words")
    place.mkdir(parents=True, exist_ok=True)
    number = max((file.number for file in find_files(place)), default=0) + 1
    path = place / f"{number:04}_{'_'.join(words)}.py"
    with path.open("x", encoding="utf-8", newline="\n") as file:
        file.write(build_file_text(name, calls))
    return path
