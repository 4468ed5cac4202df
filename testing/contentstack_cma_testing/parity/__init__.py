"""Compare the emulator with a stack: the same small flows run against both, and every difference is reported."""
