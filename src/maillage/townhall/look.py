"""A town's colour, within the rules of contrast that keep it readable."""

from __future__ import annotations

from coloraide import Color
from django.utils.translation import gettext as _

# WCAG 2.2, criterion 1.4.3, for text of ordinary size.
LEAST_CONTRAST = 4.5
PAPER, NIGHT = "#f7f5f0", "#121817"
# A wash is the colour laid thin over the paper.
_WASH = 0.1
_NIGHT_WASH = 0.18


class Unreadable(ValueError):
    """A colour in which words could not be read."""

    def __init__(self, colour: str, contrast: float) -> None:
        self.proposed = darkened(colour)
        super().__init__(
            _(
                "Avec cette couleur, les mots se lisent mal (contraste de %(contrast)s, il en faut 4,5). "
                "Essayez %(proposed)s, la même en plus foncé."
            )
            % {"contrast": f"{contrast:.1f}".replace(".", ","), "proposed": self.proposed}
        )


def check(colour: str) -> None:
    """Raises Unreadable, with the nearest shade that would do."""
    contrast = Color(colour).contrast(PAPER, method="wcag21")
    if contrast < LEAST_CONTRAST:
        raise Unreadable(colour, contrast)


def darkened(colour: str) -> str:
    """The same colour, as dark as its words need on paper."""
    return _readable(colour, PAPER, "black")


def at_night(colour: str) -> str:
    """The same colour, as light as its words need on a dark page."""
    return _readable(colour, NIGHT, "white")


def stylesheet(colour: str) -> str:
    """The rules that give a town's voice its colour, by day and by night: a page may carry no style of its own."""
    night = at_night(colour)
    day_wash = _laid(colour, PAPER, _WASH)
    night_wash = _laid(night, NIGHT, _NIGHT_WASH)
    return (
        f":root {{ --town: {colour}; --town-wash: {day_wash}; }}\n"
        f"@media (prefers-color-scheme: dark) {{ :root {{ --town: {night}; --town-wash: {night_wash}; }} }}\n"
    )


def _readable(colour: str, paper: str, towards: str) -> str:
    """Twenty steps from the colour to black or white: the first that can be read."""
    steps = Color.steps([colour, towards], steps=21, space="oklab")
    fitting = (step for step in steps if step.contrast(paper, method="wcag21") >= LEAST_CONTRAST)
    return _hex(next(fitting, Color(towards)))


def _laid(colour: str, paper: str, share: float) -> str:
    return _hex(Color(paper).mix(colour, share, space="srgb"))


def _hex(colour: Color) -> str:
    return colour.convert("srgb").fit().to_string(hex=True)
