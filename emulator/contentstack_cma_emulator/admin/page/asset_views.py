"""Views of assets: a gallery with filters, and one asset with its image and metadata."""

from contentstack_cma_emulator.admin.document_search import Search
from contentstack_cma_emulator.admin.page.entry_view import render_change, render_publishing, render_referring
from contentstack_cma_emulator.admin.page.html import Html, make_element, make_void
from contentstack_cma_emulator.admin.page.inline import (
    choose_title,
    format_size,
    render_button,
    render_code,
    render_empty,
    render_link,
    render_time,
)
from contentstack_cma_emulator.admin.page.lists import render_choice, show_list
from contentstack_cma_emulator.admin.page.lookups import (
    STATUSES,
    find_publish_details,
    find_versions,
    has_publish_status,
)
from contentstack_cma_emulator.admin.page.parts import render_facts, render_json, render_table_section, render_view
from contentstack_cma_emulator.admin.page.visit import Content, Visit
from contentstack_cma_emulator.engine.documents import Document, get_object
from contentstack_cma_emulator.engine.kinds import ASSET
from contentstack_cma_emulator.engine.store import Key, Scope
from contentstack_cma_emulator.rules.fields import ASSETS

KINDS = {"image/": "Images", "video/": "Videos", "audio/": "Audio", "text/": "Text", "application/": "Documents"}


def show_assets(visit: Visit) -> Content:
    """Show the assets of the branch by kind, status and text."""
    status, kind = visit.get("status"), visit.get("kind")

    def fits(_: Key, asset: Document) -> bool:
        if asset["is_dir"] or not str(asset["content_type"]).startswith(kind):
            return False
        details = find_publish_details(visit, ASSETS, asset["uid"]) if status else []
        return has_publish_status(status, asset["_version"], details)

    found = visit.find(Search({"kind": ASSET, "stack": visit.api_key, "branch": visit.branch}, visit.get("q"), fits))
    figures = (make_element("li", _render_figure(visit, asset), data_key=key.uid) for key, asset in found.items)
    shown = make_element("ul", *figures, class_="assets") if found.items else render_empty("No assets found.")
    fields = (render_choice(visit, "kind", "Kind", KINDS), render_choice(visit, "status", "Status", STATUSES))
    folders = render_button("Folders", visit.link("kind", kind=ASSET))
    return show_list(visit, "Assets", found, shown, *fields, beside=[folders])


def show_asset(visit: Visit) -> Content | None:
    """Show an asset with its image, metadata, publish details and references to it."""
    uid = visit.get("uid")
    asset = visit.store.get(Key(ASSET, uid, visit.api_key, visit.branch))
    if asset is None:
        return None
    if asset["is_dir"]:
        facts = render_facts({"UID": render_code(uid)})
        return render_view(asset["name"], facts, render_json(visit, asset), kind="Folder")
    return render_view(
        asset["title"],
        make_element("div", _render_picture(visit, asset), class_="preview"),
        _render_asset_facts(visit, asset),
        render_publishing(visit, ASSETS, uid),
        _render_versions(visit, asset),
        render_referring(visit, ASSETS, uid),
        render_json(visit, asset),
        beside=[render_button("Open file", visit.link_file(uid))],
        kind="Asset",
    )


def _render_figure(visit: Visit, asset: Document) -> Html:
    caption = (
        make_element("span", make_element("bdi", choose_title(asset["title"], asset["uid"])), class_="name"),
        make_element("span", f"{asset['content_type']}, {format_size(int(asset['file_size']))}", class_="quiet"),
        make_element("code", asset["uid"]),
    )
    figure = make_element("figure", _render_picture(visit, asset), make_element("figcaption", *caption))
    return make_element("a", figure, href=visit.link("asset", uid=asset["uid"]))


def _render_picture(visit: Visit, asset: Document) -> Html:
    kind = str(asset["content_type"])
    if kind.startswith("image/"):
        source = f"{visit.link_file(asset['uid'])}?version={asset['_version']}"
        return make_element("span", make_void("img", src=source, alt="", loading="lazy"), class_="picture")
    return make_element("span", make_element("span", kind.rpartition("/")[2][:12], class_="kind"), class_="picture")


def _render_asset_facts(visit: Visit, asset: Document) -> Html:
    dimension = get_object(asset, "dimension")
    folder = asset.get("parent_uid")
    pairs = {
        "UID": render_code(asset["uid"]),
        "File": make_element("bdi", asset["filename"]),
        "Type": render_code(asset["content_type"]),
        "Size": format_size(int(asset["file_size"])),
        "Dimensions": f"{dimension['width']} by {dimension['height']} pixels" if dimension else "",
        "Version": str(asset["_version"]),
        "Folder": render_link(folder, visit.link("asset", uid=folder)) if folder else "",
        "Description": str(asset.get("description") or ""),
        "Tags": ", ".join(map(str, asset.get("tags") or ())),
        "Created": render_change(visit, asset, "created"),
        "Updated": render_change(visit, asset, "updated"),
    }
    return render_facts(pairs)


def _render_versions(visit: Visit, asset: Document) -> Html:
    scope = Scope(ASSET, visit.api_key, visit.branch, uid=asset["uid"], version=None)
    rows = [
        (
            str(found["_version"]),
            make_element("bdi", found["filename"]),
            format_size(int(found["file_size"])),
            render_time(found.get("updated_at")),
        )
        for found in find_versions(visit, scope)
    ]
    return render_table_section("versions", "Versions", ("Version", "File", "Size", "Time"), rows, "")
