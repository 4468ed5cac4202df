"""The admin page, the control API, fault injection and saved states."""
