"""Create labels as one of several processes. Arguments: REDIS EMULATOR AUTHTOKEN API_KEY NAMES.

Prints a line when it is ready, and starts when it reads one. Then prints how many calls failed, and how many seconds
the calls waited.
"""

import sys
from time import sleep
from unittest.mock import patch

from contentstack_cma import Client, ContentstackError, Pace


def main(redis: str, url: str, authtoken: str, api_key: str, names: str) -> None:
    failed = 0
    waits: list[float] = []

    def wait(seconds: float) -> None:
        waits.append(seconds)
        sleep(seconds)

    pace = Pace(shared=redis, name="four")
    with (
        patch("contentstack_cma.sending._sync.transport.sleep", wait),
        Client(authtoken=authtoken, base_url=url, pace=pace) as client,
    ):
        labels = client.stack(api_key).labels
        sys.stdout.write("ready\n")
        sys.stdout.flush()
        sys.stdin.readline()
        for name in names.split(","):
            try:
                labels.create({"name": name})
            except ContentstackError:
                failed += 1
    sys.stdout.write(f"{failed} {sum(waits)}\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
