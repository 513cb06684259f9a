"""The list of pages to look at, and who looks. Whoever adds a page adds its line: the test fails without it."""

from __future__ import annotations

from dataclasses import dataclass

VISITOR = ""
RESIDENT = "maelle"
MODERATOR = "solenn"
AGENT = "nathalie"
OPERATOR = "samuel"
SHOPKEEPER = "karim"
HOST = "rozenn"
LENDER = "yann"
NEWCOMER = "ines"
UNPROVED = "yann"


@dataclass(frozen=True)
class Fill:
    """Write in a field, a CSS selector; without words, the code that was mailed to `to`."""

    field: str
    words: str = ""
    to: str = ""


@dataclass(frozen=True)
class Page:
    """A page and the way to it: a path, then fields to fill, links to follow and buttons to press, as CSS selectors.

    `route` is the url name that it shows; `state` tells two pictures of one page apart.
    """

    route: str
    path: str
    who: str = VISITOR
    follow: tuple[str | Fill, ...] = ()
    state: str = ""
    status: int = 200

    @property
    def name(self) -> str:
        return "-".join(part for part in (self.route, self.state, self.who) if part)


A_CARD = ".card-title a"
A_LINE, A_PROMISE, A_SWAP = (
    f".card-title a[href{where}]" for where in ("$='/file/'", "*='/promesses/'", "*='/trocs/'")
)
A_BOOKING = ".lines a"
A_WAITING, GIVE_IT = ".lines a >> nth=0", "main form.form .act .button"
AGREEMENTS = "/accords/"
IN_FORCE, PROPOSED, OVER = (
    f".lines li:has(.tag:text-is('{state}')) a" for state in ("En vigueur", "À confirmer", "Terminé")
)
DISPUTED = f"{OVER}:has-text('Ponceuse')"
MINE, A_STRUCTURE = "/structures/miennes/", ".lines a"
SEND_EMPTY = "main form[method=post] .act .button"

SEND = "main form[method=post] .button"
FIND_DINAN = (Fill("#id_search", "Dinan"), "[value=search] ~ .act .button")
SHOW_THE_MAP = (*FIND_DINAN, "button[value=show]")


def asking_a_code(email: str) -> tuple[str | Fill, ...]:
    return Fill("#id_email", email), SEND


def typing_it(email: str) -> tuple[str | Fill, ...]:
    return *asking_a_code(email), Fill("#id_code", to=email), SEND


PAGES = (
    Page("home", "/"),
    Page("home", "/", RESIDENT),
    Page("home", "/?voir=trocs", RESIDENT, state="filtered"),
    Page("home", "/", AGENT),
    Page("publish", "/publier/", RESIDENT),
    Page("search", "/recherche/"),
    Page("search", "/recherche/?q=dinan", RESIDENT, state="found"),
    Page("search", "/recherche/?q=zzzz", RESIDENT, state="empty"),
    Page("communes", "/communes/"),
    Page("communes", "/communes/?q=saint", state="found"),
    Page("communes", "/communes/?q=zzzz", state="empty"),
    Page("commune", "/communes/22050-dinan/"),
    Page("commune", "/communes/22050-dinan/", RESIDENT),
    Page("commune", "/communes/2A004-ajaccio/", state="nobody-yet"),
    Page("help", "/aide/"),
    Page("legal", "/mentions-legales/"),
    Page("privacy", "/confidentialite/"),
    Page("terms", "/conditions/"),
    Page("accessibility", "/accessibilite/"),
    Page("credits", "/credits/"),
    Page("offline", "/hors-connexion/"),
    Page("not-found", "/nulle-part/", status=404),
    Page("account_login", "/compte/connexion/"),
    Page("account_code", "/compte/connexion/", follow=asking_a_code("gaud@example.org")),
    Page(
        "account_code",
        "/compte/connexion/",
        follow=(*asking_a_code("rozenn@example.org"), Fill("#id_code", "1234 5678"), SEND),
        state="wrong",
        status=422,
    ),
    Page("account_signup", "/compte/connexion/", follow=typing_it("enora@example.org")),
    Page(
        "account_signup",
        "/compte/connexion/",
        follow=(*typing_it("tugdual@example.org"), SEND),
        state="wrong",
        status=422,
    ),
    Page("account_login_password", "/compte/connexion/mot-de-passe/"),
    Page("account_inactive", "/compte/ferme/"),
    Page("account", "/compte/", RESIDENT),
    Page("profile", "/compte/profil/", RESIDENT),
    Page("settle", "/compte/domicile/", RESIDENT),
    Page("settle", "/compte/domicile/", NEWCOMER),
    Page("settle", "/compte/domicile/", NEWCOMER, follow=FIND_DINAN, state="choice"),
    Page("settle", "/compte/domicile/", NEWCOMER, follow=SHOW_THE_MAP, state="map"),
    Page("blocks", "/compte/blocages/", RESIDENT),
    Page("proof", "/compte/justification/", RESIDENT),
    Page("proof", "/compte/justification/", UNPROVED, state="none"),
    Page("proof", "/compte/justification/", UNPROVED, follow=(SEND,), state="wrong", status=422),
    Page("proof-letter", "/compte/justification/lettre/", UNPROVED, state="nowhere"),
    Page("proof-desk", "/compte/justification/guichet/", UNPROVED, follow=(SEND,)),
    Page("proof-paper", "/compte/justification/document/", UNPROVED),
    Page("household", "/compte/foyer/", RESIDENT, follow=(SEND,)),
    Page("household-join", "/compte/foyer/rejoindre/", UNPROVED),
    Page("vouching", "/compte/garants/", RESIDENT),
    Page("vouching", "/compte/garants/", SHOPKEEPER, state="empty"),
    Page("vouch-ask", "/reservations/", UNPROVED, follow=(A_BOOKING, ".person a", "a[href$='/demander-garant/']")),
    Page("proofs-office", "/mairie/domiciles/", AGENT),
    Page("towns", "/exploitation/mairies/", OPERATOR),
    Page("town-open", "/exploitation/mairies/ouvrir/", OPERATOR),
    Page("offices", "/bureau/", RESIDENT, state="none"),
    Page("office", "/bureau/", AGENT),
    *(
        Page(route, "/bureau/", AGENT, follow=(f"a[href$='/{end}/']:visible", *more))
        for route, end, more in (
            ("office-team", "equipe", ()),
            ("office-invite", "equipe", (".act .button",)),
            ("office-post", "equipe", (".people .button >> nth=0",)),
            ("office-look", "couleurs", ()),
            ("office-journal", "journal", ()),
        )
    ),
    Page("interests", "/compte/interets/", RESIDENT),
    Page("proofs-permits", "/mairie/domiciles/22050/structures/", AGENT),
    Page("organisation-codes", MINE, SHOPKEEPER, follow=(A_STRUCTURE, "a[href$='/codes/']")),
    Page("proofs-counter", "/mairie/domiciles/guichet/", AGENT),
    Page("devices", "/compte/appareils/", RESIDENT),
    Page("own-data", "/compte/donnees/", RESIDENT),
    Page("account_leave", "/compte/fermer/", RESIDENT),
    Page("account_logout", "/compte/deconnexion/", RESIDENT),
    Page("account_prove", "/compte/confirmer/", RESIDENT),
    Page("account_prove_code", "/compte/confirmer/", RESIDENT, follow=(SEND,)),
    Page("mfa_index", "/compte/securite/", RESIDENT),
    Page("mfa_index", "/compte/securite/", MODERATOR),
    Page("account_change_password", "/compte/securite/mot-de-passe/", RESIDENT),
    Page(
        "account_change_password", "/compte/securite/mot-de-passe/", RESIDENT, follow=(SEND,), state="wrong", status=422
    ),
    Page("account_email", "/compte/securite/adresse/", RESIDENT),
    Page("account_email_code", "/compte/securite/adresse/", RESIDENT, follow=asking_a_code("maelle.b@example.org")),
    Page("mfa_activate_totp", "/compte/securite/application/", RESIDENT),
    Page("mfa_list_webauthn", "/compte/securite/cles/", RESIDENT),
    Page("mfa_add_webauthn", "/compte/securite/cles/ajouter/", RESIDENT),
    Page("listings", "/annonces/"),
    Page("listings", "/annonces/", RESIDENT),
    Page("listings", "/annonces/?vue=carte", RESIDENT, state="map"),
    Page("listings", "/annonces/?q=zzzz", RESIDENT, state="empty"),
    Page("wants", "/alertes/", RESIDENT),
    Page("wants", "/alertes/", SHOPKEEPER, state="empty"),
    Page("approach", "/alertes/", LENDER, follow=(".lines a[href*='demandes-pour-vous'] >> nth=0",)),
    Page("want", "/alertes/", RESIDENT, follow=(".lines a >> nth=0",)),
    Page("listing", "/annonces/", VISITOR, follow=(A_CARD,)),
    Page("listing", "/annonces/", RESIDENT, follow=(A_CARD,)),
    Page("listings-mine", "/annonces/miennes/", RESIDENT),
    Page("listings-waiting", "/annonces/en-attente/", HOST),
    Page("listing-edit", "/annonces/miennes/", RESIDENT, follow=(A_CARD, "a[href$='/modifier/']")),
    Page("listing-ask", "/demander/", RESIDENT),
    Page("listing-ask", "/demander/?q=une+remorque+samedi", RESIDENT, state="asked"),
    Page("listing-ask", "/demander/?title=Une+remorque&category=trailers&step=who", RESIDENT, state="who"),
    Page("listing-offer", "/proposer/", RESIDENT),
    Page("listing-offer-mode", "/proposer/", RESIDENT, follow=(".ways a >> nth=0",)),
    Page(
        "listing-offer-mode", "/proposer/", RESIDENT, follow=(".ways a >> nth=0", SEND_EMPTY), state="wrong", status=422
    ),
    Page("listing-offer-mode", "/proposer/", RESIDENT, follow=(".ways a[href*='location']",), state="rental"),
    Page("resident", "/annonces/", RESIDENT, follow=(A_CARD, ".person a")),
    Page("organisations", "/structures/?commune=22050"),
    Page("organisations", "/structures/?commune=22050&genre=associations", RESIDENT, state="associations"),
    Page("organisations", "/structures/?commune=2A004", state="empty"),
    Page("organisation", "/structures/?commune=22050", VISITOR, follow=(A_CARD,)),
    Page("organisation", MINE, SHOPKEEPER, follow=(A_STRUCTURE,)),
    Page("organisations-mine", MINE, RESIDENT, state="empty"),
    Page("organisations-mine", MINE, SHOPKEEPER),
    Page("organisation-open", "/structures/ouvrir/", SHOPKEEPER),
    Page("organisation-open", "/structures/ouvrir/", SHOPKEEPER, follow=(SEND_EMPTY,), state="wrong", status=422),
    Page("organisation-edit", MINE, SHOPKEEPER, follow=(A_STRUCTURE, "a[href$='/modifier/']")),
    Page("organisation-members", MINE, SHOPKEEPER, follow=(A_STRUCTURE, "a[href$='/membres/']")),
    Page("organisation-invitation", "/structures/invitation/inconnue/", SHOPKEEPER, state="void", status=404),
    Page("second-factor", "/structures/ouvrir/", RESIDENT),
    Page("search", "/recherche/?q=epicerie", VISITOR, state="structure"),
    Page("report", "/structures/?commune=22050", VISITOR, follow=(A_CARD, "a[href*='/signaler/']"), state="structure"),
    Page("exchanges", "/mes-echanges/", RESIDENT),
    Page("exchanges", "/mes-echanges/", MODERATOR, state="empty"),
    Page("claims", "/mes-echanges/", RESIDENT, follow=(A_LINE,)),
    Page("claim", "/mes-echanges/", RESIDENT, follow=(A_PROMISE,)),
    Page("claim", "/mes-echanges/", SHOPKEEPER, follow=(A_PROMISE,), state="promised"),
    Page("swap", "/mes-echanges/", RESIDENT, follow=(A_SWAP,)),
    Page("swap-counter", "/mes-echanges/", RESIDENT, follow=(A_SWAP, "a[href$='/contre-proposition/']")),
    Page("swap-propose", "/annonces/?mode=troc&genre=offres", RESIDENT, follow=(A_CARD, "a[href$='/troc/']")),
    Page(
        "swap-propose",
        "/annonces/?mode=troc&genre=offres",
        RESIDENT,
        follow=(A_CARD, "a[href$='/troc/']", SEND),
        state="wrong",
        status=422,
    ),
    Page("booking-ask", "/annonces/?mode=pret&genre=offres", RESIDENT, follow=(A_CARD, "a[href$='/reserver/']")),
    Page(
        "booking-ask",
        "/annonces/?mode=pret&genre=offres",
        RESIDENT,
        follow=(A_CARD, "a[href$='/reserver/']", "#demander .act .button"),
        state="wrong",
        status=422,
    ),
    Page("booking-availability", "/annonces/miennes/", RESIDENT, follow=(A_CARD, "a[href$='/disponibilites/']")),
    Page("bookings", "/reservations/", RESIDENT),
    Page("bookings", "/reservations/", NEWCOMER, state="empty"),
    Page("booking", "/reservations/", RESIDENT, follow=(A_BOOKING,)),
    Page("booking-counter", "/reservations/", RESIDENT, follow=(A_BOOKING, "a[href$='/autrement/']")),
    Page("agreements", AGREEMENTS, RESIDENT),
    Page("agreements", AGREEMENTS, NEWCOMER, state="empty"),
    Page("agreement", AGREEMENTS, RESIDENT, follow=(IN_FORCE,), state="in-force"),
    Page("agreement", AGREEMENTS, RESIDENT, follow=(PROPOSED,), state="proposed"),
    Page("agreement-change", AGREEMENTS, RESIDENT, follow=(PROPOSED, "a[href$='/changer/']")),
    Page(
        "agreement-change",
        AGREEMENTS,
        RESIDENT,
        follow=(PROPOSED, "a[href$='/changer/']", SEND_EMPTY),
        state="wrong",
        status=422,
    ),
    Page("agreement-return", AGREEMENTS, RESIDENT, follow=(IN_FORCE, "a[href$='/retour/']")),
    Page("difficulty-raise", AGREEMENTS, RESIDENT, follow=(IN_FORCE, "a[href$='/difficulte/']")),
    Page("difficulty", AGREEMENTS, RESIDENT, follow=(DISPUTED, "a[href^='/difficultes/']")),
    Page("mediations", "/mediations/", MODERATOR),
    Page("mediations", "/mediations/", HOST, state="empty"),
    Page("mediation", "/mediations/", MODERATOR, follow=(A_BOOKING,)),
    Page("booking-calendar", "/reservations/calendrier/", RESIDENT),
    Page("conversations", "/messages/", RESIDENT),
    Page("conversation", "/messages/", RESIDENT, follow=(".talks a >> nth=0",)),
    Page("reviews", "/avis/", RESIDENT),
    Page("reviews", "/avis/", NEWCOMER, state="empty"),
    Page("reviews-explained", "/avis/comment/"),
    Page("review-write", "/avis/", RESIDENT, follow=(A_WAITING,)),
    Page("review-write", "/avis/", RESIDENT, follow=(A_WAITING, GIVE_IT), state="wrong", status=422),
    Page("review-reply", "/avis/", RESIDENT, follow=("a[href$='/repondre/'] >> nth=0",)),
    Page("sales", "/ventes/", LENDER),
    Page("sales", "/ventes/", NEWCOMER, state="empty"),
    Page("sales-explained", "/ventes/comment/"),
    Page("notices", "/vous-concerne/", RESIDENT),
    Page("notices", "/vous-concerne/", NEWCOMER, state="empty"),
    Page("notices-settings", "/vous-concerne/reglages/", RESIDENT),
    Page("moderation", "/moderation/", MODERATOR),
    Page("moderation", "/moderation/?voir=decides", MODERATOR, state="decided"),
    Page("moderation", "/moderation/", HOST, state="host"),
    Page("moderation-case", "/moderation/", MODERATOR, follow=(A_CARD,)),
    Page("moderation-case", "/moderation/", MODERATOR, follow=(A_CARD, SEND, SEND), state="wrong", status=422),
    Page("moderation-appeal", "/moderation/", MODERATOR, follow=(".lines a",)),
    Page("moderation-figures", "/moderation/chiffres/"),
    Page("statements", "/compte/decisions/", LENDER),
    Page("statements", "/compte/decisions/", RESIDENT, state="empty"),
    Page("statement", "/compte/decisions/", LENDER, follow=(".lines a",)),
    Page("report", "/annonces/", VISITOR, follow=(A_CARD, "a[href*='/signaler/']")),
    Page("demo-mail", "/demonstration/courrier/"),
)

# Addresses that show no page of their own, and why.
NOT_PAGES = {
    "town-delegate": "a POST",
    "office-post-end": "a POST",
    "office-invite-withdraw": "a POST",
    "office-invitation": "the link of a letter: its tests go through it",
    "office-journal-csv": "a file",
    "town-colours": "a stylesheet",
    "town-coat": "a picture",
    "language": "a POST",
    "manifest": "a file for browsers",
    "service-worker": "a script",
    "robots": "a file for robots",
    "sitemap": "a file for robots",
    "security": "a file for researchers",
    "account_code_again": "a POST",
    "mfa_reauthenticate_webauthn": "before a sensitive page",
    "account_reauthenticate": "after a password was chosen: test_second_factor goes through it",
    "mfa_authenticate": "after a password: test_second_factor goes through it",
    "mfa_reauthenticate": "before a sensitive page: test_second_factor goes through it",
    "mfa_deactivate_totp": "for who has one: test_second_factor goes through it",
    "mfa_view_recovery_codes": "for who has one: test_second_factor goes through it",
    "mfa_generate_recovery_codes": "for who has one: test_second_factor goes through it",
    "mfa_login_webauthn": "answers a script",
    "mfa_download_recovery_codes": "a file",
    "mfa_remove_webauthn": "a key of one’s own, which only a device can make",
    "mfa_edit_webauthn": "a key of one’s own, which only a device can make",
    "resident-photo": "a photo",
    "device-end": "a POST",
    "devices-end-others": "a POST",
    "block": "a POST",
    "own-data-take": "a file",
    "proof-letter-cancel": "a POST",
    "proof-paper-withdraw": "a POST",
    "vouch-answer": "a POST",
    "household-leave": "a POST",
    "proofs-sheet-new": "a POST",
    "proofs-sheet-print": "a PDF",
    "proofs-sheet-revoke": "a POST",
    "proofs-letters": "a PDF",
    "proofs-counter-decide": "a POST",
    "proofs-paper-take": "a POST",
    "proofs-permit-withdraw": "a POST",
    "organisation-codes-print": "a PDF",
    "organisation-codes-revoke": "a POST",
    "proofs-paper": "after a document was opened: its tests go through it",
    "proofs-paper-page": "a picture",
    "proofs-paper-accept": "a POST",
    "unblock": "a POST",
    "address-search": "answers a script",
    "address-reverse": "answers a script",
    "organisation-close": "a POST",
    "organisation-member": "a POST",
    "organisation-invitation-withdraw": "a POST",
    "listing-question": "the link of a letter: its tests go through it",
    "listing-thanks": "after a request is solved: its tests go through it",
    "want-save": "a POST",
    "approach-again": "a POST",
    "want-forget": "a POST",
    "listings-atom": "a feed",
    "listing-answer": "a POST",
    "listing-change": "a POST",
    "listing-photo": "a photo",
    "swap-accept": "a POST",
    "swap-decline": "a POST",
    "swap-withdraw": "a POST",
    "swap-break": "a POST",
    "swap-finish": "a POST",
    "claim-make": "a POST; by GET, the form that the page of a gift shows",
    "claim-promise": "a POST",
    "claim-release": "a POST",
    "claim-keep": "a POST",
    "claim-withdraw": "a POST",
    "claim-decline": "a POST",
    "notices-push": "a POST",
    "notices-push-stop": "a POST",
    "notices-stop": "from an e-mail: the tests of notices go through it",
    "booking-change": "a POST",
    "agreement-make": "the form of agreement-change, before there is one: test_journeys_exchange goes through it",
    "agreement-confirm": "a POST",
    "agreement-drop": "a POST",
    "agreement-paper": "a PDF",
    "agreement-photo": "a photo",
    "agreement-handover": "the form of agreement-return",
    "difficulty-answer": "a POST",
    "difficulty-act": "a POST",
    "mediation-act": "a POST",
    "mediation-propose": "a POST",
    "mediation-close": "a POST",
    "mediation-photo": "a photo",
    "booking-ics": "a file for calendars",
    "booking-feed": "a file for calendars",
    "conversation-news": "a piece of a page",
    "conversations-unread": "a piece of a page",
    "conversation-leave": "a POST",
    "conversation-invite": "a POST",
    "conversation-photo": "a photo",
    "moderation-photo": "a photo",
    "moderation-take": "a POST",
    "moderation-give-back": "a POST",
    "moderation-figures-csv": "a file",
    "statement-mended": "a POST",
    "report-contest": "after a report was left as it is: the tests go through it",
    "review-withdraw": "a POST",
    "sales-paper": "a file",
    "sales-table": "a file",
    "report-receipt": "after a report was sent: the journeys go through it",
    "demo-become": "a POST",
    "demo-mail-detail": "after an e-mail was sent: the journeys go through it",
    "demo-mail-html": "an e-mail's own HTML",
}
