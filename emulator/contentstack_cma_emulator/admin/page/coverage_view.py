"""The view of the operations: which are handled, how well each is known, and how often it was called."""

from collections.abc import Iterator, Sequence

from contentstack_cma_emulator.admin.page.html import Html, element, together
from contentstack_cma_emulator.admin.page.parts import choice, facts, heading, link, search_form, section, table
from contentstack_cma_emulator.admin.page.visit import Content, Visit
from contentstack_cma_emulator.dispatch import coverage
from contentstack_cma_emulator.engine.description import GRADES, PARTS

CALLED = {"called": "Called", "uncalled": "Not called"}


def show_coverage(visit: Visit) -> Content:
    """Show every operation of the description, by tag, evidence, calls and text."""
    rows = visit.context.coverage()
    shown = list(_wanted(visit, rows))
    tags = {row.tag: row.tag for row in rows}
    fields = (
        choice(visit, "tag", "Tag", tags),
        choice(visit, "evidence", "Evidence", {grade: grade for grade in GRADES}),
        choice(visit, "calls", "Calls", CALLED),
    )
    columns = ("Operation", "Tag", *(part.capitalize() for part in PARTS), "Handled", "Calls")
    cells = [_cells(visit, row) for row in shown]
    result = table("list", columns, cells, "No operations found.", [row.operation for row in shown])
    note = (
        "Evidence says how well the request, the response and the errors of an operation are known. Calls count since "
        "the start, or since the request log was cleared."
    )
    html = together(
        heading("Operations"),
        element("p", note, class_="quiet"),
        _totals(rows),
        search_form(visit, *fields),
        section("list", "Results", len(shown), result),
    )
    return Content("Operations", html)


def _wanted(visit: Visit, rows: Sequence[coverage.Row]) -> Iterator[coverage.Row]:
    text, tag, grade, calls = (visit.text(name) for name in ("q", "tag", "evidence", "calls"))
    for row in rows:
        if (
            text.casefold() in f"{row.operation} {row.method} {row.path} {row.tag}".casefold()
            and tag in ("", row.tag)
            and (not grade or grade in row.evidence.values())
            and calls in ("", "called" if row.calls else "uncalled")
        ):
            yield row


def _cells(visit: Visit, row: coverage.Row) -> Sequence[str]:
    calls: Html | str = f"{row.calls:,}"
    if row.calls:
        calls = link(calls, visit.link("requests", operation=row.operation))
    return (
        together(
            element("code", row.operation),
            element("small", element("code", f"{row.method} {row.path}", class_="path")),
        ),
        element("span", row.tag, class_="operation"),
        *(element("span", row.evidence[part], class_=f"evidence {row.evidence[part]}") for part in PARTS),
        element("span", "yes", class_="status good")
        if row.is_handled
        else element("span", "no", class_="status failed"),
        calls,
    )


def _totals(rows: Sequence[coverage.Row]) -> Html:
    totals = coverage.count_totals(rows)
    pairs = {name.capitalize(): f"{totals[name]:,}" for name in ("operations", "handled", "called")}
    for part, grades in totals["evidence"].items():
        texts = (f"{count:,} {grade}" for grade, count in grades.items() if count)
        pairs[f"Evidence of {part}"] = ", ".join(texts)
    return facts(pairs)
