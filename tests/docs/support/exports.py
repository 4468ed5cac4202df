"""The export folder that the guides begin with."""

import shutil
from pathlib import Path

from tests.docs.support.code_blocks import ROOT


def copy_export(folder: Path) -> None:
    """Put the export folder of a bookshop into a folder, as `exported`."""
    shutil.copytree(ROOT / "tests" / "exports" / "version_2", folder / "exported")
