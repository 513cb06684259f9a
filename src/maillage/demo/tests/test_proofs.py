"""Where the fictional residents showed that they live."""

from __future__ import annotations

import pytest

from maillage.demo import building
from maillage.demo.tests.factories import a_demonstration
from maillage.residents.models import Residence, Resident
from maillage.residents.proofs.models import Batch, Deed, Proof, Vouch

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demonstration")]


def test_some_showed_where_they_live_and_others_have_it_to_do():
    a_demonstration()
    level = dict(Residence.objects.values_list("resident__name", "proof"))
    assert level["Maëlle"] == "verified"
    assert 0 < Proof.objects.count() < Residence.objects.count()
    assert set(Proof.objects.values_list("level", flat=True)) == {"verified", "vouched"}
    assert Vouch.objects.filter(voucher=Resident.objects.get(name="Maëlle"), state="asked").exists()
    building.erase()
    assert [model for model in (Proof, Vouch, Batch, Deed) if model.objects.exists()] == []
