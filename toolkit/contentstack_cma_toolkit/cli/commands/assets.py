"""`assets`: list, upload and download."""

import sys
from collections import Counter
from pathlib import Path, PurePosixPath, PureWindowsPath
from typing import TYPE_CHECKING, Annotated

import typer

from ..each import Table, run_each
from ..exit_codes import CommandError
from ..options import STACK
from ..parameters import Ascending, Descending, MaxItems, Query
from ..progress import show_progress
from ..running import Run, add_command
from ..values import STDIN, read_json_object

if TYPE_CHECKING:
    from collections.abc import Sequence

    from contentstack_cma.models import Asset

app = typer.Typer(help="Assets: files of a stack.", no_args_is_help=True)

_COLUMNS = ("uid", "filename", "content_type", "file_size", "updated_at")

Folder = Annotated[str | None, typer.Option("--folder", metavar="UID", help="Folder; cs_root is the root.")]
Files = Annotated[list[Path], typer.Argument(metavar="FILE...", help="Files to upload.")]
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


@add_command(app, "upload", STACK)
def upload_assets(
    run: Run,
    files: Files,
    *,
    folder: Folder = None,
    title: Title = None,
    description: Description = None,
    tag: Tags = None,
) -> None:
    """Upload files. A file that fails does not stop the others."""
    if title is not None and len(files) > 1:
        raise CommandError("--title is for a single file")
    if missing := [str(file) for file in files if not file.is_file()]:
        raise CommandError(f"not a file: {', '.join(missing)}. Nothing was uploaded.")
    assets = run.open_stack().assets

    def upload(name: str) -> "Asset":
        with show_progress(Path(name).name) as advance:
            return assets.upload(
                name, parent_uid=folder, title=title, description=description, tags=tag, on_progress=advance
            )

    table = Table(run.output, _COLUMNS, key="file")
    run_each(table, [str(file) for file in files], lambda name: upload(name).to_dict())


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
