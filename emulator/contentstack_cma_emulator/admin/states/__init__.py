"""Saved states: copies of all data of an emulator, in memory or in a file."""
