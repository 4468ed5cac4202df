"""The view of the controls: clock, fault injection, and saving, loading and resetting the state."""

from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import quote

from contentstack_cma_emulator.admin.page.html import Html, element, together, void
from contentstack_cma_emulator.admin.page.parts import code, heading, link, named, section, table
from contentstack_cma_emulator.admin.page.visit import Content, Visit

FAULTS = {
    "fail": "fail: return an error",
    "drop": "drop: close the connection",
    "delay": "delay: respond late",
    "truncate": "truncate: break off the response",
    "mislabel": "mislabel: send a wrong content type",
    "expire": "expire: treat the credential as expired",
}
"""Faults that can be injected, by their names in the control API."""

MOMENTS = {"": "before the call is processed", "after": "after it is processed"}
"""When a fault comes, by the names in the control API; before is what it does by itself."""

NO_SCRIPT = "The buttons need JavaScript. The control API under /__emulator__/ does the same."


def show_controls(visit: Visit) -> Content:
    """Show the controls."""
    html = together(
        heading("Controls"),
        element("noscript", element("p", NO_SCRIPT, class_="note")),
        _clock(visit),
        _faults(visit),
        _saved(visit),
        _files(visit),
        _reset(visit),
    )
    return Content("Controls", html)


def action(call: str, label: str, *fields: Html, confirm: str = "", **attributes: str | None) -> Html:
    """Make a form that makes a call of the control API, after a question if `confirm` is one.

    Its fields become the JSON body; empty ones are left out.
    """
    kind = "button danger" if confirm else "button"
    button = element("button", label, type="submit", class_=kind, data_enable=True, disabled=True)
    return element("form", *fields, button, data_call=call, data_confirm=confirm or None, class_="action", **attributes)


def field(label: str, name: str, *, kind: str = "text", required: bool = False, **attributes: str) -> Html:
    """Make a field of an action. The value of one of kind `number` is sent as a number."""
    control = void("input", type=kind, name=name, required=required, autocomplete="off", **attributes)
    return element("label", element("span", label), control)


def seconds_field(label: str, name: str, value: str) -> Html:
    """Make a field for a number of seconds."""
    return field(label, name, kind="number", required=True, min="0", step="any", value=value)


def choice_field(label: str, name: str, options: Mapping[str, str]) -> Html:
    """Make a field that offers some values, by their texts."""
    shown = (element("option", text, value=value) for value, text in options.items())
    return element("label", element("span", label), element("select", *shown, name=name))


def fixed(name: str, value: str) -> Html:
    """Make a field whose value the reader does not choose. It is JSON."""
    return void("input", type="hidden", name=name, value=value, data_json=True)


def losses(visit: Visit) -> str:
    """Say what is lost if everything is replaced."""
    totals = {"entries": 0, "assets": 0, "content_types": 0}
    stacks = visit.context.stacks()
    for stack in stacks:
        for branch in visit.context.branches(stack["api_key"]):
            counts = visit.context.counts(stack["api_key"], branch)
            totals = {name: number + counts[name] for name, number in totals.items()}
    held = ", ".join(f"{number:,} {name.replace('_', ' ')}" for name, number in totals.items())
    return (
        f"This discards the current state: {count(len(stacks), 'stack')} with {held}, "
        f"{count(len(visit.context.request_log), 'logged request')} and "
        f"{count(len(visit.context.faults.read()), 'pending fault')}."
    )


def count(number: int, what: str) -> str:
    """Say how many of something there are."""
    return f"{number:,} {what}{'' if number == 1 else 's'}"


def _clock(visit: Visit) -> Html:
    clock = visit.context.state.clock
    speed = "stopped" if not clock.speed else f"{clock.speed:g} times as fast" if clock.speed != 1 else "normal speed"
    forms = (
        action("POST clock", "Advance", seconds_field("Seconds", "advance", "3600")),
        action("POST clock", "Set speed", seconds_field("Seconds per second", "speed", "1")),
        action("POST clock", "Stop", fixed("stop", "true")),
    )
    return section("clock", "Clock", speed, element("div", *forms, class_="actions"))


def _faults(visit: Visit) -> Html:
    waiting = visit.ask("faults")["faults"]
    rows = [
        (*(code(fault[name] or "any") for name in ("fault", "method", "path", "operation")), _effect(fault))
        for fault in waiting
    ]
    shown = table("faults", ("Fault", "Method", "Path", "Operation", "Effect"), rows, "No faults are pending.")
    clear = action("DELETE faults", "Clear faults") if waiting else ""
    inject = action("POST faults", "Inject", *_fault_fields())
    return section("faults", "Fault injection", len(waiting), shown, clear, inject)


def _fault_fields() -> Iterator[Html]:
    yield choice_field("Fault", "fault", FAULTS)
    yield field("How many calls", "times", kind="number", min="1", max="10000", value="1")
    yield field("Operation", "operation", placeholder="any, or create_entry")
    yield field("Method", "method", placeholder="any, or POST")
    yield field("Path (* is any text)", "path", placeholder="any, or /v3/assets*")
    yield field("Status (fail)", "status", kind="number", min="200", max="599", placeholder="503")
    yield field("Retry-After (fail)", "retry_after", placeholder="none")
    yield field("Seconds (delay)", "seconds", kind="number", min="0", step="any", placeholder="2")
    yield choice_field("When (fail, drop)", "when", MOMENTS)


def _effect(fault: Mapping[str, Any]) -> str:
    known = ("fault", "method", "path", "operation")
    return ", ".join(f"{name} {value}" for name, value in fault.items() if name not in known and value not in (None, 0))


def _saved(visit: Visit) -> Html:
    names: list[str] = visit.ask("snapshots")["snapshots"]
    rows = [_snapshot(visit, name) for name in names]
    shown = table("snapshots", ("Name", "Load", "Forget"), rows, "No state is saved yet.", names)
    form = action("POST save", "Save", field("Name", "name", required=True, maxlength="100"))
    return section("snapshots", "Saved states", len(rows), shown, form)


def _snapshot(visit: Visit, name: str) -> tuple[str, str, str]:
    question = f"Load the saved state “{name}”? {losses(visit)}"
    hidden = void("input", type="hidden", name="name", value=name)
    load = action("POST load", "Load", hidden, confirm=question)
    question = f"Forget the saved state “{name}”?"
    call = f"DELETE snapshots?name={quote(name, safe='')}"
    forget = action(call, "Forget", confirm=question)
    return element("strong", element("bdi", named(name))), load, forget


def _files(visit: Visit) -> Html:
    upload = action(
        "PUT state-file",
        "Load file",
        field("State file", "file", kind="file", required=True),
        confirm=f"Load this state file? {losses(visit)}",
        data_upload="true",
    )
    download = element("a", "Download", href="/__emulator__/state-file", download=True, class_="button")
    return together(section("files", "State as a file", None, download, upload), _forks(visit))


def _forks(visit: Visit) -> Html:
    urls: list[str] = (visit.ask("forks") or {"forks": []})["forks"]
    about = "A fork is another emulator with a copy of this state, on a port of its own. It stops with this one."
    rows = [(link(url, url),) for url in urls]
    shown = table("forks", ("URL",), rows, "No forks are running.", urls)
    fork = action("POST fork", "Fork", data_opens="true")
    stop = action("DELETE forks", "Stop forks", confirm="Stop all forks? Their state is lost.") if urls else ""
    buttons = element("div", fork, stop, class_="actions")
    return section("forks", "Forks", len(urls), element("p", about, class_="quiet"), shown, buttons)


def _reset(visit: Visit) -> Html:
    lost = losses(visit)
    note = element("p", f"Go back to the initial state, with the same credentials. {lost}", class_="quiet")
    form = action("POST reset", "Reset everything", confirm=f"Reset everything? {lost}")
    return section("reset", "Reset", None, note, form)
