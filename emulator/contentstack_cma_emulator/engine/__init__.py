"""The parts every handler builds on: calls and answers, errors, the store, the clock, paging and queries."""
