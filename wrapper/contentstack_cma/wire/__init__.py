"""One call before it is sent: its options, its request, and what happened to it so far. No I/O."""
