"""Makes what a seed says, by the calls of the API, so that the seed is checked as anything else is."""

import shutil
import tempfile
from collections.abc import Generator, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from contentstack_cma_emulator.dispatch.internal_calls import InsideCalls
from contentstack_cma_emulator.engine.call import Form, Upload
from contentstack_cma_emulator.engine.documents import Document
from contentstack_cma_emulator.engine.errors import CmaError
from contentstack_cma_emulator.seeding.names import ASSET, ENTRY, in_order, named, referred_schemas, resolved
from contentstack_cma_emulator.seeding.seed_file import SeedError

SCHEMAS = {"global_fields": "global_field", "content_types": "content_type"}


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry of a seed: where it stands, its content type, and what it says."""

    place: str
    content_type_uid: str
    said: Document

    @property
    def name(self) -> tuple[str, str] | None:
        """What other entries call it, or None."""
        return (ENTRY, f"{self.content_type_uid}/{self.said['name']}") if "name" in self.said else None


@dataclass(frozen=True, slots=True)
class Schema:
    """A content type or a global field of a seed."""

    place: str
    plural: str
    said: Document

    @property
    def name(self) -> tuple[str, str]:
        """What others refer to it by."""
        return (self.plural, self.said["uid"])


@dataclass(slots=True)
class Planter:
    """Makes what a seed says of one stack, which stands at `place`. Its files are seen from `folder`."""

    calls: InsideCalls
    said: Document
    place: str
    folder: Path
    names: dict[tuple[str, str], Any] = field(default_factory=dict[tuple[str, str], Any])

    def plant(self) -> None:
        """Make everything. Raises `SeedError` with the place of what cannot be made."""
        self._each("locales", self._make_locale)
        self._each("environments", self._make_environment)
        self._make_schemas()
        self._each("assets", self._make_asset)
        self._make_entries()

    def _each(self, part: str, make: Any) -> None:
        for index, said in enumerate(self.said.get(part, ())):
            with located(f"{self.place}.{part}[{index}]"):
                make(said)

    def _make_locale(self, said: Document) -> None:
        self.calls.do("create_locale", {"locale": said})

    def _make_environment(self, said: str | Document) -> None:
        self.calls.do("create_environment", {"environment": {"name": said} if isinstance(said, str) else said})

    def _make_schemas(self) -> None:
        """Make global fields and content types; what they refer to in a circle is put in when all are there."""
        made: set[tuple[str, str]] = set()
        incomplete: list[Schema] = []
        for schema in in_order(self._schemas(), lambda s: s.name, lambda s: referred_schemas(s.said["schema"])):
            wanted = {other.name for other in self._schemas()} - made - {schema.name}
            fields = [field for field in schema.said["schema"] if not referred_schemas(field) & wanted]
            with located(schema.place):
                key = SCHEMAS[schema.plural]
                self.calls.do(f"create_{key}", {key: schema.said | {"schema": fields}})
            made.add(schema.name)
            if len(fields) < len(schema.said["schema"]):
                incomplete.append(schema)
        for schema in incomplete:
            with located(schema.place):
                key = SCHEMAS[schema.plural]
                self.calls.do(f"update_{key}", {key: schema.said}, path={f"{key}_uid": schema.said["uid"]})

    def _schemas(self) -> Iterator[Schema]:
        for plural in SCHEMAS:
            for index, said in enumerate(self.said.get(plural, ())):
                yield Schema(f"{self.place}.{plural}[{index}]", plural, said)

    def _make_asset(self, said: Document) -> None:
        texts = {f"asset[{name}]": (said[name],) for name in ("title", "description") if name in said}
        tags = {"asset[tags]": (",".join(said["tags"]),)} if "tags" in said else {}
        with copied(self.folder / said["file"], self.calls.dispatcher.state.uploads) as upload:
            asset = self.calls.do("upload_asset", {}, form=Form(texts | tags, {"asset[upload]": (upload,)}))["asset"]
        if "name" in said and self.names.setdefault((ASSET, said["name"]), asset["uid"]) != asset["uid"]:
            raise SeedError("", f"there is another asset called {said['name']!r}.")
        if said.get("publish"):
            order = {"environments": said["publish"], "locales": [self.calls.stack["master_locale"]]}
            self.calls.do("publish_asset", {"asset": order}, path={"asset_uid": asset["uid"]})

    def _make_entries(self) -> None:
        entries = list(self._entries())
        self._check_names(entries)
        uids: dict[int, str] = {}
        incomplete: list[Entry] = []
        for entry in in_order(
            entries, lambda e: e.name, lambda e: list(named([e.said["fields"], e.said.get("locales")]))
        ):
            with located(entry.place):
                known = {n: v for n, v in entry.said["fields"].items() if all(name in self.names for name in named(v))}
                uids[id(entry)] = self._make_entry(entry, known)
            if len(known) < len(entry.said["fields"]):
                incomplete.append(entry)
        for entry in incomplete:
            with located(entry.place):
                self._write(entry, uids[id(entry)], entry.said["fields"], self.calls.stack["master_locale"])
        for entry in entries:
            with located(entry.place):
                self._finish(entry, uids[id(entry)])

    def _entries(self) -> Iterator[Entry]:
        for uid, said in self.said.get("entries", {}).items():
            for index, entry in enumerate(said):
                yield Entry(f"{self.place}.entries.{uid}[{index}]", uid, entry)

    def _check_names(self, entries: list[Entry]) -> None:
        known = set(self.names)
        for entry in entries:
            if entry.name in known:
                raise SeedError(entry.place, f"there is another entry called {entry.said['name']!r}.")
            known |= {entry.name} if entry.name else set()
        for entry in entries:
            for kind, name in named([entry.said["fields"], entry.said.get("locales")]):
                if (kind, name) not in known:
                    thing = "entry" if kind == ENTRY else "asset"
                    raise SeedError(entry.place, f"refers to the {thing} {name!r}, which is not in the seed.")

    def _make_entry(self, entry: Entry, fields: Document) -> str:
        uid = {"uid": entry.said["uid"]} if "uid" in entry.said else {}
        body = {"entry": resolved(fields, self.names) | uid}
        made = self.calls.do("create_entry", body, path={"content_type_uid": entry.content_type_uid})["entry"]
        if entry.name:
            self.names[entry.name] = {"uid": made["uid"], "_content_type_uid": entry.content_type_uid}
        return str(made["uid"])

    def _write(self, entry: Entry, uid: str, fields: Mapping[str, Any], locale: str) -> None:
        path = {"content_type_uid": entry.content_type_uid, "entry_uid": uid}
        self.calls.do("update_entry", {"entry": resolved(fields, self.names)}, path=path, query={"locale": locale})

    def _finish(self, entry: Entry, uid: str) -> None:
        """Localize and publish an entry."""
        for locale, fields in entry.said.get("locales", {}).items():
            self._write(entry, uid, fields, locale)
        if entry.said.get("publish"):
            locales = [self.calls.stack["master_locale"], *entry.said.get("locales", {})]
            path = {"content_type_uid": entry.content_type_uid, "entry_uid": uid}
            self.calls.do(
                "publish_entry", {"entry": {"environments": entry.said["publish"], "locales": locales}}, path=path
            )


@contextmanager
def located(place: str) -> Generator[None]:
    """Say of a refusal inside where in the seed its reason stands."""
    try:
        yield
    except SeedError as error:
        raise SeedError(error.place or place, str(error)) if not error.place else error from error
    except CmaError as error:
        fields = "; ".join(f"{name} {' '.join(texts)}" for name, texts in error.errors.items())
        raise SeedError(place, fields or error.message) from error


@contextmanager
def copied(path: Path, folder: Path) -> Generator[Upload]:
    """Give a copy of a file as an upload. Raises `SeedError` if it cannot be read."""
    with tempfile.NamedTemporaryFile(prefix="upload-", dir=folder, delete=False) as target:
        copy = Path(target.name)
    try:
        shutil.copyfile(path, copy)
        yield Upload(path.name, "", copy.stat().st_size, copy)
    except OSError as error:
        raise SeedError("", f"the file {path} cannot be read: {error.strerror}.") from error
    finally:
        copy.unlink(missing_ok=True)
