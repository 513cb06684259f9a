"""What the columns of moderation are for."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from maillage.moderation.models import Measure
from maillage.platform.catalogue import Basis, Column, Declaration, Impersonal, Kept, Personal, SeenBy

_REPORTED = Column(
    _("Examiner ce qui est signalé, et en rendre compte"),
    basis=Basis.LEGAL_OBLIGATION,
    kept=Kept.REPORT,
    seen_by=SeenBy.MODERATORS,
)
_REPORTER = Column(
    _("Vous répondre sur ce que vous avez signalé ; ni l’auteur ni les modérateurs ne l’apprennent"),
    basis=Basis.LEGAL_OBLIGATION,
    kept=Kept.REPORT,
)
_CASE = Column(
    _("Examiner une seule fois ce que plusieurs signalent, sans personne de concerné"),
    basis=Basis.LEGAL_OBLIGATION,
    kept=Kept.STATEMENT,
    seen_by=SeenBy.MODERATORS,
    is_exported=False,
)
_DECISION = Column(
    _("Vous donner les raisons d’une décision, et de quoi la contester"),
    basis=Basis.LEGAL_OBLIGATION,
    kept=Kept.STATEMENT,
    seen_by=SeenBy.MODERATORS,
)
_DECIDER = Column(
    _("Confier un recours à une autre personne que celle qui a décidé"),
    basis=Basis.LEGAL_OBLIGATION,
    kept=Kept.STATEMENT,
    seen_by=SeenBy.NOBODY,
    is_exported=False,
)
_BESIDE = Column(
    _("Dire aux autres responsables d’une structure ce qui est décidé de sa page"),
    basis=Basis.LEGAL_OBLIGATION,
    kept=Kept.STATEMENT,
    seen_by=SeenBy.NOBODY,
    is_exported=False,
)
_APPEAL = Column(
    _("Examiner votre recours et vous répondre"),
    basis=Basis.LEGAL_OBLIGATION,
    kept=Kept.STATEMENT,
    seen_by=SeenBy.MODERATORS,
)

TITLE = _("Vos signalements, et les décisions de modération")
DECLARATIONS: list[Declaration] = [
    # Of nobody's export: that something waits, since when, how grave it is and whom it concerns would tell who reported
    # it. What its author is to know is in the decision.
    Personal(
        "moderation.Case",
        None,
        dict.fromkeys(
            ("author", "subject_title", "concerned", "commune", "quarter", "severity", "alike", "state", "again"), _CASE
        )
        | dict.fromkeys(("opened_at", "decided_at"), _CASE)
        | dict.fromkeys(("taken_by", "taken_until"), _DECIDER),
        ("id", "subject_kind", "subject_id", "is_private"),
    ),
    Personal(
        "moderation.Report",
        "reporter",
        {
            "reporter": _REPORTER,
            "contact": _REPORTER,
            "reference": _REPORTER,
            "excerpt": _REPORTED,
            "reason": _REPORTED,
            "explanation": _REPORTED,
            "created_at": _REPORTED,
        },
        ("id", "case", "origin"),
    ),
    Personal("moderation.Exhibit", "report__reporter", {"photo": _REPORTED}, ("id", "report")),
    Personal(
        "moderation.Decision",
        "to",
        dict.fromkeys(
            ("case", "to", "measure", "hides", "hidden", "photo", "stops_publishing", "stops_opening", "ground"),
            _DECISION,
        )
        | dict.fromkeys(("facts", "was_reported", "was_spotted", "decided_at", "mend_by", "mended_at"), _DECISION)
        | dict.fromkeys(("ends_at", "state", "over_at"), _DECISION)
        | {"decided_by": _DECIDER, "also_to": _BESIDE},
        ("id",),
        untold={"measure": Measure.NOTHING},
    ),
    Personal(
        "moderation.Appeal",
        "by",
        dict.fromkeys(("decision", "by", "words", "made_at", "state", "answer", "answered_at"), _APPEAL)
        | dict.fromkeys(("decided_by", "answered_by"), _DECIDER),
        ("id", "is_reporter"),
    ),
    Impersonal("moderation.Yearly", "Counts of a year on the whole site; those under five are never told."),
]
