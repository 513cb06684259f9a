"""What people fill in about listings."""

from __future__ import annotations

from maillage.listings.forms.answering import AnswerForm
from maillage.listings.forms.asking import AskForm, WhatForm
from maillage.listings.forms.offering import OfferForm

__all__ = ["AnswerForm", "AskForm", "OfferForm", "WhatForm"]
