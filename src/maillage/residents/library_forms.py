"""allauth's forms in our words."""

from __future__ import annotations

from typing import Any

from allauth.account.forms import LoginForm, ReauthenticateForm
from allauth.mfa.base.forms import AuthenticateForm
from allauth.mfa.base.forms import ReauthenticateForm as SecondFactorReauthenticateForm
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import AddWebAuthnForm, EditWebAuthnForm
from django import forms
from django.utils.translation import gettext_lazy as _

TYPE_THE_CODE = {"required": _("Recopiez le code.")}
CODE_WIDGET = {"inputmode": "numeric", "autocomplete": "one-time-code", "autofocus": True, "spellcheck": "false"}


def _word(form: forms.BaseForm, name: str, label: Any, help_text: Any = "", **attributes: Any) -> None:
    """Give a field of allauth our label, our help, and no placeholder."""
    field = form.fields[name]
    field.label, field.help_text = label, help_text
    field.widget.attrs.pop("placeholder", None)
    field.widget.attrs.update(attributes)


class PasswordEntryForm(LoginForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _word(self, "login", _("Votre adresse électronique"), autofocus=True)
        _word(
            self, "password", _("Votre mot de passe"), _("Oublié ? Entrez avec un code, puis choisissez-en un autre.")
        )
        self.fields["login"].error_messages |= {
            "required": _("Écrivez votre adresse électronique."),
            "invalid": _("Cette adresse est incomplète. Elle ressemble à prenom@exemple.fr."),
        }
        self.fields["password"].error_messages["required"] = _("Écrivez votre mot de passe.")


class PasswordProofForm(ReauthenticateForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _word(self, "password", _("Votre mot de passe"), autofocus=True)
        self.fields["password"].error_messages["required"] = _("Écrivez votre mot de passe.")


class SecondFactorForm(AuthenticateForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _word(self, "code", _("Le code de votre application"), _("Ou l’un de vos codes de secours."), **CODE_WIDGET)
        self.fields["code"].error_messages |= TYPE_THE_CODE


class SecondFactorProofForm(SecondFactorReauthenticateForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _word(self, "code", _("Le code de votre application"), _("Ou l’un de vos codes de secours."), **CODE_WIDGET)
        self.fields["code"].error_messages |= TYPE_THE_CODE


class ApplicationForm(ActivateTOTPForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _word(
            self,
            "code",
            _("Le code que l’application montre"),
            _("Six chiffres ; ils changent toutes les 30 secondes."),
        )
        self.fields["code"].widget.attrs.update(CODE_WIDGET | {"autofocus": False})
        self.fields["code"].error_messages |= TYPE_THE_CODE


class KeyForm(AddWebAuthnForm):
    """A key that is added here can always open the account alone: it asks for a finger, a face or a PIN."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _word(self, "name", _("Un nom pour la reconnaître"), _("Par exemple « téléphone » ou « clé bleue »."))
        _word(self, "passwordless", _("Elle suffit pour entrer, sans code ni mot de passe"))
        self.fields["passwordless"].initial = True


class KeyNameForm(EditWebAuthnForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _word(self, "name", _("Un nom pour la reconnaître"), _("Par exemple « téléphone » ou « clé bleue »."))
        self.fields["name"].error_messages["required"] = _("Donnez-lui un nom.")
