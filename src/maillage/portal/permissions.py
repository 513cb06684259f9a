"""The permission table: for every address of the site, each method and each standing, what is answered (TRUST.md 2).

It is data that people can read; `tests/test_permissions.py` proves each line of it through HTTP, and fails on an
address of the URLconf that is not here.
"""

from __future__ import annotations

from maillage.portal.rights import (
    ACCOUNTS_WRITING,
    AT_HOME,
    BOOKING,
    CONVERSATION,
    EVERYBODY,
    FOR_COMMUNE,
    FOR_NEIGHBOURS,
    NEIGHBOURS,
    NO_FACTOR,
    NOBODY,
    NONE_YET,
    NOT_SO,
    OWN,
    PARTICIPANTS,
    PARTICIPANTS_WRITING,
    PUBLIC,
    READ_BY_ALL,
    READ_BY_NEIGHBOURS,
    REPORT,
    RESIDENTS,
    STRUCTURE,
    THE_CONCERNED,
    THE_ONE_ALONE,
    THEMSELVES,
    TO_READ,
    WORDS,
    Answer,
    Line,
    S,
    everyone,
    only,
)

PORTAL = (
    Line("home", EVERYBODY.but(Answer.SETTLE, S.NEWCOMER)),
    Line("publish", RESIDENTS),
    Line("search", EVERYBODY),
    Line("commune", EVERYBODY),
    Line("language", post=EVERYBODY),
    *(
        Line(route, EVERYBODY)
        for route in (
            *("communes", "help", "legal", "privacy", "terms", "accessibility", "credits", "offline"),
            *("manifest", "service-worker", "robots", "sitemap", "security"),
        )
    ),
    Line("address-search", OWN, TO_READ),
    Line("address-reverse", OWN, TO_READ),
)

ENTERING = (
    Line("account_login", EVERYBODY, EVERYBODY),
    Line("account_code", EVERYBODY, EVERYBODY),
    Line("account_code_again", post=everyone(Answer.SIGN_IN)),  # nobody here is waiting for a code
    Line("account_signup", EVERYBODY, EVERYBODY),
    Line("account_logout", EVERYBODY, EVERYBODY),
    Line("account_inactive", EVERYBODY),
    # Who is already in goes home, which sends a newcomer to say where that is.
    Line("account_login_password", *(EVERYBODY.but(Answer.SETTLE, S.NEWCOMER),) * 2),
    Line("mfa_login_webauthn", *(EVERYBODY.but(Answer.SETTLE, S.NEWCOMER).but(Answer.SIGN_IN, S.VISITOR),) * 2),
    Line("mfa_authenticate", *(EVERYBODY.but(Answer.SETTLE, S.NEWCOMER).but(Answer.SIGN_IN, S.VISITOR),) * 2),
)

ACCOUNT = (
    Line("account", OWN),
    Line("profile", OWN, ACCOUNTS_WRITING),
    # The town hall's accounts have no home: the page says so, and the form is refused (decision 0011).
    Line("settle", OWN, ACCOUNTS_WRITING.but(Answer.REFUSED, S.AGENT, S.OTHER_AGENT, S.ELECTED)),
    Line("blocks", OWN),
    Line("devices", OWN),
    Line("device-end", post=NONE_YET),
    Line("devices-end-others", post=OWN),
    Line("account_leave", OWN, OWN),
    Line("account_prove", OWN, everyone(Answer.PROVE).but(Answer.SIGN_IN, S.VISITOR)),
    Line("account_prove_code", *(everyone(Answer.PROVE).but(Answer.SIGN_IN, S.VISITOR),) * 2),
    Line("account_reauthenticate", NO_FACTOR, NO_FACTOR),
    Line("mfa_reauthenticate", NO_FACTOR, NO_FACTOR),
    Line("mfa_reauthenticate_webauthn", NO_FACTOR, NO_FACTOR),
    Line("second-factor", OWN),
    Line("mfa_index", OWN, NOT_SO.but(Answer.SIGN_IN, S.VISITOR)),
    Line("account_change_password", OWN, OWN),
    Line("account_email", OWN, OWN),
    Line("account_email_code", OWN, OWN),
    Line("mfa_activate_totp", OWN, OWN),
    Line("mfa_deactivate_totp", NONE_YET, NONE_YET),
    Line("mfa_view_recovery_codes", NONE_YET, NOT_SO.but(Answer.SIGN_IN, S.VISITOR)),
    Line("mfa_generate_recovery_codes", OWN, OWN),
    Line("mfa_download_recovery_codes", NONE_YET, NONE_YET),
    Line("mfa_list_webauthn", OWN, NOT_SO.but(Answer.SIGN_IN, S.VISITOR)),
    Line("mfa_add_webauthn", OWN, OWN),
    Line("mfa_remove_webauthn", NONE_YET, NONE_YET),
    Line("mfa_edit_webauthn", NONE_YET, NONE_YET),
)

NEIGHBOURHOOD = (
    # A person's page needs its identifier, which only something of theirs gives: a listing, a conversation.
    Line("resident", RESIDENTS.but(Answer.ABSENT, S.BLOCKED), about=THEMSELVES),
    Line(
        "resident-photo",
        RESIDENTS.but(Answer.ABSENT, S.BLOCKED, S.NEWCOMER, S.SUSPENDED),
        about=THEMSELVES,
    ),
    Line("block", post=RESIDENTS.but(Answer.ABSENT, S.BLOCKED, S.CONCERNED), about=THEMSELVES),
    Line(
        "unblock", post=NONE_YET.but(Answer.REFUSED, S.SUSPENDED), about=THEMSELVES
    ),  # none of them blocked this person
    Line("listing-ask", RESIDENTS, RESIDENTS),
    Line("listing-offer", RESIDENTS),
    Line("listing-offer-mode", RESIDENTS, RESIDENTS),
    Line("listings", EVERYBODY),
    Line("listings-atom", EVERYBODY),
    Line("listings-mine", OWN),
    Line("listings-waiting", only(S.HOST)),
    # Whoever holds the link answers in the author's name: it says so much, once.
    Line("listing-question", EVERYBODY, EVERYBODY, about="a question to them", body={"answer": "oui"}),
    Line("listing-thanks", THE_CONCERNED, THE_CONCERNED, about="their solved request"),
    *(
        line
        for about, read, answered in (
            (FOR_NEIGHBOURS, READ_BY_NEIGHBOURS, NEIGHBOURS),
            (FOR_COMMUNE, READ_BY_NEIGHBOURS, NEIGHBOURS),
            (PUBLIC, READ_BY_ALL, RESIDENTS.but(Answer.ABSENT, S.BLOCKED)),
        )
        for line in (
            Line("listing", read, about=about),
            Line("listing-photo", read, about=about),
            Line("listing-answer", answered, answered.but(Answer.MISTAKEN, S.CONCERNED), about=about, body=WORDS),
            Line("listing-edit", THE_CONCERNED, THE_CONCERNED, about=about),
            Line("listing-change", post=THE_CONCERNED, about=about),
            Line("report", read, read, about=about, body=REPORT),
        )
    ),
)

STRUCTURES = (
    Line("organisations", EVERYBODY),
    Line("organisations-mine", OWN),
    # In the table, those who hold a role or speak for a structure have used their second factor.
    Line("organisation-open", *(RESIDENTS.but(Answer.SECURE, S.NEIGHBOUR, S.BLOCKED, S.STRANGER),) * 2),
    Line("organisation", EVERYBODY, about=STRUCTURE),
    Line("report", EVERYBODY, EVERYBODY, about=STRUCTURE, body=REPORT),
    # The concerned is in charge of it, the member speaks for it and decides nothing of it.
    Line("organisation-edit", PARTICIPANTS, PARTICIPANTS_WRITING, about=STRUCTURE),
    Line("organisation-close", post=PARTICIPANTS_WRITING, about=STRUCTURE),
    Line("organisation-members", PARTICIPANTS.but(Answer.YES, S.MEMBER), PARTICIPANTS_WRITING, about=STRUCTURE),
    Line("organisation-member", post=PARTICIPANTS_WRITING, about=STRUCTURE),
    Line("organisation-invitation-withdraw", post=PARTICIPANTS_WRITING, about=STRUCTURE),
    Line("organisation-invitation", PARTICIPANTS, PARTICIPANTS_WRITING, about="an invitation to them"),
)

# What two people write to each other in each kind of exchange: its words, and the agreement around it.
SAID_IN_EXCHANGES = (
    "a request to borrow from them",
    "a place in their line",
    "words of a swap proposed to them",
    "words they agreed on",
    "a condition told to them",
    "a difficulty told to them",
)
TALK = (
    Line("conversations", OWN),
    Line("conversations-unread", OWN),
    Line("conversation", PARTICIPANTS, PARTICIPANTS_WRITING, about=CONVERSATION, body=WORDS),
    Line("conversation-news", PARTICIPANTS, about=CONVERSATION, query="apres={message_id}"),
    Line("conversation-leave", PARTICIPANTS, PARTICIPANTS_WRITING, about=CONVERSATION),
    Line("conversation-invite", PARTICIPANTS, PARTICIPANTS_WRITING, about=CONVERSATION),
    Line("conversation-photo", PARTICIPANTS, about=CONVERSATION),
    Line("report", THE_ONE_ALONE, THE_ONE_ALONE, about="a message to them", body=REPORT),
    *(Line("report", THE_ONE_ALONE, THE_ONE_ALONE, about=about, body=REPORT) for about in SAID_IN_EXCHANGES),
    Line("report", *(READ_BY_NEIGHBOURS.but(Answer.YES, S.STRANGER),) * 2, about="the person", body=REPORT),
    Line("report-receipt", THE_ONE_ALONE, about="their report"),
    Line("report-contest", PARTICIPANTS, PARTICIPANTS, about="their report"),
)

# The private case is about what was said in a conversation: no host reads it. The other is about a listing.
HANDLERS = only(S.MODERATOR, S.HOST)
MODERATORS = only(S.MODERATOR)
MODERATION = (
    Line("moderation", HANDLERS),
    Line("moderation-case", MODERATORS, MODERATORS, about="a private case"),
    Line("moderation-case", HANDLERS, HANDLERS, about="a case"),
    Line("moderation-take", post=HANDLERS, about="a case"),
    Line("moderation-give-back", post=HANDLERS, about="a case"),
    Line("moderation-photo", MODERATORS, about="a private case"),
    Line("moderation-photo", HANDLERS, about="a case"),
    Line("moderation-appeal", MODERATORS, MODERATORS, about="an appeal of theirs"),
    Line("moderation-figures", EVERYBODY),
    Line("moderation-figures-csv", EVERYBODY),
    Line("statements", OWN),
    Line("statement", PARTICIPANTS, PARTICIPANTS, about="a decision about them"),
    Line("statement-mended", post=PARTICIPANTS, about="a decision about them"),
)

BOOKINGS = (
    Line("booking-ask", NEIGHBOURS, NEIGHBOURS, about=FOR_NEIGHBOURS),
    Line("booking-ask", NEIGHBOURS, NEIGHBOURS, about=FOR_COMMUNE),
    Line("booking-ask", *(RESIDENTS.but(Answer.ABSENT, S.BLOCKED),) * 2, about=PUBLIC),
    Line("booking-availability", THE_CONCERNED, THE_CONCERNED, about=FOR_NEIGHBOURS),
    Line("bookings", OWN),
    Line("booking", PARTICIPANTS, about=BOOKING),
    Line("booking-counter", THE_CONCERNED, THE_CONCERNED, about=BOOKING),
    Line("booking-change", post=THE_CONCERNED, about=BOOKING),
    Line("booking-ics", PARTICIPANTS, about=BOOKING),
    Line("booking-calendar", OWN, ACCOUNTS_WRITING),
    # Who has the address needs no account: it is for calendars.
    Line("booking-feed", EVERYBODY, about="their calendar"),
)

# A gift of theirs, with somebody in its line.
GIFT = "their gift"
PROMISES: tuple[Line, ...] = (
    Line(
        "claim-make", NEIGHBOURS, NEIGHBOURS.but(Answer.MISTAKEN, S.CONCERNED), about=GIFT, body={"words": "Samedi ?"}
    ),
    Line("claims", THE_CONCERNED, about=GIFT),
    Line("claim", THE_CONCERNED, about=GIFT),
    *(
        Line(route, post=THE_CONCERNED, about=GIFT)
        for route in ("claim-promise", "claim-release", "claim-keep", "claim-withdraw", "claim-decline")
    ),
)

# A swap that somebody proposes to them.
SWAP = "a swap proposed to them"
SWAPS: tuple[Line, ...] = (
    Line("exchanges", RESIDENTS),
    Line("swap-propose", NEIGHBOURS, NEIGHBOURS, about=GIFT),
    Line("swap", THE_CONCERNED, about=SWAP),
    Line("swap-counter", THE_CONCERNED, THE_CONCERNED, about=SWAP),
    *(
        Line(route, post=THE_CONCERNED, about=SWAP)
        for route in ("swap-accept", "swap-decline", "swap-withdraw", "swap-break", "swap-finish")
    ),
)

# What two people wrote down is theirs, even suspended; a host reads what they mediate.
LOAN, AGREEMENT, DIFFICULTY = "a loan to agree on", "their agreement", "their difficulty"
TO_MEDIATE, IN_HOSTS_HANDS = "a difficulty to mediate", "a difficulty in the host’s hands"
AGREEMENTS = (
    Line("agreements", OWN),
    Line("agreement-make", PARTICIPANTS, PARTICIPANTS_WRITING, about=LOAN),
    Line("agreement", PARTICIPANTS, about=AGREEMENT),
    Line("agreement-paper", PARTICIPANTS, about=AGREEMENT),
    Line("agreement-photo", PARTICIPANTS, about=AGREEMENT),
    *(
        Line(route, PARTICIPANTS, PARTICIPANTS_WRITING, about=AGREEMENT)
        for route in ("agreement-change", "agreement-handover", "agreement-return", "difficulty-raise")
    ),
    *(Line(route, post=PARTICIPANTS_WRITING, about=AGREEMENT) for route in ("agreement-confirm", "agreement-drop")),
    Line("difficulty", PARTICIPANTS, about=DIFFICULTY),
    Line("difficulty-answer", post=PARTICIPANTS_WRITING, about=DIFFICULTY),
    Line("difficulty-act", post=PARTICIPANTS_WRITING, about=DIFFICULTY),
    Line("mediations", only(S.HOST, S.MODERATOR)),
    Line("mediation", only(S.HOST), about=TO_MEDIATE),
    Line("mediation-act", post=only(S.HOST), about=TO_MEDIATE),
    Line("mediation-photo", NONE_YET.but(Answer.REFUSED, S.SUSPENDED), about=TO_MEDIATE),  # nobody, before it is taken
    Line("mediation", only(S.HOST), about=IN_HOSTS_HANDS),
    Line("mediation-photo", only(S.HOST), about=IN_HOSTS_HANDS),
    Line("mediation-propose", post=only(S.HOST), about=IN_HOSTS_HANDS),
    Line("mediation-close", post=only(S.HOST), about=IN_HOSTS_HANDS),
)

A_WANT = "their saved search"
MATCHING = (
    Line("wants", RESIDENTS),
    Line("want-save", post=RESIDENTS, body={"q": "échelle"}),
    Line("want", THE_CONCERNED, THE_CONCERNED, about=A_WANT),
    Line("want-forget", post=THE_CONCERNED, about=A_WANT),
    Line("approach", *(THE_CONCERNED,) * 2, about="a request offered to them", body={"answer": "pas-cette-fois"}),
    Line("approach-again", post=RESIDENTS, about="a request offered to them"),
)

THEIR_EXCHANGE, SAID_OF_THEM = "their exchange", "what is said of them"
REVIEWS = (
    Line("reviews", OWN),
    Line("reviews-explained", EVERYBODY),
    Line("review-write", PARTICIPANTS, PARTICIPANTS_WRITING, about=THEIR_EXCHANGE),
    Line("review-withdraw", post=PARTICIPANTS_WRITING, about="what they said"),
    Line("review-reply", PARTICIPANTS, PARTICIPANTS_WRITING, about=SAID_OF_THEM),
    # Words stand on the page of whom they are about, for those who see it.
    Line("report", *(READ_BY_NEIGHBOURS.but(Answer.YES, S.STRANGER),) * 2, about="words about them", body=REPORT),
    Line("report", *(READ_BY_NEIGHBOURS.but(Answer.YES, S.STRANGER),) * 2, about="their answer", body=REPORT),
    Line("sales", OWN),
    Line("sales-explained", EVERYBODY),
    Line("sales-paper", OWN),
    Line("sales-table", OWN),
)

NOTICES = (
    Line("notices", OWN),
    Line("notices-settings", OWN, ACCOUNTS_WRITING),
    Line("notices-push", post=ACCOUNTS_WRITING),
    Line("notices-push-stop", post=ACCOUNTS_WRITING),
    # By the proof in its address, whoever opens it: a mail reader is nobody.
    Line("notices-stop", EVERYBODY, EVERYBODY, about="an e-mail to them"),
)

AT_THE_COUNTER, ASKED, DOCUMENT = (
    "a sheet of codes",
    "a neighbour’s request to them",
    "a document that the agent opened",
)
GUARANTOR = "a sheet of their association"
# Agents, and those of this town hall only where a commune or a thing of it is named.
AGENTS = only(S.AGENT, S.OTHER_AGENT)
THEIR_AGENT = only(S.AGENT)

PROOFS: tuple[Line, ...] = (
    Line("proof", RESIDENTS, RESIDENTS.but(Answer.MISTAKEN, *AT_HOME), body={"code": "7KQ2-M4PX-9CDE"}),
    Line("proof-letter", RESIDENTS, RESIDENTS),
    Line("proof-letter-cancel", post=RESIDENTS),
    Line("proof-desk", RESIDENTS, RESIDENTS),
    Line("proof-paper", RESIDENTS, RESIDENTS),
    Line("proof-paper-withdraw", post=RESIDENTS),
    Line("household", RESIDENTS, RESIDENTS),
    Line("household-join", RESIDENTS, RESIDENTS),
    Line("household-leave", post=RESIDENTS),
    Line("vouching", RESIDENTS),
    Line("vouch-ask", *(RESIDENTS.but(Answer.ABSENT, S.BLOCKED, S.CONCERNED),) * 2, about=THEMSELVES),
    Line("vouch-answer", post=THE_CONCERNED, about=ASKED),
    Line("proofs-office", AGENTS),
    Line("proofs-sheet-new", post=THEIR_AGENT, about=AT_THE_COUNTER, body={"size": "5"}),
    Line("proofs-sheet-print", post=THEIR_AGENT, about=AT_THE_COUNTER),
    Line("proofs-sheet-revoke", post=THEIR_AGENT, about=AT_THE_COUNTER),
    Line("proofs-letters", post=THEIR_AGENT, about=AT_THE_COUNTER),
    Line("proofs-counter", AGENTS, AGENTS),
    Line("proofs-counter-decide", post=AGENTS),
    Line("proofs-paper-take", post=THEIR_AGENT, about=AT_THE_COUNTER),
    Line("proofs-paper", THEIR_AGENT, THEIR_AGENT, about=DOCUMENT),
    Line("proofs-paper-page", THEIR_AGENT, about=DOCUMENT),
    Line("proofs-paper-accept", post=THEIR_AGENT, about=DOCUMENT),
    Line("proofs-permits", THEIR_AGENT, THEIR_AGENT, about=AT_THE_COUNTER),
    Line("proofs-permit-withdraw", post=THEIR_AGENT, about=AT_THE_COUNTER),
    Line("organisation-codes", PARTICIPANTS, PARTICIPANTS_WRITING, about=GUARANTOR),
    Line("organisation-codes-print", post=PARTICIPANTS_WRITING, about=GUARANTOR),
    Line("organisation-codes-revoke", post=PARTICIPANTS_WRITING, about=GUARANTOR),
)

# The town hall's office: rights are given one by one, and hold in that town alone.
OFFICE = "their town hall"
AT_WORK = NOBODY.but(Answer.SIGN_IN, S.VISITOR).but(Answer.YES, S.AGENT, S.ELECTED)
DELEGATES = AT_WORK.but(Answer.ABSENT, S.ELECTED)
DELEGATES_WRITING = DELEGATES.but(Answer.REFUSED, S.SUSPENDED)
INVITED = NOBODY.but(Answer.SIGN_IN, S.VISITOR).but(Answer.YES, S.NEWCOMER)
OPERATORS = only(S.OPERATOR)

TOWNHALL: tuple[Line, ...] = (
    Line("towns", OPERATORS),
    Line("town-open", OPERATORS, OPERATORS),
    Line("town-delegate", post=OPERATORS, about=OFFICE),
    Line("offices", OWN),
    Line("office", AT_WORK, about=OFFICE),
    Line("office-team", DELEGATES, about=OFFICE),
    Line("office-invite", DELEGATES, DELEGATES_WRITING, about=OFFICE),
    Line("office-post", DELEGATES, DELEGATES_WRITING, about=OFFICE),
    Line("office-post-end", post=DELEGATES_WRITING, about=OFFICE),
    Line("office-invite-withdraw", post=DELEGATES_WRITING, about=OFFICE),
    Line("office-invitation", INVITED, INVITED.but(Answer.REFUSED, S.SUSPENDED), about="a letter from the town hall"),
    Line("office-look", DELEGATES, DELEGATES_WRITING, about=OFFICE),
    Line("office-journal", DELEGATES, about=OFFICE),
    Line("office-journal-csv", DELEGATES, about=OFFICE),
    # What the town shows to everybody.
    Line("town-colours", EVERYBODY, about=OFFICE),
    Line("town-coat", NOBODY, about=OFFICE),  # this one has no coat of arms
    Line("interests", RESIDENTS, RESIDENTS),
)

OWN_EXPORT = "the copy of their data"

OWN_DATA: tuple[Line, ...] = (
    Line("own-data", OWN, OWN),
    # Somebody suspended has the same right to their data, but this one is another’s.
    Line("own-data-take", post=PARTICIPANTS, about=OWN_EXPORT),
)

PROGRAMS = (
    *(
        Line(route, EVERYBODY)
        for route in (
            *("api-docs", "api-openapi", "api:communes", "api:commune", "api:commune-listings"),
            *("api:horizons", "api:listings", "api:categories"),
        )
    ),
    Line("api:listing", NOBODY, about=FOR_NEIGHBOURS),
    Line("api:listing", NOBODY, about=FOR_COMMUNE),
    Line("api:listing", EVERYBODY, about=PUBLIC),
    Line("api:api-root", NOBODY),
)

# Outside a demonstration these addresses do not exist, whoever asks.
DEMONSTRATION = tuple(
    Line(route, NOBODY, NOBODY) for route in ("demo-become", "demo-mail", "demo-mail-detail", "demo-mail-html")
)

TABLE: tuple[Line, ...] = (
    *PORTAL,
    *ENTERING,
    *ACCOUNT,
    *NEIGHBOURHOOD,
    *STRUCTURES,
    *TALK,
    *MODERATION,
    *BOOKINGS,
    *PROMISES,
    *SWAPS,
    *AGREEMENTS,
    *MATCHING,
    *REVIEWS,
    *NOTICES,
    *PROOFS,
    *OWN_DATA,
    *TOWNHALL,
    *PROGRAMS,
    *DEMONSTRATION,
)
