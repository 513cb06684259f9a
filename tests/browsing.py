"""Debian's Chromium, driven by Playwright."""

from __future__ import annotations

import os
import shutil

from playwright.sync_api import Browser, Playwright, ViewportSize

PHONE: ViewportSize = {"width": 390, "height": 844}
DESK: ViewportSize = {"width": 1280, "height": 900}
# A browser that asks nobody but the page's own site for anything.
ALONE = [
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--disable-gpu",
    "--disable-quic",
]


def launch(playwright: Playwright) -> Browser:
    """Start the browser of the machine. Raises RuntimeError with what to install where there is none."""
    executable = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if executable is None:
        raise RuntimeError("The browser tests need Chromium: run “apt-get install chromium”, then again.")
    is_root = os.geteuid() == 0
    return playwright.chromium.launch(executable_path=executable, args=[*ALONE, *(["--no-sandbox"] if is_root else [])])
