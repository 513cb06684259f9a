"""What the platform's columns are for, and those of the libraries it stands on."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from maillage.platform.catalogue import Basis, Column, Declaration, Impersonal, Kept, Personal, SeenBy

_MAIL = Column(
    _("L’envoi d’un courriel, jusqu’à ce qu’il soit parti"), kept=Kept.DAY, seen_by=SeenBy.NOBODY, is_exported=False
)
_REPLAY = Column(
    _("Ne pas faire deux fois ce que vous avez demandé une fois"),
    basis=Basis.LEGITIMATE_INTEREST,
    kept=Kept.WEEK,
    seen_by=SeenBy.NOBODY,
    is_exported=False,
)
_SHOWN_MAIL = Column(
    _("Montrer les courriels de la démonstration"), kept=Kept.DAY, seen_by=SeenBy.EVERYONE, is_exported=False
)

TITLE = _("Ce qui fait marcher le site")
DECLARATIONS: list[Declaration] = [
    Personal(
        "platform.Photo",
        None,
        {"description": Column(_("Dire une photo à qui ne la voit pas"), kept=Kept.SUBJECT, seen_by=SeenBy.AUDIENCE)},
        ("id", "width", "height", "digest", "created_at"),
    ),
    Personal(
        "platform.IdempotencyKey",
        None,
        {"owner": _REPLAY, "location": _REPLAY, "body_digest": _REPLAY},
        ("id", "key", "created_at"),
    ),
    Personal(
        "platform.DemonstrationMail",
        None,
        {"to": _SHOWN_MAIL, "subject": _SHOWN_MAIL, "text": _SHOWN_MAIL, "html": _SHOWN_MAIL},
        ("id", "created_at"),
    ),
    Personal(
        "procrastinate.ProcrastinateJob",
        None,
        {"args": _MAIL},
        (
            "id",
            "queue_name",
            "task_name",
            "priority",
            "lock",
            "status",
            "scheduled_at",
            "attempts",
            "queueing_lock",
            "abort_requested",
            "worker",
        ),
    ),
    Impersonal("platform.Handover", "numbers of jobs, kept a day"),
    Impersonal("procrastinate.ProcrastinateWorker", "processes of the machine"),
    Impersonal("procrastinate.ProcrastinateEvent", "when a job started and ended"),
    Impersonal("procrastinate.ProcrastinatePeriodicDefer", "when a periodic job was last asked for"),
    Impersonal("contenttypes.ContentType", "names of models"),
    Impersonal("auth.Permission", "Django's own, unused here: rights are in residents.access"),
    Impersonal("auth.Group", "Django's own, unused here"),
    Impersonal("auth.Group_permissions", "Django's own, unused here"),
]
