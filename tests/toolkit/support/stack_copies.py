"""Copy a stack through payloads of the mapping, one call at a time: an import without all that makes it fast."""

from collections.abc import Mapping
from typing import Any, cast
from urllib.parse import quote

from contentstack_cma import Stack
from contentstack_cma_toolkit.transfer import mapping
from contentstack_cma_toolkit.transfer.mapping import Kind, Rewritten, UidTable

Document = dict[str, Any]
Documents = list[Document]


def read_all(stack: Stack, path: str, key: str, **query: Any) -> Documents:
    """Return all resources of a list, as the server writes them."""
    found: Documents = []
    while True:
        page = stack.request("GET", f"/v3/{path}", query={"skip": len(found), **query}).parsed[key]
        found += page
        if len(page) < 100:
            return found


class StackCopy:
    """A copy of a stack.

    Attributes:
        uids: What is in the copy.
        notes: What could not be copied.
        written: The payloads, by path.
        schemas: The fields of content types, with those of global fields in them.
        late: The entries that were written twice.
        with_rules: The content types whose field rules name entries.
    """

    def __init__(self, source: Stack, target: Stack) -> None:
        self.source = source
        self.target = target
        self.uids = UidTable()
        self.notes: list[mapping.Note] = []
        self.written: dict[str, Documents] = {}
        self.schemas: dict[str, list[Any]] = {}
        self.late: list[str] = []
        self.with_rules: Documents = []

    def copy(self) -> None:
        """Copy everything."""
        self.copy_settings()
        self.copy_assets()
        self.copy_taxonomies()
        self.copy_schemas()
        self.copy_access()
        self.copy_entries()
        self.copy_variants()
        self.copy_rest()

    def write(self, path: str, envelope: str, written: Rewritten, *, method: str = "POST", **query: Any) -> Document:
        """Write a payload, and return the resource that the server returns."""
        self.notes += written.notes
        self.written.setdefault(path, []).append(written.fields)
        body = {envelope: written.fields} if envelope else written.fields
        parsed: Document = self.target.request(method, f"/v3/{path}", query=query, json=body).parsed
        inner = next((value for value in parsed.values() if isinstance(value, dict) and "uid" in value), parsed)
        return cast("Document", parsed.get(envelope) or (parsed if "uid" in parsed else inner))

    def create(self, kind: Kind, source: Mapping[str, Any], path: str, envelope: str, written: Rewritten) -> Document:
        """Create a resource, and remember its uid."""
        created = self.write(path, envelope, written)
        self.uids.add(kind, source["uid"], created["uid"])
        return created

    def copy_settings(self) -> None:
        for locale in mapping.order_locales(read_all(self.source, "locales", "locales")):
            if locale.get("fallback_locale"):
                self.create("locale", locale, "locales", "locale", mapping.rewrite_locale(locale))
        for source, target in zip(
            sorted(read_all(self.source, "locales", "locales"), key=lambda each: each["code"]),
            sorted(read_all(self.target, "locales", "locales"), key=lambda each: each["code"]),
            strict=True,
        ):
            self.uids.add("locale", source["uid"], target["uid"])
        for each in read_all(self.source, "environments", "environments"):
            self.create("environment", each, "environments", "environment", mapping.rewrite_environment(each))
        settings = self.source.request("GET", "/v3/stacks/settings").parsed["stack_settings"]
        self.write("stacks/settings", "stack_settings", mapping.rewrite_settings(settings, self.uids))
        for each in read_all(self.source, "extensions", "extensions"):
            written = mapping.rewrite_extension(each, self.uids)
            self.create("extension", each, "extensions", "extension", written)

    def copy_assets(self) -> None:
        folders = read_all(self.source, "assets", "assets", include_folders=True, query={"is_dir": True})
        for folder in mapping.order_folders(folders):
            self.create("folder", folder, "assets/folders", "asset", mapping.rewrite_folder(folder, self.uids))
        for asset in self.source.assets.list():
            with self.source.assets.stream(asset) as pieces:
                content = b"".join(pieces)
            created = self.target.assets.upload(content, file_name=str(asset.filename))
            self.uids.add("asset", asset.uid, created.uid)
            self.uids.add("asset_url", asset.uid, str(created.url))
            written = mapping.rewrite_asset(asset.to_dict(), self.uids)
            self.write(f"assets/{created.uid}", "asset", written, method="PUT")

    def copy_taxonomies(self) -> None:
        for taxonomy in read_all(self.source, "taxonomies", "taxonomies"):
            self.write("taxonomies", "taxonomy", mapping.rewrite_taxonomy(taxonomy))
            path = f"taxonomies/{taxonomy['uid']}/terms"
            for term in mapping.order_terms(read_all(self.source, path, "terms", depth=0, include_order=True)):
                self.write(path, "term", mapping.rewrite_term(term))

    def copy_schemas(self) -> None:
        types = read_all(self.source, "content_types", "content_types", include_global_field_schema=True)
        fields = self.source.request("GET", "/v3/global_fields", headers={"api_version": "3.2"}).parsed["global_fields"]
        by_uid = {each["uid"]: each for each in fields}
        found = {("content_type", each["uid"]): each for each in types}
        found |= {("global_field", each["uid"]): each for each in fields}
        order = mapping.order_schemas(types, fields)
        for name in order.names:
            document = found[name.kind, name.uid]
            written = mapping.rewrite_schema(document, self.uids, lambda _uid: True)
            first = Rewritten(mapping.empty_schema(document)) if name in order.empty_first else written
            self.write(f"{name.kind}s", name.kind, first)
        for name in order.empty_first:
            written = mapping.rewrite_schema(found[name.kind, name.uid], self.uids, lambda _uid: True)
            self.write(f"{name.kind}s/{name.uid}", name.kind, written, method="PUT")
        self.with_rules = [
            each for each in types if mapping.rewrite_schema(each, self.uids, lambda _: True).late_fields
        ]
        self.schemas = {each["uid"]: mapping.expand_schema(each["schema"], by_uid) for each in types}

    def copy_access(self) -> None:
        there = {role["name"]: role for role in read_all(self.target, "roles", "roles")}
        for role in read_all(self.source, "roles", "roles", include_rules=True):
            if role["name"] in there:
                self.uids.add("role", role["uid"], there[role["name"]]["uid"])
            else:
                self.create("role", role, "roles", "role", mapping.rewrite_role(role, self.uids))
        for workflow in read_all(self.source, "workflows", "workflows"):
            written = mapping.rewrite_workflow(workflow, self.uids)
            created = self.create("workflow", workflow, "workflows", "workflow", written)
            for source, target in mapping.map_stages(workflow, created).items():
                self.uids.add("stage", source, target)
            if written.late_fields:
                again = mapping.rewrite_workflow(workflow, self.uids)
                self.write(f"workflows/{created['uid']}", "workflow", again, method="PUT")
        for rule in read_all(self.source, "workflows/publishing_rules", "publishing_rules"):
            written = mapping.rewrite_publish_rule(rule, self.uids)
            assert not written.dangling
            self.create("publish_rule", rule, "workflows/publishing_rules", "publishing_rule", written)

    def read_entries(self, stack: Stack) -> dict[str, tuple[str, Document]]:
        """Return all entries, with their content types, as they are in the master locale."""
        return {
            entry["uid"]: (uid, entry)
            for uid in self.schemas
            for entry in read_all(stack, f"content_types/{quote(uid)}/entries", "entries")
        }

    def copy_entries(self) -> None:
        entries = self.read_entries(self.source)
        references = {
            uid: [found.uid for found in mapping.find_references(entry, self.schemas[of]) if found.kind == "entry"]
            for uid, (of, entry) in entries.items()
        }
        plan = mapping.plan_waves(references)
        for uid in (uid for wave in plan.waves for uid in wave):
            of, entry = entries[uid]
            written = mapping.rewrite_entry(entry, self.schemas[of], self.uids, entries.__contains__)
            assert not written.dangling
            assert bool(written.missing) == (uid in plan.late)
            self.create("entry", entry, f"content_types/{of}/entries", "entry", written)
            self.late += [uid] if written.missing else []
        for uid in self.late:
            of, entry = entries[uid]
            written = mapping.rewrite_entry(entry, self.schemas[of], self.uids)
            assert not written.dangling
            target = self.uids.get("entry", uid)
            self.write(f"content_types/{of}/entries/{target}", "entry", written, method="PUT")
        for content_type in self.with_rules:
            again = mapping.rewrite_schema(content_type, self.uids)
            self.write(f"content_types/{content_type['uid']}", "content_type", again, method="PUT")

    def copy_variants(self) -> None:
        groups = read_all(self.source, "variant_groups", "variant_groups", include_variant_info=True)
        for group in groups:
            created = self.create("variant_group", group, "variant_groups", "", mapping.rewrite_variant_group(group))
            for variant in group["variants"]:
                path = f"variant_groups/{created['uid']}/variants"
                self.create("variant", variant, path, "", mapping.rewrite_variant(variant))
        for of, entry in self.read_entries(self.source).values() if groups else ():
            self._copy_entry_variants(of, entry["uid"])

    def _copy_entry_variants(self, of: str, uid: str) -> None:
        for variant in read_all(self.source, f"content_types/{of}/entries/{uid}/variants", "entries"):
            written = mapping.rewrite_entry_variant(variant, self.schemas[of], self.uids)
            assert not written.dangling
            path = f"content_types/{of}/entries/{self.uids.get('entry', uid)}/variants"
            of_variant = self.uids.get("variant", variant["_variant"]["_uid"])
            self.write(f"{path}/{of_variant}", "entry", written, method="PUT")

    def copy_rest(self) -> None:
        for label in mapping.order_labels(read_all(self.source, "labels", "labels")):
            self.create("label", label, "labels", "label", mapping.rewrite_label(label, self.uids))
        for webhook in read_all(self.source, "webhooks", "webhooks"):
            self.create("webhook", webhook, "webhooks", "webhook", mapping.rewrite_webhook(webhook, self.uids))
        versions = {uid: entry["_version"] for uid, (_, entry) in self.read_entries(self.target).items()}
        for release in read_all(self.source, "releases", "releases"):
            written = mapping.rewrite_release(release)
            created = self.create("release", release, "releases", "release", written)
            items = read_all(self.source, f"releases/{release['uid']}/items", "items")
            for item in mapping.rewrite_release_items(
                items, self.uids, lambda reference, _locale: versions.get(reference.uid, 1)
            ):
                self.write(f"releases/{created['uid']}/item", "item", item)
            if written.late_fields:
                closed = Rewritten(mapping.close_release(release))
                self.write(f"releases/{created['uid']}", "release", closed, method="PUT")
