from __future__ import annotations

import socket

import pytest

from maillage.platform.running import BadHost, PortTaken, Site


def site(*, host: str = "127.0.0.1", port: int = 8000, live_port: int = 8001) -> Site:
    return Site.at(host, port, live_port, 1)


@pytest.fixture(autouse=True)
def _no_address(monkeypatch):
    for name in ("MAILLAGE_ADDRESS", "MAILLAGE_LIVE_ADDRESS", "MAILLAGE_STATEMENT_SECONDS"):
        monkeypatch.delenv(name, raising=False)


def test_alone_the_site_is_local_and_live_updates_have_their_port():
    alone = site(port=9000, live_port=9001)
    assert (alone.address, alone.live_address) == ("http://localhost:9000", "http://localhost:9001/live/")


def test_behind_a_proxy_live_updates_are_a_path(monkeypatch):
    monkeypatch.setenv("MAILLAGE_ADDRESS", "https://voisins.exemple.fr/")
    behind = site()
    assert (behind.address, behind.live_address) == ("https://voisins.exemple.fr", "/live/")


def test_on_a_local_network_live_updates_are_on_the_same_machine(monkeypatch):
    monkeypatch.setenv("MAILLAGE_ADDRESS", "http://192.168.1.5:8000")
    assert site(host="0.0.0.0").live_address == "http://192.168.1.5:8001/live/"


def test_what_the_operator_says_of_live_updates_wins(monkeypatch):
    monkeypatch.setenv("MAILLAGE_LIVE_ADDRESS", "https://direct.exemple.fr/live/")
    assert site().live_address == "https://direct.exemple.fr/live/"


@pytest.mark.parametrize(("taken", "variable"), [("port", "MAILLAGE_PORT"), ("live_port", "MAILLAGE_LIVE_PORT")])
def test_a_taken_port_names_the_setting_to_change(taken, variable):
    with socket.socket() as other, socket.socket() as free:
        other.bind(("127.0.0.1", 0))
        other.listen()
        free.bind(("127.0.0.1", 0))
        ports = {"port": free.getsockname()[1], "live_port": free.getsockname()[1], taken: other.getsockname()[1]}
        free.close()
        with pytest.raises(
            PortTaken, match=f"{other.getsockname()[1]} .*set {variable} or give --{taken}".replace("_", "[_-]")
        ):
            site(**ports).refuse_taken_ports()


def test_free_ports_are_accepted():
    with socket.socket() as one, socket.socket() as other:
        one.bind(("127.0.0.1", 0))
        other.bind(("127.0.0.1", 0))
        ports = [each.getsockname()[1] for each in (one, other)]
    site(port=ports[0], live_port=ports[1]).refuse_taken_ports()


def test_the_pages_and_the_live_updates_do_not_share_a_port():
    with pytest.raises(PortTaken, match="cannot both have port 9000: set MAILLAGE_LIVE_PORT"):
        site(port=9000, live_port=9000).refuse_taken_ports()


def test_an_address_to_listen_on_that_does_not_exist_names_its_setting():
    with pytest.raises(BadHost, match="set MAILLAGE_HOST or give --host"):
        site(host="nowhere.invalid").refuse_taken_ports()
