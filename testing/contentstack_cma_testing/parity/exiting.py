"""End a run of pytest with a message instead of a traceback."""

from collections.abc import Generator
from contextlib import contextmanager

import pytest

from contentstack_cma_testing.parity.errors import KitError, LeftoversError, NoResponseError


@contextmanager
def exit_clearly() -> Generator[None]:
    """End the run if the service cannot be used.

    The exit code is 1 after a lost connection, and 4 for wrong credentials, options or stacks.
    """
    from contentstack_cma import ContentstackError

    try:
        yield
    except NoResponseError as error:
        text = f"the connection was lost: {error}. Start the same run again: it first removes what this one created"
        pytest.exit(text, returncode=pytest.ExitCode.TESTS_FAILED)
    except (ContentstackError, KitError, LeftoversError, ValueError) as error:
        pytest.exit(f"the run cannot go on: {error}", returncode=pytest.ExitCode.USAGE_ERROR)
