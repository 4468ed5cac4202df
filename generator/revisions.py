"""The description at a revision of the repository."""

import io
import subprocess
import tarfile
import tempfile
from pathlib import Path

from .bundle import Document, SpecError, bundle


def read_description(revision: str, root: Path) -> Document:
    """Return the bundled description of a folder, or of a git revision of the repository at `root`.

    A revision without a description gives an empty one.

    Raises:
        SpecError: No such folder or revision exists, or its parts cannot be merged.
    """
    folder = Path(revision)
    if (folder / "openapi.yaml").is_file():
        return bundle(folder)
    if not _run_git(root, revision, "ls-tree", revision, "spec/openapi.yaml"):
        return {"paths": {}, "components": {"schemas": {}}}
    archive = _run_git(root, revision, "archive", "--format=tar", revision, "spec")
    with tempfile.TemporaryDirectory() as scratch:
        with tarfile.open(fileobj=io.BytesIO(archive)) as parts:
            parts.extractall(scratch, filter="data")
        return bundle(Path(scratch) / "spec")


def _run_git(root: Path, revision: str, *arguments: str) -> bytes:
    command = ["git", "-C", str(root), *arguments]
    try:
        return subprocess.run(command, capture_output=True, check=True).stdout
    except (OSError, subprocess.CalledProcessError) as error:
        raise SpecError([f"{revision}: not a folder with openapi.yaml, and not a git revision"]) from error
