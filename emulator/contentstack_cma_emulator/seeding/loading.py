"""Loads a seed through calls of the API, so that it is validated like any request."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from contentstack_cma_emulator.dispatch.internal_calls import InternalCalls
from contentstack_cma_emulator.engine.documents import Document
from contentstack_cma_emulator.engine.form_data import Form
from contentstack_cma_emulator.seeding.creation import (
    SCHEMAS,
    Schema,
    copy_to_upload,
    create_schemas,
    locate_errors,
)
from contentstack_cma_emulator.seeding.names import ASSET, ENTRY, find_names, resolve_names, sort_by_dependencies
from contentstack_cma_emulator.seeding.seed_file import SeedError


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry of a seed: its place in the seed, its content type and its data."""

    place: str
    content_type_uid: str
    data: Document

    @property
    def name(self) -> tuple[str, str] | None:
        """The name that other entries refer to it by, or None."""
        return (ENTRY, f"{self.content_type_uid}/{self.data['name']}") if "name" in self.data else None


@dataclass(slots=True)
class StackLoader:
    """Loads one stack of a seed, found at `place`. File names are relative to `folder`."""

    calls: InternalCalls
    data: Document
    place: str
    folder: Path
    names: dict[tuple[str, str], Any] = field(default_factory=dict[tuple[str, str], Any])

    def load(self) -> None:
        """Load everything. Raises `SeedError` with the place of what cannot be loaded."""
        self._load_each("locales", self._create_locale)
        self._load_each("environments", self._create_environment)
        create_schemas(self.calls, list(self._iterate_schemas()))
        self._load_each("assets", self._create_asset)
        self._create_entries()

    def _load_each(self, part: str, create: Any) -> None:
        for index, data in enumerate(self.data.get(part, ())):
            with locate_errors(f"{self.place}.{part}[{index}]"):
                create(data)

    def _create_locale(self, data: Document) -> None:
        self.calls.call("create_locale", {"locale": data})

    def _create_environment(self, data: str | Document) -> None:
        self.calls.call("create_environment", {"environment": {"name": data} if isinstance(data, str) else data})

    def _iterate_schemas(self) -> Iterator[Schema]:
        for plural in SCHEMAS:
            for index, data in enumerate(self.data.get(plural, ())):
                yield Schema(f"{self.place}.{plural}[{index}]", plural, data)

    def _create_asset(self, data: Document) -> None:
        texts = {f"asset[{name}]": (data[name],) for name in ("title", "description") if name in data}
        tags = {"asset[tags]": (",".join(data["tags"]),)} if "tags" in data else {}
        with copy_to_upload(self.folder / data["file"], self.calls.dispatcher.state.uploads) as upload:
            asset = self.calls.call("upload_asset", {}, form=Form(texts | tags, {"asset[upload]": (upload,)}))["asset"]
        if "name" in data and self.names.setdefault((ASSET, data["name"]), asset["uid"]) != asset["uid"]:
            raise SeedError("", f"there is another asset called {data['name']!r}.")
        if data.get("publish"):
            target = {"environments": data["publish"], "locales": [self.calls.stack["master_locale"]]}
            self.calls.call("publish_asset", {"asset": target}, path={"asset_uid": asset["uid"]})

    def _create_entries(self) -> None:
        entries = list(self._iterate_entries())
        self._check_names(entries)
        uids: dict[int, str] = {}
        incomplete: list[Entry] = []
        for entry in sort_by_dependencies(
            entries, lambda e: e.name, lambda e: list(find_names([e.data["fields"], e.data.get("locales")]))
        ):
            with locate_errors(entry.place):
                known = {
                    n: v for n, v in entry.data["fields"].items() if all(name in self.names for name in find_names(v))
                }
                uids[id(entry)] = self._create_entry(entry, known)
            if len(known) < len(entry.data["fields"]):
                incomplete.append(entry)
        for entry in incomplete:
            with locate_errors(entry.place):
                self._update_entry(entry, uids[id(entry)], entry.data["fields"], self.calls.stack["master_locale"])
        for entry in entries:
            with locate_errors(entry.place):
                self._localize_and_publish(entry, uids[id(entry)])

    def _iterate_entries(self) -> Iterator[Entry]:
        for uid, entries in self.data.get("entries", {}).items():
            for index, entry in enumerate(entries):
                yield Entry(f"{self.place}.entries.{uid}[{index}]", uid, entry)

    def _check_names(self, entries: list[Entry]) -> None:
        known = set(self.names)
        for entry in entries:
            if entry.name in known:
                raise SeedError(entry.place, f"there is another entry called {entry.data['name']!r}.")
            known |= {entry.name} if entry.name else set()
        for entry in entries:
            for kind, name in find_names([entry.data["fields"], entry.data.get("locales")]):
                if (kind, name) not in known:
                    noun = "entry" if kind == ENTRY else "asset"
                    raise SeedError(entry.place, f"refers to the {noun} {name!r}, which is not in the seed.")

    def _create_entry(self, entry: Entry, fields: Document) -> str:
        uid = {"uid": entry.data["uid"]} if "uid" in entry.data else {}
        body = {"entry": resolve_names(fields, self.names) | uid}
        made = self.calls.call("create_entry", body, path={"content_type_uid": entry.content_type_uid})["entry"]
        if entry.name:
            self.names[entry.name] = {"uid": made["uid"], "_content_type_uid": entry.content_type_uid}
        return str(made["uid"])

    def _update_entry(self, entry: Entry, uid: str, fields: Mapping[str, Any], locale: str) -> None:
        path = {"content_type_uid": entry.content_type_uid, "entry_uid": uid}
        self.calls.call(
            "update_entry", {"entry": resolve_names(fields, self.names)}, path=path, query={"locale": locale}
        )

    def _localize_and_publish(self, entry: Entry, uid: str) -> None:
        for locale, fields in entry.data.get("locales", {}).items():
            self._update_entry(entry, uid, fields, locale)
        if entry.data.get("publish"):
            locales = [self.calls.stack["master_locale"], *entry.data.get("locales", {})]
            path = {"content_type_uid": entry.content_type_uid, "entry_uid": uid}
            self.calls.call(
                "publish_entry", {"entry": {"environments": entry.data["publish"], "locales": locales}}, path=path
            )
