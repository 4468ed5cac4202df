"""A refresh that outlives the call that started it: asyncio, trio, threads, Ctrl-C."""

import asyncio
import signal
import subprocess
import sys
import textwrap
from collections.abc import Awaitable, Callable, Iterator
from contextlib import suppress
from pathlib import Path
from threading import Thread
from typing import Any

import anyio
import pytest
import trio

from contentstack_cma import AsyncClient, Client, FileTokenStore, Login, OAuth, OAuthToken
from tests.wrapper.support.raw_server import RawServer, sync_serve
from tests.wrapper.support.sign_in_server import TIMEOUT, SignInServer, build_app

Scene = Callable[[AsyncClient], Awaitable[None]]


@pytest.fixture
def script() -> SignInServer:
    return SignInServer(holds=True)


@pytest.fixture
def server(script: SignInServer) -> Iterator[RawServer]:
    with sync_serve(script) as server:
        yield server


def release_soon(script: SignInServer, seconds: float = 0.3) -> None:
    """Let the server answer a little later."""
    from threading import Timer

    Timer(seconds, script.may_answer.set).start()


async def wait_until_asked(script: SignInServer) -> None:
    await anyio.to_thread.run_sync(script.is_asked.wait, TIMEOUT)
    release_soon(script)


def check(oauth: OAuth, script: SignInServer) -> None:
    """The rotated token is there, and works."""
    assert oauth.token is not None
    assert oauth.token.refresh_token == "r2"
    with Client(auth=oauth) as client:
        client.stack("key").environments.list()
    assert (script.refreshes, script.refused) == (1, 0)


async def list_environments(client: AsyncClient) -> None:
    await client.stack("key").environments.list()


def test_a_cancelled_task_of_asyncio(script: SignInServer, server: RawServer, tmp_path: Path) -> None:
    store = FileTokenStore(tmp_path / "token.json")
    oauth = build_app(server.url, store=store)

    async def main() -> None:
        async with AsyncClient(auth=oauth) as client:
            task = asyncio.create_task(list_environments(client))
            await wait_until_asked(script)
            task.cancel("enough")
            with pytest.raises(asyncio.CancelledError, match="enough"):
                await task
            assert task.cancelled()

    asyncio.run(main())
    check(oauth, script)
    kept = store.load()
    assert kept is not None
    assert kept.refresh_token == "r2"


def test_those_who_waited_get_the_token_and_can_be_cancelled_at_once(script: SignInServer, server: RawServer) -> None:
    oauth = build_app(server.url)

    async def main() -> None:
        async with AsyncClient(auth=oauth) as client:
            first = asyncio.create_task(list_environments(client))
            await anyio.to_thread.run_sync(script.is_asked.wait, TIMEOUT)
            waiting, impatient = (asyncio.create_task(list_environments(client)) for _ in range(2))
            await asyncio.sleep(0.05)
            impatient.cancel()
            with suppress(asyncio.CancelledError):
                await impatient
            assert not script.may_answer.is_set()
            release_soon(script)
            first.cancel()
            await waiting
            with pytest.raises(asyncio.CancelledError):
                await first

    asyncio.run(main())
    check(oauth, script)


def test_a_timeout_of_asyncio(script: SignInServer, server: RawServer) -> None:
    oauth = build_app(server.url)

    async def main() -> None:
        async with AsyncClient(auth=oauth) as client:
            release_soon(script, 0.6)
            with pytest.raises(TimeoutError):
                async with asyncio.timeout(0.3):
                    await list_environments(client)

    asyncio.run(main())
    check(oauth, script)


@pytest.mark.parametrize("backend", ["asyncio", "trio"])
def test_a_scope_that_is_cancelled(script: SignInServer, server: RawServer, backend: str) -> None:
    oauth = build_app(server.url)

    async def main() -> None:
        async with AsyncClient(auth=oauth) as client, anyio.create_task_group() as tasks:
            tasks.start_soon(list_environments, client)
            await wait_until_asked(script)
            tasks.cancel_scope.cancel()

    anyio.run(main, backend=backend)
    check(oauth, script)


def test_a_scope_of_trio_around_the_client(script: SignInServer, server: RawServer) -> None:
    oauth = build_app(server.url)

    async def main() -> None:
        with trio.move_on_after(0.3):
            async with AsyncClient(auth=oauth) as client:
                release_soon(script, 0.6)
                await list_environments(client)

    trio.run(main)
    check(oauth, script)


def test_a_program_that_cancels_all_tasks(script: SignInServer, server: RawServer) -> None:
    oauth = build_app(server.url)

    client = AsyncClient(auth=oauth)

    async def main() -> None:
        calls = [asyncio.create_task(list_environments(client)) for _ in range(3)]
        await wait_until_asked(script)
        for task in asyncio.all_tasks() - {asyncio.current_task()}:
            task.cancel()
            task.cancel()
        assert len(calls) == 3

    asyncio.run(main())
    asyncio.run(client.aclose())
    check(oauth, script)


@pytest.mark.parametrize("run", [asyncio.run, lambda main: trio.run(lambda: main)])
def test_the_end_of_the_loop_waits_for_a_refresh(
    script: SignInServer, server: RawServer, run: Callable[[Any], None]
) -> None:
    oauth = build_app(server.url)

    client = AsyncClient(auth=oauth, deadline=0.3)

    async def main() -> None:
        release_soon(script, 0.6)
        with pytest.raises(TimeoutError):
            await list_environments(client)

    run(main())
    asyncio.run(client.aclose())
    check(oauth, script)


@pytest.mark.parametrize("backend", ["asyncio", "trio"])
def test_a_cancelled_login_is_ended_too(script: SignInServer, server: RawServer, backend: str) -> None:
    async def main() -> None:
        async with AsyncClient(auth=Login("e", "right"), base_url=server.url) as client:
            async with anyio.create_task_group() as tasks:
                tasks.start_soon(list_environments, client)
                await wait_until_asked(script)
                tasks.cancel_scope.cancel()
            assert script.logouts == 0

    anyio.run(main, backend=backend)
    assert (script.logins, script.logouts, script.sessions) == (1, 1, set())


@pytest.mark.parametrize("backend", ["asyncio", "trio"])
def test_a_cancelled_block_signs_out(backend: str) -> None:
    script = SignInServer()

    async def main(url: str) -> None:
        with anyio.move_on_after(0.5):
            async with AsyncClient(auth=Login("e", "right"), base_url=url) as client:
                await list_environments(client)
                await anyio.sleep(60)

    with sync_serve(script) as server:
        anyio.run(main, server.url, backend=backend)
    assert (script.logins, script.logouts) == (1, 1)


PROGRAM = """
import signal
signal.signal(signal.SIGINT, signal.default_int_handler)  # the parent may ignore it, as in the background of a shell
from contentstack_cma import Client, FileTokenStore, OAuth
client = Client(auth=OAuth(
    app_id="a", client_id="c", redirect_uri="http://localhost:8184", base_url={url!r}, store=FileTokenStore({path!r})
), {options})
try:
    client.stack("key").environments.list()
except KeyboardInterrupt:
    print("interrupted")
except TimeoutError:
    print("late")
"""


def start_program(server: RawServer, path: Path, options: str) -> "subprocess.Popen[str]":
    FileTokenStore(path).save(OAuthToken("a1", "r1", 1.0))
    program = textwrap.dedent(PROGRAM).format(url=server.url, path=str(path), options=options)
    return subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, text=True)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows cannot interrupt another process like this")
def test_ctrl_c_during_a_refresh(script: SignInServer, server: RawServer, tmp_path: Path) -> None:
    path = tmp_path / "token.json"
    process = start_program(server, path, "")
    assert script.is_asked.wait(TIMEOUT)
    process.send_signal(signal.SIGINT)
    release_soon(script)
    assert process.communicate(timeout=TIMEOUT)[0] == "interrupted\n"
    kept = FileTokenStore(path).load()
    assert kept is not None
    assert kept.refresh_token == "r2"


def test_a_program_that_ends_at_its_deadline(script: SignInServer, server: RawServer, tmp_path: Path) -> None:
    path = tmp_path / "token.json"
    process = start_program(server, path, "deadline=0.3")
    assert script.is_asked.wait(TIMEOUT)
    release_soon(script, 0.6)
    assert process.communicate(timeout=TIMEOUT)[0] == "late\n"
    kept = FileTokenStore(path).load()
    assert kept is not None
    assert kept.refresh_token == "r2"


def test_closing_a_client_waits_for_a_refresh(script: SignInServer, server: RawServer) -> None:
    oauth = build_app(server.url)
    client = Client(auth=oauth, deadline=0.3)
    release_soon(script, 0.6)
    with pytest.raises(TimeoutError), client:
        client.stack("key").environments.list()
    check(oauth, script)


CLOSED_LOOP = """
import asyncio
from contentstack_cma import AsyncClient, FileTokenStore, Login, OAuth
url, path = {url!r}, {path!r}
client = AsyncClient(auth={auth}, base_url=url)
async def call():
    await client.stack("key").environments.list()
    print("called", flush=True)
loop = asyncio.new_event_loop()
task = loop.create_task(call())
async def wait():
    await asyncio.to_thread(input)
loop.run_until_complete(wait())
loop.close()
asyncio.run(call())
asyncio.run(client.aclose())
"""
AUTHS = {
    "login": 'Login("e", "right")',
    "refresh": 'OAuth(app_id="a", client_id="c", redirect_uri="http://localhost:8184", base_url=url, '
    "store=FileTokenStore(path))",
}


@pytest.mark.parametrize("kind", AUTHS)
def test_a_loop_that_is_closed_during_a_sign_in_blocks_nobody(
    script: SignInServer, server: RawServer, tmp_path: Path, kind: str
) -> None:
    """Nothing runs the attempt any more, so the next loop makes its own, and the token file is not locked."""
    path = tmp_path / "token.json"
    FileTokenStore(path).save(OAuthToken("a1", "r1", 1.0))
    program = CLOSED_LOOP.format(url=server.url, path=str(path), auth=AUTHS[kind])
    process = subprocess.Popen(
        [sys.executable, "-c", program],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,  # Python complains about the call that never ends
        text=True,
    )
    assert script.is_asked.wait(TIMEOUT)
    script.number = 1  # the server forgets the refresh whose response nobody received
    script.may_answer.set()
    try:
        assert process.communicate("\n", timeout=TIMEOUT)[0].splitlines()[-1:] == ["called"]
    finally:
        process.kill()


HASTY = """
import signal
signal.signal(signal.SIGINT, signal.default_int_handler)
from contentstack_cma import Client, Login
client = Client(auth=Login("e", "right"), base_url={url!r})
try:
    client.stack("key").environments.list()
except KeyboardInterrupt:
    print("interrupted")
"""


@pytest.mark.skipif(sys.platform == "win32", reason="Windows cannot interrupt another process like this")
def test_ctrl_c_ends_a_program_although_the_login_hangs(script: SignInServer, server: RawServer) -> None:
    process = subprocess.Popen([sys.executable, "-c", HASTY.format(url=server.url)], stdout=subprocess.PIPE, text=True)
    assert script.is_asked.wait(TIMEOUT)
    process.send_signal(signal.SIGINT)
    assert process.communicate(timeout=TIMEOUT)[0] == "interrupted\n"
    assert not script.may_answer.is_set()


def test_a_refresh_in_a_thread_serves_tasks(script: SignInServer, server: RawServer) -> None:
    oauth = build_app(server.url)
    sync_client = Client(auth=oauth)
    thread = Thread(target=sync_client.stack("key").environments.list)
    thread.start()

    async def main() -> None:
        async with AsyncClient(auth=oauth) as client:
            await wait_until_asked(script)
            await list_environments(client)

    asyncio.run(main())
    thread.join()
    sync_client.close()
    check(oauth, script)
