"""The hidden field of a form that creates (loaded as a built-in)."""

from __future__ import annotations

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from maillage.platform.idempotency import FIELD
from maillage.platform.ids import new_id

register = template.Library()


@register.simple_tag(takes_context=True)
def idempotency_key(context: template.Context) -> SafeString:
    """`<input type="hidden">` with a new key, or the key sent when the form comes back to be corrected."""
    request = context.get("request")
    sent = request.POST.get(FIELD, "") if request is not None and request.method == "POST" else ""
    return format_html('<input type="hidden" name="{}" value="{}">', FIELD, sent or new_id())
