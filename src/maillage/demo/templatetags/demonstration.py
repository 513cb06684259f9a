"""What the landing page of the demonstration shows."""

from __future__ import annotations

from django import template

from maillage.demo.personas import PERSONAS, Persona

register = template.Library()


@register.simple_tag
def personas() -> tuple[Persona, ...]:
    """The people whom a visitor may become."""
    return PERSONAS
