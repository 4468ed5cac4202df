"""Find the Redis server for the tests of the shared pace."""

import os
import shutil

VARIABLE = "REDIS_SERVER"
"""Environment variable with the path of a `redis-server`."""

LEFT_OUT = "NO_REDIS"
"""Leaves these tests out, if it is set to anything."""

MISSING = (
    "The tests of the shared pace need redis-server. Install it (on Debian: apt-get install redis-server), name one in "
    f"{VARIABLE}, or leave these tests out with {LEFT_OUT}=1."
)


def find_redis() -> str | None:
    """Return the program of a Redis server, or None."""
    return shutil.which(os.environ.get(VARIABLE, "redis-server"))
