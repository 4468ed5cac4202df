"""`assets`: list, upload, sync and download."""

import sys
from collections import Counter
from pathlib import Path, PurePosixPath, PureWindowsPath
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ..each import Table, run_each
from ..exit_codes import CommandError
from ..many import Results, build_options, describe_outcome
from ..options import MANY, STACK
from ..parameters import Ascending, Descending, MaxItems, Query
from ..progress import show_progress
from ..running import Run, add_command
from ..values import STDIN, read_json_object

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from contentstack_cma import Stack, bulk
    from contentstack_cma.models import Asset

app = typer.Typer(help="Assets: files of a stack.", no_args_is_help=True)

_COLUMNS = ("uid", "filename", "content_type", "file_size", "updated_at")

Folder = Annotated[str | None, typer.Option("--folder", metavar="UID", help="Folder; cs_root is the root.")]
Paths = Annotated[list[Path], typer.Argument(metavar="PATH...", help="Files and folders to upload.")]
SyncedFolder = Annotated[Path, typer.Argument(metavar="PATH", help="Folder on disk.", exists=True, file_okay=False)]
Title = Annotated[str | None, typer.Option("--title", metavar="TEXT", help="Title. Default: the name of the file.")]
Description = Annotated[str | None, typer.Option("--description", metavar="TEXT", help="Description.")]
Tags = Annotated[list[str] | None, typer.Option("--tag", metavar="TAG", help="Tag; repeat it for several.")]
AssetUids = Annotated[list[str], typer.Argument(metavar="UID...", help="Uids of assets.")]
Target = Annotated[
    str, typer.Option("--to", metavar="PATH", help="Folder, or a file for a single asset; - is standard output.")
]


@add_command(app, "list", STACK)
def list_assets(
    run: Run,
    *,
    folder: Folder = None,
    query: Query = None,
    asc: Ascending = None,
    desc: Descending = None,
    max_items: MaxItems = None,
) -> None:
    """List assets."""
    conditions = None if query is None else read_json_object("--query", query)
    found = run.open_stack().assets.list(folder=folder, query=conditions, asc=asc, desc=desc, max_items=max_items)
    run.output.show_list((asset.to_dict() for asset in found), _COLUMNS)


@add_command(app, "upload", (*MANY, *STACK))
def upload_assets(
    run: Run,
    paths: Paths,
    *,
    folder: Folder = None,
    title: Title = None,
    description: Description = None,
    tag: Tags = None,
) -> None:
    """Upload files, and what is in folders with their subfolders. A file that fails does not stop the others.

    Of a folder, only what is new or changed is uploaded, as sync does.
    """
    files, folders = _divide(run, paths)
    metadata = {"title": title, "description": description, "tags": tag}
    metadata = {name: value for name, value in metadata.items() if value is not None}
    if folders and metadata:
        raise CommandError("--title, --description and --tag are for files, not for folders")
    if title is not None and len(files) > 1:
        raise CommandError("--title is for a single file")
    stack = run.open_stack()
    results = Results(run)
    options = build_options(run, results)
    if len(paths) == len(files) == 1 and results.shows_progress and options["checkpoint"] is None:
        _upload_file(run, stack, files[0], {**metadata, "parent_uid": folder})
        return
    if files:
        pairs = [(file, metadata) for file in files]
        results.follow(stack.assets.upload_many(pairs, parent_uid=folder, **options), describe_asset)
    for each in folders:
        results.follow(stack.assets.upload_tree(each, parent_uid=folder, **options), describe_asset)
    results.finish()


def _divide(run: Run, paths: "Sequence[Path]") -> tuple[list[Path], list[Path]]:
    """Return which paths are files, and which are folders."""
    if missing := [str(path) for path in paths if not path.is_file() and not path.is_dir()]:
        raise CommandError(f"neither a file nor a folder: {', '.join(missing)}. Nothing was uploaded.")
    folders = [path for path in paths if path.is_dir()]
    files = [path for path in paths if not path.is_dir()]
    if run.options["checkpoint"] is not None and len(folders) + bool(files) > 1:
        raise CommandError("--checkpoint is for files or for a single folder: upload them one after the other")
    return files, folders


def _upload_file(run: Run, stack: "Stack", file: Path, options: dict[str, Any]) -> None:
    """Upload a file, and show how much of it is sent."""
    with show_progress(file.name) as advance:
        asset = stack.assets.upload(file, **options, on_progress=advance)
    run.output.show_list([asset.to_dict()], _COLUMNS)


@add_command(app, "sync", (*MANY, *STACK))
def sync_assets(run: Run, path: SyncedFolder, *, folder: Folder = None) -> None:
    """Upload what is new or changed in a folder and its subfolders. Nothing is deleted.

    A changed file becomes a new version of its asset. A checkpoint remembers what was uploaded, so that unchanged files
    need not be compared again.
    """
    results = Results(run)
    assets = run.open_stack().assets
    results.follow(assets.upload_tree(path, parent_uid=folder, **build_options(run, results)), describe_asset)
    results.finish()


def describe_asset(outcome: "bulk.ItemOutcome[Any]") -> dict[str, Any]:
    """Return the outcome of a file, with its asset."""
    asset: Mapping[str, Any] = {} if outcome.result is None else outcome.result.to_dict()
    return {**asset, **describe_outcome(outcome)}


@add_command(app, "download", ("yes", *STACK))
def download_assets(run: Run, uids: AssetUids, *, to: Target = ".") -> None:
    """Download the files of assets. Asks before it replaces a file."""
    target = Path(to)
    if len(uids) > 1 and (to == STDIN or not target.is_dir()):
        raise CommandError(f"--to must be a folder for several assets, not {to!r}")
    assets = run.open_stack().assets
    if to == STDIN:
        assets.download(uids[0], to=sys.stdout.buffer)
        return
    found = {asset.uid: asset for asset in map(assets.get, dict.fromkeys(uids))}
    paths = choose_paths(target, list(found.values()))
    if existing := [str(path) for path in paths.values() if path.exists()]:
        run.confirm("Replace these files?", existing)

    def download(uid: str) -> dict[str, str]:
        with show_progress(paths[uid].name) as advance:
            assets.download(found[uid], to=paths[uid], on_progress=advance)
        return {"uid": uid, "path": str(paths[uid])}

    run_each(Table(run.output, ("uid", "path")), list(found), download)


def register(root: typer.Typer) -> None:
    """Add the commands."""
    root.add_typer(app, name="assets")


def choose_paths(target: Path, assets: "Sequence[Asset]") -> dict[str, Path]:
    """Return the path for the file of each asset: `target` or a file in it. A name that occurs twice gets the uid."""
    if not target.is_dir():
        return {asset.uid: target for asset in assets}
    names = {asset.uid: choose_file_name(asset.filename or "") or choose_file_name(asset.uid) for asset in assets}
    used = Counter(name.casefold() for name in names.values())
    return {
        uid: target / (name if used[name.casefold()] == 1 else f"{choose_file_name(uid)}-{name}")
        for uid, name in names.items()
    }


def choose_file_name(text: str) -> str:
    """Return the name of a file from what the server says, which may be a path; an empty text if it is no name."""
    name = PureWindowsPath(PurePosixPath(text).name).name
    return name if name.isprintable() and name not in {".", ".."} else ""
