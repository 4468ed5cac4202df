"""Compare the emulator with a stack: the same small flows run against both, and every difference is reported.

    from contentstack_cma_testing.parity import check

    report = check(use_stack="blt0123456789abcdef")

On the command line: `pytest --pyargs contentstack_cma_testing.parity --live`.
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from contentstack_cma_testing.parity.checking import check
else:
    # Loaded on first use, so that importing the package loads neither the SDK nor the emulator.
    def __getattr__(name: str) -> Any:
        if name != "check":
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        from contentstack_cma_testing.parity.checking import check

        return check


__all__ = ["check"]
