"""`types`: types for the entries of a stack, and whether they still fit."""

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ..exit_codes import CommandError, ExitCode
from ..generated_files import list_foreign_files, list_stale_files, read_text, write_files
from ..options import STACK
from ..output import write_line, write_message
from ..parameters import TypeFormat
from ..running import Run, add_command

if TYPE_CHECKING:
    from ...codegen.drift import Difference
    from ...model import Model

From = Annotated[
    list[str] | None,
    typer.Option(
        "--from",
        metavar="PATH",
        help="Folder of an export, or JSON file of content types or global fields; repeatable. Default: the stack.",
    ),
]
GlobalFieldFiles = Annotated[
    list[str] | None,
    typer.Option("--global-field", metavar="FILE", help="JSON file of global fields, beside --from; repeatable."),
]
Out = Annotated[
    Path | None,
    typer.Option("--out", "-o", metavar="PATH", help="File to write, or folder for a package. Default: print it."),
]
ContentTypes = Annotated[
    list[str] | None,
    typer.Option(
        "--content-type", "-c", metavar="UID", help="Content type, with all that it needs; repeatable. Default: all."
    ),
]
Format = Annotated[TypeFormat, typer.Option("--format", help="What to generate.")]
Check = Annotated[
    bool, typer.Option("--check", help="Write nothing; exit code 1 if what is at --out does not fit any more.")
]


def generate_types(
    run: Run,
    *,
    out: Out = None,
    source: From = None,
    global_field: GlobalFieldFiles = None,
    content_type: ContentTypes = None,
    format: Format = "python",  # noqa: A002 - the name of the option
    check: Check = False,
) -> None:
    """Generate types for the entries of a stack, an export or JSON files of content types.

    python: classes to read entries and forms to write them, as a module or a package; json-schema: a JSON Schema per
    content type; pydantic: models of entries as they are written. Files that are up to date are not touched.

    With --check, says in words how the stack differs from what --out was made from, and which code that breaks: code
    that reads entries, or code that writes them. What is at --out is read, not run.
    """
    from ..type_outputs import write_all, write_text

    if check and out is None:
        raise CommandError("--check needs --out PATH: what to compare with the stack")
    model = _read_model(run, source or [], global_field or [], content_type or [])
    if out is None:
        write_line(write_text(model, format).rstrip("\n"))
        return
    files = write_all(model, format, out)
    if check:
        _check(run, out, files, format)
    else:
        _write(run, out, files, model)


def _read_model(run: Run, sources: list[str], global_fields: list[str], content_types: list[str]) -> "Model":
    """Return the model with the content types that were chosen, and warn of what refers to nothing."""
    from contentstack_cma_toolkit.pull import remove_missing_targets, select_content_types

    model = _read_sources(run, sources, global_fields) if sources or global_fields else _pull(run)
    pruned = remove_missing_targets(select_content_types(model, content_types) if content_types else model)
    for note in pruned.notes:
        write_message(f"contentstack-cma: warning: {note}")
    return pruned.model


def _pull(run: Run) -> "Model":
    from contentstack_cma_toolkit.pull import ModelPart, pull_model

    parts: list[ModelPart] = ["content_types", "global_fields", "taxonomies", "environments", "locales", "workflows"]
    return pull_model(run.open_stack(), parts=parts)


def _read_sources(run: Run, sources: list[str], global_fields: list[str]) -> "Model":
    from contentstack_cma_toolkit.pull import merge_models, read_folder, read_json

    folders = [path for path in sources if Path(path).is_dir()]
    files = [path for path in sources if path not in folders]
    branch: str | None = run.options["branch"]
    return merge_models(
        [*(read_folder(each, branch) for each in folders), read_json(files, global_fields=global_fields)]
    )


def _write(run: Run, out: Path, files: Mapping[Path, str], model: "Model") -> None:
    foreign = list_foreign_files(files)
    if foreign:
        names = ", ".join(map(str, foreign))
        raise CommandError(f"{names} exists and was not generated: move it away, or choose another --out")
    changed = write_files(files)
    stale = list_stale_files(out, files)
    for path in stale:
        path.unlink()
    count = len(model.content_types)
    if not count:
        write_message("contentstack-cma: warning: there are no content types: create some first, as with model apply")
    if run.output.as_json:
        document = {"out": str(out), "content_types": count, "changed": [str(path) for path in (*changed, *stale)]}
        run.output.show_document(document)
    elif changed or stale:
        write_message(f"types of {'1 content type' if count == 1 else f'{count:,} content types'} written to {out}")
    else:
        write_message(f"{out} is up to date")


def _check(run: Run, out: Path, files: Mapping[Path, str], chosen: TypeFormat) -> None:
    """Compare what is at a path with what would be written there.

    Raises:
        typer.Exit: It does not fit.
    """
    from ..type_outputs import compare_with, is_as_written

    if not out.exists():
        raise CommandError(f"{out} does not exist: run the command without --check first")
    stale = list_stale_files(out, files)
    if not stale and all(read_text(path) == text for path, text in files.items()):
        write_message(f"{out} is up to date")
        return
    if chosen != "python":
        _show_outdated(run, out, "is not up to date: run the command without --check")
        raise typer.Exit(ExitCode.FAILED)
    coded = _read_coded(out)
    if not is_as_written(coded, out):
        _show_outdated(run, out, "was edited, or made by another version: run the command without --check")
        raise typer.Exit(ExitCode.FAILED)
    differences = compare_with(coded, files)
    if not differences:
        write_message(f"{out} fits, but names, help texts or the like have changed since: generate it again")
        return
    _show_differences(run, differences)
    raise typer.Exit(ExitCode.FAILED)


def _read_coded(out: Path) -> "Model":
    """Return the model that the code at a path was generated from.

    Raises:
        CommandError: It was not generated.
    """
    from ...codegen.reading import read_types
    from ...model import ModelError

    paths = sorted(out.glob("*.py")) if out.is_dir() else [out]
    try:
        return read_types(read_text(path) or "" for path in paths)
    except ModelError as error:
        raise CommandError(f"{out}: {error}") from error


def _show_outdated(run: Run, out: Path, text: str) -> None:
    if run.output.as_json:
        run.output.show_list([{"subject": str(out), "change": text}], ())
    else:
        write_line(f"{out} {text}")


def _show_differences(run: Run, differences: "list[Difference]") -> None:
    if run.output.as_json:
        run.output.show_list((each.to_dict() for each in differences), ())
        return
    for each in differences:
        write_line(str(each))


def register(root: typer.Typer) -> None:
    """Add the command."""
    add_command(root, "types", STACK)(generate_types)
