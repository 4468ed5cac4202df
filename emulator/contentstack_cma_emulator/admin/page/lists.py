"""Components of views that list search results: the form, the results, and links to the other pages."""

from collections.abc import Mapping, Sequence

from contentstack_cma_emulator.admin.document_search import MAX_SCANNED, Results
from contentstack_cma_emulator.admin.page.html import Html, make_element, make_void
from contentstack_cma_emulator.admin.page.inline import render_note
from contentstack_cma_emulator.admin.page.parts import render_hidden, render_section, render_select, render_view
from contentstack_cma_emulator.admin.page.visit import PER_PAGE, Content, Visit


def show_list(
    visit: Visit, title: str, found: Results, shown: Html, *fields: Html, beside: Sequence[Html] = ()
) -> Content:
    """Show a page of results below the form of the search, which has further `fields`."""
    form = render_search_form(visit, *fields)
    return render_view(title, form, render_results(visit, found, shown), beside=beside)


def render_results(visit: Visit, found: Results, shown: Html) -> Html:
    """Render the section of a page of results, with links to the other pages."""
    note = "" if found.is_exact else f"Only the newest {MAX_SCANNED:,} documents were searched."
    pager = render_pager(visit, len(found.items), found.count)
    return render_section("list", "Results", f"{found.count:,}", shown, pager, render_note(note))


def render_pager(visit: Visit, shown: int, count: int) -> Html:
    """Render the range of results that is shown, with links to the previous and the next page."""
    first = (visit.page - 1) * PER_PAGE
    last = first + shown
    if shown:
        return _render_page_links(visit, f"{first + 1:,} to {last:,} of {count:,}", is_last=last >= count)
    return _render_page_links(visit, "" if visit.page == 1 else f"Page {visit.page} is empty.", is_last=True)


def _render_page_links(visit: Visit, text: str, *, is_last: bool) -> Html:
    links: list[Html] = []
    if visit.page > 1:
        before = "" if visit.page == 2 else str(visit.page - 1)  # noqa: PLR2004 - the first page has no number
        links.append(make_element("a", "Previous", href=visit.link_with(page=before), rel="prev", class_="button"))
    if not is_last:
        after = visit.link_with(page=str(visit.page + 1))
        links.append(make_element("a", "Next", href=after, rel="next", class_="button"))
    if not text and not links:
        return Html("")
    return make_element("nav", make_element("span", text), *links, class_="pager", aria_label="Pages")


def render_search_form(visit: Visit, *fields: Html) -> Html:
    """Render the form that filters a view: a text, and other fields."""
    kept = {"view": visit.view, "stack": visit.api_key, "branch": visit.branch}
    hidden = (render_hidden(name, value) for name, value in kept.items() if value)
    value = visit.get("q")
    text = make_void("input", type="search", name="q", id="q", value=value, placeholder="Text …", autocomplete="off")
    label = make_element("label", make_element("span", "Search"), text)
    apply = make_element("button", "Apply", type="submit", class_="button")
    clear = make_element("a", "Clear", href=visit.link(visit.view), class_="quiet")
    parts = (*hidden, label, *fields, apply, clear)
    return make_element("form", *parts, method="get", action="/", role="search", class_="filters")


def render_choice(visit: Visit, name: str, label: str, options: Mapping[str, str]) -> Html:
    """Render a field of the search form with a choice of values, by label. The first is "Any"."""
    return render_select(label, name, {"": "Any", **options}, visit.get(name))
