"""Words said to somebody in an exchange, and repeated in their conversation: taken from both, and given back.

For decisions of moderation, each in the transaction of one. A message that says exactly these words is hidden; a
happening that quotes them no longer does.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db.models import Model, QuerySet

from maillage.conversations.models import Message
from maillage.platform import clock

Taken = dict[str, Any]


def take(rows: QuerySet[Any], pk: UUID, author: str) -> Taken | None:
    """Empty the `words` of a row that has a `conversation`, said by whom its column `author` names.

    All that is needed to give them back; None where there is nothing.
    """
    found = rows.select_for_update(of=("self",)).filter(pk=pk).exclude(words="").first()
    if found is None:
        return None
    words = found.words
    _write(found, "")
    said = Message.objects.filter(conversation=found.conversation_id, author=getattr(found, f"{author}_id"))
    messages = said.filter(happening="", text=words, hidden_at__isnull=True)
    hidden = [str(each) for each in messages.values_list("pk", flat=True)]
    messages.update(hidden_at=clock.now())
    quoting = [each for each in said.exclude(happening="") if each.facts.get("words") == words]
    for each in quoting:
        each.facts = {name: fact for name, fact in each.facts.items() if name != "words"}
        each.save(update_fields=["facts"])
    return {"words": words, "messages": hidden, "happenings": [str(each.pk) for each in quoting]}


def give_back(rows: QuerySet[Any], pk: UUID, taken: Mapping[str, Any]) -> bool:
    """Undo `take`, unless something else was said since; whether it was undone."""
    found = rows.select_for_update(of=("self",)).filter(pk=pk, words="").first()
    if found is None:
        return False
    _write(found, taken["words"])
    Message.objects.filter(pk__in=taken["messages"]).update(hidden_at=None)
    for each in Message.objects.filter(pk__in=taken["happenings"]).exclude(happening=""):
        each.facts = {**each.facts, "words": taken["words"]}
        each.save(update_fields=["facts"])
    return True


def _write(row: Model, words: str) -> None:
    row.words = words  # type: ignore[attr-defined]
    row.save(update_fields=["words"])
