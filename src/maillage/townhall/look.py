"""A town's colour, within the rules of contrast that keep it readable."""

from __future__ import annotations

from dataclasses import dataclass

from coloraide import Color
from django.utils.translation import gettext as _

# WCAG 2.2, criterion 1.4.3, for text of ordinary size.
LEAST_CONTRAST = 4.5


@dataclass(frozen=True)
class Scheme:
    """What words are written on: the paper of a page, and the colour itself laid thin over it."""

    paper: str
    wash: float
    towards: str

    def laid(self, colour: Color | str) -> Color:
        """The wash of a colour."""
        return Color(self.paper).mix(colour, self.wash, space="srgb")

    def contrast(self, colour: Color | str) -> float:
        """Of its words, where they are hardest to read."""
        words = Color(colour)
        return min(words.contrast(ground, method="wcag21") for ground in (Color(self.paper), self.laid(colour)))

    def readable(self, colour: str) -> str:
        """The nearest of twenty shades, towards black or white, in which words can be read."""
        shades = Color.steps([colour, self.towards], steps=21, space="oklab")
        return _hex(next((shade for shade in shades if self.contrast(shade) >= LEAST_CONTRAST), Color(self.towards)))


# By day the paper is darker than what lies on it, by night what lies on it is lighter than the paper: tokens.css.
DAY, NIGHT = Scheme("#f7f5f0", 0.1, "black"), Scheme("#1b2321", 0.18, "white")


class Unreadable(ValueError):
    """A colour in which words could not be read."""

    def __init__(self, colour: str, contrast: float) -> None:
        self.proposed = DAY.readable(colour)
        super().__init__(
            _(
                "Avec cette couleur, les mots se lisent mal (contraste de %(contrast)s, il en faut 4,5). "
                "Essayez %(proposed)s, la même en plus foncé."
            )
            % {"contrast": f"{contrast:.1f}".replace(".", ","), "proposed": self.proposed}
        )


def check(colour: str) -> None:
    """Raises Unreadable, with the nearest shade that would do."""
    contrast = DAY.contrast(colour)
    if contrast < LEAST_CONTRAST:
        raise Unreadable(colour, contrast)


def stylesheet(colour: str) -> str:
    """The rules that give a town's voice its colour, by day and by night: a page may carry no style of its own."""
    night = NIGHT.readable(colour)
    return (
        f":root {{ --town: {colour}; --town-wash: {_hex(DAY.laid(colour))}; }}\n"
        f"@media (prefers-color-scheme: dark) {{"
        f" :root {{ --town: {night}; --town-wash: {_hex(NIGHT.laid(night))}; }} }}\n"
    )


def _hex(colour: Color) -> str:
    return colour.convert("srgb").fit().to_string(hex=True)
