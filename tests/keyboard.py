"""Walking through a page with the keyboard alone, and seeing where one is at each step."""

from __future__ import annotations

from playwright.sync_api import Locator, Page

MANY_TABS = 60  # more presses than any control of these pages is away
# Whether the control in focus is the one wanted, and whether it is drawn with an outline (its own, its label's or
# that of the card it covers), inside the window, with nothing over its middle (WCAG 2.4.7, 2.4.11). The page
# itself, past its end, and the parts that a browser puts into a field (the calendar of a day) are the browser's own to
# show.
FOCUS = """wanted => {
  const control = document.activeElement;
  const html = control.outerHTML.slice(0, 300);
  if (control === document.body || !control.matches(":focus")) return { reached: false, seen: true, html };
  const shown = control.closest("label") ?? control;
  const styles = [getComputedStyle(control), getComputedStyle(control, "::after"), getComputedStyle(shown)];
  const isOutlined = styles.some((style) => style.outlineStyle !== "none");
  const box = control.getClientRects()[0]; // its first line, where its words go on to a second
  const above = document.elementFromPoint(box.x + box.width / 2, box.y + Math.min(box.height / 2, 20));
  const isCovered = above === null || !(control.contains(above) || shown.contains(above));
  return { reached: control === wanted, seen: isOutlined && !isCovered, html };
}"""


def walk_to(page: Page, wanted: Locator, *, backwards: bool = False) -> None:
    """Press Tab (or Shift and Tab) until the control is reached; each one on the way must be seen."""
    control = wanted.element_handle()
    for _press in range(MANY_TABS):
        page.keyboard.press("Shift+Tab" if backwards else "Tab")
        state = page.evaluate(FOCUS, control)
        assert state["seen"], f"In focus, and unseen: {state['html']}"
        if state["reached"]:
            return
    raise AssertionError(f"{MANY_TABS} presses of Tab do not lead to {wanted}.")


def write(page: Page, field: Locator, words: str) -> None:
    """Walk to a field and type in it, over what it held."""
    walk_to(page, field)
    page.keyboard.press("Control+A")
    page.keyboard.type(words)


def choose(page: Page, choice: Locator) -> None:
    """Walk to a box, or to the group of a radio button, and choose."""
    walk_to(page, choice)
    page.keyboard.press("Space")


def press(page: Page, control: Locator, *, backwards: bool = False) -> None:
    """Walk to a link or a button that leads to another page, and press it."""
    walk_to(page, control, backwards=backwards)
    with page.expect_navigation():
        page.keyboard.press("Enter")
