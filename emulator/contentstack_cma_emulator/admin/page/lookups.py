"""Lookups that several views share: content types, environments, users, publish details."""

from collections.abc import Mapping, Sequence

from contentstack_cma_emulator.admin.page.html import Html, make_element
from contentstack_cma_emulator.admin.page.parts import choose_title, render_chips, render_link
from contentstack_cma_emulator.admin.page.visit import Visit
from contentstack_cma_emulator.engine import kinds
from contentstack_cma_emulator.engine.documents import Document
from contentstack_cma_emulator.engine.store import Key, Scope
from contentstack_cma_emulator.rules.fields import ASSETS, expand_global_fields

STATUSES = {"published": "Published", "draft": "Draft (not published)", "modified": "Modified since published"}
"""Values of the status filter."""


def find_content_types(visit: Visit) -> dict[str, Document]:
    """Return the content types by uid."""
    return {found["uid"]: found for found in visit.store.find(Scope(kinds.CONTENT_TYPE, visit.api_key, visit.branch))}


def find_global_fields(visit: Visit) -> dict[str, Document]:
    """Return the global fields by uid."""
    return {found["uid"]: found for found in visit.store.find(Scope(kinds.GLOBAL_FIELD, visit.api_key, visit.branch))}


def build_whole_schema(visit: Visit, content_type: Document) -> list[Document]:
    """Return the schema of a content type with its global fields expanded."""
    return expand_global_fields(content_type["schema"], find_global_fields(visit))


def find_environment_names(visit: Visit) -> dict[str, str]:
    """Return the names of the environments by uid."""
    return {found["uid"]: found["name"] for found in visit.store.find(Scope(kinds.ENVIRONMENT, visit.api_key))}


def find_locale_names(visit: Visit) -> dict[str, str]:
    """Return the names of the locales by code."""
    found = visit.store.find(Scope(kinds.LOCALE, visit.api_key, visit.branch))
    return {locale["code"]: f"{locale['name']} ({locale['code']})" for locale in found}


def find_user_name(visit: Visit, uid: object) -> str:
    """Return the email of a user, or the uid if there is no such user, as for a token."""
    user = visit.store.get(Key(kinds.USER, str(uid))) if uid else None
    return str(user["email"]) if user else str(uid or "")


def find_publish_details(visit: Visit, parent: str, uid: str, locale: str = "") -> list[Document]:
    """Return the publish details of an entry or asset. Default: in all locales."""
    record = visit.store.get(Key(kinds.PUBLISHING, uid, visit.api_key, visit.branch, parent)) or {"details": []}
    return [detail for detail in record["details"] if locale in ("", detail["locale"])]


def has_publish_status(status: str, version: int, details: Sequence[Document]) -> bool:
    """Return whether a version has a publish status; always true if `status` is empty."""
    if status == "draft":
        return not details
    if status == "modified":
        return bool(details) and all(detail["version"] < version for detail in details)
    return bool(details) or status != "published"


def render_publish_chips(details: Sequence[Document], names: Mapping[str, str], version: int) -> Html:
    """Render chips of publish details, which also show whether a newer version is not published."""
    if not details:
        return make_element("span", "draft", class_="chip other")
    texts = (f"{names.get(detail['environment'], detail['environment'])} v{detail['version']}" for detail in details)
    newest = max(detail["version"] for detail in details)
    return render_chips(texts, "live" if newest >= version else "behind")


def render_entry_link(visit: Visit, content_type_uid: str, uid: str, locale: str = "") -> Html:
    """Render a link to an entry or asset by title, or only the uid if it does not exist."""
    if content_type_uid == ASSETS:
        asset = visit.store.get(Key(kinds.ASSET, uid, visit.api_key, visit.branch))
        return (
            render_link(choose_title(asset.get("title"), uid), visit.link("asset", uid=uid))
            if asset
            else _render_missing(uid)
        )
    scope = Scope(kinds.ENTRY, visit.api_key, visit.branch, content_type_uid, uid)
    by_locale = {entry["locale"]: entry for entry in visit.store.find(scope)}
    if not by_locale:
        return _render_missing(uid)
    entry = by_locale.get(locale) or by_locale.get(visit.stack["master_locale"]) or next(iter(by_locale.values()))
    href = visit.link("entry", type=content_type_uid, uid=uid, locale=entry["locale"])
    return render_link(choose_title(entry.get("title"), uid), href)


def _render_missing(uid: str) -> Html:
    return make_element("span", make_element("code", uid), " does not exist", class_="quiet")
