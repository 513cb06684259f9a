"""The only outbound HTTP (TRUST.md 14, 16).

https, the address checked then connected to, no redirect to another host, caps on size and time.
"""

from __future__ import annotations

import ipaddress
import socket
import time
from collections.abc import Callable, Collection, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from threading import Timer
from typing import Any
from urllib.parse import urljoin

import httpx

from maillage import __version__

MAX_BYTES = 2 * 2**20
MAX_REDIRECTS = 3
USER_AGENT = f"Maillage/{__version__}"

_resolvers = ThreadPoolExecutor(max_workers=4, thread_name_prefix="resolve")


class Unreachable(Exception):
    """No usable answer: refused address, time or size over, network down. The message says which, for the log."""


@dataclass(frozen=True)
class Answer:
    """`status` 304 means that what the caller holds is still good; `content` is then empty."""

    status: int
    content: bytes
    headers: Mapping[str, str]


def get(
    url: str,
    *,
    params: Mapping[str, str | int | float] | None = None,
    timeout: float = 3.0,
    max_bytes: int = MAX_BYTES,
    allow_hosts: Collection[str] = (),
    etag: str = "",
    last_modified: str = "",
) -> Answer:
    """Fetch an address within `timeout` seconds in all.

    `allow_hosts` are hosts that the operator chose in the settings: those may be internal and speak plain http.
    `etag` and `last_modified` make the request conditional.

    Raises Unreachable.
    """
    deadline = time.monotonic() + timeout
    target = httpx.URL(url, params=params) if params else httpx.URL(url)
    conditions = {"If-None-Match": etag, "If-Modified-Since": last_modified}
    headers = {"User-Agent": USER_AGENT, **{name: value for name, value in conditions.items() if value}}
    for _redirect in range(MAX_REDIRECTS + 1):
        answer = _ask_once(target, headers, deadline, max_bytes, allow_hosts)
        if answer.status not in {301, 302, 303, 307, 308}:
            return answer
        following = httpx.URL(urljoin(str(target), answer.headers.get("location", "")))
        if (following.scheme, following.host, following.port) != (target.scheme, target.host, target.port):
            raise Unreachable(f"{target.host} redirects to another host, {following.host}")
        target = following
    raise Unreachable(f"{target.host} redirects in circles")


def post(
    url: str,
    content: bytes,
    *,
    headers: Mapping[str, str],
    timeout: float = 5.0,
    max_bytes: int = 16 * 2**10,
    allow_hosts: Collection[str] = (),
) -> Answer:
    """Hand `content` to an address within `timeout` seconds in all, as `get` asks it; redirects are answers.

    Raises Unreachable.
    """
    ours = {"User-Agent": USER_AGENT, **headers}
    return _ask_once(_read(url), ours, time.monotonic() + timeout, max_bytes, allow_hosts, content)


def must_be_public(url: str, *, timeout: float = 3.0) -> None:
    """Raises Unreachable unless the address is https and leads, today, outside every internal network."""
    target = _read(url)
    if target.scheme != "https":
        raise Unreachable(f"{target.host} is not asked over https")
    _checked_address(target, time.monotonic() + timeout, is_chosen=False)


def _read(url: str) -> httpx.URL:
    try:
        target = httpx.URL(url)
    except httpx.InvalidURL as error:
        raise Unreachable("not an address") from error
    if not target.host or target.userinfo:
        raise Unreachable("not an address of a server")
    return target


def _ask_once(
    target: httpx.URL,
    headers: Mapping[str, str],
    deadline: float,
    max_bytes: int,
    allow_hosts: Collection[str],
    content: bytes | None = None,
) -> Answer:
    """A GET, or a POST of `content`."""
    is_chosen = target.host in allow_hosts
    if target.scheme != "https" and not (is_chosen and target.scheme == "http"):
        raise Unreachable(f"{target.host} is not asked over https")
    address = _checked_address(target, deadline, is_chosen=is_chosen)
    try:
        with (
            _cut(deadline) as watched,
            httpx.Client(verify=True, trust_env=False, timeout=_left(deadline)) as client,
            client.stream(
                "GET" if content is None else "POST",
                target.copy_with(host=address),
                content=content,
                headers={**headers, "Host": target.netloc.decode()},
                extensions={"sni_hostname": target.host, "trace": watched},
            ) as response,
        ):
            answer = bytearray()
            for chunk in response.iter_bytes():
                answer += chunk
                if len(answer) > max_bytes:
                    raise Unreachable(f"{target.host} answers more than {max_bytes} bytes")
                _left(deadline)
            _left(deadline)  # cut short, a body that has no length looks whole
            return Answer(response.status_code, bytes(answer), response.headers)
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        _left(deadline)
        raise Unreachable(f"{target.host}: {error or type(error).__name__}") from error


@contextmanager
def _cut(deadline: float) -> Iterator[Callable[[str, Mapping[str, Any]], None]]:
    """Within the block, whatever httpx waits for ends at the deadline. Gives the request's extension `trace`.

    httpx limits each read alone: a server that drips its headers, a letter at a time, would hold the page for ever.
    """
    opened: list[socket.socket] = []

    def watch(event: str, details: Mapping[str, Any]) -> None:
        if event in {"connection.connect_tcp.complete", "connection.start_tls.complete"}:
            opened.append(details["return_value"].get_extra_info("socket"))

    def cut() -> None:
        for each in opened[-1:]:
            with suppress(OSError):  # closed meanwhile
                # Not TLS's own: it would change the connection under the thread that reads it.
                socket.socket.shutdown(each, socket.SHUT_RDWR)

    timer = Timer(_left(deadline), cut)
    timer.daemon = True
    timer.start()
    try:
        yield watch
    finally:
        timer.cancel()


def _checked_address(target: httpx.URL, deadline: float, *, is_chosen: bool) -> str:
    """The address to connect to: what was checked is what is used, so that a second look-up cannot differ."""
    looking = _resolvers.submit(socket.getaddrinfo, target.host, target.port or 443, type=socket.SOCK_STREAM)
    try:
        found = looking.result(timeout=_left(deadline))
    except (TimeoutError, OSError, UnicodeError) as error:
        raise Unreachable(f"{target.host} has no address") from error
    addresses = [str(item[4][0]) for item in found]
    if not is_chosen and not all(ipaddress.ip_address(address).is_global for address in addresses):
        raise Unreachable(f"{target.host} leads to an internal network")
    return addresses[0]


def _left(deadline: float) -> float:
    left = deadline - time.monotonic()
    if left <= 0:
        raise Unreachable("no answer in time")
    return left
