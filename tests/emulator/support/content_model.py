"""What a stack holds, in few words: branches, their fields, entries with their copies, and where they are live."""

from collections.abc import Sequence
from copy import deepcopy
from dataclasses import dataclass, field, replace

MASTER, FRENCH, CANADIAN = "en-us", "fr-fr", "fr-ca"

CHAINS = {MASTER: [MASTER], FRENCH: [FRENCH, MASTER], CANADIAN: [CANADIAN, FRENCH, MASTER]}
"""Where each locale looks for a copy."""

MAIN = "main"


@dataclass
class Copy:
    """An entry in one locale: its values and the number of its version."""

    values: dict[str, str]
    related: list[str]
    version: int = 1


@dataclass
class Entry:
    """The copies of an entry by locale, and the published version by environment and locale."""

    copies: dict[str, Copy] = field(default_factory=dict[str, Copy])
    published: dict[tuple[str, str], int] = field(default_factory=dict[tuple[str, str], int])

    def read(self, locale: str) -> tuple[str, Copy] | None:
        """Return the copy that a locale reads, with the locale that it is of."""
        return next(((code, self.copies[code]) for code in CHAINS[locale] if code in self.copies), None)

    def write(self, locale: str, values: dict[str, str], related: Sequence[str]) -> None:
        """Write into a copy, or make one of what the locale read until now."""
        found = self.read(locale)
        own = self.copies.get(locale)
        version = own.version + 1 if own else 1
        self.copies[locale] = Copy({**(found[1].values if found else {}), **values}, list(related), version)


@dataclass
class Branch:
    """The text fields of the content type besides its title, and the entries; `source` is what it was copied from."""

    source: str = ""
    fields: list[str] = field(default_factory=list[str])
    entries: dict[str, Entry] = field(default_factory=dict[str, Entry])

    def copy(self, source: str) -> "Branch":
        """Return a branch with the same things; `source` is the name of this one."""
        return replace(deepcopy(self), source=source)

    def let_go(self, uid: str, locale: str) -> None:
        """Remove a copy of an entry with what is live in its locale, and the entry with its last."""
        entry = self.entries[uid]
        del entry.copies[locale]
        entry.published = {place: version for place, version in entry.published.items() if place[1] != locale}
        if not entry.copies:
            del self.entries[uid]

    def list_entries(self, locale: str) -> list[str]:
        """Return the entries that a locale reads."""
        return [uid for uid, entry in self.entries.items() if entry.read(locale)]

    def has_title(self, title: str, locale: str, but: str | None = None) -> bool:
        """Return whether another entry has a title in a copy of its own."""
        return any(
            uid != but and locale in entry.copies and entry.copies[locale].values["title"] == title
            for uid, entry in self.entries.items()
        )

    def referrers(self, uid: str) -> list[str]:
        """Return the entries that refer to one as the master locale reads them."""
        found = {other: entry.read(MASTER) for other, entry in self.entries.items()}
        return [other for other, seen in found.items() if seen and uid in seen[1].related]

    def take_fields(self, fields: list[str]) -> None:
        """Have these fields and no others; the values of those that are gone are lost."""
        self.fields = list(fields)
        for entry in self.entries.values():
            for copy in entry.copies.values():
                copy.values = {name: value for name, value in copy.values.items() if name in ("title", *fields)}

    def merge(self, other: "Branch", strategy: str) -> bool:
        """Take over the fields of another branch; return whether there was something to do."""
        if self.fields == other.fields or strategy == "merge_new_only":
            return False
        both = [*self.fields, *(name for name in other.fields if name not in self.fields)]
        self.take_fields(other.fields if strategy == "overwrite_with_compare" else both)
        return True
