from __future__ import annotations

import ast

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from maillage.platform.typography import KEPT, mended, mended_python, mended_template

FRENCH = st.text(alphabet="aéLx '’«»;:!?%€0123.,()&<>{}/=\"\n\u00a0\u202f", max_size=40)


@pytest.mark.parametrize(
    ("written", "right"),
    [
        ("Qui êtes-vous ?", "Qui êtes-vous\u202f?"),
        ("Bravo!", "Bravo\u202f!"),
        ("Quoi ?!", "Quoi\u202f?!"),
        ("un ; deux", "un\u202f; deux"),
        ("Prix : libre", "Prix\u00a0: libre"),
        ("Votre adresse :", "Votre adresse\u00a0:"),
        ("« oui »", "«\u00a0oui\u00a0»"),
        ("«oui»", "«\u00a0oui\u00a0»"),
        ("l'eau d'ici", "l’eau d’ici"),
        ("l'%(name)s", "l’%(name)s"),
        ("10 000 habitants", "10\u202f000 habitants"),
        ("25 000 000", "25\u202f000\u202f000"),
        ("50 % de 12 €", "50\u202f% de 12\u202f€"),
        ("%(price)s €", "%(price)s\u202f€"),
        ("à %(distance)s km", "à %(distance)s\u00a0km"),
        ("un instant...", "un instant…"),
    ],
)
def test_what_the_rules_say(written, right):
    assert mended(written) == right


@pytest.mark.parametrize(
    "text",
    [
        "à 12:30",
        "https://exemple.fr/?a=b;c",
        "mailto:moi@exemple.fr",
        "%(rate)s%% de plus",
        "en 2014 300 personnes",
        "02 96 87 40 40",
        '<a href="/?q=l\'eau">eau</a>',
        "&laquo;",
        "`a != b`",
        "{{ count|default:'?' }}",
        "{% url 'a' b='?' %}",
    ],
)
def test_what_is_not_words_stays(text):
    assert mended(text) == text


@given(FRENCH)
@example("? ?")
@example("a: :")
@example("«  «»  »")
@example("0:»")
def test_mending_twice_changes_nothing_more(text):
    assert mended(mended(text)) == mended(text)


@given(FRENCH)
def test_only_spaces_apostrophes_and_ellipses_change(text):
    def letters(words: str) -> str:
        return "".join(words.replace("'", "’").replace("...", "…").split())

    assert letters(mended(text)) == letters(text)


@given(FRENCH)
def test_placeholders_and_tags_stay(text):
    assert KEPT.findall(mended(f"%(a)s {text} %(b)s"))[:1] == ["%(a)s"]


def test_a_template_changes_in_its_messages_only():
    template = (
        '<p title="a ?">{% translate "Qui ?" %} x ? {% blocktranslate with a=b|default:"?" %}L\'ami {{ a }} :'
        ' <b class="c:d">oui</b> !{% endblocktranslate %} {{ _("Non ?") }}</p>'
    )
    assert mended_template(template) == (
        '<p title="a ?">{% translate "Qui\u202f?" %} x ? {% blocktranslate with a=b|default:"?" %}L’ami {{ a }}\u00a0:'
        ' <b class="c:d">oui</b>\u202f!{% endblocktranslate %} {{ _("Non\u202f?") }}</p>'
    )


def test_a_source_changes_in_its_messages_only():
    source = (
        "from django.utils.translation import gettext as _, ngettext\n"
        "x = _(\n    \"L'un ?\"  # l'autre ?\n    'et l\\'autre\\u202f? %(a)s'\n)\n"
        'y = "Non ?"; z = ngettext("Une ?", "Deux ?", 2)\n'
    )
    right = (
        "from django.utils.translation import gettext as _, ngettext\n"
        "x = _(\n    \"L’un\u202f?\"  # l'autre ?\n    'et l’autre\u202f? %(a)s'\n)\n"
        'y = "Non ?"; z = ngettext("Une\u202f?", "Deux\u202f?", 2)\n'
    )
    assert mended_python(source) == right
    assert mended_python(right) == right


@given(FRENCH)
def test_a_mended_source_says_the_mended_sentence(text):
    source = f"from django.utils.translation import gettext\ngettext({text!r})\n"
    call = ast.parse(mended_python(source)).body[1]
    assert isinstance(call, ast.Expr)
    assert isinstance(call.value, ast.Call)
    said = ast.literal_eval(call.value.args[0])
    # Within a literal an escape is kept apart, as a placeholder is: the spaces around it may stay as they were.
    assert mended(said) == mended(text)
