"""What the columns of organisations are for."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from maillage.platform.catalogue import Column, Declaration, Impersonal, Personal, SeenBy

_MEMBER = Column(_("Savoir qui parle pour une structure"), seen_by=SeenBy.NEIGHBOURS)

DECLARATIONS: list[Declaration] = [
    Impersonal("organisations.Organisation", "a shop, an association, a town hall: a public place, not a person"),
    Personal(
        "organisations.Membership", "resident", {"organisation": _MEMBER, "resident": _MEMBER, "kind": _MEMBER}, ("id",)
    ),
]
