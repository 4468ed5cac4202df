"""What importing the package costs: as little as can be."""

import subprocess
import sys

import pytest

import contentstack_cma
from contentstack_cma import models
from contentstack_cma._version import __version__

REPORT = """
import sys
before = set(sys.modules)
{program}
print(*sorted(set(sys.modules) - before))
"""


def list_loaded(program: str) -> set[str]:
    command = [sys.executable, "-W", "error", "-c", REPORT.format(program=program)]
    return set(subprocess.run(command, capture_output=True, text=True, check=True).stdout.split())


def test_the_package_itself_loads_nothing() -> None:
    names = {name for name in list_loaded("import contentstack_cma") if not name.startswith("contentstack_cma")}
    assert names - list_loaded("import importlib, typing") == set()


@pytest.mark.parametrize("name", ["Client", "AsyncClient"])
def test_a_client_loads_no_model(name: str) -> None:
    modules = list_loaded(f"from contentstack_cma import {name}")
    assert "httpx" in modules
    assert not {module for module in modules if module.split(".")[0] in {"attr", "attrs", "dateutil", "keyring"}}
    assert not {module for module in modules if module.startswith("contentstack_cma_client.models")}
    assert not {module for module in modules if module.startswith("contentstack_cma_client.api.")}


def test_a_synchronous_client_loads_nothing_asynchronous() -> None:
    modules = list_loaded("from contentstack_cma import Client")
    assert not modules & {"aiohttp", "asyncio", "contentstack_cma._async.client", "contentstack_cma.auth.oauth"}


def test_every_public_name_is_there() -> None:
    for name in contentstack_cma.__all__:
        assert getattr(contentstack_cma, name) is not None
    assert set(contentstack_cma.__all__) <= set(dir(contentstack_cma))


@pytest.mark.parametrize("name", ["atomic", "auth", "errors", "models", "tracing", "types", "webhooks"])
def test_a_public_module_needs_no_import_of_its_own(name: str) -> None:
    assert f"contentstack_cma.{name}" in list_loaded(f"import contentstack_cma; contentstack_cma.{name}")


def test_only_public_names_are_completed() -> None:
    import contentstack_cma

    shown = {name for name in dir(contentstack_cma) if not name.startswith("__")}
    assert shown - {*contentstack_cma.__all__, "AiohttpTransport", "auth", "errors"} == set()


def test_every_exception_is_public() -> None:
    from contentstack_cma import errors

    kinds = {name for name, kind in vars(errors).items() if isinstance(kind, type) and issubclass(kind, Exception)}
    assert kinds <= set(contentstack_cma.__all__)


def test_an_unknown_name_is_an_error() -> None:
    with pytest.raises(AttributeError, match="no attribute 'Cleint'"):
        getattr(contentstack_cma, "Cleint")  # noqa: B009
    with pytest.raises(AttributeError, match="Entrie"):
        getattr(models, "Entrie")  # noqa: B009


def test_models_are_those_of_the_generated_client() -> None:
    import contentstack_cma_client.models

    assert models.Entry is contentstack_cma_client.models.Entry
    assert dir(models) == sorted(contentstack_cma_client.models.__all__)


def test_version_is_that_of_the_distribution() -> None:
    from importlib.metadata import version

    assert version("contentstack-cma") == __version__
