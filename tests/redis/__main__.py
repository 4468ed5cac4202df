"""Find a Redis server for the tests; if there is none, install one as root, or say what to do."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.redis.support.find_redis import LEFT_OUT, MISSING, find_redis

QUIET = ("-qq", "-o", "Dpkg::Use-Pty=0")
POLICY = Path("/usr/sbin/policy-rc.d")
"""What Debian's packages ask before they start a service."""


def main() -> int:
    """Return the exit status."""
    if os.environ.get(LEFT_OUT) or find_redis():
        return 0
    apt = shutil.which("apt-get")
    if apt and hasattr(os, "geteuid") and os.geteuid() == 0:
        with forbidding_services():
            install(apt)
    if find_redis():
        return 0
    sys.stderr.write(f"{MISSING}\n")
    return 1


@contextmanager
def forbidding_services() -> Iterator[None]:
    """Keep packages from starting services: the tests start servers of their own."""
    try:
        with POLICY.open("x") as policy:
            policy.write("#!/bin/sh\nexit 101\n")
    except OSError:  # there is a policy, or no place for one
        yield
        return
    POLICY.chmod(0o755)
    try:
        yield
    finally:
        POLICY.unlink(missing_ok=True)


def install(apt: str) -> None:
    """Install Redis from the system's packages."""
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    for command in (["update"], ["install", "-y", "--no-install-recommends", "redis-server"]):
        subprocess.run([apt, *QUIET, *command], env=environment, stdout=subprocess.DEVNULL, check=False)


if __name__ == "__main__":
    sys.exit(main())
