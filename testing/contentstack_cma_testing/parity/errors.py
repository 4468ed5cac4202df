"""Why a run cannot start, or cannot go on."""


class KitError(Exception):
    """A run cannot start. The message says why, and what to do."""


class LeftoversError(Exception):
    """The file of leftovers cannot be read, or belongs to another host."""


class NoResponseError(Exception):
    """A call got no response."""
