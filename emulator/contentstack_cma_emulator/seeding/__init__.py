"""Fills the emulator with what a file says: stacks, content types, entries, assets."""
