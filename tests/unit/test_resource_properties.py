"""The resources of a client and a stack as properties."""

from concurrent.futures import ThreadPoolExecutor

from contentstack_cma import Client


def test_a_resource_is_created_once_for_all_threads() -> None:
    with Client(authtoken="token") as client, ThreadPoolExecutor(8) as pool:
        stack = client.stack("api_key")
        found = list(pool.map(lambda _: (client.users, stack.environments, stack.assets), range(200)))
    assert len({tuple(map(id, each)) for each in found}) == 1


def test_a_copy_with_other_options_has_resources_of_its_own() -> None:
    with Client(authtoken="token") as client:
        stack = client.stack("api_key")
        before = stack.environments
        copy = stack.with_options(timeout=3)
        assert copy.environments is not before
        assert copy.environments is copy.environments
        assert stack.environments is before
        assert client.with_options(timeout=3).users is not client.users
