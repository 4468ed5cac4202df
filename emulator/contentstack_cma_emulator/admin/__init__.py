"""The admin side of the emulator: its page, its control API and the request log."""
