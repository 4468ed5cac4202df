"""The wheel: what is in it, and that it works where nothing but its declared dependencies is installed."""

import re
import subprocess
import sys
import venv
import zipfile
from email.parser import HeaderParser
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LOCK = ROOT / "requirements" / "dev.lock"
PACKAGES = {
    "contentstack_cma",
    "contentstack_cma_client",
    "contentstack_cma_emulator",
    "contentstack_cma_testing",
    "contentstack_cma_toolkit",
}
ROOMS = ("wrapper", "generated_client", "toolkit", "emulator", "testing")

REQUEST = """
import httpx
from contentstack_cma import Client

def respond(request):
    assert request.headers["api_key"] == "key" and request.headers["authtoken"] == "token"
    return httpx.Response(200, json={"stack": {"uid": "blt1", "api_key": "key", "name": "Demo"}})

with Client(authtoken="token", transport=httpx.MockTransport(respond)) as client:
    print(client.stack("key").fetch().name)
"""

ASYNC_REQUEST = """
import asyncio
import httpx
from contentstack_cma import AsyncClient

async def main():
    response = httpx.Response(200, json={"stack": {"uid": "blt1", "api_key": "key", "name": "Demo"}})
    transport = httpx.MockTransport(lambda request: response)
    async with AsyncClient(authtoken="token", transport=transport) as client:
        print((await client.stack("key").fetch()).name)

asyncio.run(main())
"""

EMULATED = """
from contentstack_cma import Client
from contentstack_cma_emulator import Emulator

with Emulator() as emulator, Client(authtoken=emulator.authtoken, base_url=emulator.url) as client:
    print(client.stack(emulator.stack.api_key).fetch().api_key == emulator.stack.api_key)
"""

RICH_TEXT = """
from contentstack_cma_toolkit.rich_text import Document, from_html, paragraph, to_html

print(to_html(Document([paragraph("a")])), end=" ")
try:
    from_html("a")
except ImportError as error:
    print(error)
"""


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("dist")
    _run(sys.executable, "-m", "build", "--no-isolation", "--wheel", "--outdir", str(folder), str(ROOT))
    (built,) = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def names(wheel: Path) -> set[str]:
    with zipfile.ZipFile(wheel) as archive:
        return set(archive.namelist())


@pytest.fixture(scope="module")
def constraints(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The versions of the lock. Its hashes cannot be used, for the wheel itself has none there."""
    pins = re.findall(r"^([^\s#][^\\\n]*==[^\\\n]*?) *\\$", LOCK.read_text(encoding="utf-8"), flags=re.MULTILINE)
    assert len(pins) > 50
    path = tmp_path_factory.mktemp("constraints") / "constraints.txt"
    path.write_text("\n".join(pins), encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def bare(tmp_path_factory: pytest.TempPathFactory, wheel: Path, constraints: Path) -> Path:
    """The interpreter of an environment with the wheel and what it declares."""
    return _environment(tmp_path_factory.mktemp("bare"), str(wheel), constraints)


@pytest.fixture(scope="module")
def with_emulator(tmp_path_factory: pytest.TempPathFactory, wheel: Path, constraints: Path) -> Path:
    """The same, with the emulator's extra."""
    return _environment(tmp_path_factory.mktemp("emulator"), f"{wheel}[emulator]", constraints)


@pytest.fixture(scope="module")
def with_command_line(tmp_path_factory: pytest.TempPathFactory, wheel: Path, constraints: Path) -> Path:
    """The same, with the extra of the command line."""
    return _environment(tmp_path_factory.mktemp("cli"), f"{wheel}[cli]", constraints)


@pytest.fixture(scope="module")
def with_rich_text(tmp_path_factory: pytest.TempPathFactory, wheel: Path, constraints: Path) -> Path:
    """The same, with the extra of rich text."""
    return _environment(tmp_path_factory.mktemp("richtext"), f"{wheel}[richtext]", constraints)


def test_wheel_holds_the_packages_and_nothing_else(names: set[str]) -> None:
    tops = {name.partition("/")[0] for name in names}
    assert {top for top in tops if not top.endswith(".dist-info")} == PACKAGES


@pytest.mark.parametrize("package", sorted(PACKAGES))
def test_packages_are_marked_as_typed(names: set[str], package: str) -> None:
    assert f"{package}/py.typed" in names


def test_emulator_holds_the_description(names: set[str]) -> None:
    assert "contentstack_cma_emulator/openapi.json" in names


def test_wheel_holds_every_source_file(names: set[str]) -> None:
    sources = {
        path.relative_to(root).as_posix() for root in (ROOT / room for room in ROOMS) for path in root.rglob("*.py")
    }
    assert len(sources) > 100
    assert sources - names == set()


def test_wheel_holds_the_license(names: set[str]) -> None:
    assert any(name.endswith(".dist-info/licenses/LICENSE") for name in names)


def test_only_what_the_sdk_needs_is_required(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        (path,) = [name for name in archive.namelist() if name.endswith(".dist-info/METADATA")]
        metadata = HeaderParser().parsestr(archive.read(path).decode())
    required = [line for line in metadata.get_all("Requires-Dist", []) if "extra ==" not in line]
    assert {re.split(r"[^\w-]", line)[0] for line in required} == {
        "anyio",
        "attrs",
        "filelock",
        "h11",
        "httpcore",
        "httpx",
        "python-dateutil",
    }


def test_bare_environment_has_none_of_the_extras(bare: Path) -> None:
    installed = _pip(bare, "freeze")
    assert "contentstack-cma" in installed
    assert not re.search(
        r"^(aiohttp|cryptography|jsonschema|keyring|markdown-it-py|opentelemetry|orjson|pydantic|rich|selectolax|socksio|starlette|typer|uvicorn)",
        installed,
        flags=re.MULTILINE,
    )


def test_request_in_a_bare_environment(bare: Path) -> None:
    assert _python(bare, REQUEST) == "Demo"


def test_asynchronous_request_in_a_bare_environment(bare: Path) -> None:
    assert _python(bare, ASYNC_REQUEST) == "Demo"


def test_generated_client_is_usable_alone(bare: Path) -> None:
    program = "import sys, contentstack_cma_client as c; c.Client; print('contentstack_cma' in sys.modules)"
    assert _python(bare, program) == "False"


def test_emulator_needs_only_its_extra(with_emulator: Path) -> None:
    assert _python(with_emulator, EMULATED) == "True"


def test_command_line_needs_only_its_extra(with_command_line: Path, tmp_path: Path) -> None:
    command = with_command_line.with_name("contentstack-cma")
    assert _run(str(command), "--version").startswith("contentstack-cma ")
    environment = {"CONTENTSTACK_CONFIG_DIR": str(tmp_path), "PATH": ""}
    added = _start(command, environment, "profiles", "add", "live")
    assert (added.returncode, added.stderr) == (0, "")
    assert _start(command, environment, "stacks").returncode == 3
    emulator = _start(command, environment, "emulator")
    assert (emulator.returncode, "contentstack-cma[emulator]" in emulator.stderr) == (2, True)


def test_command_line_names_its_extra_in_a_bare_environment(bare: Path) -> None:
    done = _start(bare.with_name("contentstack-cma"), {}, "stacks")
    assert (done.returncode, "contentstack-cma[cli]" in done.stderr) == (2, True)


def test_rich_text_names_its_extra_in_a_bare_environment(bare: Path) -> None:
    assert _python(bare, RICH_TEXT) == '<p>a</p> from_html() needs an extra: pip install "contentstack-cma[richtext]"'


def test_rich_text_needs_only_its_extra(with_rich_text: Path) -> None:
    program = "from contentstack_cma_toolkit.rich_text import *; print(to_html(from_markdown('a <b>b</b>')))"
    assert _python(with_rich_text, program) == "<p>a <strong>b</strong></p>"


def _start(command: Path, environment: dict[str, str], *arguments: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run([command, *arguments], env=environment, capture_output=True, text=True, check=False)


def _environment(folder: Path, requirement: str, constraints: Path) -> Path:
    venv.create(folder)
    python = folder / ("Scripts" if sys.platform == "win32" else "bin") / "python"
    _pip(python, "install", "--quiet", "--constraint", str(constraints), requirement)
    return python


def _pip(python: Path, *arguments: str) -> str:
    """Our own pip at work on another environment, so that one need not get its own first."""
    return _run(sys.executable, "-m", "pip", "--python", str(python), *arguments)


def _python(interpreter: Path, program: str) -> str:
    """What a program prints, run where nothing of the project can be seen but what is installed."""
    return _run(str(interpreter), "-I", "-W", "error", "-c", program, cwd=interpreter.parent)


def _run(*command: str, cwd: Path | None = None) -> str:
    done = subprocess.run(command, capture_output=True, text=True, cwd=cwd, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout.strip()
