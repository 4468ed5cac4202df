"""The view of the operations: whether handled, evidence, and number of calls."""

from collections.abc import Iterator, Sequence

from contentstack_cma_emulator.admin.page.html import Html, join_html, make_element
from contentstack_cma_emulator.admin.page.inline import render_link, render_note
from contentstack_cma_emulator.admin.page.lists import render_choice, render_search_form
from contentstack_cma_emulator.admin.page.parts import render_facts, render_section, render_table, render_view
from contentstack_cma_emulator.admin.page.visit import Content, Visit
from contentstack_cma_emulator.dispatch import coverage
from contentstack_cma_emulator.engine.description import GRADES, PARTS

PARITY = "To check the emulator against your stack, see the guide of this name, and run "
PARITY_COMMAND = "pytest --pyargs contentstack_cma_testing.parity --live"

CALLED = {"called": "Called", "uncalled": "Not called"}


def show_coverage(visit: Visit) -> Content:
    """Show the operations of the description, filtered by tag, evidence, calls and text."""
    rows = visit.context.list_coverage()
    shown = list(_filter_rows(visit, rows))
    tags = {row.tag: row.tag for row in rows}
    fields = (
        render_choice(visit, "tag", "Tag", tags),
        render_choice(visit, "evidence", "Evidence", {grade: grade for grade in GRADES}),
        render_choice(visit, "calls", "Calls", CALLED),
    )
    columns = ("Operation", "Tag", *(part.capitalize() for part in PARTS), "Handled", "Calls")
    cells = [_render_cells(visit, row) for row in shown]
    result = render_table("list", columns, cells, "No operations found.", [row.operation for row in shown])
    note = (
        "Evidence says how well the request, the response and the errors of an operation are known. Calls count since "
        "the start, or since the request log was cleared."
    )
    return render_view(
        "Operations",
        render_note(note),
        make_element("p", PARITY, make_element("code", PARITY_COMMAND), class_="quiet"),
        _render_totals(rows),
        render_search_form(visit, *fields),
        render_section("list", "Results", len(shown), result),
    )


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
        calls = render_link(calls, visit.link("requests", operation=row.operation))
    text, state = ("yes", "good") if row.is_handled else ("no", "failed")
    handled = make_element("span", text, class_=f"status {state}")
    path = make_element("small", make_element("code", f"{row.method} {row.path}", class_="path"))
    return (
        join_html(make_element("code", row.operation), path),
        make_element("span", row.tag, class_="operation"),
        *(make_element("span", row.evidence[part], class_=f"evidence {row.evidence[part]}") for part in PARTS),
        handled,
        calls,
    )


def _render_totals(rows: Sequence[coverage.Row]) -> Html:
    totals = coverage.count_totals(rows)
    pairs = {name.capitalize(): f"{totals[name]:,}" for name in ("operations", "handled", "called")}
    for part, grades in totals["evidence"].items():
        texts = (f"{count:,} {grade}" for grade, count in grades.items() if count)
        pairs[f"Evidence of {part}"] = ", ".join(texts)
    return render_facts(pairs)
