"""pytest fixtures for the SDK and the emulator; see `plugin`."""
