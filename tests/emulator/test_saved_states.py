"""Saved states: files, snapshots and forks."""

import errno
import json
import os
import sqlite3
import stat
import subprocess
import sys
import threading
import zipfile
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import httpx
import pytest

from contentstack_cma_emulator import Emulator, StateError
from tests.emulator.support.http_clients import WORK_DELAY, connect

ENTRIES = "/v3/content_types/blog_post/entries"


def titles(client: httpx.Client) -> list[str]:
    return sorted(entry["title"] for entry in client.get(ENTRIES).raise_for_status().json()["entries"])


def create(client: httpx.Client, title: str) -> str:
    return str(client.post(ENTRIES, json={"entry": {"title": title}}).raise_for_status().json()["entry"]["uid"])


def upload(client: httpx.Client, content: bytes) -> dict[str, Any]:
    files = {"asset[upload]": ("photo.txt", content, "text/plain")}
    asset: dict[str, Any] = client.post("/v3/assets", files=files).raise_for_status().json()["asset"]
    return asset


def sign_in(emulator: Emulator) -> httpx.Client:
    return connect(emulator, authtoken=emulator.authtoken, api_key=emulator.stack.api_key)


@pytest.fixture
def control(emulator: Emulator) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=f"{emulator.url}/__emulator__/") as client:
        yield client


@pytest.fixture(scope="module")
def state_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A state with an entry and an asset."""
    path = tmp_path_factory.mktemp("states") / "test.state"
    with Emulator() as emulator, sign_in(emulator) as client:
        create(client, "Kept")
        upload(client, b"a photo of sorts")
        emulator.save(path)
    return path


def test_a_state_is_saved_and_loaded(still: Emulator, still_stack: httpx.Client, tmp_path: Path) -> None:
    path = tmp_path / "a.state"
    create(still_stack, "Kept")
    asset = upload(still_stack, b"kept")
    session = {"user": {"email": still.email, "password": still.password}}
    token = still_stack.post("/v3/user-session", json=session).json()["user"]["authtoken"]
    still_stack.post("/v3/assets/publish", json={})
    still.clock.advance(3600)
    before = still.clock.now()
    still.save(path)
    create(still_stack, "Gone")
    still_stack.delete(f"/v3/assets/{asset['uid']}").raise_for_status()
    still_stack.delete("/v3/user-session", headers={"authtoken": token}).raise_for_status()
    still.clock.advance(100)
    still.load(path)
    assert titles(still_stack) == ["Kept"]
    assert still_stack.get(asset["url"]).content == b"kept"
    assert still_stack.get("/v3/user", headers={"authtoken": token}).status_code == 200
    assert (still.clock.now(), still.clock.speed) == (before, 0)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [each.name for each in tmp_path.iterdir()] == ["a.state"]


def test_background_work_belongs_to_the_state(still: Emulator, still_stack: httpx.Client, tmp_path: Path) -> None:
    uid = create(still_stack, "Published")
    order = {"entry": {"environments": ["production"], "locales": ["en-us"]}, "locale": "en-us"}
    still_stack.post(f"{ENTRIES}/{uid}/publish", json=order).raise_for_status()
    still.save(tmp_path / "a.state")
    still.reset()
    with Emulator(state=tmp_path / "a.state") as other, sign_in(other) as client:
        path = f"{ENTRIES}/{uid}?include_publish_details=true"
        assert client.get(path).json()["entry"]["publish_details"] == []
        other.clock.advance(WORK_DELAY)
        assert len(client.get(path).json()["entry"]["publish_details"]) == 1
        other.reset()
        assert client.get(path).json()["entry"]["uid"] == uid


def test_an_emulator_begins_with_a_state_file(state_file: Path, tmp_path: Path) -> None:
    with Emulator(state=state_file, data=tmp_path / "data") as first, sign_in(first) as client:
        create(client, "Later")
        asset = client.get("/v3/assets").json()["assets"][0]
        assert client.get(asset["url"]).content == b"a photo of sorts"
        credentials = first.credentials() | {"base_url": ""}
    with Emulator(state=state_file, data=tmp_path / "data") as second, sign_in(second) as client:
        assert titles(client) == ["Kept", "Later"]
        second.reset()
        assert titles(client) == ["Kept"]
        theirs = second.credentials() | {"base_url": ""}
    strip = ("oauth", "base_url")
    assert {k: v for k, v in credentials.items() if k not in strip} == {
        k: v for k, v in theirs.items() if k not in strip
    }


def test_a_fork_goes_its_own_way(emulator: Emulator, stack: httpx.Client) -> None:
    emulator.reset()
    create(stack, "Before")
    with emulator.fork() as fork, sign_in(fork) as client:
        assert (fork.authtoken, fork.stack) == (emulator.authtoken, emulator.stack)
        assert fork.url != emulator.url
        assert emulator.forks == [fork]
        create(client, "In the fork")
        create(stack, "In the parent")
        assert titles(client) == ["Before", "In the fork"]
        assert titles(stack) == ["Before", "In the parent"]
        fork.reset()
        assert titles(client) == ["Before"]
    assert emulator.forks == []
    assert not fork.is_running


def test_forks_end_with_their_parent() -> None:
    with Emulator() as parent:
        fork = parent.fork()
        again = fork.fork()
        url = again.url
    assert not fork.is_running
    assert not again.is_running
    with pytest.raises(httpx.ConnectError):
        httpx.get(url)


def test_snapshots_by_the_control_api(emulator: Emulator, control: httpx.Client, stack: httpx.Client) -> None:
    emulator.reset()
    assert control.get("snapshots").json() == {"snapshots": []}
    create(stack, "One")
    assert control.post("save", json={"name": "one"}).json() == {"snapshots": ["one"]}
    create(stack, "Two")
    assert control.post("save", json={"name": "two"}).json() == {"snapshots": ["one", "two"]}
    assert control.post("load", json={"name": "one"}).status_code == 200
    assert titles(stack) == ["One"]
    assert control.post("load", json={"name": "two"}).status_code == 200
    assert titles(stack) == ["One", "Two"]
    assert control.delete("snapshots", params={"name": "one"}).json() == {"snapshots": ["two"]}
    assert control.post("load", json={"name": "one"}).status_code == 404
    assert control.delete("snapshots", params={"name": "one"}).status_code == 404
    assert control.delete("snapshots").json() == {"snapshots": []}
    emulator.reset()


@pytest.mark.parametrize("body", [{}, {"name": ""}, {"name": 5}, {"name": "a", "more": 1}, {"name": "x" * 101}])
@pytest.mark.parametrize("call", ["save", "load"])
def test_names_that_are_none(control: httpx.Client, call: str, body: dict[str, Any]) -> None:
    response = control.post(call, json=body)
    assert response.status_code == 422
    assert response.json()["errors"]


def test_a_state_file_by_the_control_api(emulator: Emulator, control: httpx.Client, stack: httpx.Client) -> None:
    emulator.reset()
    create(stack, "In the file")
    file = control.get("state-file")
    assert file.headers["content-disposition"] == 'attachment; filename="emulator.state"'
    create(stack, "After it")
    assert control.put("state-file", content=file.content).status_code == 200
    assert titles(stack) == ["In the file"]
    response = control.put("state-file", content=file.content[:-100])
    assert response.status_code == 422
    assert response.json()["errors"]
    assert titles(stack) == ["In the file"]
    assert control.post("state-file").status_code == 405


def test_forks_by_the_control_api(emulator: Emulator, control: httpx.Client, stack: httpx.Client) -> None:
    url = control.post("fork").json()["url"]
    assert control.get("forks").json() == {"forks": [url]}
    headers = {name: stack.headers[name] for name in ("authtoken", "api_key")}
    assert httpx.get(f"{url}/v3/stacks", headers=headers).status_code == 200
    assert control.delete("forks").json() == {"forks": []}
    with pytest.raises(httpx.ConnectError):
        httpx.get(url)
    assert emulator.forks == []


def copy_changed(source: Path, target: Path, change: Callable[[dict[str, bytes]], object], **options: Any) -> Path:
    """Write a copy of a state file with other members."""
    with zipfile.ZipFile(source) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    change(members)
    with zipfile.ZipFile(target, "w", **options) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return target


def header(**changes: Any) -> Callable[[dict[str, bytes]], object]:
    def change(members: dict[str, bytes]) -> None:
        members["state.json"] = json.dumps(json.loads(members["state.json"]) | changes).encode()

    return change


def database(statement: str) -> Callable[[dict[str, bytes]], object]:
    def change(members: dict[str, bytes]) -> None:
        with closing(sqlite3.connect(":memory:")) as connection:
            connection.deserialize(members["state.db"])
            connection.execute(statement)
            connection.commit()
            members["state.db"] = connection.serialize()

    return change


def asset_name(members: dict[str, bytes]) -> str:
    return next(name for name in members if name.startswith("assets/"))


BROKEN: dict[str, tuple[Callable[[dict[str, bytes]], object], str]] = {
    "another version": (header(version=2), "state.json.version: must be 1, not 2"),
    "another format": (header(format="x"), "state.json: does not have the format"),
    "a clock that is none": (header(clock={"now": "x", "ahead": 0, "speed": 1}), "state.json.clock"),
    "a clock without end": (header(clock={"now": "2026-01-01T00:00:00Z", "ahead": 1e300, "speed": 1}), "clock"),
    "a clock at the end of time": (
        header(clock={"now": "9999-12-31T23:59:59-14:00", "ahead": 0, "speed": 0}),
        "state.json.clock",
    ),
    "a stack that is none": (database("UPDATE documents SET body = '{}' WHERE kind = 'stack'"), "without api_key"),
    "an account that is none": (
        database("UPDATE documents SET body = '{}' WHERE kind = 'demo' AND uid = 'account'"),
        "contains a demo 'account' without user_uid",
    ),
    "no JSON": (lambda members: members.update({"state.json": b"{"}), "state.json: is not valid JSON"),
    "no header": (lambda members: members.pop("state.json"), "it has no state.json"),
    "no database": (lambda members: members.pop("state.db"), "it has no state.db"),
    "a database that is none": (lambda members: members.update({"state.db": b"x" * 5000}), "state.db"),
    "an empty database": (lambda members: members.update({"state.db": b""}), "state.db"),
    "half a database": (lambda members: members.update({"state.db": members["state.db"][:20000]}), "state.db"),
    "a file that leads out": (
        lambda members: members.update({"assets/../../x/y": b""}),
        "assets/../../x/y: is not a valid file name",
    ),
    "an absolute path": (lambda members: members.update({"/etc/x": b""}), "/etc/x: is not a valid file name"),
    "a missing file": (lambda members: members.pop(asset_name(members)), "is missing"),
}


@pytest.mark.parametrize("fault", BROKEN)
def test_a_file_that_cannot_be_used_changes_nothing(
    state_file: Path, tmp_path: Path, emulator: Emulator, fault: str
) -> None:
    change, place = BROKEN[fault]
    path = copy_changed(state_file, tmp_path / "broken.state", change)
    before = emulator.stack
    with pytest.raises(StateError) as raised:
        emulator.load(path)
    assert str(raised.value).startswith(f"{path}: ")
    assert place in str(raised.value)
    assert emulator.stack == before


def test_a_directory_that_points_outside_the_file(state_file: Path, tmp_path: Path, emulator: Emulator) -> None:
    content = state_file.read_bytes()
    broken = bytearray(content)
    broken[content.index(b"PK\5\6") + 12] ^= 0xFF
    path = tmp_path / "broken.state"
    for size in range(13, 20):
        broken[content.index(b"PK\5\6") + size] ^= 0xFF
        path.write_bytes(broken)
        with pytest.raises(StateError):
            emulator.load(path)


def test_no_emulator_begins_with_a_broken_file(tmp_path: Path) -> None:
    path = tmp_path / "broken.state"
    path.write_bytes(b"no state")
    with pytest.raises(StateError, match="is not a state file"), Emulator(state=path):
        pass


def test_files_that_are_no_archive_are_rejected(state_file: Path, tmp_path: Path, emulator: Emulator) -> None:
    content = state_file.read_bytes()
    middle = bytearray(content)
    middle[len(content) // 2] ^= 0xFF
    for broken in (b"", b"text", content[:-1], content[: len(content) // 2], bytes(middle)):
        path = tmp_path / "broken.state"
        path.write_bytes(broken)
        with pytest.raises(StateError):
            emulator.load(path)
    path = copy_changed(state_file, tmp_path / "packed.state", lambda _: None, compression=zipfile.ZIP_DEFLATED)
    with pytest.raises(StateError, match="is compressed"):
        emulator.load(path)
    with pytest.raises(FileNotFoundError):
        emulator.load(tmp_path / "missing.state")


PROGRAM = """
import os, signal, sys, threading
from pathlib import Path
from contentstack_cma_emulator import Emulator
from contentstack_cma_emulator.engine import private_files
from contentstack_cma_emulator.engine.store import Store
from contentstack_cma_emulator.engine.files import Files

moment, action, folder, state = sys.argv[1:]

def die_at(owner, name, after):
    original = getattr(owner, name)
    def killed(*arguments, **named):
        result = original(*arguments, **named) if after else None
        os.kill(os.getpid(), signal.SIGKILL)
        return result
    setattr(owner, name, killed)

with Emulator(data=folder) as emulator:
    from contentstack_cma_emulator.admin.states import copying
    owner, name, after = {
        "before the files": (Files, "make_folder", False),
        "after the folder": (Files, "make_folder", True),
        "after the files": (Store, "replace_all", False),
        "after the documents": (Store, "replace_all", True),
        "at the end": (Files, "remove_old", True),
    }[moment]
    die_at(owner, name, after)
    emulator.reset() if action == "reset" else emulator.load(state)
"""


@pytest.mark.parametrize(
    ("action", "moment", "is_done"),
    [
        ("reset", "before the files", False),
        ("reset", "after the folder", False),
        ("reset", "after the files", False),
        ("reset", "after the documents", True),
        ("reset", "at the end", True),
        ("load", "after the files", False),
        ("load", "after the documents", True),
    ],
)
def test_killed_in_the_middle_the_folder_is_whole(
    tmp_path: Path, state_file: Path, action: str, moment: str, is_done: bool
) -> None:
    folder = tmp_path / "data"
    with Emulator(data=folder) as emulator, sign_in(emulator) as client:
        create(client, "Mine")
        upload(client, b"mine")
    done = subprocess.run([sys.executable, "-c", PROGRAM, moment, action, str(folder), str(state_file)], check=False)
    assert done.returncode == -9
    expected = {"reset": [], "load": ["Kept"]}[action] if is_done else ["Mine"]
    with Emulator(data=folder) as emulator, sign_in(emulator) as client:
        assert titles(client) == expected
        files = [client.get(asset["url"]).content for asset in client.get("/v3/assets").json()["assets"]]
        assert files == {"Mine": [b"mine"], "Kept": [b"a photo of sorts"]}.get("".join(expected), [])
        assert len([path for path in folder.glob("assets*/*/*/*") if path.is_file()]) == len(files)
        emulator.reset()
        client.headers.update({"authtoken": emulator.authtoken, "api_key": emulator.stack.api_key})
        assert titles(client) == []


def test_everything_in_a_data_folder_is_private(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    old = os.umask(0o022)
    try:
        with Emulator(data=folder) as emulator, sign_in(emulator) as client:
            upload(client, b"mine")
            emulator.reset()
            upload(client, b"mine")
            emulator.save(folder / "saved.state")
            seen = {path: stat.S_IMODE(path.stat().st_mode) for path in [folder, *folder.rglob("*")]}
    finally:
        os.umask(old)
    assert {oct(mode) for path, mode in seen.items() if path.is_dir()} == {"0o700"}
    assert {path.name: oct(mode) for path, mode in seen.items() if path.is_file() and mode != 0o600} == {}
    assert len(seen) > 8


KILLED_IN_SAVE = """
import os, signal, sys, zipfile
from contentstack_cma_emulator import Emulator

with Emulator(demo=False) as emulator:
    zipfile.ZipFile.close = lambda archive: os.kill(os.getpid(), signal.SIGKILL)
    emulator.save(sys.argv[1])
"""


def test_killed_while_it_saves_the_old_file_is_whole(tmp_path: Path, state_file: Path, emulator: Emulator) -> None:
    path = tmp_path / "a.state"
    path.write_bytes(state_file.read_bytes())
    done = subprocess.run([sys.executable, "-c", KILLED_IN_SAVE, str(path)], check=False)
    assert done.returncode == -9
    assert path.read_bytes() == state_file.read_bytes()
    emulator.load(path)
    emulator.reset()


def test_what_a_killed_process_left_of_a_new_state_is_removed(tmp_path: Path) -> None:
    unfinished = tmp_path / ".new.state-abc"
    unfinished.write_bytes(b"secrets")
    with Emulator(data=tmp_path):
        assert not unfinished.exists()


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system cannot fork")
@pytest.mark.parametrize("kept", [False, True])
def test_a_child_process_that_ends_leaves_the_emulator_of_its_parent_alone(tmp_path: Path, kept: bool) -> None:
    program = """
import os, sys
from contentstack_cma_emulator import Emulator
with Emulator(data=sys.argv[1] or None) as emulator:
    shared = emulator
    child = os.fork()
    if not child:
        sys.exit()  # Leaves the block, and removes what is temporary.
    os.waitpid(child, 0)
    import httpx
    headers = {"authtoken": emulator.authtoken, "api_key": emulator.stack.api_key}
    with httpx.Client(base_url=emulator.url, headers=headers) as client:
        made = client.post("/v3/assets", files={"asset[upload]": ("a.txt", b"hello")}).raise_for_status().json()
        emulator.fork().stop()
        assert client.get(made["asset"]["url"]).content == b"hello"
"""
    folder = str(tmp_path / "data") if kept else ""
    done = subprocess.run([sys.executable, "-W", "ignore", "-c", program, folder], capture_output=True, check=False)
    assert (done.returncode, done.stderr) == (0, b"")


def test_an_emulator_that_is_rejected_leaves_the_folder_of_another_locked(tmp_path: Path) -> None:
    program = "import sys; from contentstack_cma_emulator import Emulator; Emulator(data=sys.argv[1]).start()"
    with Emulator(data=tmp_path):
        with pytest.raises(BlockingIOError):
            Emulator(data=tmp_path).start()
        other = subprocess.run([sys.executable, "-c", program, str(tmp_path)], capture_output=True, check=False)
        assert b"another emulator is using the folder" in other.stderr


def test_a_disk_without_room_is_said_by_the_control_api(
    emulator: Emulator, control: httpx.Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("contentstack_cma_emulator.admin.states.state_file.write", fail)
    response = control.get("state-file")
    assert response.status_code == 507
    assert response.json()["error_message"] == "The call failed: No space left on device."
    monkeypatch.setattr("contentstack_cma_emulator.admin.states.copying.link_or_copy_all", fail)
    assert control.post("save", json={"name": "a"}).status_code == 507
    assert control.post("reset").status_code == 507
    assert control.get("state").status_code == 200


def test_a_download_outlives_its_asset(emulator: Emulator, stack: httpx.Client, tmp_path: Path) -> None:
    content = os.urandom(20 * 1024 * 1024)
    path = tmp_path / "empty.state"
    emulator.save(path)
    asset = upload(stack, content)
    with stack.stream("GET", asset["url"]) as response:
        emulator.load(path)
        assert response.read() == content
    assert stack.get(asset["url"]).status_code == 404


def load_often(emulator: Emulator, path: Path) -> None:
    for _ in range(20):
        emulator.load(path)


def test_downloads_while_states_are_loaded(emulator: Emulator, stack: httpx.Client, tmp_path: Path) -> None:
    asset = upload(stack, b"photo")
    path = tmp_path / "a.state"
    emulator.save(path)
    loads = threading.Thread(target=load_often, args=(emulator, path))
    loads.start()
    with httpx.Client() as client:
        while loads.is_alive():
            assert client.get(asset["url"]).content == b"photo"
    loads.join()


def test_forks_from_several_threads_are_all_known() -> None:
    with Emulator() as emulator:
        threads = [threading.Thread(target=emulator.fork) for _ in range(6)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        forks = emulator.forks
        assert len(forks) == 6
    assert not any(fork.is_running for fork in forks)


def test_the_page_is_sent_again_when_a_snapshot_was_saved(control: httpx.Client, emulator: Emulator) -> None:
    before = {"if-none-match": httpx.get(f"{emulator.url}/").headers["etag"]}
    address = f"{emulator.url}/?view=controls"
    assert httpx.get(address, headers=before).status_code == 304
    control.post("save", json={"name": "Seen by the page"}).raise_for_status()
    assert "Seen by the page" in httpx.get(address, headers=before).text
    control.delete("snapshots")


def test_a_disk_that_fills_up_while_a_state_is_loaded(
    state_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise sqlite3.OperationalError("database or disk is full")

    with Emulator() as emulator:
        with monkeypatch.context() as patched:
            patched.setattr("contentstack_cma_emulator.seeding.demo.make_apps", fail)
            with pytest.raises(sqlite3.OperationalError):
                emulator.load(state_file)
        with sign_in(emulator) as client:
            assert titles(client) == ["Kept"]
