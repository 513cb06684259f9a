"""Every rule bites, and lets the right way pass."""

from __future__ import annotations

import pytest

from maillage.platform import house_rules
from maillage.platform.house_rules import Source, broken

BITES = [
    ("objects_come_through_access", "listings/views.py", "Listing.objects.get(id=listing_id)"),
    ("objects_come_through_access", "listings/views/edit.py", "Listing.objects.open().get(id=listing_id)"),
    ("objects_come_through_access", "api/listings.py", "get_object_or_404(Listing, id=listing_id)"),
    ("only_the_fetcher_goes_out", "listings/actions.py", "import httpx"),
    ("only_the_fetcher_goes_out", "listings/actions.py", "from urllib.request import urlopen"),
    ("only_the_fetcher_goes_out", "listings/actions.py", "from smtplib import SMTP"),
    ("only_media_decodes_images", "listings/actions.py", "from PIL import Image"),
    ("only_the_renderer_trusts_markup", "listings/views.py", "mark_safe(text)"),
    ("only_the_renderer_trusts_markup", "listings/templates/a.html", "{{ text|safe }}"),
    ("only_the_renderer_trusts_markup", "listings/templates/a.html", "{% autoescape off %}{{ text }}"),
    ("pages_hold_no_code", "listings/templates/a.html", "<script>go()</script>"),
    ("pages_hold_no_code", "listings/templates/a.html", "<style>p { color: red }</style>"),
    ("pages_hold_no_code", "listings/templates/a.html", '<p style="color: red"></p>'),
    ("pages_hold_no_code", "listings/templates/a.html", '<button onclick="go()"></button>'),
    ("pages_hold_no_code", "listings/templates/a.html", '<a href="javascript:go()"></a>'),
    ("time_comes_from_the_clock", "listings/actions.py", "timezone.now()"),
    ("time_comes_from_the_clock", "listings/actions.py", "datetime.datetime.now(tz)"),
    ("time_comes_from_the_clock", "listings/actions.py", "time.time()"),
    ("no_signal_between_domains", "listings/apps.py", "from django.db.models.signals import post_save"),
    ("states_pass_by_their_table", "swaps/actions.py", "def end(swap):\n    swap.state = State.DONE"),
    ("states_pass_by_their_table", "swaps/actions.py", "def end(swaps):\n    swaps.update(state=State.DONE)"),
    ("no_attic", "listings/utils.py", ""),
    ("no_attic", "core/models.py", ""),
    ("nothing_is_printed", "listings/actions.py", "print('ici')"),
    ("files_are_short", "listings/actions.py", "\n" * 450),
    ("every_word_is_translatable", "listings/templates/a.html", "<p>Bonjour</p>"),
    ("every_word_is_translatable", "listings/templates/a.html", '<img alt="Une perceuse">'),
]
PASSES = [
    ("listings/access.py", "Listing.objects.get(id=listing_id)"),
    ("listings/views.py", "request.GET.get('page'); Listing.objects.open()"),
    ("platform/fetcher.py", "import httpx"),
    ("listings/actions.py", "from urllib.parse import urlsplit"),
    ("listings/actions.py", "from smtplib import SMTPException"),
    ("api/problems.py", "from http.client import responses"),
    ("platform/media.py", "from PIL import Image"),
    ("swaps/passage.py", "def pass_to(swap, after):\n    must_allow(swap.state, after)\n    swap.state = after"),
    ("platform/clock.py", "timezone.now()"),
    ("listings/actions.py", "clock.now()"),
    ("listings/tests/test_actions.py", "import httpx; print(timezone.now())"),
    ("listings/templates/a.html", '<script src="/static/a.js" defer></script>'),
    ("listings/templates/a.html", '<script type="application/ld+json">{{ block }}</script>'),
    ("listings/templates/email/a.html", '<p style="color: red"></p>'),
    ("listings/templates/a.html", '<p title="{% translate "Oui" %}">{% translate "Bonjour" %} {{ name }} 12 €</p>'),
    ("listings/templates/a.html", '<button lang="en">Read in English</button>'),
    ("listings/templates/a.html", "{% blocktranslate %}Un <b>mot</b>{% endblocktranslate %}<code>GET</code>"),
]


@pytest.mark.parametrize(("rule", "path", "text"), BITES)
def test_a_rule_bites(rule, path, text):
    assert list(getattr(house_rules, rule)(Source(path, text)))


@pytest.mark.parametrize(("path", "text"), PASSES)
def test_the_right_way_passes(path, text):
    assert list(broken(Source(path, text))) == []


def test_every_rule_is_shown_to_bite():
    assert {rule.__name__ for rule in house_rules.RULES} == {rule for rule, _, _ in BITES}


def test_a_fault_is_said_with_its_place(tmp_path):
    package = tmp_path / "maillage"
    (package / "listings").mkdir(parents=True)
    (package / "listings" / "actions.py").write_text("x = 1\nprint(x)\n")
    assert list(house_rules.faults(package)) == [
        "maillage/listings/actions.py:2: log it, or say it through platform.progress"
    ]
