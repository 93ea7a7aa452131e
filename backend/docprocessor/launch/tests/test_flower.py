"""Flower on the running service's broker, the embedded one on its private socket included."""

import json
import socket
import sys
import urllib.request
from pathlib import Path

import psutil
import pytest

from docprocessor.launch import flower
from docprocessor.launch.servers import Servers
from docprocessor.launch.tests.conftest import wait_until


def free_port():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


def answer(port, path):
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=10) as response:
            return response.read().decode()
    except OSError:
        return ""


def test_it_answers_on_the_embedded_broker_and_to_this_machine_alone(python, data: Path, monkeypatch):
    port = free_port()
    monkeypatch.setenv("FLOWER_PORT", str(port))
    monkeypatch.setenv("FLOWER_UNAUTHENTICATED_API", "true")
    servers = ["-m", "docprocessor.launch", "servers", "--data", str(data)]
    with Servers(data, durable=False):  # as a service holds them that runs
        process = python(*servers, "--", sys.executable, "-m", "docprocessor.launch.flower")
        wait_until(lambda: answer(port, "/healthcheck") == "OK")
        # It has asked the broker how much waits in the queues that there are.
        assert "active_queues" in json.loads(answer(port, "/api/queues/length"))
        assert "Broker" in answer(port, "/broker")
        [own] = [each for each in psutil.Process(process.pid).children(recursive=True) if each.net_connections("inet")]
        assert {each.laddr.ip for each in own.net_connections("inet") if each.status == "LISTEN"} == {"127.0.0.1"}
        process.terminate()
        process.wait(30)
        assert f"http://127.0.0.1:{port}" in process.stdout.read()
        assert Servers(data).valkey.process() is not None  # the service goes on


def test_a_port_in_use_is_one_sentence(monkeypatch):
    with socket.socket() as used:
        used.bind(("127.0.0.1", 0))
        used.listen()
        port = used.getsockname()[1]
        monkeypatch.setenv("FLOWER_PORT", str(port))
        with pytest.raises(SystemExit, match=f"Port {port} is in use.*make flower FLOWER_PORT={port + 1}"):
            flower.main()


def test_a_port_that_is_no_number_is_one_sentence(monkeypatch):
    monkeypatch.setenv("FLOWER_PORT", "five")
    with pytest.raises(SystemExit, match="FLOWER_PORT must be a number, not five"):
        flower.main()
