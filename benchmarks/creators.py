"""Create entries with one of several clients.

It runs in the environment of the client, so it imports nothing of this project. It reads its options as a line of JSON,
prints a line when it is ready, starts when it reads another line, and prints the figures as JSON.

Options: `client` (`ours`, `httpx` or `official`), `url`, `headers`, `content_type`, `titles`, `mode` (`threads:8`,
`tasks:20`, or `run` and `async-run` for one call of `create_many`), `sleep` (seconds after each call), `pace` (`default`, `off`, or the arguments of `Pace`), `timeout`.
"""

import asyncio
import json
import sys
import threading
import time
from collections import Counter
from collections.abc import Awaitable, Callable, Iterator
from typing import Any

Options = dict[str, Any]

SUCCESS = "success"
FAILED = "failed"


class Titles:
    """Titles to create, shared by threads or tasks, with the outcome of each."""

    def __init__(self, titles: list[str]) -> None:
        self._left: Iterator[str] = iter(titles)
        self._lock = threading.Lock()
        self.outcomes: dict[str, str] = {}
        self.errors: Counter[str] = Counter()

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        """Return the next title."""
        with self._lock:
            return next(self._left)

    def end(self, outcome: Any) -> None:
        """Record the outcome of an item of a run."""
        if outcome.error is None:
            self.outcomes[outcome.key] = SUCCESS
        else:
            self.fail(outcome.key, outcome.error)

    def fail(self, title: str, error: Exception) -> None:
        """Record an exception. Those of this SDK have the outcome of the call."""
        outcome = getattr(error, "outcome", FAILED)
        self.outcomes[title] = str(getattr(outcome, "value", outcome))
        status = getattr(error, "status", "")
        self.errors[f"{type(error).__name__} {status} {self.outcomes[title]}".replace("  ", " ")] += 1


def create_with_ours(options: Options, titles: Titles) -> float:
    """Create with this SDK."""
    kind, _, count = options["mode"].partition(":")
    if kind == "tasks":
        return asyncio.run(_create_with_tasks(options, titles, int(count)))
    if kind == "async-run":
        return asyncio.run(_create_in_async_run(options, titles))
    from contentstack_cma import Client

    with Client(**_client_options(options)) as client:
        entries = client.stack(options["headers"]["api_key"]).entries(options["content_type"])
        if kind == "run":
            return _create_in_run(entries, titles)
        return _run_threads(options, titles, lambda title: entries.create({"title": title}))


def _create_in_run(entries: Any, titles: Titles) -> float:
    _wait_for_start()
    started = time.perf_counter()
    for outcome in entries.create_many({"title": title} for title in titles):
        titles.end(outcome)
    return time.perf_counter() - started


async def _create_in_async_run(options: Options, titles: Titles) -> float:
    from contentstack_cma import AsyncClient

    async with AsyncClient(**_client_options(options)) as client:
        entries = client.stack(options["headers"]["api_key"]).entries(options["content_type"])
        _wait_for_start()
        started = time.perf_counter()
        async for outcome in entries.create_many({"title": title} for title in titles):
            titles.end(outcome)
        return time.perf_counter() - started


async def _create_with_tasks(options: Options, titles: Titles, count: int) -> float:
    from contentstack_cma import AsyncClient

    async with AsyncClient(**_client_options(options)) as client:
        entries = client.stack(options["headers"]["api_key"]).entries(options["content_type"])

        async def create(title: str) -> object:
            return await entries.create({"title": title})

        _wait_for_start()
        started = time.perf_counter()
        await asyncio.gather(*(_work_as_task(options, titles, create) for _ in range(count)))
        return time.perf_counter() - started


async def _work_as_task(options: Options, titles: Titles, create: Callable[[str], Awaitable[object]]) -> None:
    for title in titles:
        try:
            await create(title)
        except Exception as error:  # noqa: BLE001 -- every failure is counted
            titles.fail(title, error)
        else:
            titles.outcomes[title] = SUCCESS
        if options["sleep"]:
            await asyncio.sleep(options["sleep"])


def _client_options(options: Options) -> Options:
    arguments: Options = {"authtoken": options["headers"]["authtoken"], "base_url": options["url"]}
    if options.get("timeout"):
        arguments["timeout"] = options["timeout"]
    if options["pace"] == "off":
        arguments["pace"] = None
    elif options["pace"] != "default":
        import contentstack_cma

        arguments["pace"] = contentstack_cma.Pace(**options["pace"])  # type: ignore[attr-defined, unused-ignore]
    return arguments


def create_with_httpx(options: Options, titles: Titles) -> float:
    """Create with bare httpx."""
    import httpx

    with httpx.Client(base_url=options["url"], headers=options["headers"]) as client:
        path = f"/v3/content_types/{options['content_type']}/entries"
        return _run_threads(
            options, titles, lambda title: client.post(path, json={"entry": {"title": title}}).raise_for_status()
        )


def create_with_official(options: Options, titles: Titles) -> float:
    """Create with the official SDK."""
    from contentstack_management import Client  # type: ignore[import-not-found, unused-ignore]

    host = options["url"].removeprefix("http://")
    client = Client(host=host, scheme="http://", authtoken=options["headers"]["authtoken"])
    content_type = client.stack(options["headers"]["api_key"]).content_types(options["content_type"])
    return _run_threads(
        options, titles, lambda title: content_type.entry().create({"entry": {"title": title}}).raise_for_status()
    )


def _run_threads(options: Options, titles: Titles, create: Callable[[str], object]) -> float:
    count = int(options["mode"].partition(":")[2])
    threads = [threading.Thread(target=_work_as_thread, args=(options, titles, create)) for _ in range(count)]
    _wait_for_start()
    started = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return time.perf_counter() - started


def _work_as_thread(options: Options, titles: Titles, create: Callable[[str], object]) -> None:
    for title in titles:
        try:
            create(title)
        except Exception as error:  # noqa: BLE001 -- every failure is counted
            titles.fail(title, error)
        else:
            titles.outcomes[title] = SUCCESS
        if options["sleep"]:
            time.sleep(options["sleep"])


def _wait_for_start() -> None:
    print("ready", flush=True)
    if not sys.stdin.readline():
        raise SystemExit("stdin was closed before the start")


def main(options: Options) -> None:
    """Create the entries and print the figures."""
    titles = Titles(options["titles"])
    cpu = time.process_time()
    seconds = globals()[f"create_with_{options['client']}"](options, titles)
    measured = {
        "seconds": seconds,
        "cpu": time.process_time() - cpu,
        "outcomes": titles.outcomes,
        "errors": titles.errors,
    }
    print(json.dumps(measured), flush=True)


if __name__ == "__main__":
    main(json.loads(sys.stdin.readline()))
