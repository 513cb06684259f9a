"""`text|words`: what a person wrote, as HTML (loaded as a built-in)."""

from __future__ import annotations

from django import template

from maillage.platform import rendering

register = template.Library()
register.filter("words", rendering.words)
