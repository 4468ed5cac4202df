"""Every module that is shipped can be imported first, before anything else of its package."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
ROOMS = {
    "contentstack_cma_client": ROOT / "generated_client",
    "contentstack_cma": ROOT / "wrapper",
    "contentstack_cma_emulator": ROOT / "emulator",
    "contentstack_cma_testing": ROOT / "testing",
    "contentstack_cma_toolkit": ROOT / "toolkit",
}

IMPORT_EACH_ALONE = """
import importlib, sys, traceback

failed = False
for name in sys.argv[1:]:
    for loaded in [loaded for loaded in sys.modules if loaded.startswith("contentstack_cma")]:
        del sys.modules[loaded]
    try:
        importlib.import_module(name)
    except Exception:
        failed = True
        print(name, traceback.format_exc(), sep="\\n")
sys.exit(failed)
"""


@pytest.mark.parametrize("package", ROOMS)
def test_every_module_is_importable_alone(package: str, tmp_path: Path) -> None:
    modules = _modules(ROOMS[package], package)
    assert modules
    # Each is loaded many times: what is compiled once is kept.
    environment = os.environ | {"PYTHONDONTWRITEBYTECODE": "", "PYTHONPYCACHEPREFIX": str(tmp_path)}
    command = [sys.executable, "-W", "error", "-c", IMPORT_EACH_ALONE, *modules]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def _modules(root: Path, package: str) -> list[str]:
    paths = (path.relative_to(root).with_suffix("") for path in (root / package).rglob("*.py"))
    names = (".".join(path.parts).removesuffix(".__init__") for path in paths)
    return sorted(name for name in names if not name.endswith("__main__"))
