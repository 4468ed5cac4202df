"""The parts every handler builds on: calls and responses, errors, the store, the clock, paging and queries."""
