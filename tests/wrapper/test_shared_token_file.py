"""One token file for several processes, threads, tasks and `OAuth` objects; and files that are no token."""

import asyncio
import json
import multiprocessing
import os
import stat
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from multiprocessing.synchronize import Barrier
from pathlib import Path
from threading import Lock
from time import time

import filelock
import pytest

from contentstack_cma import (
    AsyncClient,
    AuthenticationError,
    Client,
    ContentstackError,
    DeadlineExceededError,
    FileTokenStore,
    KeyringTokenStore,
    OAuth,
    OAuthError,
    OAuthToken,
    TokenStoreError,
)
from contentstack_cma_emulator import Emulator
from tests.wrapper.support.raw_server import sync_serve
from tests.wrapper.support.sign_in_server import SignInServer, build_app, build_expired_token

PROCESSES = 8
WAIT = 60.0


def build_stored(emulator: Emulator, path: Path) -> OAuth:
    """The app of the emulator, with the token in a file."""
    app = emulator.oauth
    return OAuth(
        app_id=app.app_id,
        client_id=app.client_id,
        redirect_uri=app.redirect_uri,
        base_url=emulator.url,
        store=FileTokenStore(path),
    )


def store_expired(emulator: Emulator, path: Path) -> None:
    """A token of the emulator in a file, which has to be refreshed."""
    tokens = emulator.grant_oauth()
    FileTokenStore(path).save(OAuthToken(tokens.access_token, tokens.refresh_token, time() - 1))
    emulator.forget_requests()


def count_refreshes(emulator: Emulator) -> list[int]:
    """The statuses of the refreshes."""
    return [request.status for request in emulator.requests if request.path == "/token"]


PROGRAM = """
import sys
from contentstack_cma import Client, FileTokenStore, OAuth
app_id, client_id, redirect_uri, url, path = sys.argv[1:]
store = FileTokenStore(path)
oauth = OAuth(app_id=app_id, client_id=client_id, redirect_uri=redirect_uri, base_url=url, store=store)
with Client(auth=oauth) as client:
    print(oauth.token.is_fresh(0), flush=True)
    sys.stdin.readline()
    client.users.get_current()
"""


def test_processes_refresh_once(emulator: Emulator, tmp_path: Path) -> None:
    path = tmp_path / "token.json"
    store_expired(emulator, path)
    app = emulator.oauth
    command = [sys.executable, "-c", PROGRAM, app.app_id, app.client_id, app.redirect_uri, emulator.url, str(path)]
    started = [
        subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) for _ in range(PROCESSES)
    ]
    for process in started:
        assert process.stdout is not None
        process.stdout.readline()
    for process in started:
        assert process.stdin is not None
        process.stdin.write("\n")
        process.stdin.flush()
    for process in started:
        process.communicate(timeout=WAIT)
    assert [process.returncode for process in started] == [0] * PROCESSES
    assert count_refreshes(emulator) == [200]


def call_once(oauth: OAuth, barrier: Barrier) -> None:
    """What a forked process does: one call, together with the others."""
    with Client(auth=oauth) as client:
        barrier.wait(WAIT)
        client.users.get_current()


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
def test_forks_refresh_once(emulator: Emulator, tmp_path: Path) -> None:
    path = tmp_path / "token.json"
    store_expired(emulator, path)
    oauth = build_stored(emulator, path)
    assert oauth.token is not None
    context = multiprocessing.get_context("fork")
    barrier = context.Barrier(PROCESSES)
    started = [context.Process(target=call_once, args=(oauth, barrier)) for _ in range(PROCESSES)]
    for process in started:
        process.start()
    for process in started:
        process.join(WAIT)
    assert [process.exitcode for process in started] == [0] * PROCESSES
    assert count_refreshes(emulator) == [200]


def test_objects_of_one_process_refresh_once(emulator: Emulator, tmp_path: Path) -> None:
    path = tmp_path / "token.json"
    store_expired(emulator, path)

    def call(_: int) -> None:
        with Client(auth=build_stored(emulator, path)) as client:
            client.users.get_current()

    async def acall() -> None:
        async with AsyncClient(auth=build_stored(emulator, path)) as client:
            await client.users.get_current()

    async def main() -> None:
        await asyncio.gather(*(acall() for _ in range(8)))

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(call, range(8)))
    assert count_refreshes(emulator) == [200]
    store_expired(emulator, path)
    asyncio.run(main())
    assert count_refreshes(emulator) == [200]


def test_a_token_that_another_process_stored_after_a_refusal_is_used(emulator: Emulator, tmp_path: Path) -> None:
    path = tmp_path / "token.json"
    store_expired(emulator, path)
    oauth = build_stored(emulator, path)
    assert oauth.token is not None
    fresh = emulator.grant_oauth()
    with Client(auth=oauth) as client:
        FileTokenStore(path).save(OAuthToken("a0", "r0", 1.0))
        with pytest.raises(AuthenticationError):
            client.users.get_current()
        with pytest.raises(AuthenticationError):
            client.users.get_current()
        assert count_refreshes(emulator) == [400]
        FileTokenStore(path).save(OAuthToken(fresh.access_token, fresh.refresh_token, time() + 3600))
        client.users.get_current()
    assert count_refreshes(emulator) == [400]


def test_the_file_is_read_again_after_a_refusal(tmp_path: Path) -> None:
    path = tmp_path / "token.json"
    store = FileTokenStore(path)
    store.save(OAuthToken("a0", "r0", 1.0))

    class Script(SignInServer):
        def _refresh(self, request: object) -> tuple[int, dict[str, str], bytes]:
            store.save(OAuthToken("a1", "r1", time() + 3600))
            return 400, {}, b'{"message":["invalid refresh_token"]}'

    with sync_serve(Script()) as server, Client(auth=build_app(server.url, token=None, store=store)) as client:
        client.stack("key").environments.list()


def test_waiting_for_the_lock_blocks_no_loop_and_keeps_the_deadline(tmp_path: Path) -> None:
    path = tmp_path / "token.json"
    FileTokenStore(path).save(build_expired_token())

    async def main(url: str) -> None:
        oauth = build_app(url, token=None, store=FileTokenStore(path))
        async with AsyncClient(auth=oauth) as client:
            stack = client.with_options(deadline=0.3).stack("key")
            with filelock.FileLock(f"{path}.lock"):
                call = asyncio.create_task(list_environments(client))
                with pytest.raises(DeadlineExceededError):
                    await stack.environments.list()
                assert not call.done()
            await call

    script = SignInServer()
    with sync_serve(script) as server:
        asyncio.run(main(server.url))
    assert script.refreshes == 1


async def list_environments(client: AsyncClient) -> None:
    await client.stack("key").environments.list()


class Memory:
    """A store with a lock of its own."""

    def __init__(self) -> None:
        self.token: OAuthToken | None = build_expired_token()
        self.held = Lock()
        self.was_locked: list[bool] = []

    def load(self) -> OAuthToken | None:
        return self.token

    def save(self, token: OAuthToken) -> None:
        self.was_locked.append(self.held.locked())
        self.token = token

    def clear(self) -> None:
        self.token = None

    def lock(self) -> Lock:
        return self.held


def test_a_store_may_have_a_lock() -> None:
    store = Memory()
    script = SignInServer()
    with sync_serve(script) as server:
        for _ in range(2):
            with Client(auth=build_app(server.url, token=None, store=store)) as client:
                client.stack("key").environments.list()
    assert (script.refreshes, store.was_locked, store.held.locked()) == (1, [True], False)


def test_a_failed_refresh_releases_the_lock() -> None:
    store = Memory()
    store.token = OAuthToken("a0", "r0", 1.0)
    with (
        sync_serve(SignInServer()) as server,
        Client(auth=build_app(server.url, token=None, store=store)) as client,
        pytest.raises(AuthenticationError),
    ):
        client.stack("key").environments.list()
    assert not store.held.locked()


def test_a_file_that_cannot_be_written_does_not_cost_the_token(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = FileTokenStore(tmp_path / "token.json")
    store.save(build_expired_token())

    def fail(_: FileTokenStore, __: OAuthToken) -> None:
        raise TokenStoreError("disk full")

    script = SignInServer()
    with sync_serve(script) as server, Client(auth=build_app(server.url, token=None, store=store)) as client:
        with monkeypatch.context() as patch:
            patch.setattr(FileTokenStore, "save", fail)
            with pytest.raises(TokenStoreError, match="disk full"):
                client.stack("key").environments.list()
        client.stack("key").environments.list()
    assert (script.refreshes, script.refused) == (1, 0)


def test_a_folder_that_cannot_be_locked_sends_nothing(tmp_path: Path) -> None:
    store = FileTokenStore(tmp_path / "missing" / "token.json")
    script = SignInServer()
    with (
        sync_serve(script) as server,
        Client(auth=build_app(server.url, store=store)) as client,
        pytest.raises(TokenStoreError, match=r"missing does not exist; create it"),
    ):
        client.stack("key").environments.list()
    assert script.refreshes == 0


CORRUPT = {
    "empty": b"",
    "truncated": b'{"access_token": "hunter2',
    "binary": bytes(range(256)),
    "list": b"[]",
    "nothing": b"{}",
    "nested": b"[" * 100_000,
    "number": b'{"access_token": 1}',
    "refresh": b'{"access_token": "hunter2", "refresh_token": 1}',
    "nan": b'{"access_token": "hunter2", "expires_at": NaN}',
    "infinite": b'{"access_token": "hunter2", "expires_at": Infinity}',
    "huge": b'{"access_token": "hunter2", "expires_at": 1' + b"0" * 400 + b"}",
    "bool": b'{"access_token": "hunter2", "expires_at": true}',
    "text": b'{"access_token": "hunter2", "expires_at": "soon"}',
    "region": b'{"access_token": "hunter2", "region": ["EU"]}',
    "line break": b'{"access_token": "hunter2\\n"}',
    "unicode": '{"access_token": "hünter2"}'.encode(),
    "blank": b'{"access_token": "hunter2", "refresh_token": "a b"}',
    "none": b'{"access_token": ""}',
}


@pytest.mark.parametrize("content", CORRUPT.values(), ids=CORRUPT)
def test_a_file_without_a_token_is_set_aside(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "token.json"
    path.write_bytes(content)
    oauth = build_app("http://127.0.0.1:1", token=None, store=FileTokenStore(path))
    with Client(auth=oauth) as client:
        with pytest.raises(TokenStoreError) as caught:
            client.stack("key").environments.list()
        (aside,) = tmp_path.glob("token.json.corrupt-*")
        with pytest.raises(OAuthError, match="nobody has signed in"):
            client.stack("key").environments.list()
    assert aside.read_bytes() == content
    assert not path.exists()
    assert str(path) in str(caught.value)
    assert str(aside) in str(caught.value)
    assert "sign in again" in str(caught.value)
    assert "hunter2" not in str(caught.value)
    assert isinstance(caught.value, ContentstackError)


def test_several_corrupt_files_are_kept(tmp_path: Path) -> None:
    store = FileTokenStore(tmp_path / "token.json")
    for number in range(3):
        (tmp_path / "token.json").write_text(f"corrupt {number}")
        with pytest.raises(TokenStoreError):
            store.load()
    kept = sorted(path.read_text() for path in tmp_path.iterdir())
    assert kept == ["corrupt 0", "corrupt 1", "corrupt 2"]


def test_a_folder_is_not_moved(tmp_path: Path) -> None:
    store = FileTokenStore(tmp_path)
    for use in (store.load, lambda: store.save(OAuthToken("a")), store.clear):
        with pytest.raises(TokenStoreError, match=r"it is a folder; pass the path of a file|cannot delete"):
            use()
    assert tmp_path.is_dir()


@pytest.mark.skipif(sys.platform == "win32", reason="modes of POSIX")
def test_a_file_that_may_not_be_read_stays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "token.json"
    path.write_text("{}")

    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr(Path, "open", refuse)
    with pytest.raises(TokenStoreError, match=r"cannot read the token file .*token.json: Permission denied"):
        FileTokenStore(path).load()
    assert path.exists()


@pytest.mark.skipif(sys.platform == "win32", reason="modes of POSIX")
def test_files_are_for_their_owner_only(tmp_path: Path) -> None:
    path = tmp_path / "token.json"
    path.write_text(json.dumps(build_expired_token().to_dict()))
    path.chmod(0o644)
    before = os.umask(0)
    try:
        with (
            sync_serve(SignInServer()) as server,
            Client(auth=build_app(server.url, token=None, store=FileTokenStore(path))) as client,
        ):
            client.stack("key").environments.list()
    finally:
        os.umask(before)
    modes = {found.name: stat.S_IMODE(found.stat().st_mode) for found in tmp_path.iterdir()}
    assert modes == {"token.json": 0o600, "token.json.lock": 0o600}


@pytest.mark.skipif(sys.platform == "win32", reason="links need rights there")
def test_a_link_stays_a_link(tmp_path: Path) -> None:
    target, link, other = tmp_path / "real" / "token.json", tmp_path / "link.json", tmp_path / "other.json"
    target.parent.mkdir()
    link.symlink_to(target)
    other.symlink_to(link)
    FileTokenStore(link).save(OAuthToken("first"))
    assert FileTokenStore(other).load() == OAuthToken("first")
    FileTokenStore(other).save(OAuthToken("second"))
    assert FileTokenStore(target).load() == OAuthToken("second")
    assert link.is_symlink()
    assert other.is_symlink()
    target.write_text("corrupt")
    with pytest.raises(TokenStoreError, match=r"real/token.json.corrupt-"):
        FileTokenStore(link).load()
    assert link.is_symlink()


@pytest.mark.skipif(sys.platform == "win32", reason="links need rights there")
def test_a_link_to_itself(tmp_path: Path) -> None:
    link = tmp_path / "token.json"
    link.symlink_to(link)
    store = FileTokenStore(link)
    for use in (store.load, lambda: store.save(OAuthToken("a")), store.lock):
        with pytest.raises(TokenStoreError, match=r"token\.json"):
            use()


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs pipes")
@pytest.mark.parametrize("is_linked", [False, True])
def test_a_pipe_is_neither_read_nor_replaced(tmp_path: Path, *, is_linked: bool) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    path = tmp_path / "token.json" if is_linked else pipe
    if is_linked:
        path.symlink_to(pipe)
    store = FileTokenStore(path)
    for use in (store.load, lambda: store.save(OAuthToken("a"))):
        with pytest.raises(TokenStoreError, match="is a pipe, a device or a socket; pass the path of a file"):
            use()
    assert stat.S_ISFIFO(pipe.stat().st_mode)
    assert {found.name for found in tmp_path.iterdir()} == {path.name, "pipe"}


@pytest.mark.skipif(not hasattr(os, "openpty"), reason="needs devices")
def test_a_device_is_neither_read_nor_replaced(monkeypatch: pytest.MonkeyPatch) -> None:
    """A device without a token in it must not be renamed like a corrupt file. Renaming is forbidden here."""
    renamed: list[Path] = []
    for method in ("rename", "replace"):
        monkeypatch.setattr(Path, method, lambda self, target: renamed.extend((self, target)))
    ends = os.openpty()
    store = FileTokenStore(os.ttyname(ends[1]))
    os.write(ends[0], b"x\n")
    for use in (store.load, lambda: store.save(OAuthToken("a"))):
        with pytest.raises(TokenStoreError, match="is a pipe, a device or a socket"):
            use()
    assert renamed == []
    for end in ends:
        os.close(end)


def test_items_of_the_keyring_have_locks_of_their_own() -> None:
    first, same, second = (KeyringTokenStore(name).lock() for name in ("app", "app", "other"))
    assert first.acquire(blocking=False)
    try:
        assert not same.acquire(blocking=False)
        assert second.acquire(blocking=False)
        second.release()
    finally:
        first.release()
    assert same.acquire(blocking=False)
    same.release()
