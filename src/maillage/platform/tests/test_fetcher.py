"""The fetcher against a real server on the loopback, which stands for the internal network."""

import socket
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from maillage.platform import fetcher


class Service(BaseHTTPRequestHandler):
    def do_GET(self):
        if self.path == "/same-host":
            self._redirect("/fine")
        elif self.path == "/other-host":
            self._redirect("http://localhost.invalid/fine")
        elif self.path == "/circles":
            self._redirect("/circles")
        elif self.path == "/slow":
            self.send_response(200)
            self.end_headers()
            for _ in range(50):
                self.wfile.write(b".")
                self.wfile.flush()
                time.sleep(0.1)
        elif self.path == "/slow-headers":
            for _ in range(50):
                self.wfile.write(b"H")
                time.sleep(0.1)
        elif self.headers.get("If-None-Match") == '"v1"':
            self.send_response(304)
            self.end_headers()
        else:
            self.send_response(200)
            self.send_header("ETag", '"v1"')
            self.end_headers()
            self.wfile.write(b"x" * 1000)

    def _redirect(self, location):
        self.send_response(302)
        self.send_header("Location", location)
        self.end_headers()

    def log_message(self, *_args):
        """A quiet server."""


@pytest.fixture
def service():
    server = ThreadingHTTPServer(("127.0.0.1", 0), Service)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()
    thread.join()


CHOSEN = ["127.0.0.1"]


def test_a_service_the_operator_chose_is_asked(service):
    answer = fetcher.get(f"{service}/fine", params={"q": "rue"}, allow_hosts=CHOSEN)
    assert (answer.status, len(answer.content)) == (200, 1000)


@pytest.mark.parametrize(
    "address",
    ["http://127.0.0.1/", "https://127.0.0.1/", "https://[::1]/", "https://169.254.169.254/", "https://10.0.0.1/"],
)
def test_the_internal_network_is_never_reached(address):
    with pytest.raises(fetcher.Unreachable, match=r"internal network|not asked over https"):
        fetcher.get(address)


@pytest.mark.parametrize("address", ["ftp://example.org/", "file:///etc/passwd", "http://example.org/"])
def test_only_https_is_spoken(address):
    with pytest.raises(fetcher.Unreachable, match="https"):
        fetcher.get(address)


def test_a_redirect_on_the_same_host_is_followed(service):
    assert fetcher.get(f"{service}/same-host", allow_hosts=CHOSEN).status == 200


@pytest.mark.parametrize(("path", "why"), [("other-host", "another host"), ("circles", "in circles")])
def test_other_redirects_are_refused(service, path, why):
    with pytest.raises(fetcher.Unreachable, match=why):
        fetcher.get(f"{service}/{path}", allow_hosts=CHOSEN)


def test_too_much_is_refused(service):
    with pytest.raises(fetcher.Unreachable, match="more than 999 bytes"):
        fetcher.get(f"{service}/fine", allow_hosts=CHOSEN, max_bytes=999)


@pytest.mark.parametrize("path", ["slow", "slow-headers"])
def test_a_server_that_drips_does_not_hold_the_page(service, path):
    with pytest.raises(fetcher.Unreachable, match="in time"):
        fetcher.get(f"{service}/{path}", allow_hosts=CHOSEN, timeout=0.5)


def test_nothing_listening_is_said():
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        port = unused.getsockname()[1]
        with pytest.raises(fetcher.Unreachable):
            fetcher.get(f"http://127.0.0.1:{port}/", allow_hosts=CHOSEN)


def test_what_did_not_change_is_not_sent_again(service):
    first = fetcher.get(f"{service}/fine", allow_hosts=CHOSEN)
    again = fetcher.get(f"{service}/fine", allow_hosts=CHOSEN, etag=first.headers["etag"])
    assert (again.status, again.content) == (304, b"")
