"""How much the live process takes on. An operator may set each with a variable (docs/operators.md)."""

from __future__ import annotations

from dataclasses import dataclass

from maillage.platform import variables


@dataclass(frozen=True)
class Limits:
    heartbeat_s: float = 15.0  # under the 30 s after which common proxies and phone networks forget a silent connection
    recheck_s: float = 60.0  # how long a session that ended, or a resident suspended, may still be told things
    send_s: float = 10.0  # a browser that has not taken a hundred bytes by then comes back when it can
    waiting: int = 32  # events waiting for one browser; more is a browser that does not read
    # The server takes what a browser does not read without telling us: after this much a page starts afresh, so that
    # one which never reads costs no more. It is 2,000 events, an evening of talk.
    sent_bytes: int = 256 * 1024
    per_resident: int = 12  # tabs and devices of one person
    in_all: int = 10_000  # connections of this process

    @classmethod
    def from_environment(cls) -> Limits:
        """The defaults, changed by MAILLAGE_LIVE_HEARTBEAT, MAILLAGE_LIVE_RECHECK (s) and MAILLAGE_LIVE_CONNECTIONS."""
        return cls(
            heartbeat_s=variables.seconds("MAILLAGE_LIVE_HEARTBEAT", cls.heartbeat_s),
            recheck_s=variables.seconds("MAILLAGE_LIVE_RECHECK", cls.recheck_s),
            in_all=variables.number("MAILLAGE_LIVE_CONNECTIONS", cls.in_all, least=1, most=1_000_000),
        )
