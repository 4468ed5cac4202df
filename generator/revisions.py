"""The description as it was at a revision of the repository."""

import io
import subprocess
import tarfile
import tempfile
from pathlib import Path

from .bundle import Document, SpecError, bundle


def description_at(revision: str, root: Path) -> Document:
    """The bundled description of a folder of parts, or of a git revision of the repository at `root`.

    A revision from before there was a description describes nothing.

    Raises:
        SpecError: There is no such folder or revision, or its parts cannot be merged.
    """
    folder = Path(revision)
    if (folder / "openapi.yaml").is_file():
        return bundle(folder)
    if not _git(root, revision, "ls-tree", revision, "spec/openapi.yaml"):
        return {"paths": {}, "components": {"schemas": {}}}
    archive = _git(root, revision, "archive", "--format=tar", revision, "spec")
    with tempfile.TemporaryDirectory() as scratch:
        with tarfile.open(fileobj=io.BytesIO(archive)) as parts:
            parts.extractall(scratch, filter="data")
        return bundle(Path(scratch) / "spec")


def _git(root: Path, revision: str, *arguments: str) -> bytes:
    command = ["git", "-C", str(root), *arguments]
    try:
        return subprocess.run(command, capture_output=True, check=True).stdout
    except (OSError, subprocess.CalledProcessError) as error:
        raise SpecError([f"{revision}: neither a folder with openapi.yaml nor a revision that git can read"]) from error
