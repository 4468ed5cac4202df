"""A stack to migrate, and a folder with migrations."""

from dataclasses import dataclass
from itertools import count
from pathlib import Path
from textwrap import indent
from typing import Any

from contentstack_cma import Client, Stack
from contentstack_cma_emulator import Emulator

LOCALES = ("en-us", "fr-fr", "de-de")

TITLE: dict[str, Any] = {
    "uid": "title",
    "display_name": "Title",
    "data_type": "text",
    "mandatory": True,
    "unique": True,
}

AUTHOR: dict[str, Any] = {
    "uid": "author",
    "title": "Author",
    "schema": [
        TITLE,
        {"uid": "name", "display_name": "Name", "data_type": "text"},
        {"uid": "born", "display_name": "Born", "data_type": "number", "non_localizable": True},
        {"uid": "city", "display_name": "City", "data_type": "text"},
    ],
}

_NUMBERS = count(1)


def create_stack(emulator: Emulator, client: Client) -> Stack:
    """Create a stack with three locales, and three authors, two of whom are localized."""
    made = client.stacks.create(
        {"name": f"Stack {next(_NUMBERS)}", "master_locale": LOCALES[0]}, organization_uid=emulator.organization_uid
    )
    stack = client.stack(str(made.api_key))
    for code in LOCALES[1:]:
        stack.locales.create({"code": code, "name": code, "fallback_locale": LOCALES[0]})
    stack.content_types.create(AUTHOR)
    authors = stack.entries("author")
    jane = authors.create({"title": "Jane", "name": "Jane Austen", "born": 1775, "city": "Steventon"})
    emil = authors.create({"title": "Emil", "name": "Emil Zola", "born": 1840, "city": "Paris"})
    authors.create({"title": "Nobody"})
    authors.localize(jane.uid, {"title": "Jeanne", "name": "Jeanne Austen"}, locale="fr-fr")
    authors.localize(emil.uid, {"title": "Émile", "name": "Émile Zola"}, locale="fr-fr")
    authors.localize(jane.uid, {"title": "Johanna", "name": "Johanna Austen"}, locale="de-de")
    return stack


def read_values(stack: Stack, *fields: str) -> dict[tuple[str, str], Any]:
    """Return values of all authors by locale and title, as they are localized."""
    found: dict[tuple[str, str], Any] = {}
    for entry in stack.walk(content_types=["author"]):
        values = tuple(entry.get(field) for field in fields)
        found[str(entry.locale), str(entry.title)] = values[0] if len(fields) == 1 else values
    return found


def read_versions(stack: Stack) -> dict[tuple[str, str], int]:
    """Return the version number of each author by locale and uid."""
    return {
        (str(entry.locale), str(entry.uid)): int(entry.version or 0) for entry in stack.walk(content_types=["author"])
    }


def list_fields(stack: Stack, content_type: str = "author") -> list[str]:
    """Return the uids of the fields of a content type."""
    schema = stack.content_types.get(content_type).to_dict()["schema"]
    return [field["uid"] for field in schema]


@dataclass
class Project:
    """A folder with migrations."""

    folder: Path = Path("migrations")

    def write(self, name: str, upgrade: str, downgrade: str | None = None, *, before: str = "") -> Path:
        """Write a migration whose functions have these lines."""
        self.folder.mkdir(exist_ok=True)
        text = f"from contentstack_cma_toolkit.migrations import steps\n{before}\n\n"
        text += f"def upgrade(stack):\n{indent(upgrade, '    ')}\n"
        if downgrade is not None:
            text += f"\n\ndef downgrade(stack):\n{indent(downgrade, '    ')}\n"
        path = self.folder / f"{name}.py"
        path.write_text(text, "utf-8")
        return path
