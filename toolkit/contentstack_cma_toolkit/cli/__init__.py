"""The command line `contentstack-cma`. Requires the extra `[cli]`."""
