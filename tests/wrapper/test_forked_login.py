"""A forked process uses the session of its parent, and does not end it."""

import multiprocessing
import os
from threading import Thread

import pytest

from contentstack_cma import Client, Login
from tests.wrapper.support.raw_server import sync_serve
from tests.wrapper.support.sign_in_server import TIMEOUT, SignInServer

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")


def use_and_close(client: Client, login: Login, url: str) -> None:
    with client:
        client.stack("key").environments.list()
    with Client(auth=login, base_url=url) as own:
        own.stack("key").environments.list()


def run_in_child(client: Client, login: Login, url: str) -> None:
    process = multiprocessing.get_context("fork").Process(target=use_and_close, args=(client, login, url))
    process.start()
    process.join(TIMEOUT * 2)
    assert process.exitcode == 0


def test_a_child_does_not_sign_its_parent_out() -> None:
    script = SignInServer()
    login = Login("e", "right")
    with sync_serve(script) as server, Client(auth=login, base_url=server.url) as client:
        client.stack("key").environments.list()
        run_in_child(client, login, server.url)
        assert (script.logins, script.logouts) == (1, 0)
        client.stack("key").environments.list()
    assert (script.logins, script.logouts) == (1, 1)


def test_a_child_that_is_forked_during_a_sign_in_makes_its_own() -> None:
    script = SignInServer(holds=True)
    login = Login("e", "right")
    with sync_serve(script) as server, Client(auth=login, base_url=server.url) as client:
        thread = Thread(target=client.stack("key").environments.list)
        thread.start()
        assert script.is_asked.wait(TIMEOUT)
        process = multiprocessing.get_context("fork").Process(target=use_and_close, args=(client, login, server.url))
        process.start()
        script.may_answer.set()
        process.join(TIMEOUT * 2)
        assert process.exitcode == 0
        thread.join()
        client.stack("key").environments.list()
    assert (script.logins, script.logouts, script.sessions) == (3, 3, set())
