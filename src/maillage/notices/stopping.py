"""The address by which an e-mail is stopped in one click, without signing in (RFC 8058).

What it says is signed: whose, and which e-mails; nothing else can be done with it. It serves as long as the e-mail
lies in a mailbox: stopping twice is stopping once.
"""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.conf import settings
from django.core import signing
from django.db import transaction
from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _

from maillage.notices import actions
from maillage.notices.kinds import Group
from maillage.notices.models import Rhythm
from maillage.platform import ids
from maillage.residents.models import Resident

SALT = "notices.stop"
LETTERS = "letters"


@dataclass(frozen=True)
class Stop:
    """Whose e-mails, and which: the name of a group, or the letters."""

    resident_id: UUID
    what: str

    @property
    def words(self) -> str:
        """What they are called."""
        return _("la lettre de votre voisinage") if self.what == LETTERS else str(Group(self.what).label)


def of_group(group: Group) -> str:
    """What stops the e-mails of a group; nothing does for one's account, whose decisions are always told."""
    return "" if group is Group.ACCOUNT else group.value


def address(resident: Resident, what: str) -> str:
    """The whole address; empty where there is nothing to stop."""
    if not what:
        return ""
    token = signing.dumps([str(resident.pk), what], salt=SALT)
    return settings.SITE_ADDRESS + reverse("notices-stop", args=[token])


def read(token: str) -> Stop:
    """Raises Http404 unless this site wrote it for this use."""
    try:
        resident, what = signing.loads(token, salt=SALT)
    except (signing.BadSignature, ValueError) as refusal:
        raise Http404(_("Ce lien est incomplet ou n’est pas de nous : rien n’a changé.")) from refusal
    resident_id = ids.read(resident)
    assert resident_id is not None
    return Stop(resident_id, what)


@transaction.atomic
def stop(asked: Stop) -> None:
    """Stop these e-mails. The account may be closed or suspended since: nothing leaves for it anyway."""
    resident = Resident.objects.select_for_update(no_key=True).filter(pk=asked.resident_id).first()
    if resident is None or not resident.is_active:
        return
    wishes = actions.wishes_of(resident)
    if asked.what == LETTERS:
        wishes.has_letters = False
        periodic = {Rhythm.DAILY, Rhythm.WEEKLY}
        stopped = {group for group in Group if wishes.rhythm(group) in periodic}
    else:
        stopped = {Group(asked.what)}
    for group in stopped - {Group.ACCOUNT}:
        setattr(wishes, group.value, Rhythm.NEVER)
    actions.choose(resident, wishes)
