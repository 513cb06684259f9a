from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import polib
import pytest
from django.test import override_settings
from django.utils import translation
from django.utils.translation import trans_real

from maillage.platform import translations
from maillage.platform.messages import Message, Unreadable, in_python, in_template


def said(message: Message) -> tuple[str, str, str, int]:
    return message.context, message.singular, message.plural, message.line


def test_messages_of_a_source_are_found_under_any_name():
    source = (
        "from django.utils.translation import gettext as _, ngettext_lazy as several, pgettext\n"
        "_('Un' ' mot')\n"
        "several('%(n)s an', '%(n)s ans', 'n')\n"
        "pgettext('mois', 'mai')\n"
        "other('rien')\n"
        "_(variable)\n"
    )
    assert [said(message) for message in in_python(source, "a.py")] == [
        ("", "Un mot", "", 2),
        ("", "%(n)s an", "%(n)s ans", 3),
        ("mois", "mai", "", 4),
    ]


@pytest.mark.parametrize("argument", ["f'{a} mots'", "'mots ' + a", "'{} mots'.format(a)"])
def test_a_sentence_made_while_running_is_refused(argument):
    source = f"from django.utils.translation import gettext\n\ngettext({argument})\n"
    with pytest.raises(Unreadable, match=r"a\.py:3"):
        list(in_python(source, "a.py"))


def test_messages_of_a_template_are_found_in_every_form():
    template = (
        '{% translate "L’eau (froide)" %}\n{{ _("Oui") }} {% translate "mai" context "mois" %}\n'
        "{% blocktranslate count n=n %}{{ n }} voisin{% plural %}{{ n }} voisins{% endblocktranslate %}\n"
        "{% blocktranslate trimmed %}\n  Deux\n  lignes\n{% endblocktranslate %}{% translate variable %}"
        '<a title="gettext()">{% if a == _("Non") %}x{% endif %}</a>'
    )
    assert [said(message)[:3] for message in in_template(template, "a.html")] == [
        ("", "L’eau (froide)", ""),
        ("", "Oui", ""),
        ("mois", "mai", ""),
        ("", "%(n)s voisin", "%(n)s voisins"),
        ("", "Deux lignes", ""),
        ("", "Non", ""),
    ]


MESSAGES = [
    Message("Bonjour %(name)s", "", "", "a.py", 1),
    Message("%(n)s voisin", "%(n)s voisins", "", "a.py", 2),
]


@pytest.fixture
def catalogues(tmp_path: Path) -> tuple[Path, Path]:
    english, french = (tmp_path / name / "LC_MESSAGES" / "django.po" for name in ("en", "fr"))
    translations.extract(MESSAGES, english, french)
    return english, french


def translate(
    english: Path, *, name: str = "Hello %(name)s", several: tuple[str, str] = ("a neighbour", "%(n)s neighbours")
):
    catalogue = polib.pofile(str(english))
    catalogue.find("Bonjour %(name)s").msgstr = name
    catalogue.find("%(n)s voisin").msgstr_plural = dict(enumerate(several))
    catalogue.save()


def faults(catalogues: tuple[Path, Path], messages: list[Message] = MESSAGES) -> list[str]:
    return list(translations.faults(messages, *catalogues))


def test_a_complete_catalogue_has_no_fault(catalogues):
    translate(catalogues[0])
    assert faults(catalogues) == []


def test_a_new_message_is_a_fault_until_it_is_translated(catalogues):
    assert len(faults(catalogues)) == 2
    assert "not translated" in faults(catalogues)[0]


def test_a_message_out_of_the_catalogue_is_a_fault(catalogues):
    translate(catalogues[0])
    [fault] = faults(catalogues, [*MESSAGES, Message("Adieu", "", "", "b.py", 7)])
    assert fault.startswith("b.py:7: not in the catalogue")


def test_a_message_that_nothing_says_any_more_is_a_fault(catalogues):
    translate(catalogues[0])
    assert "nothing says this any more" in faults(catalogues, MESSAGES[1:])[0]


@pytest.mark.parametrize(
    "wrong", [{"name": "Hello"}, {"name": "Hello %(nom)s"}, {"several": ("a neighbour", "neighbours")}]
)
def test_a_placeholder_lost_or_invented_is_a_fault(catalogues, wrong):
    translate(catalogues[0], **wrong)
    assert "placeholders differ" in faults(catalogues)[0]


def test_a_doubtful_translation_is_a_fault(catalogues):
    translate(catalogues[0])
    catalogue = polib.pofile(str(catalogues[0]))
    catalogue.find("Bonjour %(name)s").flags.append("fuzzy")
    catalogue.save()
    assert "doubtful" in faults(catalogues)[0]


def test_extracting_again_keeps_translations_and_drops_what_left(catalogues):
    translate(catalogues[0])
    translations.extract(MESSAGES[:1], *catalogues)
    catalogue = polib.pofile(str(catalogues[0]))
    assert [(entry.msgid, entry.msgstr) for entry in catalogue] == [("Bonjour %(name)s", "Hello %(name)s")]


def test_a_catalogue_is_stale_until_it_is_compiled(catalogues, tmp_path):
    assert translations.are_stale(tmp_path)
    translations.compile_catalogues(tmp_path)
    assert not translations.are_stale(tmp_path)


@pytest.mark.parametrize(
    ("language", "number", "words"),
    [
        ("fr", 0, "0 voisin"),
        ("fr", 1, "1 voisin"),
        ("fr", 2, "2 voisins"),
        ("en", 0, "0 neighbours"),
        ("en", 1, "a neighbour"),
        ("en", 2, "2 neighbours"),
    ],
)
def test_each_language_counts_its_own_way(catalogues, tmp_path, language, number, words):
    translate(catalogues[0])
    translations.compile_catalogues(tmp_path)
    with override_settings(LOCALE_PATHS=[tmp_path]), _forgotten_catalogues(), translation.override(language):
        assert translation.ngettext("%(n)s voisin", "%(n)s voisins", number) % {"n": number} == words


@contextmanager
def _forgotten_catalogues() -> Iterator[None]:
    """Django keeps the catalogues it has read for good."""
    kept, trans_real._translations = trans_real._translations, {}  # type: ignore[attr-defined]
    try:
        yield
    finally:
        trans_real._translations = kept  # type: ignore[attr-defined]
