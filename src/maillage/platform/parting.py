"""A child process that ends when its parent does, even when the parent is killed."""

from __future__ import annotations

import ctypes
import signal
from collections.abc import Callable

PR_SET_PDEATHSIG = 1  # linux/prctl.h
_libc = ctypes.CDLL(None, use_errno=True)


def end_with_parent(how: signal.Signals) -> Callable[[], None]:
    """A `preexec_fn`: the kernel sends `how` to the child when the thread that started it ends (Linux).

    It runs after the change of user, as it must: that change forgets the wish.
    """

    def ask() -> None:
        _libc.prctl(PR_SET_PDEATHSIG, int(how), 0, 0, 0)

    return ask
