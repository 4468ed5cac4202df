"""A run of uploads whose process is killed, and goes on in another one."""

import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from contentstack_cma import Client
from contentstack_cma.bulk import ItemState
from contentstack_cma.bulk._sync import asset_writer
from contentstack_cma_emulator import Emulator

FILES = 60
PROGRAM = """
import sys
from contentstack_cma import Client

url, authtoken, api_key, folder, checkpoint = sys.argv[1:]
with Client(authtoken=authtoken, base_url=url) as client:
    client.stack(api_key).assets.upload_tree(folder, checkpoint=checkpoint).finish()
"""


@pytest.fixture
def site(tmp_path: Path) -> Path:
    root = tmp_path / "site"
    for number in range(FILES):
        path = root / f"part {number % 3}" / f"{number}.txt"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"%d" % number)
    return root


@pytest.mark.parametrize("done", [1, 25])
def test_a_killed_run_goes_on_and_doubles_nothing(
    emulator: Emulator, site: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, done: int
) -> None:
    monkeypatch.setattr(asset_writer, "PAUSES", (0.0, 0.3, 0.6))
    emulator.reset()
    checkpoint, key = tmp_path / "checkpoint", emulator.stack.api_key
    emulator.delay_next(0.05, FILES, operation="upload_asset")
    arguments = [emulator.url, emulator.authtoken, key, str(site), str(checkpoint)]
    process = subprocess.Popen([sys.executable, "-c", PROGRAM, *arguments])
    try:
        while not checkpoint.exists() or checkpoint.read_bytes().count(b'"created"') < done:
            assert process.poll() is None, "it was killed too late"
    finally:
        process.kill()
        process.wait()
    emulator.clear_faults()
    with Client(authtoken=emulator.authtoken, base_url=emulator.url) as client:
        stack = client.stack(key)
        report = stack.assets.upload_tree(site, checkpoint=checkpoint).finish()
        there = Counter(asset.title for asset in stack.assets.list())
        folders = Counter(folder.name for folder in stack.asset_folders.list())
    assert report.resumed >= done
    assert report.counts == {ItemState.CREATED: FILES - report.resumed}
    assert there == {f"{number}.txt": 1 for number in range(FILES)}
    assert folders == {f"part {number}": 1 for number in range(3)}
