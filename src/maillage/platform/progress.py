"""What a long command is doing, said as it goes: a moving line on a terminal, plain lines in a log."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.markup import escape

# What a long step calls with a sentence about where it is.
Report = Callable[[str], None]

# In a log, a step says where it is no more often than that.
LOG_EVERY_SECONDS = 5.0


def silent(_: str) -> None:
    """A report nobody listens to."""


class Progress:
    """Says each step: while it lasts, where it is; once done, how long it took."""

    def __init__(self, console: Console | None = None, *, clock: Callable[[], float] = time.monotonic) -> None:
        self.console = console or Console(stderr=True, highlight=False, soft_wrap=True)
        self.clock = clock

    def say(self, sentence: str) -> None:
        """A line of its own."""
        self.console.print(escape(sentence))

    @contextmanager
    def step(self, title: str) -> Iterator[Report]:
        """Within the block `title` is being done; the block may report where it is."""
        begun = self.clock()
        try:
            if self.console.is_terminal:
                with self.console.status(f"{escape(title)}…") as status:
                    yield lambda where: status.update(f"{escape(title)}… {escape(where)}")
            else:
                yield _LogReport(self, title)
        except BaseException:
            self.console.print(f"[red]✗[/red] {escape(title)}")
            raise
        self.console.print(f"[green]✓[/green] {escape(title)} [dim]{self.clock() - begun:.1f} s[/dim]")


class _LogReport:
    """Plain lines, few enough to read."""

    def __init__(self, progress: Progress, title: str) -> None:
        self.progress = progress
        self.title = title
        self.said_at = progress.clock() - LOG_EVERY_SECONDS
        progress.say(f"  {title}…")

    def __call__(self, where: str) -> None:
        now = self.progress.clock()
        if now - self.said_at >= LOG_EVERY_SECONDS:
            self.said_at = now
            self.progress.say(f"    {where}")
