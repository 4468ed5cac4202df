"""Which other people's packages each room may import. What they may import of each other is for import-linter."""

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

import grimp
import pytest

import contentstack_cma

ROOT = Path(__file__).resolve().parents[2]

ROOMS = {
    "contentstack_cma",
    "contentstack_cma_client",
    "contentstack_cma_emulator",
    "contentstack_cma_testing",
    "contentstack_cma_toolkit",
    "generator",
}

ALLOWED = {
    "contentstack_cma_client": {"attrs", "attr", "dateutil", "httpx", "orjson", "pydantic_core"},
    "contentstack_cma": {
        "aiohttp",
        "anyio",
        "cryptography",
        "filelock",
        "h11",
        "httpcore",
        "httpx",
        "keyring",
        "opentelemetry",
        "redis",
        "rich",
        "socksio",
        "trio",
        "yarl",
    },
    "contentstack_cma_emulator": {
        "h11",
        "jsonschema",
        "python_multipart",
        "referencing",
        "regex",
        "starlette",
        "uvicorn",
        "yaml",
    },
    "contentstack_cma_testing": {"httpx", "pytest"},  # an httpx transport shows the parity kit the bodies of errors
    "contentstack_cma_toolkit": {
        "anyio",
        "filelock",
        "keyring",
        "markdown_it",
        "pyarrow",
        "rich",
        "selectolax",
        "typer",
    },
    "generator": {"attrs", "jinja2", "openapi_python_client", "openapi_spec_validator", "yaml"},
}


@pytest.mark.parametrize("room", sorted(ROOMS))
def test_room_imports_only_what_it_may(room: str) -> None:
    graph = grimp.build_graph(room, include_external_packages=True, cache_dir=None)
    external = {module for module in graph.modules if graph.is_module_squashed(module)}
    assert external
    assert external - set(sys.stdlib_module_names) - ROOMS - ALLOWED[room] == set()


def test_toolkit_uses_public_names_of_the_sdk_only() -> None:
    public = {f"contentstack_cma.{name}" for name in contentstack_cma.__all__} | {"contentstack_cma"}
    public |= {"contentstack_cma.errors", "contentstack_cma.models", "contentstack_cma.types"}
    imported = {
        (path.name, name)
        for path in (ROOT / "toolkit").rglob("*.py")
        for name in _list_imports(path.read_text("utf-8"))
    }
    assert len(imported) > 10
    modules = {"contentstack_cma.bulk", "contentstack_cma.errors", "contentstack_cma.models", "contentstack_cma.types"}
    assert {each for each in imported if each[1] not in public and each[1].rpartition(".")[0] not in modules} == set()


def _list_imports(source: str) -> Iterator[str]:
    """The names that a module imports from the SDK, in functions too."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.ImportFrom) and node.module and node.module.split(".")[0] == "contentstack_cma":
            yield from (f"{node.module}.{alias.name}" for alias in node.names)
        elif isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names if alias.name.split(".")[0] == "contentstack_cma")
