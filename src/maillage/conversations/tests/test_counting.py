"""Whatever people do, and in whatever order, each has as many unread messages as were said to them since they read.

Hypothesis draws the stories; a few lines of sets say what must be; the database says what is.
"""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from uuid import UUID

import pytest
from django.db import transaction
from django.http import Http404
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from maillage.conversations import access, actions, happenings
from maillage.conversations.models import Conversation, Participant
from maillage.conversations.queries import People
from maillage.conversations.refusals import Closed
from maillage.conversations.tests.factories import an_about
from maillage.platform import clock
from maillage.platform.ids import new_id
from maillage.residents.models import Block, Resident
from maillage.residents.tests.factories import a_resident

pytestmark = pytest.mark.django_db
AGREED = happenings.declare("tests.counted", lambda who, facts: "Convenu")
NAMES = ("Yann", "Maëlle", "Soizic")
people = st.sampled_from(range(len(NAMES)))
# Slow enough for as many conversations as one likes to be begun in an hour.
A_STEP = timedelta(minutes=10)


class Talking(RuleBasedStateMachine):
    """Three neighbours who open, say, read, leave, block and make peace."""

    talks = Bundle("talks")

    def __init__(self) -> None:
        super().__init__()
        self.story = transaction.atomic()
        self.story.__enter__()
        self.moment = clock.now()
        self.present: dict[UUID, set[UUID]] = {}
        self.unread: Counter[tuple[UUID, UUID]] = Counter()
        self.blocks: set[frozenset[UUID]] = set()
        self.opened: dict[tuple[int, int], Conversation] = {}

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.story.__exit__(None, None, None)

    @initialize()
    def arrive(self) -> None:
        self.neighbours = [a_resident(name) for name in NAMES]
        self.subjects = [an_about("Une échelle"), an_about("Une remorque")]

    @rule(target=talks, opener=people, others=st.sets(people, min_size=1), subject=st.sampled_from((0, 1)))
    def open(self, opener: int, others: set[int], subject: int) -> Conversation | None:
        """About the same thing one goes on with the same conversation, where one comes back."""
        who, known = self.neighbours[opener], self.opened.get((opener, subject))
        company = [self.neighbours[other] for other in sorted(others - {opener})]
        present = self.present[known.pk] | {who.pk} if known else {who.pk, *(other.pk for other in company)}
        may = self.may_speak(who, present)
        self.moment += A_STEP
        try:
            with clock.at(self.moment):
                talk = actions.open(who, company, self.subjects[subject], text="Bonjour", key=new_id())
        except Closed:
            assert not may
            return known
        assert may
        self.opened[opener, subject] = talk
        self.present[talk.pk] = present
        self.was_said(who, talk)
        return talk

    @rule(talk=talks, author=people)
    def send(self, talk: Conversation | None, author: int) -> None:
        if talk is not None:
            self.say(self.neighbours[author], talk)

    @rule(talk=talks, author=people)
    def note(self, talk: Conversation | None, author: int) -> None:
        """What happens between them counts as what is said does, and closed conversations are told nothing."""
        if talk is not None:
            who = self.neighbours[author]
            may = self.may_speak(who, self.present[talk.pk])
            assert bool(actions.note(who, talk, AGREED, path="/")) == may
            if may:
                self.was_said(who, talk)

    @rule(talk=talks, reader=people)
    def read(self, talk: Conversation | None, reader: int) -> None:
        if talk is not None and (opened := self.look(self.neighbours[reader], talk)):
            self.mark(opened)
            self.unread[talk.pk, opened.viewer.pk] = 0

    @rule(talk=talks, reader=people, author=people)
    def read_while_another_writes(self, talk: Conversation | None, reader: int, author: int) -> None:
        """What came after the page was made is not marked with it."""
        if talk is None or not (opened := self.look(self.neighbours[reader], talk)):
            return
        was_said = self.say(self.neighbours[author], talk)
        self.mark(opened)
        if not was_said or reader == author:
            self.unread[talk.pk, opened.viewer.pk] = 0

    @rule(talk=talks, leaver=people)
    def leave(self, talk: Conversation | None, leaver: int) -> None:
        if talk is not None:
            who = self.neighbours[leaver]
            actions.leave(who, talk)
            self.present[talk.pk].discard(who.pk)
            self.unread[talk.pk, who.pk] = 0

    @rule(pair=st.lists(people, min_size=2, max_size=2, unique=True))
    def block(self, pair: list[int]) -> None:
        blocker, blocked = (self.neighbours[one] for one in pair)
        Block.objects.get_or_create(blocker=blocker, blocked=blocked)
        self.blocks.add(frozenset((blocker.pk, blocked.pk)))

    @rule()
    def make_peace(self) -> None:
        Block.objects.all().delete()
        self.blocks.clear()

    @invariant()
    def every_count_is_exact(self) -> None:
        places = Participant.objects.values_list("conversation", "resident", "unread")
        assert {(talk, who): unread for talk, who, unread in places if unread} == +self.unread

    def may_speak(self, author: Resident, present: set[UUID]) -> bool:
        others = present - {author.pk}
        hidden = any(frozenset((author.pk, other)) in self.blocks for other in others)
        return author.pk in present and bool(others) and not hidden

    def say(self, author: Resident, talk: Conversation) -> bool:
        may = self.may_speak(author, self.present[talk.pk])
        self.moment += A_STEP
        try:
            with clock.at(self.moment):
                actions.send(author, talk, text="Encore un mot", key=new_id())
        except Closed:
            assert not may
            return False
        assert may
        self.was_said(author, talk)
        return True

    def was_said(self, author: Resident, talk: Conversation) -> None:
        self.unread.update((talk.pk, other) for other in self.present[talk.pk] - {author.pk})

    def look(self, reader: Resident, talk: Conversation) -> People | None:
        """The page, for who takes part."""
        try:
            opened = access.people(reader, talk.pk)
        except Http404:
            assert reader.pk not in self.present[talk.pk]
            return None
        assert reader.pk in self.present[talk.pk]
        return opened

    def mark(self, opened: People) -> None:
        assert opened.conversation.last_message_id
        actions.mark_read(opened, opened.conversation.last_message_id)


STORIES = settings(
    max_examples=25,
    stateful_step_count=25,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)


def test_whatever_people_do_every_count_is_exact():
    run_state_machine_as_test(Talking, settings=STORIES)


def test_a_mark_that_does_not_compare_is_found_out(monkeypatch):
    def blindly(people: People, until: UUID) -> None:
        Participant.objects.filter(pk=people.mine.pk).update(unread=0, read_until=until)

    monkeypatch.setattr(actions, "mark_read", blindly)
    with pytest.raises(AssertionError):
        run_state_machine_as_test(Talking, settings=settings(STORIES, max_examples=200, phases=[Phase.generate]))
