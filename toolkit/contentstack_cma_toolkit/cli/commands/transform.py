"""`transform`: change entries by a function."""

import sys
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, cast

import typer

from ..many import Results, build_options, build_plan_options, describe_outcome
from ..options import MANY, STACK
from ..parameters import Query
from ..running import Run, add_command
from ..scripts import Script, load_script
from ..values import read_json_object

if TYPE_CHECKING:
    from collections.abc import Mapping

    from contentstack_cma import Stack, bulk
    from contentstack_cma.models import Entry

    _Planned = int | Exception | bulk.Skip

ScriptPath = Annotated[str, typer.Argument(metavar="SCRIPT", help="Python file that defines transform(entry).")]
ContentTypes = Annotated[
    list[str] | None,
    typer.Option("--content-type", "-c", metavar="UID", help="Content type; repeatable. Default: all."),
]
TransformedLocales = Annotated[
    list[str] | None, typer.Option("--locale", "-l", metavar="CODE", help="Locale; repeatable. Default: all.")
]
Republish = Annotated[
    bool, typer.Option("--republish", help="Publish changed entries again where they were published.")
]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Show the changes only.")]

_MOST_SHOWN = 10
_Identity = tuple[str, str, str]
"""Content type, uid and locale of an entry."""


def transform_entries(
    run: Run,
    script: ScriptPath,
    *,
    content_type: ContentTypes = None,
    locale: TransformedLocales = None,
    query: Query = None,
    dry_run: DryRun = False,
    republish: Republish = False,
) -> None:
    """Change entries by the function transform(entry) of a Python file, and write only what it changes.

    The function changes the entry that it gets, or returns the fields to change. Shows the changes first, and asks.
    """
    conditions = None if query is None else read_json_object("--query", query)
    scope = Scope(content_type or None, locale or None, conditions)
    function = load_script(script)
    stack = run.open_stack()
    results = Results(run)
    if dry_run:
        stop_on_error: bool = build_plan_options(run)["stop_on_error"]
        _show_changes(run, results, scope.plan(stack, function, stop_on_error=stop_on_error))
    else:
        chosen = function if run.options["yes"] else _confirm(run, results, stack, function, scope)
        options = build_options(run, results)
        changes = stack.transform(chosen, **asdict(scope), dry_run=False, republish=republish, **options)
        results.follow(changes, describe_entry)
    results.finish()


@dataclass(frozen=True, slots=True)
class Scope:
    """Which entries a command is about: the arguments of `stack.transform()`."""

    content_types: list[str] | None
    locales: list[str] | None
    query: dict[str, Any] | None

    def plan(
        self, stack: "Stack", script: Script, *, progress: bool = False, stop_on_error: bool = False
    ) -> "bulk.Run[bulk.EntryDiff]":
        """Return a dry run over these entries."""
        return stack.transform(
            script,
            content_types=self.content_types,
            locales=self.locales,
            query=self.query,
            dry_run=True,
            progress=progress,
            stop_on_error=stop_on_error,
        )


def _show_changes(run: Run, results: Results, plan: "bulk.Run[bulk.EntryDiff]") -> None:
    with plan:
        for outcome in results.watch(plan):
            if run.output.as_json:
                run.output.show_list([describe_change(outcome)], ())
            elif outcome.result is not None:
                outcome.result.print()
    results.show_report(plan.report)


def _confirm(run: Run, results: Results, stack: "Stack", script: Script, scope: Scope) -> "Script | ConfirmedScript":
    """Show the first changes and ask. Return the function for the entries whose changes were found."""
    plan: dict[_Identity, _Planned] = {}
    diffs: list[bulk.EntryDiff] = []
    count = 0
    with scope.plan(stack, script, progress=results.shows_progress) as dry_run:
        for outcome in dry_run:
            if outcome.outcome != "unchanged":
                plan[identify(outcome.item)] = _plan(outcome)
            if outcome.result is not None:
                count += 1
                diffs += [outcome.result] if count <= _MOST_SHOWN else []
    for diff in diffs:
        diff.print(sys.stderr)
    if count:
        more = f", of which the first {_MOST_SHOWN} are shown" if count > _MOST_SHOWN else ""
        run.confirm(f"Change {count:,} {'entry' if count == 1 else 'entries'} in {run.describe_stack()}{more}?", ())
    checkpoint = run.options["checkpoint"]
    is_resumed = checkpoint is not None and Path(checkpoint).exists()
    return script if is_resumed else ConfirmedScript(script, plan)


def _plan(outcome: "bulk.ItemOutcome[bulk.EntryDiff]") -> "_Planned":
    """Return what is to be done with an entry after a dry run."""
    from contentstack_cma.bulk import Skip

    if outcome.error is None:
        return int(outcome.item.version)
    return Skip(str(outcome.error)) if outcome.outcome == "skipped" else outcome.error


class ConfirmedScript:
    """The function of a script, for the entries whose changes were confirmed.

    Args:
        script: The script.
        plan: What the dry run found: the version number of an entry to change, or why it is not changed.
    """

    def __init__(self, script: Script, plan: "Mapping[_Identity, _Planned]") -> None:
        self._script = script
        self._plan = plan

    def __call__(self, entry: "Entry") -> "bulk.TransformResult":
        """Call the function for an entry whose change was confirmed; others end as in the dry run."""
        from contentstack_cma.bulk import Skip

        planned = self._plan.get(identify(entry))
        if isinstance(planned, Exception):
            raise planned
        if planned is None or isinstance(planned, Skip):
            return planned
        if planned != entry.version:
            return Skip("it was changed after its change was shown: run the command again")
        return cast("bulk.TransformResult", self._script(entry))


def identify(entry: "Entry") -> _Identity:
    """Return what identifies an entry in a locale."""
    return str(entry["_content_type_uid"]), entry.uid, str(entry.locale)


def describe_entry(outcome: "bulk.ItemOutcome[Any]") -> dict[str, Any]:
    """Return an outcome for programs, with the content type and the locale of its entry."""
    content_type, _, locale = identify(outcome.item)
    uid = {"uid": outcome.item.uid, "content_type": content_type, "locale": locale}
    return {**describe_outcome(outcome), **uid}


def describe_change(outcome: "bulk.ItemOutcome[bulk.EntryDiff]") -> dict[str, Any]:
    """Return an outcome of a dry run for programs, with the changed values."""
    changes = [] if outcome.result is None else [asdict(change) for change in outcome.result.changes]
    return {**describe_entry(outcome), "changes": changes}


def register(root: typer.Typer) -> None:
    """Add the command."""
    add_command(root, "transform", ("yes", *MANY, *STACK))(transform_entries)
