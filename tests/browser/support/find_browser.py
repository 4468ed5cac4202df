"""Find the browser for the tests of the admin page."""

import os
import shutil

VARIABLE = "CHROMIUM"
"""Environment variable with the path of a browser."""

LEFT_OUT = "NO_BROWSER"
"""Leaves these tests out, where it is set to anything."""

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")

MISSING = (
    "The tests of the emulator's page need Chromium. Install it (on Debian: apt-get install chromium), name one in "
    f"{VARIABLE}, or leave these tests out with {LEFT_OUT}=1."
)


def find_browser() -> str | None:
    """Return the program of a Chromium or Chrome, or None."""
    named = os.environ.get(VARIABLE)
    return shutil.which(named) if named else next(filter(None, map(shutil.which, NAMES)), None)
