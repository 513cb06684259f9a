"""Template tags that every page may use (loaded as built-ins)."""

from __future__ import annotations

from django import template

register = template.Library()
