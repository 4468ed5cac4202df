"""Saved states: a copy of everything an emulator holds, in memory or in a file."""
