"""Which other people's packages each room may import. What they may import of each other is for import-linter."""

import sys

import grimp
import pytest

ROOMS = {
    "contentstack_cma",
    "contentstack_cma_client",
    "contentstack_cma_emulator",
    "contentstack_cma_testing",
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
    "contentstack_cma_testing": {"pytest"},
    "generator": {"attrs", "jinja2", "openapi_python_client", "openapi_spec_validator", "yaml"},
}


@pytest.mark.parametrize("room", sorted(ROOMS))
def test_room_imports_only_what_it_may(room: str) -> None:
    graph = grimp.build_graph(room, include_external_packages=True, cache_dir=None)
    external = {module for module in graph.modules if graph.is_module_squashed(module)}
    assert external
    assert external - set(sys.stdlib_module_names) - ROOMS - ALLOWED[room] == set()
