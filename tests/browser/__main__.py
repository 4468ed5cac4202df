"""Find a browser for the tests; if there is none, install one as root, or say what to do."""

import os
import shutil
import subprocess
import sys

from tests.browser.support.find_browser import LEFT_OUT, MISSING, find_browser

QUIET = ("-qq", "-o", "Dpkg::Use-Pty=0")


def main() -> int:
    """Return the exit status."""
    if os.environ.get(LEFT_OUT) or find_browser():
        return 0
    apt = shutil.which("apt-get")
    if apt and hasattr(os, "geteuid") and os.geteuid() == 0:
        install(apt)
    if find_browser():
        return 0
    sys.stderr.write(f"{MISSING}\n")
    return 1


def install(apt: str) -> None:
    """Install Chromium by the system's packages."""
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    for command in (["update"], ["install", "-y", "--no-install-recommends", "chromium"]):
        subprocess.run([apt, *QUIET, *command], env=environment, stdout=subprocess.DEVNULL, check=False)


if __name__ == "__main__":
    sys.exit(main())
