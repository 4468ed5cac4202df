"""The view of the operations: whether handled, evidence, and number of calls."""

from collections.abc import Iterator, Sequence

from contentstack_cma_emulator.admin.page import parts
from contentstack_cma_emulator.admin.page.html import Html, join_html, make_element
from contentstack_cma_emulator.admin.page.visit import Content, Visit
from contentstack_cma_emulator.dispatch import coverage
from contentstack_cma_emulator.engine.description import GRADES, PARTS

CALLED = {"called": "Called", "uncalled": "Not called"}


def show_coverage(visit: Visit) -> Content:
    """Show the operations of the description, filtered by tag, evidence, calls and text."""
    rows = visit.context.list_coverage()
    shown = list(_filter_rows(visit, rows))
    tags = {row.tag: row.tag for row in rows}
    fields = (
        parts.render_choice(visit, "tag", "Tag", tags),
        parts.render_choice(visit, "evidence", "Evidence", {grade: grade for grade in GRADES}),
        parts.render_choice(visit, "calls", "Calls", CALLED),
    )
    columns = ("Operation", "Tag", *(part.capitalize() for part in PARTS), "Handled", "Calls")
    cells = [_render_cells(visit, row) for row in shown]
    result = parts.render_table("list", columns, cells, "No operations found.", [row.operation for row in shown])
    note = (
        "Evidence says how well the request, the response and the errors of an operation are known. Calls count since "
        "the start, or since the request log was cleared."
    )
    html = join_html(
        parts.render_heading("Operations"),
        make_element("p", note, class_="quiet"),
        _render_totals(rows),
        parts.render_search_form(visit, *fields),
        parts.render_section("list", "Results", len(shown), result),
    )
    return Content("Operations", html)


def _filter_rows(visit: Visit, rows: Sequence[coverage.Row]) -> Iterator[coverage.Row]:
    text, tag, grade, calls = (visit.get(name) for name in ("q", "tag", "evidence", "calls"))
    for row in rows:
        if (
            text.casefold() in f"{row.operation} {row.method} {row.path} {row.tag}".casefold()
            and tag in ("", row.tag)
            and (not grade or grade in row.evidence.values())
            and calls in ("", "called" if row.calls else "uncalled")
        ):
            yield row


def _render_cells(visit: Visit, row: coverage.Row) -> Sequence[str]:
    calls: Html | str = f"{row.calls:,}"
    if row.calls:
        calls = parts.render_link(calls, visit.link("requests", operation=row.operation))
    return (
        join_html(
            make_element("code", row.operation),
            make_element("small", make_element("code", f"{row.method} {row.path}", class_="path")),
        ),
        make_element("span", row.tag, class_="operation"),
        *(make_element("span", row.evidence[part], class_=f"evidence {row.evidence[part]}") for part in PARTS),
        make_element("span", "yes", class_="status good")
        if row.is_handled
        else make_element("span", "no", class_="status failed"),
        calls,
    )


def _render_totals(rows: Sequence[coverage.Row]) -> Html:
    totals = coverage.count_totals(rows)
    pairs = {name.capitalize(): f"{totals[name]:,}" for name in ("operations", "handled", "called")}
    for part, grades in totals["evidence"].items():
        texts = (f"{count:,} {grade}" for grade, count in grades.items() if count)
        pairs[f"Evidence of {part}"] = ", ".join(texts)
    return parts.render_facts(pairs)
