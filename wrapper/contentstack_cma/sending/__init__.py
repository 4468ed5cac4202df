"""Send one call: its attempts, waits and deadline. I/O."""
