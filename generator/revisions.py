"""The description as it was at a revision of the repository."""

import io
import subprocess
import tarfile
import tempfile
from pathlib import Path

from .bundle import Document, SpecError, bundle


def description_at(revision: str, root: Path) -> Document:
    """The bundled description of a folder of parts, or of a git revision of the repository at `root`.

    Raises:
        SpecError: There is no such folder or revision, or its parts cannot be merged.
    """
    folder = Path(revision)
    if (folder / "openapi.yaml").is_file():
        return bundle(folder)
    archive = _archived(revision, root)
    with tempfile.TemporaryDirectory() as scratch:
        with tarfile.open(fileobj=io.BytesIO(archive)) as parts:
            parts.extractall(scratch, filter="data")
        return bundle(Path(scratch) / "spec")


def _archived(revision: str, root: Path) -> bytes:
    command = ["git", "-C", str(root), "archive", "--format=tar", revision, "spec"]
    try:
        return subprocess.run(command, capture_output=True, check=True).stdout
    except (OSError, subprocess.CalledProcessError) as error:
        raise SpecError([f"{revision}: neither a folder with openapi.yaml nor a revision that git can read"]) from error
