"""What templates of accounts need."""

from __future__ import annotations

import json
from typing import Any

from django import template
from django.core.serializers.json import DjangoJSONEncoder

register = template.Library()


@register.filter
def json_attribute(value: Any) -> str:
    """JSON for a `data-` attribute (escaped by the template like any text): no inline script needed."""
    return json.dumps(value, cls=DjangoJSONEncoder)
