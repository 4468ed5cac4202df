"""The view of the controls: clock, fault injection, saved states, forks and reset."""

from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import quote

from contentstack_cma_emulator.admin.page import parts
from contentstack_cma_emulator.admin.page.html import Html, join_html, make_element, make_void
from contentstack_cma_emulator.admin.page.visit import Content, Visit

FAULTS = {
    "fail": "fail: return an error",
    "drop": "drop: close the connection",
    "delay": "delay: respond late",
    "truncate": "truncate: break off the response",
    "mislabel": "mislabel: send a wrong content type",
    "expire": "expire: treat the credential as expired",
}
"""Faults, by name in the control API."""

MOMENTS = {"": "before the call is processed", "after": "after the call is processed"}
"""Values of `when` in the control API. The default is before."""

NO_SCRIPT = "The buttons require JavaScript. The control API at /__emulator__/ has the same calls."


def show_controls(visit: Visit) -> Content:
    """Show the controls."""
    html = join_html(
        parts.render_heading("Controls"),
        make_element("noscript", make_element("p", NO_SCRIPT, class_="note")),
        _render_clock(visit),
        _render_faults(visit),
        _render_snapshots(visit),
        _render_state_files(visit),
        _render_reset(visit),
    )
    return Content("Controls", html)


def render_action(call: str, label: str, *fields: Html, confirm: str = "", **attributes: str | None) -> Html:
    """Render a form that calls the control API, after confirmation if `confirm` is a question.

    Its fields become the JSON body; empty ones are omitted.
    """
    kind = "button danger" if confirm else "button"
    button = make_element("button", label, type="submit", class_=kind, data_enable=True, disabled=True)
    return make_element(
        "form", *fields, button, data_call=call, data_confirm=confirm or None, class_="action", **attributes
    )


def render_field(label: str, name: str, *, kind: str = "text", required: bool = False, **attributes: str) -> Html:
    """Render a field of an action. With kind `number`, the value is sent as a number."""
    control = make_void("input", type=kind, name=name, required=required, autocomplete="off", **attributes)
    return make_element("label", make_element("span", label), control)


def render_seconds_field(label: str, name: str, value: str) -> Html:
    """Render a field for a number of seconds."""
    return render_field(label, name, kind="number", required=True, min="0", step="any", value=value)


def render_choice_field(label: str, name: str, options: Mapping[str, str]) -> Html:
    """Render a field with a choice of values, by label."""
    shown = (make_element("option", text, value=value) for value, text in options.items())
    return make_element("label", make_element("span", label), make_element("select", *shown, name=name))


def render_fixed_field(name: str, value: str) -> Html:
    """Render a hidden field with a JSON value."""
    return make_void("input", type="hidden", name=name, value=value, data_json=True)


def describe_losses(visit: Visit) -> str:
    """Return a text about the data that replacing the state discards."""
    totals = {"entries": 0, "assets": 0, "content_types": 0}
    stacks = visit.context.list_stacks()
    for stack in stacks:
        for branch in visit.context.list_branches(stack["api_key"]):
            counts = visit.context.count_content(stack["api_key"], branch)
            totals = {name: number + counts[name] for name, number in totals.items()}
    held = ", ".join(f"{number:,} {name.replace('_', ' ')}" for name, number in totals.items())
    return (
        f"This discards the current state: {format_count(len(stacks), 'stack')} with {held}, "
        f"{format_count(len(visit.context.request_log), 'logged request')} and "
        f"{format_count(len(visit.context.faults.read()), 'pending fault')}."
    )


def format_count(number: int, noun: str) -> str:
    """Return a number with its noun."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def _render_clock(visit: Visit) -> Html:
    clock = visit.context.state.clock
    speed = "stopped" if not clock.speed else f"{clock.speed:g} times as fast" if clock.speed != 1 else "normal speed"
    forms = (
        render_action("POST clock", "Advance", render_seconds_field("Seconds", "advance", "3600")),
        render_action("POST clock", "Set speed", render_seconds_field("Seconds per second", "speed", "1")),
        render_action("POST clock", "Stop", render_fixed_field("stop", "true")),
    )
    return parts.render_section("clock", "Clock", speed, make_element("div", *forms, class_="actions"))


def _render_faults(visit: Visit) -> Html:
    waiting = visit.call_control("faults")["faults"]
    rows = [
        (
            *(parts.render_code(fault[name] or "any") for name in ("fault", "method", "path", "operation")),
            _describe_effect(fault),
        )
        for fault in waiting
    ]
    shown = parts.render_table("faults", ("Fault", "Method", "Path", "Operation", "Effect"), rows, "No pending faults.")
    clear = render_action("DELETE faults", "Clear faults") if waiting else ""
    inject = render_action("POST faults", "Inject", *_render_fault_fields())
    return parts.render_section("faults", "Fault injection", len(waiting), shown, clear, inject)


def _render_fault_fields() -> Iterator[Html]:
    yield render_choice_field("Fault", "fault", FAULTS)
    yield render_field("Number of calls", "times", kind="number", min="1", max="10000", value="1")
    yield render_field("Operation", "operation", placeholder="any, or create_entry")
    yield render_field("Method", "method", placeholder="any, or POST")
    yield render_field("Path (* matches any text)", "path", placeholder="any, or /v3/assets*")
    yield render_field("Status (fail)", "status", kind="number", min="200", max="599", placeholder="503")
    yield render_field("Retry-After (fail)", "retry_after", placeholder="none")
    yield render_field("Seconds (delay)", "seconds", kind="number", min="0", step="any", placeholder="2")
    yield render_choice_field("When (fail, drop)", "when", MOMENTS)


def _describe_effect(fault: Mapping[str, Any]) -> str:
    known = ("fault", "method", "path", "operation")
    return ", ".join(f"{name} {value}" for name, value in fault.items() if name not in known and value not in (None, 0))


def _render_snapshots(visit: Visit) -> Html:
    names: list[str] = visit.call_control("snapshots")["snapshots"]
    rows = [_render_snapshot_row(visit, name) for name in names]
    shown = parts.render_table("snapshots", ("Name", "Load", "Delete"), rows, "No saved states.", names)
    form = render_action("POST save", "Save", render_field("Name", "name", required=True, maxlength="100"))
    return parts.render_section("snapshots", "Saved states", len(rows), shown, form)


def _render_snapshot_row(visit: Visit, name: str) -> tuple[str, str, str]:
    question = f"Load the saved state “{name}”? {describe_losses(visit)}"
    hidden = make_void("input", type="hidden", name="name", value=name)
    load = render_action("POST load", "Load", hidden, confirm=question)
    question = f"Delete the saved state “{name}”?"
    call = f"DELETE snapshots?name={quote(name, safe='')}"
    delete = render_action(call, "Delete", confirm=question)
    return make_element("strong", make_element("bdi", parts.choose_title(name))), load, delete


def _render_state_files(visit: Visit) -> Html:
    upload = render_action(
        "PUT state-file",
        "Load file",
        render_field("State file", "file", kind="file", required=True),
        confirm=f"Load this state file? {describe_losses(visit)}",
        data_upload="true",
    )
    download = make_element("a", "Download", href="/__emulator__/state-file", download=True, class_="button")
    return join_html(parts.render_section("files", "State files", None, download, upload), _render_forks(visit))


def _render_forks(visit: Visit) -> Html:
    urls: list[str] = (visit.call_control("forks") or {"forks": []})["forks"]
    about = "A fork is another emulator on another port, with a copy of this state. It stops with this one."
    rows = [(parts.render_link(url, url),) for url in urls]
    shown = parts.render_table("forks", ("URL",), rows, "No running forks.", urls)
    fork = render_action("POST fork", "Fork", data_opens="true")
    stop = render_action("DELETE forks", "Stop forks", confirm="Stop all forks? Their state is lost.") if urls else ""
    buttons = make_element("div", fork, stop, class_="actions")
    return parts.render_section("forks", "Forks", len(urls), make_element("p", about, class_="quiet"), shown, buttons)


def _render_reset(visit: Visit) -> Html:
    lost = describe_losses(visit)
    note = make_element("p", f"Restore the initial state, with the same credentials. {lost}", class_="quiet")
    form = render_action("POST reset", "Reset everything", confirm=f"Reset everything? {lost}")
    return parts.render_section("reset", "Reset", None, note, form)
