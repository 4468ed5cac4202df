"""Locales, environments, settings, extensions, taxonomies, folders, labels and webhooks of a stack."""

from collections.abc import Iterable, Mapping
from itertools import pairwise
from urllib.parse import urlsplit

from .documents import (
    SERVER_KEYS,
    Document,
    get_document,
    get_documents,
    get_list,
    get_text,
    get_texts,
    is_document,
    is_list,
    omit,
)
from .fields import map_custom
from .uids import Kind, Mapper, Note, Rewritten, Uids
from .waves import plan_waves


def order_locales(locales: Iterable[Document]) -> list[Document]:
    """Return locales, each behind its fallback locale."""
    return _order(locales, "code", "fallback_locale")


def order_labels(labels: Iterable[Document]) -> list[Document]:
    """Return labels, each behind its parent."""
    return _order(labels, "uid", "parent")


def order_folders(folders: Iterable[Document]) -> list[Document]:
    """Return asset folders, each behind the folder that it is in."""
    return _order(folders, "uid", "parent_uid")


def order_terms(terms: Iterable[Document]) -> list[Document]:
    """Return terms, each behind its parent, and siblings in their order."""
    return _order(terms, "uid", "parent_uid")


def _order(documents: Iterable[Document], key: str, parent: str) -> list[Document]:
    by_name = {get_text(each, key): each for each in documents}
    plan = plan_waves({name: get_texts(each, parent) for name, each in by_name.items()})
    return [by_name[name] for wave in plan.waves for name in wave]


def rewrite_locale(locale: Document) -> Rewritten:
    """Return a locale in the form in which it is created. The master locale has no fallback locale."""
    fields = {key: locale[key] for key in ("code", "name", "fallback_locale") if locale.get(key)}
    return Rewritten(fields)


def rewrite_environment(environment: Document) -> Rewritten:
    """Return an environment in the form in which it is created or updated."""
    return Rewritten(omit(environment, SERVER_KEYS))


_FIXED_SETTINGS = frozenset(
    {
        "allowedCDNTokens",
        "blockAuthQueryParams",
        "branches",
        "fallback_publish_contents",
        "language_fallback",
        "localesOptimization",
        "publishing_rules",
        "rte_version",
        "version",
        "webhook_enabled",
        "workflow_stages",
    }
)
"""What the settings of a stack say about it, and nobody can write."""


def rewrite_settings(settings: Document, uids: Uids) -> Rewritten:
    """Return the settings of a stack in the form in which they are written.

    The environment of the live preview is that of the target. It is left out, with a note, if it is not there. What the
    server keeps for itself in `discrete_variables`, such as the secret key of the stack, is left out.

    Args:
        settings: The settings as exported.
        uids: The uids of the target.
    """
    mapper = Mapper(uids)
    fields = omit(settings, SERVER_KEYS | _FIXED_SETTINGS)
    if is_document(settings.get("live_preview")):
        fields["live_preview"] = _map_live_preview(get_document(settings, "live_preview"), mapper)
    if is_document(settings.get("discrete_variables")):
        fields["discrete_variables"] = omit(get_document(settings, "discrete_variables"), {"_version", "secret_key"})
    return mapper.finish(fields)


def _map_live_preview(preview: Document, mapper: Mapper) -> dict[str, object]:
    """Return the live preview, which cannot be enabled without an environment."""
    environment = get_text(preview, "default-env")
    if not environment:
        return dict(preview)
    target = mapper.pick("environment", environment)
    if target is None:
        return {**omit(preview, {"default-env"}), "enabled": False}
    return {**preview, "default-env": target}


def rewrite_extension(extension: Document, uids: Uids) -> Rewritten:
    """Return an extension in the form in which it is created or updated.

    An extension that belongs to an app has no source code, and cannot be created: that is a note.

    Args:
        extension: The extension as exported.
        uids: The uids of the target.
    """
    mapper = Mapper(uids)
    fields = omit(extension, SERVER_KEYS)
    if "config" in extension:
        fields["config"] = map_custom(extension["config"], mapper)
    if not extension.get("src") and not extension.get("srcdoc"):
        title = get_text(extension, "title")
        text = f"The extension '{title}' has neither a URL nor source code, as those of apps: install its app instead."
        mapper.notes.append(Note("extension", get_text(extension, "uid"), text))
    return mapper.finish(fields)


def rewrite_taxonomy(taxonomy: Document) -> Rewritten:
    """Return a taxonomy in the form in which it is created or localized."""
    return Rewritten({key: taxonomy[key] for key in ("uid", "name", "description") if taxonomy.get(key) is not None})


def rewrite_term(term: Document) -> Rewritten:
    """Return a term in the form in which it is created or localized."""
    fields = {key: term[key] for key in ("uid", "name") if key in term}
    fields["parent_uid"] = get_text(term, "parent_uid") or None
    order = term.get("order")
    return Rewritten(fields | ({"order": order} if isinstance(order, int) and order > 0 else {}))


def rewrite_folder(folder: Document, uids: Uids) -> Rewritten:
    """Return an asset folder in the form in which it is created or updated."""
    mapper = Mapper(uids)
    return mapper.finish({"name": folder.get("name"), "parent_uid": _map_parent(folder, mapper)})


def rewrite_asset(asset: Document, uids: Uids) -> Rewritten:
    """Return what is said about an asset beside its content: title, description, tags and folder.

    The permanent URL is not among them, as it names the stack: of it, only the slug could be set again.

    Args:
        asset: The asset as exported.
        uids: The uids of the target.
    """
    mapper = Mapper(uids)
    fields = {key: asset[key] for key in ("title", "description", "tags") if asset.get(key) is not None}
    fields["parent_uid"] = _map_parent(asset, mapper)
    if get_text(asset, "permanent_url"):
        text = f"The permanent URL {urlsplit(get_text(asset, 'permanent_url')).path} of the asset was left out."
        mapper.notes.append(Note("permanent_url", get_text(asset, "uid"), text))
    return mapper.finish(fields)


def _map_parent(document: Document, mapper: Mapper) -> str | None:
    parent = get_text(document, "parent_uid")
    return mapper.pick("folder", parent) if parent else None


def rewrite_label(label: Document, uids: Uids) -> Rewritten:
    """Return a label in the form in which it is created or updated. Its parent must be in the target."""
    mapper = Mapper(uids)
    fields = omit(label, SERVER_KEYS | {"isLabel", "tags"})
    parents = [mapper.pick("label", uid) for uid in get_texts(label, "parent")]
    return mapper.finish({**fields, "parent": [uid for uid in parents if uid is not None]})


_SECRETS = ("http_basic_password", "bearer_token", "client_secret")
_CHANNEL_KINDS: Mapping[str, Kind] = {
    "assets": "asset",
    "entries": "entry",
    "environments": "environment",
    "releases": "release",
}


def rewrite_webhook(webhook: Document, uids: Uids, *, keep_enabled: bool = False) -> Rewritten:
    """Return a webhook in the form in which it is created or updated.

    It is disabled, so that a copy of a stack calls nobody by surprise. Secrets that the server masked are left out,
    each with a note.

    Args:
        webhook: The webhook as exported.
        uids: The uids of the target.
        keep_enabled: Leave it enabled if it is. Default: False.
    """
    mapper = Mapper(uids)
    fields = omit(webhook, SERVER_KEYS | {"unhealthy"})
    if is_list(webhook.get("channels")):
        channels = get_list(webhook, "channels")
        fields["channels"] = [_map_channel(each, mapper) if isinstance(each, str) else each for each in channels]
    if is_list(webhook.get("destinations")):
        name = get_text(webhook, "name")
        fields["destinations"] = [
            _map_destination(each, name, mapper) for each in get_documents(webhook, "destinations")
        ]
    return mapper.finish(fields if keep_enabled else {**fields, "disabled": True})


def _map_channel(channel: str, mapper: Mapper) -> str:
    """Return a channel, such as `content_types.recipe.entries.blt1.publish`, with the uids of the target."""
    parts = channel.split(".")
    return ".".join([parts[0], *(_map_part(before, part, mapper) for before, part in pairwise(parts))])


def _map_part(before: str, part: str, mapper: Mapper) -> str:
    kind = _CHANNEL_KINDS.get(before)
    return part if kind is None else (mapper.uids.get(kind, part) or part)


def _is_masked(value: object) -> bool:
    return isinstance(value, str) and len(value) > 1 and set(value) == {"*"}


def _map_destination(destination: Document, name: str, mapper: Mapper) -> dict[str, object]:
    masked = [key for key in _SECRETS if _is_masked(destination.get(key))]
    headers = get_documents(destination, "custom_header")
    hidden = [get_text(header, "header_name") for header in headers if _is_masked(header.get("value"))]
    for key in (*masked, *hidden):
        text = f"The webhook '{name}' has a masked value for '{key}', which was left out: set it again."
        mapper.notes.append(Note(key, name, text))
    changed = omit(destination, masked)
    if headers:
        named = [header for header in headers if get_text(header, "header_name")]
        changed["custom_header"] = [header for header in named if not _is_masked(header.get("value"))]
    return changed
