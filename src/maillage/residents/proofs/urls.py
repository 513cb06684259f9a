"""The addresses of proofs. French for people, English names for the code."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from maillage.residents.proofs.views import counter, household, mine, office, vouching

urlpatterns: list[URLPattern | URLResolver] = [
    path("compte/justification/", mine.proof, name="proof"),
    path("compte/justification/lettre/", mine.letter, name="proof-letter"),
    path("compte/justification/lettre/annuler/", mine.cancel_letter, name="proof-letter-cancel"),
    path("compte/justification/guichet/", mine.desk, name="proof-desk"),
    path("compte/justification/document/", mine.paper, name="proof-paper"),
    path("compte/justification/document/retirer/", mine.withdraw_paper, name="proof-paper-withdraw"),
    path("compte/garants/", vouching.vouching, name="vouching"),
    path("compte/garants/<uuid:vouch_id>/<str:verb>/", vouching.answer, name="vouch-answer"),
    path("voisins/<uuid:resident_id>/demander-garant/", vouching.ask, name="vouch-ask"),
    path("compte/foyer/", household.household, name="household"),
    path("compte/foyer/rejoindre/", household.join, name="household-join"),
    path("compte/foyer/quitter/", household.leave, name="household-leave"),
    path("mairie/domiciles/", office.office, name="proofs-office"),
    path("mairie/domiciles/<str:insee>/feuilles/", office.prepare, name="proofs-sheet-new"),
    path("mairie/domiciles/feuilles/<uuid:batch_id>/imprimer/", office.print_sheet, name="proofs-sheet-print"),
    path("mairie/domiciles/feuilles/<uuid:batch_id>/annuler/", office.revoke, name="proofs-sheet-revoke"),
    path("mairie/domiciles/<str:insee>/lettres/", office.letters, name="proofs-letters"),
    path("mairie/domiciles/guichet/", counter.counter, name="proofs-counter"),
    path("mairie/domiciles/guichet/decider/", counter.decide, name="proofs-counter-decide"),
    path("mairie/domiciles/<str:insee>/documents/", counter.take, name="proofs-paper-take"),
    path("mairie/domiciles/documents/<uuid:paper_id>/", counter.paper, name="proofs-paper"),
    path("mairie/domiciles/documents/<uuid:paper_id>/pages/<int:number>/", counter.page, name="proofs-paper-page"),
    path("mairie/domiciles/documents/<uuid:paper_id>/accepter/", counter.accept, name="proofs-paper-accept"),
]
