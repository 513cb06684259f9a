"""The world in which the permission table is proved: one person of Dinan, what is theirs, and who might ask."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from allauth.account.internal.flows.login import record_authentication
from django.conf import settings
from django.http import HttpRequest
from django.test import Client

from maillage.agreements import mediation, statements
from maillage.agreements.models import Difficulty, Moment
from maillage.agreements.statements import Condition
from maillage.agreements.tests.factories import a_difficulty, a_loan, a_loan_out, asked, in_force, terms
from maillage.bookings import calendars
from maillage.bookings.tests.factories import a_booking
from maillage.conversations.tests.factories import a_conversation, a_message, an_about
from maillage.feed.models import Audience
from maillage.listings.models import ListingPhoto, State
from maillage.listings.tests.factories import a_listing, a_request, a_token
from maillage.matching.tests.factories import a_want, an_approach
from maillage.moderation import contesting
from maillage.moderation.models import Case, Measure, Report
from maillage.moderation.tests.factories import a_report, decided
from maillage.notices import stopping
from maillage.organisations import actions as organisations
from maillage.organisations import invitations
from maillage.organisations.models import Membership, Organisation
from maillage.organisations.tests.factories import an_organisation
from maillage.platform import media
from maillage.platform.tests.uploads import a_photo
from maillage.portal.permissions import (
    AGREEMENT,
    ASKED,
    AT_THE_COUNTER,
    DIFFICULTY,
    DOCUMENT,
    GIFT,
    GUARANTOR,
    IN_HOSTS_HANDS,
    LOAN,
    OFFICE,
    OWN_EXPORT,
    SAID_IN_EXCHANGES,
    SAID_OF_THEM,
    SWAP,
    THEIR_EXCHANGE,
    TO_MEDIATE,
)
from maillage.portal.rights import (
    BOOKING,
    CONVERSATION,
    FOR_COMMUNE,
    FOR_NEIGHBOURS,
    PUBLIC,
    STRUCTURE,
    THEMSELVES,
    Standing,
)
from maillage.promises.tests.factories import a_claim, a_gift
from maillage.residents.models import Block, Resident, Role
from maillage.residents.own_data import actions as own_data
from maillage.residents.own_data.models import Export
from maillage.residents.proofs.actions import papers, permits, sheets, vouching
from maillage.residents.proofs.models import Paper
from maillage.residents.proofs.tests.factories import a_proof, at_home
from maillage.residents.tests.factories import a_resident, a_role
from maillage.reviews import actions as reviews
from maillage.reviews.tests.factories import a_revealed_review, a_review, an_exchange
from maillage.swaps.tests.factories import a_swap
from maillage.territory.models import Commune
from maillage.territory.tests.factories import DINAN, THOMERY, some_communes
from maillage.townhall.models import Right
from maillage.townhall.tests.factories import a_post, a_post_invitation, a_town


@dataclass
class World:
    """`things` are the identifiers that stand in addresses; `people` are the standings, visitors excepted."""

    people: dict[Standing, Resident] = field(default_factory=dict)
    things: dict[str, dict[str, Any]] = field(default_factory=dict)
    # Signed in once for all: what a request does to a session is undone with it.
    sessions: dict[Standing, str] = field(default_factory=dict)

    def client(self, standing: Standing) -> Client:
        """A new browser in which that person has signed in, with a second factor where one is asked for."""
        client = Client()
        if standing is not Standing.VISITOR:
            client.cookies[settings.SESSION_COOKIE_NAME] = self.sessions[standing]
        return client


def a_world() -> World:
    """Everything the table speaks of, made once for all its lines."""
    dinan, thomery = some_communes(DINAN, THOMERY)
    world = World(_people(dinan, thomery))
    concerned = world.people[Standing.CONCERNED]
    concerned.photo = media.take(a_photo())
    concerned.save()
    partner = a_resident("Partenaire", dinan)
    for name, audience in (
        (FOR_NEIGHBOURS, Audience.NEIGHBOURS),
        (FOR_COMMUNE, Audience.COMMUNE),
        (PUBLIC, Audience.PUBLIC),
    ):
        listing = a_listing(concerned, audience=audience)
        photo = ListingPhoto.objects.create(listing=listing, photo=media.take(a_photo()), position=0).photo
        world.things[name] = {
            "listing_id": listing.pk,
            "photo_id": photo.pk,
            "kind": "annonce",
            "subject_id": listing.pk,
        }
    conversation = a_conversation(concerned, partner, about=an_about())
    message = a_message(partner, conversation, photo=media.take(a_photo()))
    world.things[CONVERSATION] = {"conversation_id": conversation.pk, "message_id": message.pk}
    booking = a_booking(a_listing(concerned), partner)
    world.things |= _agreements(concerned, partner, world.people[Standing.HOST])
    world.things[BOOKING] = {"booking_id": booking.pk, "verb": "accepter"}
    world.things["their calendar"] = {"token": calendars.draw(concerned)}
    world.things[THEMSELVES] = {"resident_id": concerned.pk}
    world.things["the person"] = {"kind": "habitant", "subject_id": concerned.pk}
    world.things |= _cases(concerned, partner, dinan)
    world.things |= _said_in_exchanges(concerned, a_resident("Voisine", dinan))
    world.things["a message to them"] = {"kind": "message", "subject_id": message.pk}
    gift = a_gift(concerned)
    world.things[GIFT] = {"listing_id": gift.pk, "claim_id": a_claim(partner, gift).pk}
    world.things[SWAP] = {"swap_id": a_swap(partner, concerned).pk}
    world.things[STRUCTURE] = _a_shop(concerned, world.people[Standing.MEMBER], partner)
    world.things["an e-mail to them"] = {"token": stopping.address(concerned, "nearby").split("/")[-2]}
    world.things["an invitation to them"] = {"token": _an_invitation(partner, concerned)}
    _prove(world, partner)
    world.things["a question to them"] = {"token": a_token(a_listing(concerned))}
    world.things["their solved request"] = {"listing_id": a_request(concerned, state=State.DONE).pk}
    world.things["a request offered to them"] = {
        "approach_id": an_approach(a_request(partner, audience=Audience.PUBLIC), concerned).pk,
        "category": "drills",
    }
    world.things["their saved search"] = {"want_id": a_want(concerned, words="tondeuse").pk}
    world.things[OWN_EXPORT] = {"export_id": _an_export(concerned).pk}
    world.things |= _spoken(concerned, partner)
    world.things |= _offices(world, dinan, thomery)
    world.sessions = {standing: _signed_in(person) for standing, person in world.people.items()}
    return world


def _offices(world: World, dinan: Commune, thomery: Commune) -> dict[str, dict[str, Any]]:
    """The town halls of both communes: an agent with every right in each, an official who sees the figures of one."""
    town = a_town(dinan)
    a_post(world.people[Standing.AGENT], town)
    a_post(world.people[Standing.OTHER_AGENT], a_town(thomery))
    a_post(world.people[Standing.ELECTED], town, Right.FIGURES, function="elected")
    colleague = a_post(a_resident("Collègue", settled=False), town, Right.WRITE)
    invitation, token = a_post_invitation(town, world.people[Standing.NEWCOMER])
    return {
        OFFICE: {"town_id": town.pk, "post_id": colleague.pk, "invitation_id": invitation.pk},
        "a letter from the town hall": {"token": token},
    }


def _an_export(resident: Resident) -> Export:
    export = own_data.ask(resident)
    own_data.make(export.pk)
    return export


def _prove(world: World, asker: Resident) -> None:
    """A neighbour who asks the concerned to vouch; what the commune's agent made and opened."""
    concerned, agent = world.people[Standing.CONCERNED], world.people[Standing.AGENT]
    at_home(asker)
    a_proof(concerned)
    world.things[ASKED] = {"vouch_id": vouching.ask(asker, concerned).pk, "verb": "accepter"}
    sheet = sheets.prepare(agent, concerned.commune, 5)
    landlord = an_organisation("Le Toit", concerned.commune, manager=concerned)
    permit = permits.give(agent, concerned.commune, landlord.pk, landlord.name, 20)
    theirs = sheets.prepare_for(concerned, landlord.pk, 5)
    world.things[AT_THE_COUNTER] = {"batch_id": sheet.pk, "insee": sheet.commune_id, "permit_id": permit.pk}
    world.things[GUARANTOR] = {"organisation_id": landlord.pk, "batch_id": theirs.pk}
    papers.send(asker, Paper.Kind.BILL, a_photo())
    world.things[DOCUMENT] = {"paper_id": papers.take(agent, concerned.commune).pk, "number": 0}


def _agreements(concerned: Resident, partner: Resident, host: Resident) -> dict[str, dict[str, Any]]:
    """A loan without an agreement, one with it, and one for each standing of a difficulty."""

    def agreed() -> Any:
        return in_force(a_loan_out(concerned, partner), terms(photos=[media.take(a_photo())]))

    def things(difficulty: Difficulty) -> dict[str, Any]:
        photo = difficulty.agreement.photos.get().photo_id
        return {"difficulty_id": difficulty.pk, "photo_id": photo, "verb": "prendre"}

    agreement = agreed()
    return {
        LOAN: {"booking_id": a_loan(concerned, partner).pk},
        AGREEMENT: {"agreement_id": agreement.pk, "photo_id": agreement.photos.get().photo_id},
        DIFFICULTY: things(a_difficulty(agreed())) | {"verb": "retirer"},
        TO_MEDIATE: things(asked(agreed())),
        IN_HOSTS_HANDS: things(mediation.take(host, asked(agreed()))),
    }


def _a_shop(manager: Resident, member: Resident, invited: Resident) -> dict[str, Any]:
    shop = an_organisation("Épicerie", manager.commune, kind=Organisation.Kind.SHOP, manager=manager)
    Membership.objects.create(organisation=shop, resident=member)
    sent = organisations.invite(manager, shop, invited.email, Membership.Kind.MEMBER)
    return {
        "organisation_id": shop.pk,
        "resident_id": member.pk,
        "invitation_id": sent.pk,
        "kind": "structure",
        "subject_id": shop.pk,
    }


def _said_in_exchanges(concerned: Resident, partner: Resident) -> dict[str, dict[str, Any]]:
    """What two people wrote to each other in each kind of exchange."""
    agreed = in_force(a_loan_out(concerned, partner))
    found = Condition(is_as_agreed=False, words="Une rayure.")
    said = {
        "reservation": a_booking(a_listing(concerned), partner, words="Pour samedi."),
        "demande": a_claim(partner, a_gift(concerned), words="Pour mon fils."),
        "troc": a_swap(partner, concerned, words="Qu’en dites-vous ?"),
        "accord": agreed.versions.get(),
        "etat": statements.say(partner, agreed, Moment.HANDOVER, found),
        "difficulte": a_difficulty(agreed).turns.get(),
    }
    return {
        about: {"kind": kind, "subject_id": said[kind].pk} for about, kind in zip(SAID_IN_EXCHANGES, said, strict=True)
    }


def _spoken(concerned: Resident, partner: Resident) -> dict[str, dict[str, Any]]:
    """An exchange of which nobody spoke, words that nobody read yet, and words that were answered."""
    exchange = an_exchange(concerned, partner)
    sealed = a_review(concerned, an_exchange(concerned, partner))
    received = a_revealed_review(concerned, partner)
    answered = a_revealed_review(concerned, partner)
    reviews.reply(concerned, answered, "Merci à vous.")
    return {
        THEIR_EXCHANGE: {"kind": exchange.kind, "subject_id": exchange.subject_id},
        "what they said": {"review_id": sealed.pk},
        SAID_OF_THEM: {"review_id": received.pk},
        "words about them": {"kind": "avis", "subject_id": received.pk},
        "their answer": {"kind": "reponse", "subject_id": answered.pk},
    }


def _an_invitation(manager: Resident, invited: Resident) -> str:
    """The token of a letter to somebody."""
    association = an_organisation("Les Marmites", manager.commune, manager=manager)
    sent = organisations.invite(manager, association, invited.email, Membership.Kind.MEMBER)
    token = "un-jeton"  # of the letter, which only its reader knows
    sent.fingerprint = invitations.fingerprint(token)
    sent.save()
    return token


def _signed_in(resident: Resident) -> str:
    """The key of their new session."""
    client = Client()
    client.force_login(resident)
    request = HttpRequest()
    request.session = client.session
    needs_factor = resident.roles.exists() or resident.memberships.exists()
    for proof in ("code", "mfa") if needs_factor else ("code",):
        record_authentication(request, resident, method=proof, reauthenticated=True)
    request.session.save()
    return client.cookies[settings.SESSION_COOKIE_NAME].value


def _people(dinan: Commune, thomery: Commune) -> dict[Standing, Resident]:
    at_home = (
        Standing.CONCERNED,
        Standing.NEIGHBOUR,
        Standing.BLOCKED,
        Standing.MEMBER,
        Standing.HOST,
        Standing.SUSPENDED,
    )
    people = {standing: a_resident(standing.capitalize(), dinan) for standing in at_home}
    people[Standing.STRANGER] = a_resident("Lointaine", thomery)
    for standing in (
        Standing.NEWCOMER,
        Standing.MODERATOR,
        Standing.AGENT,
        Standing.OTHER_AGENT,
        Standing.ELECTED,
        Standing.OPERATOR,
    ):
        people[standing] = a_resident(standing.capitalize(), settled=False)
    a_role(people[Standing.HOST], Role.Kind.HOST, dinan)
    a_role(people[Standing.MODERATOR], Role.Kind.MODERATOR, dinan)
    a_role(people[Standing.AGENT], Role.Kind.AGENT, dinan)
    a_role(people[Standing.OTHER_AGENT], Role.Kind.AGENT, thomery)
    a_role(people[Standing.ELECTED], Role.Kind.ELECTED, dinan)
    a_role(people[Standing.OPERATOR], Role.Kind.OPERATOR)
    Block.objects.create(blocker=people[Standing.CONCERNED], blocked=people[Standing.BLOCKED])
    suspended = people[Standing.SUSPENDED]
    suspended.suspended_at = suspended.joined_at = "2026-01-01T00:00:00Z"
    suspended.save()
    return people


def _cases(concerned: Resident, partner: Resident, dinan: Commune) -> dict[str, dict[str, Any]]:
    """What the concerned reported and was left as it is, a case about a neighbour, and a decision that they contest."""
    others = [a_resident(name, dinan) for name in ("Décide", "Autre")]
    for each in others:
        a_role(each, Role.Kind.MODERATOR, dinan)
    private = a_report(partner, concerned, kind="message", photos=[media.take(a_photo())])
    Case.objects.filter(pk=private.case_id).update(is_private=True)
    listed = a_report(partner, photos=[media.take(a_photo())])
    left = a_report(partner, concerned)
    decided(others[0], left.case, Measure.NOTHING)
    warned = decided(others[0], a_report(concerned).case)
    contested = decided(others[0], a_report(concerned).case)
    return {
        "their report": {"report_id": left.pk},
        "a private case": _a_case(private),
        "a case": _a_case(listed),
        "a decision about them": {"decision_id": warned.pk},
        "an appeal of theirs": {"appeal_id": contesting.contest(concerned, contested, "Je ne suis pas d’accord").pk},
    }


def _a_case(report: Report) -> dict[str, Any]:
    return {"case_id": report.case_id, "photo_id": report.exhibits.get().photo_id}
