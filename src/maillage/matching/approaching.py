"""A new request is offered to those who may be able to answer it, the nearest first, a few at a time, until somebody
answers: their listings or their skills fit. Nobody is asked twice, nor of a kind of request they want no more of.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.search import SearchQuery, SearchVector
from django.db import models, transaction
from django.db.models import Exists, F, Func, Max, OuterRef, Q, TextField, Value
from django.db.models.functions import Coalesce, Lower
from django.urls import reverse

from maillage.feed.models import Audience
from maillage.listings import access, actions, categories, widening
from maillage.listings.models import Intent, Listing
from maillage.listings.queries import CONFIGURATION, viewpoint_of
from maillage.matching.kinds import OFFERED
from maillage.matching.models import Approach, Silence
from maillage.notices import actions as notices
from maillage.platform import clock
from maillage.residents import queries as residents
from maillage.residents.models import Resident, ResidentQuerySet
from maillage.territory import cells
from maillage.territory.horizons import LADDER, Horizon

# Enough that one of them may well say yes, few enough that the others were not asked for nothing.
A_WAVE = 5
EVERY = timedelta(hours=4)
MOST_WAVES = 6
# Shorter words resemble everything.
SHORTEST_ALIKE = 5


def offer_due() -> int:
    """A wave for each request that waits for one; how many people were asked. Idempotent, beside others too."""
    recent = Approach.objects.filter(request=OuterRef("pk"), made_at__gt=clock.now() - EVERY)
    waiting = widening.unanswered().filter(~Exists(recent)).annotate(waves=Coalesce(Max("approaches__wave"), 0))
    due = waiting.filter(waves__lt=MOST_WAVES).order_by("pk").values_list("pk", flat=True)
    return sum(offer(request_id) for request_id in list(due))


@transaction.atomic
def offer(request_id: UUID) -> int:
    """The next wave of a request, if it is time; how many people were asked.

    Under the lock of the request: of two runs, the second finds that the first has just asked.
    """
    locked = actions.locked_in_order([request_id])
    if not locked or not widening.unanswered().filter(pk=request_id).exists():
        return 0
    (request,) = locked
    last = Approach.objects.filter(request=request).aggregate(wave=Max("wave"), at=Max("made_at"))
    wave = (last["wave"] or 0) + 1
    if wave > MOST_WAVES or (last["at"] is not None and last["at"] > clock.now() - EVERY):
        return 0
    people = fitting(request, A_WAVE)
    for person in people:
        ask(request, person, wave)
    return len(people)


def ask(request: Listing, person: Resident, wave: int) -> None:
    """Offer a request to one person who may see it, and tell them."""
    reason = "listings" if getattr(person, "has_listing", False) else "skills"
    approach = Approach.objects.create(request=request, resident=person, wave=wave, reason=reason, made_at=clock.now())
    notices.tell(
        person,
        OFFERED,
        by=request.author,
        path=reverse("approach", args=[approach.pk]),
        facts={"title": request.title},
        once=str(request.pk),
    )


def fitting(request: Listing, most: int) -> list[Resident]:
    """Those to ask next, the nearest first; they may see the request, and were never asked of it."""
    found: list[Resident] = []
    people = _able(request)
    for step in range(_last_step(request) + 1):
        around = Horizon(request.point_cell, step)
        near = people.filter(**{f"{around.field}__among": around.cells}).exclude(pk__in=[each.pk for each in found])
        for person in _nearest(near, around)[: most - len(found)]:
            if access.may_see(viewpoint_of(person), request):
                found.append(person)
        if len(found) >= most:
            break
    return found


def _last_step(request: Listing) -> int:
    if request.audience == Audience.COMMUNE or request.reach_step is None:
        return len(LADDER) - 1
    return min(request.reach_step, len(LADDER) - 1)


def _able(request: Listing) -> ResidentQuerySet:
    """Those whose open offers are of its category, or whose skills say a word of it."""
    offers = Listing.objects.open().filter(author=OuterRef("pk"), intent=Intent.OFFER, category=request.category)
    skills = Func(F("skills"), Value(" "), function="array_to_string", output_field=TextField())
    able = (
        Resident.objects.present()
        .settled()
        .active()
        .exclude(pk__in=[request.author_id, *residents.hidden_from(request.author)])
        .exclude(Exists(Approach.objects.filter(request=request, resident=OuterRef("pk"))))
        .exclude(Exists(Silence.objects.filter(category=request.category, resident=OuterRef("pk"))))
        .annotate(
            has_listing=Exists(offers),
            skill_words=SearchVector(skills, config=CONFIGURATION),
            skill_text=Lower(Func(skills, function="unaccent", output_field=TextField())),
        )
    )
    if request.audience == Audience.COMMUNE:
        able = able.filter(commune=request.commune_id)
    return able.filter(Q(has_listing=True) | (Q(skills__len__gt=0) & _skilled(request)))


def _skilled(request: Listing) -> Q:
    """Skills that hold one of its words or its category's, or that resemble a word of its title."""
    title = categories.telling(request.title)
    words = {*title, *_words_of(request.category)}
    alike = Q(pk__in=[])
    if words:
        said = " | ".join(sorted(words))
        alike |= Q(skill_words=SearchQuery(said, config=CONFIGURATION, search_type="raw"))
    for word in title:
        if len(word) >= SHORTEST_ALIKE:
            alike |= Q(skill_text__trigram_word_similar=word)
    return alike


def _words_of(category: str) -> Sequence[str]:
    leaf = categories.leaves().get(category)
    return categories.telling(f"{leaf.fr} {leaf.synonyms}") if leaf and category != "other" else []


def _nearest(people: ResidentQuerySet, around: Horizon) -> ResidentQuerySet:
    """By the distance from cell to cell, never from home; then those who have a listing for it."""
    origin = around.origin
    ordered = sorted(around.cells, key=lambda cell: (cells.distance_m(origin, cell), cell))
    rank = Func(
        Value(ordered, output_field=ArrayField(models.BigIntegerField())),
        F(around.field),
        function="array_position",
        output_field=models.IntegerField(),
    )
    return people.annotate(nearness=rank).order_by(F("nearness"), F("has_listing").desc(), F("pk"))


def decline(approach: Approach) -> None:
    """Not this time. Saying it twice is saying it once."""
    Approach.objects.filter(pk=approach.pk, declined_at=None).update(declined_at=clock.now())


@transaction.atomic
def silence(approach: Approach) -> None:
    """No more requests of this kind: nor this one."""
    decline(approach)
    Silence.objects.get_or_create(resident=approach.resident, category=approach.request.category)


def listen_again(resident: Resident, category: str) -> None:
    """Requests of this kind are offered again."""
    Silence.objects.filter(resident=resident, category=category).delete()
