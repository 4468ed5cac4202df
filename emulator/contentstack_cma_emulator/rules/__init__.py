"""Rules for content, publishing, workflows and branches: pure functions that know neither the call nor the store.

Functions named `check_…` return or yield what is wrong; they raise nothing.
"""
