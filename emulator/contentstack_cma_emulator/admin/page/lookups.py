"""What several views look up about a branch: content types, environments, users, publish state."""

from collections.abc import Mapping, Sequence

from contentstack_cma_emulator.admin.page.html import Html, element
from contentstack_cma_emulator.admin.page.parts import chips, link, named
from contentstack_cma_emulator.admin.page.visit import Visit
from contentstack_cma_emulator.engine.documents import Document
from contentstack_cma_emulator.engine.kinds import (
    ASSET,
    CONTENT_TYPE,
    ENTRY,
    ENVIRONMENT,
    GLOBAL_FIELD,
    LOCALE,
    PUBLISHING,
    USER,
)
from contentstack_cma_emulator.engine.store import Key, Scope
from contentstack_cma_emulator.rules.fields import ASSETS, expanded

STATUSES = {
    "published": "Published",
    "draft": "Draft (not published)",
    "modified": "Modified since published",
}
"""What a reader can filter content by."""


def content_types(visit: Visit) -> dict[str, Document]:
    """Return the content types by uid."""
    return {found["uid"]: found for found in visit.store.find(Scope(CONTENT_TYPE, visit.api_key, visit.branch))}


def global_fields(visit: Visit) -> dict[str, Document]:
    """Return the global fields by uid."""
    return {found["uid"]: found for found in visit.store.find(Scope(GLOBAL_FIELD, visit.api_key, visit.branch))}


def whole_schema(visit: Visit, content_type: Document) -> list[Document]:
    """Return the schema of a content type with the fields of its global fields."""
    return expanded(content_type["schema"], global_fields(visit))


def environments(visit: Visit) -> dict[str, str]:
    """Return the names of the environments by uid."""
    return {found["uid"]: found["name"] for found in visit.store.find(Scope(ENVIRONMENT, visit.api_key))}


def locales(visit: Visit) -> dict[str, str]:
    """Return the names of the locales by code."""
    found = visit.store.find(Scope(LOCALE, visit.api_key, visit.branch))
    return {locale["code"]: f"{locale['name']} ({locale['code']})" for locale in found}


def user_name(visit: Visit, uid: object) -> str:
    """Return the email of a user, or the uid if it is that of a token or unknown."""
    user = visit.store.get(Key(USER, str(uid))) if uid else None
    return str(user["email"]) if user else str(uid or "")


def publish_details(visit: Visit, parent: str, uid: str, locale: str = "") -> list[Document]:
    """Return where an entry or an asset is published, in one locale or in all."""
    record = visit.store.get(Key(PUBLISHING, uid, visit.api_key, visit.branch, parent)) or {"details": []}
    return [detail for detail in record["details"] if locale in ("", detail["locale"])]


def has_status(status: str, version: int, details: Sequence[Document]) -> bool:
    """Return whether a version of something has a status, given where it is published. Any if `status` is empty."""
    if status == "draft":
        return not details
    if status == "modified":
        return bool(details) and all(detail["version"] < version for detail in details)
    return bool(details) or status != "published"


def publish_chips(details: Sequence[Document], names: Mapping[str, str], version: int) -> Html:
    """Show where something is published, and that a newer version is not."""
    if not details:
        return element("span", "draft", class_="chip other")
    texts = (f"{names.get(detail['environment'], detail['environment'])} v{detail['version']}" for detail in details)
    newest = max(detail["version"] for detail in details)
    return chips(texts, "live" if newest >= version else "behind")


def entry_link(visit: Visit, content_type_uid: str, uid: str, locale: str = "") -> Html:
    """Make a link to an entry with its title, or to an asset; only the uid of what does not exist."""
    if content_type_uid == ASSETS:
        asset = visit.store.get(Key(ASSET, uid, visit.api_key, visit.branch))
        return link(named(asset.get("title"), uid), visit.link("asset", uid=uid)) if asset else _missing(uid)
    scope = Scope(ENTRY, visit.api_key, visit.branch, content_type_uid, uid)
    copies = {copy["locale"]: copy for copy in visit.store.find(scope)}
    if not copies:
        return _missing(uid)
    copy = copies.get(locale) or copies.get(visit.stack["master_locale"]) or next(iter(copies.values()))
    href = visit.link("entry", type=content_type_uid, uid=uid, locale=copy["locale"])
    return link(named(copy.get("title"), uid), href)


def _missing(uid: str) -> Html:
    return element("span", element("code", uid), " does not exist", class_="quiet")
