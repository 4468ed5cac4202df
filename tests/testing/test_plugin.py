"""The fixtures for pytest, as a project that has the package installed finds them."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.docs.support.code_blocks import read_python_blocks

pytest_plugins = ["pytester"]

README = Path(__file__).resolve().parents[2] / "README.md"

ALONE = [f"-pno:{name}" for name in ("cacheprovider", "schemathesis", "hypothesispytest", "xdist", "anyio")]
"""Leaves out the plugins of others that are installed here, most of which take long to load."""

TESTS = """
import pytest

from contentstack_cma import StackNotFoundError

seen = []


def test_a_stack_of_its_own(cma_emulator, cma_client, cma_stack):
    seen.append((cma_emulator, cma_stack.api_key))
    assert cma_stack.fetch().name == "test_a_stack_of_its_own"
    assert cma_client.stack(cma_emulator.stack.api_key).environments.get("production").name == "production"
    cma_stack.environments.create({"name": "mine"})
    cma_emulator.fail_next(5)


def test_another_stack_on_the_same_emulator(cma_emulator, cma_client, cma_stack):
    ((emulator, api_key),) = seen
    assert emulator is cma_emulator
    assert [item.name for item in cma_stack.environments.list()] == []
    with pytest.raises(StackNotFoundError):
        cma_client.stack(api_key).fetch()


def test_a_stack_that_removes_itself(cma_stack):
    cma_stack.delete()
"""


def test_the_fixtures_work_alone(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(TESTS)
    pytester.runpytest_subprocess("-q", "-W", "error", *ALONE).assert_outcomes(passed=3)


def test_the_example_of_the_readme(pytester: pytest.Pytester) -> None:
    (example,) = [block for block in read_python_blocks(README) if "(cma_stack)" in block]
    assert len(example.splitlines()) == 5
    pytester.makepyfile(example)
    pytester.runpytest_subprocess("-q", "-W", "error", *ALONE).assert_outcomes(passed=1)


def test_a_project_can_give_the_emulator_other_options(pytester: pytest.Pytester) -> None:
    pytester.makeconftest(
        """
        import pytest
        from contentstack_cma_emulator import Emulator, RateLimit

        @pytest.fixture(scope="session")
        def cma_emulator():
            with Emulator(rate_limit=RateLimit(reads_per_second=1)) as emulator:
                yield emulator
        """
    )
    pytester.makepyfile(
        """
        def test_limited(cma_stack):
            response = cma_stack.environments.with_raw_response.list()
            assert response.headers["x-ratelimit-limit"] == "1"
        """
    )
    pytester.runpytest_subprocess("-q", *ALONE).assert_outcomes(passed=1)


def test_without_the_extra_the_fixtures_say_what_to_install(pytester: pytest.Pytester) -> None:
    pytester.makeconftest("import sys\nsys.modules['starlette'] = None\nsys.modules['uvicorn'] = None")
    pytester.makepyfile("def test_it(cma_stack): pass")
    done = pytester.runpytest_subprocess("-q", *ALONE)
    done.assert_outcomes(errors=1)
    done.stdout.fnmatch_lines(["*pip install 'contentstack-cma[[]emulator[]]'*"])


def test_the_plugin_loads_nothing_before_it_is_asked() -> None:
    program = (
        "import sys, contentstack_cma_testing.plugin\n"
        "print(*{'contentstack_cma', 'contentstack_cma_emulator', 'httpx', 'starlette'} & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.split() == []


DEAD = "http://127.0.0.1:9"
"""A proxy that nobody runs."""


@pytest.mark.parametrize("variable", ["HTTP_PROXY", "all_proxy"])
def test_the_fixtures_use_no_proxy(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch, variable: str) -> None:
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy", "NO_PROXY", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv(variable, DEAD)
    monkeypatch.setenv("NO_PROXY", "example.com")
    pytester.makepyfile(
        """
        import asyncio
        import os

        import httpx

        from contentstack_cma import AsyncClient


        def test_every_fixture(cma_restored, cma_client, cma_stack):
            cma_stack.environments.create({"name": "mine"})
            assert [item.name for item in cma_client.stack(cma_stack.api_key).environments.list()] == ["mine"]
            assert httpx.get(cma_restored.url).status_code == 200
            assert os.environ["NO_PROXY"] == "example.com,127.0.0.1,localhost"


        def test_an_asynchronous_client(cma_emulator):
            async def count():
                async with AsyncClient(authtoken=cma_emulator.authtoken, base_url=cma_emulator.url) as client:
                    return len([stack async for stack in client.stacks.list()])

            assert asyncio.run(count()) == 1
        """
    )
    pytester.runpytest_subprocess("-q", "-W", "error", *ALONE).assert_outcomes(passed=2)


def test_the_state_is_put_back_after_a_test(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(
        """
        def test_that_leaves_traces(cma_restored, cma_client):
            cma_client.stack(cma_restored.stack.api_key).environments.create({"name": "left"})
            cma_restored.clock.advance(3600)


        def test_that_sees_none(cma_emulator, cma_client):
            names = [item.name for item in cma_client.stack(cma_emulator.stack.api_key).environments.list()]
            assert "left" not in names
        """
    )
    pytester.runpytest_subprocess("-q", "-W", "error", *ALONE).assert_outcomes(passed=2)
