"""The format of an export on disk, as the official command line writes and reads it. Knows no stack."""
