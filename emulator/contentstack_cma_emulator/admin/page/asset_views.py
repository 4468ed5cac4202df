"""Views of assets: a gallery that can be filtered, and one asset with its picture and metadata."""

from contentstack_cma_emulator.admin.document_search import Search
from contentstack_cma_emulator.admin.page.entry_view import referring
from contentstack_cma_emulator.admin.page.html import Html, element, together, void
from contentstack_cma_emulator.admin.page.lookups import (
    STATUSES,
    environments,
    has_status,
    publish_chips,
    publish_details,
    user_name,
)
from contentstack_cma_emulator.admin.page.parts import (
    choice,
    code,
    facts,
    heading,
    json_block,
    link,
    named,
    results,
    search_form,
    section,
    size,
    table,
    time,
)
from contentstack_cma_emulator.admin.page.visit import Content, Visit
from contentstack_cma_emulator.engine.documents import Document
from contentstack_cma_emulator.engine.kinds import ASSET
from contentstack_cma_emulator.engine.store import Key, Scope
from contentstack_cma_emulator.rules.fields import ASSETS, part

KINDS = {"image/": "Images", "video/": "Videos", "audio/": "Audio", "text/": "Text", "application/": "Documents"}


def show_assets(visit: Visit) -> Content:
    """Show the assets of the branch by kind, status and text."""
    status, kind = visit.text("status"), visit.text("kind")

    def fits(_: Key, asset: Document) -> bool:
        if asset["is_dir"] or not str(asset["content_type"]).startswith(kind):
            return False
        details = publish_details(visit, ASSETS, asset["uid"]) if status else []
        return has_status(status, asset["_version"], details)

    found = visit.find(Search({"kind": ASSET, "stack": visit.api_key, "branch": visit.branch}, visit.text("q"), fits))
    figures = (element("li", _figure(visit, asset), data_key=key.uid) for key, asset in found.items)
    nothing = element("p", "No assets found.", class_="empty")
    shown = element("ul", *figures, class_="assets") if found.items else nothing
    fields = (choice(visit, "kind", "Kind", KINDS), choice(visit, "status", "Status", STATUSES))
    html = together(
        heading("Assets", element("a", "Folders", href=visit.link("kind", kind=ASSET), class_="button")),
        search_form(visit, *fields),
        results(visit, found, shown),
    )
    return Content("Assets", html)


def show_asset(visit: Visit) -> Content | None:
    """Show an asset with its picture, its metadata, where it is published and what refers to it."""
    uid = visit.text("uid")
    asset = visit.store.get(Key(ASSET, uid, visit.api_key, visit.branch))
    if asset is None:
        return None
    if asset["is_dir"]:
        html = together(heading(asset["name"], kind="Folder"), facts({"UID": code(uid)}), json_block(visit, asset))
        return Content(str(asset["name"]), html)
    html = together(
        heading(asset["title"], element("a", "Open file", href=visit.file(uid), class_="button"), kind="Asset"),
        element("div", _picture(visit, asset), class_="preview"),
        _facts(visit, asset),
        _publishing(visit, asset),
        _versions(visit, asset),
        referring(visit, ASSETS, uid),
        json_block(visit, asset),
    )
    return Content(str(asset["title"]), html)


def _figure(visit: Visit, asset: Document) -> Html:
    caption = (
        element("span", element("bdi", named(asset["title"], asset["uid"])), class_="name"),
        element("span", f"{asset['content_type']}, {size(int(asset['file_size']))}", class_="quiet"),
        element("code", asset["uid"]),
    )
    href = visit.link("asset", uid=asset["uid"])
    return element("a", element("figure", _picture(visit, asset), element("figcaption", *caption)), href=href)


def _picture(visit: Visit, asset: Document) -> Html:
    kind = str(asset["content_type"])
    if kind.startswith("image/"):
        source = f"{visit.file(asset['uid'])}?version={asset['_version']}"
        return element("span", void("img", src=source, alt="", loading="lazy"), class_="picture")
    return element("span", element("span", kind.rpartition("/")[2][:12], class_="kind"), class_="picture")


def _facts(visit: Visit, asset: Document) -> Html:
    dimension = part(asset, "dimension")
    folder = asset.get("parent_uid")
    pairs = {
        "UID": code(asset["uid"]),
        "File": element("bdi", asset["filename"]),
        "Type": code(asset["content_type"]),
        "Size": size(int(asset["file_size"])),
        "Dimensions": f"{dimension['width']} by {dimension['height']} pixels" if dimension else "",
        "Version": str(asset["_version"]),
        "Folder": link(folder, visit.link("asset", uid=folder)) if folder else "",
        "Description": str(asset.get("description") or ""),
        "Tags": ", ".join(map(str, asset.get("tags") or ())),
        "Created": together(time(asset.get("created_at")), f" by {user_name(visit, asset.get('created_by'))}"),
        "Updated": together(time(asset.get("updated_at")), f" by {user_name(visit, asset.get('updated_by'))}"),
    }
    return facts(pairs)


def _publishing(visit: Visit, asset: Document) -> Html:
    names = environments(visit)
    rows = [
        (
            publish_chips([detail], names, detail["version"]),
            code(detail["locale"]),
            str(detail["version"]),
            time(detail["time"]),
        )
        for detail in publish_details(visit, ASSETS, asset["uid"])
    ]
    shown = table("published", ("Environment", "Locale", "Version", "Time"), rows, "It is not published.")
    return section("published", "Published", len(rows), shown)


def _versions(visit: Visit, asset: Document) -> Html:
    scope = Scope(ASSET, visit.api_key, visit.branch, uid=asset["uid"], version=None)
    kept = {found["_version"]: found for found in visit.store.find(scope)}
    rows = [
        (str(number), element("bdi", found["filename"]), size(int(found["file_size"])), time(found.get("updated_at")))
        for number, found in sorted(kept.items(), reverse=True)
    ]
    return section("versions", "Versions", len(rows), table("versions", ("Version", "File", "Size", "Time"), rows, ""))
