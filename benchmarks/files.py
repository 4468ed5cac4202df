"""Make the same transfer with several clients. Arguments: the name of a function in this script, the base URL, a path.

It runs in the environment of the client, so it imports nothing of this project. Each client makes a small transfer
first, so that its imports and connections are not counted.
"""

import asyncio
import gc
import json
import sys
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

SMALL = b"small"


def upload_path_ours(url: str, path: Path) -> None:
    """This SDK, from a path."""
    _ours(url, lambda assets: assets.upload(SMALL, file_name="small.bin"), lambda assets: assets.upload(path))


def upload_file_ours(url: str, path: Path) -> None:
    """This SDK, from a file object."""
    with path.open("rb") as stream:
        _ours(url, lambda assets: assets.upload(SMALL, file_name="small.bin"), lambda assets: assets.upload(stream))


def download_ours(url: str, path: Path) -> None:
    """This SDK, to a path."""
    _ours(url, lambda assets: assets.upload(SMALL, file_name="small.bin"), lambda assets: _fetch(assets, url, path))


def upload_path_ours_async(url: str, path: Path) -> None:
    """This SDK, asynchronous, from a path."""
    asyncio.run(_ours_async(url, lambda assets: assets.upload(path)))


def upload_file_ours_async(url: str, path: Path) -> None:
    """This SDK, asynchronous, from a file object."""
    with path.open("rb") as stream:
        asyncio.run(_ours_async(url, lambda assets: assets.upload(stream)))


def download_ours_async(url: str, path: Path) -> None:
    """This SDK, asynchronous, to a path."""
    asyncio.run(_ours_async(url, lambda assets: _fetch(assets, url, path)))


def upload_path_httpx(url: str, path: Path) -> None:
    """Bare httpx, which takes file objects only."""
    upload_file_httpx(url, path)


def upload_file_httpx(url: str, path: Path) -> None:
    """Bare httpx, from a file object."""
    import httpx

    with httpx.Client(base_url=url, timeout=60) as client, path.open("rb") as stream:
        client.post("/v3/assets", files={"asset[upload]": ("small.bin", SMALL)})
        _measure(lambda: client.post("/v3/assets", files={"asset[upload]": (path.name, stream)}))


def download_httpx(url: str, path: Path) -> None:
    """Bare httpx, streamed to a path."""
    import httpx

    with httpx.Client(base_url=url, timeout=60) as client:
        client.post("/v3/assets", files={"asset[upload]": ("small.bin", SMALL)})

        def download() -> None:
            with client.stream("GET", "/v3/assets/key/uid/large") as response, path.open("wb") as target:
                for chunk in response.iter_bytes():
                    target.write(chunk)

        _measure(download)


def upload_path_official(url: str, path: Path) -> None:
    """The official SDK, from a path."""
    small = path.with_suffix(".small")
    small.write_bytes(SMALL)
    stack = _official_stack(url)
    stack.assets().upload(str(small))
    _measure(lambda: stack.assets().upload(str(path)))


def upload_file_official(url: str, path: Path) -> None:
    """The official SDK, which takes paths only."""
    upload_path_official(url, path)


def download_official(url: str, path: Path) -> None:
    """The official SDK, which returns the whole content."""
    stack = _official_stack(url)
    stack.fetch()
    _measure(lambda: path.write_bytes(stack.assets("uid").download().content))


def _ours(url: str, warm_up: Callable[[Any], object], work: Callable[[Any], object]) -> None:
    from contentstack_cma import Client

    with Client(authtoken="token", base_url=url) as client:
        assets = client.stack("key").assets
        warm_up(assets)
        _measure(lambda: work(assets))


async def _ours_async(url: str, work: Callable[[Any], Awaitable[object]]) -> None:
    from contentstack_cma import AsyncClient

    async with AsyncClient(authtoken="token", base_url=url) as client:
        assets = client.stack("key").assets
        await assets.upload(SMALL, file_name="small.bin")
        before, start = _reset_peak(), time.perf_counter()
        await work(assets)
        _print(before, start)


def _fetch(assets: Any, url: str, path: Path) -> Any:
    from contentstack_cma.models import Asset

    asset = Asset(uid="uid", url=f"{url}/v3/assets/key/uid/large", filename="large.bin")
    return assets.download(asset, to=path)


def _official_stack(url: str) -> Any:
    from contentstack_management import Client  # type: ignore[import-not-found, unused-ignore]

    client = Client(host=url.removeprefix("http://"), scheme="http://", authtoken="token", timeout=60)
    return client.stack("key")


def _measure(work: Callable[[], object]) -> None:
    before, start = _reset_peak(), time.perf_counter()
    work()
    _print(before, start)


def _print(before: float, start: float) -> None:
    seconds = time.perf_counter() - start
    print(json.dumps({"extra": _peak() - before, "time": seconds}))


def _reset_peak() -> float:
    """Reset the peak of resident memory if the system can, and return the peak in megabytes."""
    gc.collect()
    clear = Path("/proc/self/clear_refs")
    if clear.exists():
        clear.write_text("5", encoding="ascii")
    return _peak()


def _peak() -> float:
    status = Path("/proc/self/status")
    if status.exists():
        (line,) = [line for line in status.read_text(encoding="ascii").splitlines() if line.startswith("VmHWM:")]
        return int(line.split()[1]) / 1024
    import resource

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024 / 1024


if __name__ == "__main__":
    globals()[sys.argv[1]](sys.argv[2], Path(sys.argv[3]))
