"""The entry point of `contentstack-cma`. It imports the command line only if there is something to run."""

import sys
from collections.abc import Sequence

from contentstack_cma import __version__

NAME = "contentstack-cma"
_EXTRA = frozenset({"annotated_doc", "rich", "shellingham", "typer"})
_USAGE = 2
_INTERRUPTED = 130


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line. Return the exit code."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    if given == ["--version"]:
        print(NAME, __version__)
        return 0
    try:
        from contentstack_cma_toolkit.cli.app import run

        return run(given)
    except ModuleNotFoundError as error:
        if error.name not in _EXTRA:
            raise
        print(f'{NAME}: {error.name} is not installed: pip install "contentstack-cma[cli]"', file=sys.stderr)
        return _USAGE
    except KeyboardInterrupt:
        return _INTERRUPTED


if __name__ == "__main__":
    sys.exit(main())
