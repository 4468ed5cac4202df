"""Views of assets: a gallery with filters, and one asset with its image and metadata."""

from contentstack_cma_emulator.admin.document_search import Search
from contentstack_cma_emulator.admin.page import lookups, parts
from contentstack_cma_emulator.admin.page.entry_view import render_referring
from contentstack_cma_emulator.admin.page.html import Html, join_html, make_element, make_void
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
        details = lookups.find_publish_details(visit, ASSETS, asset["uid"]) if status else []
        return lookups.has_publish_status(status, asset["_version"], details)

    found = visit.find(Search({"kind": ASSET, "stack": visit.api_key, "branch": visit.branch}, visit.get("q"), fits))
    figures = (make_element("li", _render_figure(visit, asset), data_key=key.uid) for key, asset in found.items)
    nothing = make_element("p", "No assets found.", class_="empty")
    shown = make_element("ul", *figures, class_="assets") if found.items else nothing
    fields = (
        parts.render_choice(visit, "kind", "Kind", KINDS),
        parts.render_choice(visit, "status", "Status", lookups.STATUSES),
    )
    html = join_html(
        parts.render_heading(
            "Assets", make_element("a", "Folders", href=visit.link("kind", kind=ASSET), class_="button")
        ),
        parts.render_search_form(visit, *fields),
        parts.render_results(visit, found, shown),
    )
    return Content("Assets", html)


def show_asset(visit: Visit) -> Content | None:
    """Show an asset with its image, metadata, publish details and references to it."""
    uid = visit.get("uid")
    asset = visit.store.get(Key(ASSET, uid, visit.api_key, visit.branch))
    if asset is None:
        return None
    if asset["is_dir"]:
        html = join_html(
            parts.render_heading(asset["name"], kind="Folder"),
            parts.render_facts({"UID": parts.render_code(uid)}),
            parts.render_json(visit, asset),
        )
        return Content(str(asset["name"]), html)
    html = join_html(
        parts.render_heading(
            asset["title"], make_element("a", "Open file", href=visit.link_file(uid), class_="button"), kind="Asset"
        ),
        make_element("div", _render_picture(visit, asset), class_="preview"),
        _render_asset_facts(visit, asset),
        _render_publishing(visit, asset),
        _render_versions(visit, asset),
        render_referring(visit, ASSETS, uid),
        parts.render_json(visit, asset),
    )
    return Content(str(asset["title"]), html)


def _render_figure(visit: Visit, asset: Document) -> Html:
    caption = (
        make_element("span", make_element("bdi", parts.choose_title(asset["title"], asset["uid"])), class_="name"),
        make_element("span", f"{asset['content_type']}, {parts.format_size(int(asset['file_size']))}", class_="quiet"),
        make_element("code", asset["uid"]),
    )
    href = visit.link("asset", uid=asset["uid"])
    return make_element(
        "a", make_element("figure", _render_picture(visit, asset), make_element("figcaption", *caption)), href=href
    )


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
        "UID": parts.render_code(asset["uid"]),
        "File": make_element("bdi", asset["filename"]),
        "Type": parts.render_code(asset["content_type"]),
        "Size": parts.format_size(int(asset["file_size"])),
        "Dimensions": f"{dimension['width']} by {dimension['height']} pixels" if dimension else "",
        "Version": str(asset["_version"]),
        "Folder": parts.render_link(folder, visit.link("asset", uid=folder)) if folder else "",
        "Description": str(asset.get("description") or ""),
        "Tags": ", ".join(map(str, asset.get("tags") or ())),
        "Created": join_html(
            parts.render_time(asset.get("created_at")), f" by {lookups.find_user_name(visit, asset.get('created_by'))}"
        ),
        "Updated": join_html(
            parts.render_time(asset.get("updated_at")), f" by {lookups.find_user_name(visit, asset.get('updated_by'))}"
        ),
    }
    return parts.render_facts(pairs)


def _render_publishing(visit: Visit, asset: Document) -> Html:
    names = lookups.find_environment_names(visit)
    rows = [
        (
            lookups.render_publish_chips([detail], names, detail["version"]),
            parts.render_code(detail["locale"]),
            str(detail["version"]),
            parts.render_time(detail["time"]),
        )
        for detail in lookups.find_publish_details(visit, ASSETS, asset["uid"])
    ]
    shown = parts.render_table("published", ("Environment", "Locale", "Version", "Time"), rows, "Not published.")
    return parts.render_section("published", "Published", len(rows), shown)


def _render_versions(visit: Visit, asset: Document) -> Html:
    scope = Scope(ASSET, visit.api_key, visit.branch, uid=asset["uid"], version=None)
    kept = {found["_version"]: found for found in visit.store.find(scope)}
    rows = [
        (
            str(number),
            make_element("bdi", found["filename"]),
            parts.format_size(int(found["file_size"])),
            parts.render_time(found.get("updated_at")),
        )
        for number, found in sorted(kept.items(), reverse=True)
    ]
    return parts.render_section(
        "versions", "Versions", len(rows), parts.render_table("versions", ("Version", "File", "Size", "Time"), rows, "")
    )
