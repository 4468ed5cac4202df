"""The sections of the page about one branch of a stack."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from contentstack_cma_emulator.admin.page.html import Html, element, together, void
from contentstack_cma_emulator.content.kinds import ASSET, CONTENT_TYPE, ENTRY, PUBLISHING
from contentstack_cma_emulator.engine.lookup import ENVIRONMENT
from contentstack_cma_emulator.engine.overview import Overview
from contentstack_cma_emulator.engine.store import Document, Key, Scope

if TYPE_CHECKING:
    from contentstack_cma_emulator.admin.context import AdminContext
    from contentstack_cma_emulator.admin.page.view import Place

MOST = 100
"""So many entries and assets are shown, the newest."""

FIELDS = 6
"""So many fields of a content type are named."""

THOUSAND = 1000


def section(uid: str, title: str, count: int | str, *content: str) -> Html:
    """Make a section with a heading."""
    head = element("h2", title, " ", element("span", str(count), class_="count"), id=f"{uid}-title")
    return element("section", head, *content, id=uid, aria_labelledby=f"{uid}-title")


def table(uid: str, columns: Sequence[str], rows: Sequence[Sequence[str]], nothing: str) -> Html:
    """Make a table that can be scrolled by keyboard; ``nothing`` says that there are no rows."""
    if not rows:
        return element("p", nothing, class_="empty")
    head = element("tr", *(element("th", column, scope="col") for column in columns))
    body = (element("tr", *(element("td", cell) for cell in row)) for row in rows)
    whole = element("table", element("thead", head), element("tbody", *body))
    return element("div", whole, class_="scroll", tabindex="0", role="group", aria_labelledby=f"{uid}-title")


def tiles(counts: dict[str, int]) -> Html:
    """Answer how much there is of everything."""
    shown = (
        element("div", element("dd", str(number)), element("dt", name.replace("_", " ")))
        for name, number in counts.items()
    )
    return element("dl", *shown, class_="tiles")


def content_types(context: "AdminContext", place: "Place") -> Html:
    """Answer the table of content types."""
    store = context.state.store
    documents = store.find(Scope(CONTENT_TYPE, place.api_key, place.branch))
    overview = Overview(store, ENTRY, place.api_key, place.branch)
    rows = [
        (
            element("a", document["title"], href=place.link(type=document["uid"]) + "#entries"),
            element("code", document["uid"]),
            fields_of(document),
            str(overview.uids(document["uid"])),
            time(document["updated_at"]),
        )
        for document in documents
    ]
    columns = ("Title", "UID", "Fields", "Entries", "Changed")
    shown = table("types", columns, rows, "There are no content types.")
    return section("types", "Content types", len(documents), shown)


def fields_of(document: Document) -> Html:
    """Answer the fields of a content type, the first of them by name."""
    uids = [str(field.get("uid")) for field in document["schema"]]
    return element("span", ", ".join(uids[:FIELDS]) + (" …" if uids[FIELDS:] else ""), class_="quiet")


def entries(context: "AdminContext", place: "Place", master_locale: str) -> Html:
    """Answer the table of the entries that were made last."""
    store = context.state.store
    uid = place.content_type_uid
    types = {t["uid"]: t["title"] for t in store.find(Scope(CONTENT_TYPE, place.api_key, place.branch))}
    parent = uid if uid in types else None
    overview = Overview(store, ENTRY, place.api_key, place.branch)
    environments = names_of_environments(context, place)
    rows = [
        (
            element("strong", str(entry.get("title", ""))),
            element("code", key.parent),
            element("code", key.uid),
            element("span", key.locale, class_="chip" if key.locale == master_locale else "chip other"),
            str(entry["_version"]),
            published(context, place, (key.parent, key.uid, key.locale), environments),
            time(entry["updated_at"]),
        )
        for key, entry in overview.newest(MOST, parent)
    ]
    links = (
        element("a", title, href=place.link(type=name) + "#entries", aria_current="true" if name == uid else None)
        for name, title in {"": "All", **types}.items()
    )
    columns = ("Title", "Type", "UID", "Locale", "Version", "Published", "Changed")
    shown = table("entries", columns, rows, "There are no entries.")
    tabs = element("nav", *links, class_="tabs", aria_label="Content types") if types else ""
    count = overview.copies(parent)
    return section("entries", "Entries", "1 copy" if count == 1 else f"{count} copies", tabs, shown, rest(count))


def rest(count: int) -> str:
    """Say that not all are shown, if so."""
    return element("p", f"The newest {MOST} are shown.", class_="quiet") if count > MOST else ""


def names_of_environments(context: "AdminContext", place: "Place") -> dict[str, str]:
    """Answer the names of the environments by uid."""
    return {e["uid"]: e["name"] for e in context.state.store.find(Scope(ENVIRONMENT, place.api_key))}


def published(
    context: "AdminContext", place: "Place", what: tuple[str, str, str], environments: dict[str, str]
) -> Html:
    """Answer where something is published: its parent, uid and locale."""
    parent, uid, locale = what
    record = context.state.store.get(Key(PUBLISHING, uid, place.api_key, place.branch, parent)) or {"details": []}
    details: list[Document] = [detail for detail in record["details"] if detail["locale"] == locale]
    return together(*(published_chip(detail, environments) for detail in details))


def published_chip(detail: Document, environments: dict[str, str]) -> Html:
    """Answer one environment something is published in, with the version."""
    name = environments.get(detail["environment"], detail["environment"])
    return element("span", f"{name} v{detail['version']}", class_="chip live")


def assets(context: "AdminContext", place: "Place") -> Html:
    """Answer the assets that were uploaded last, each with a picture of it if it is one."""
    overview = Overview(context.state.store, ASSET, place.api_key, place.branch)
    found = [asset for _, asset in overview.newest(MOST) if not asset["is_dir"]]
    if not found:
        return section("assets", "Assets", 0, element("p", "There are no assets.", class_="empty"))
    figures = (element("li", figure(place, asset)) for asset in found)
    count = context.counts(place.api_key, place.branch)["assets"]
    return section("assets", "Assets", count, element("ul", *figures, class_="assets"), rest(count))


def figure(place: "Place", asset: Document) -> Html:
    """Answer one asset."""
    address = "/".join(quote(part, safe="") for part in (place.api_key, place.branch, asset["uid"]))
    link = f"/__emulator__/files/{address}"
    kind = str(asset["content_type"])
    if kind.startswith("image/"):
        picture = void("img", src=f"{link}?version={asset['_version']}", alt="", loading="lazy")
    else:
        picture = element("span", kind.rpartition("/")[2][:12], class_="kind")
    caption = (
        element("span", asset["title"], class_="name"),
        element("span", f"{kind}, {size(int(asset['file_size']))}", class_="quiet"),
        element("code", asset["uid"]),
    )
    return element("figure", element("a", picture, href=link), element("figcaption", *caption))


def size(count: int) -> str:
    """Write a number of bytes as people read it."""
    amount = float(count)
    for unit in ("bytes", "kB", "MB"):
        if amount < THOUSAND:
            return f"{amount:.0f} {unit}" if unit == "bytes" else f"{amount:.1f} {unit}"
        amount /= THOUSAND
    return f"{amount:.1f} GB"


def work(context: "AdminContext", place: "Place") -> Html:
    """Answer the table of the work that waits."""
    waiting = context.waiting(place.api_key)
    rows = [(element("code", item.name), time(item.due), about(item.payload)) for item in waiting]
    shown = table("work", ("What", "When", "About"), rows, "No work is waiting.")
    return section("work", "Work that waits", len(waiting), shown)


def about(payload: Any) -> str:
    """Answer what work is about, as far as there is room."""
    told = {name: value for name, value in payload.items() if not name.endswith(("_at", "_by"))}
    text = ", ".join(f"{name} {value}" for name, value in told.items() if isinstance(value, str))
    return text[:120]


def time(stamp: str) -> Html:
    """Answer a moment."""
    return element("time", stamp.replace("T", " ").partition(".")[0], datetime=stamp)
