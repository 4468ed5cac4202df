"""Tools on top of the SDK: the command line `contentstack-cma`."""
