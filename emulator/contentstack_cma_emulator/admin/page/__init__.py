"""The page at ``/``: what the emulator holds and what it was asked, for people."""
