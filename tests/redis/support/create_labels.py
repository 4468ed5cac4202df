"""Create labels as one of several processes. Arguments: REDIS EMULATOR AUTHTOKEN API_KEY NAMES.

Prints a line when it is ready, starts when it reads one, and prints how many calls failed.
"""

import sys

from contentstack_cma import Client, ContentstackError, Pace


def main(redis: str, url: str, authtoken: str, api_key: str, names: str) -> None:
    failed = 0
    with Client(authtoken=authtoken, base_url=url, pace=Pace(shared=redis, name="four")) as client:
        labels = client.stack(api_key).labels
        sys.stdout.write("ready\n")
        sys.stdout.flush()
        sys.stdin.readline()
        for name in names.split(","):
            try:
                labels.create({"name": name})
            except ContentstackError:
                failed += 1
    sys.stdout.write(f"{failed}\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
