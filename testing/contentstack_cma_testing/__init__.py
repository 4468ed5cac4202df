"""Fixtures for pytest that bring the SDK and the emulator together; see ``plugin``."""
