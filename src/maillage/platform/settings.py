"""Django's settings. What an operator may set is read from `MAILLAGE_*` variables (docs/operators.md)."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urlsplit

from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from maillage.platform import database, secret, variables

PACKAGE = Path(__file__).resolve().parent.parent
DATA = variables.folder("MAILLAGE_DATA", "var")

# The one address of the site: every link comes from it, never from a request (TRUST.md 18).
SITE_ADDRESS = variables.web_address("MAILLAGE_ADDRESS", "http://localhost:8000")
SITE_HOST = urlsplit(SITE_ADDRESS).hostname or "localhost"
IS_HTTPS = SITE_ADDRESS.startswith("https://")
# Where browsers find the live process: a path behind a reverse proxy, or an address of its own with `maillage run`.
LIVE_ADDRESS = variables.text("MAILLAGE_LIVE_ADDRESS", "/live/")
# The demonstration: fictional residents, e-mail shown on a page, one click to become a persona.
IS_DEMONSTRATION = variables.switch("MAILLAGE_DEMONSTRATION")
# Shows the living page of components at /ui/.
IS_DEVELOPMENT = variables.switch("MAILLAGE_DEVELOPMENT")

SECRET_KEY = secret.key(DATA)
DEBUG = False
ALLOWED_HOSTS = [SITE_HOST, "localhost", "127.0.0.1"]
CSRF_TRUSTED_ORIGINS = [SITE_ADDRESS]

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.forms",
    "django_htmx",
    "leaflet",
    "lucide",
    "csp",
    "ninja",
    "procrastinate.contrib.django",
    "maillage.platform",
    "maillage.territory",
    "maillage.residents",
    "maillage.residents.proofs",
    "maillage.residents.own_data",
    "maillage.notices",
    "maillage.feed",
    "maillage.conversations",
    "maillage.moderation",
    "maillage.organisations",
    "maillage.listings",
    "maillage.bookings",
    "maillage.promises",
    "maillage.swaps",
    "maillage.matching",
    "maillage.agreements",
    "maillage.reviews",
    "maillage.townhall",
    "maillage.portal",
    "maillage.api",
    "maillage.demo",
    # After ours, whose templates replace theirs.
    "allauth",
    "allauth.account",
    "allauth.mfa",
]

MIDDLEWARE = [
    "maillage.api.edge.edge",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "maillage.platform.middleware.private_by_default",
    "maillage.residents.middleware.ActingResident",
]

ROOT_URLCONF = "maillage.portal.urls"
WSGI_APPLICATION = "maillage.platform.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.messages.context_processors.messages",
                "maillage.platform.context.site",
                "maillage.portal.context.navigation",
            ],
            "builtins": [
                "django.templatetags.i18n",
                "django.templatetags.static",
                "lucide.templatetags.lucide",
                "maillage.platform.templatetags.idempotency",
                "maillage.platform.templatetags.ui",
                "maillage.platform.templatetags.words",
            ],
        },
    }
]
FORM_RENDERER = "maillage.platform.forms.Renderer"

DATABASES = {"default": database.settings()}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "platform_cache",
    }
}

PROCRASTINATE_AUTODISCOVER_MODULE_NAME = "jobs"

# Who signs in
AUTH_USER_MODEL = "residents.Resident"
AUTHENTICATION_BACKENDS = ["maillage.residents.sign_in.Backend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
ACCOUNT_ADAPTER = "maillage.residents.sign_in.Adapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
# Joining and mailed codes are ours (residents.codes says why): no account exists whose address was not proved first.
# The password is here for allauth's sign-in form.
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_LOGOUT_REDIRECT_URL = "home"
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_REAUTHENTICATION_TIMEOUT = 15 * 60
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https" if IS_HTTPS else "http"
# Counted in PostgreSQL (the cache). By network address they are wide: a town hall or a library is one address.
ACCOUNT_RATE_LIMITS = {
    "code": "20/m/ip,200/h/ip",
    "signup": "20/m/ip",
    "login": "30/m/ip",
    "login_failed": "20/m/ip,5/5m/key",
    "reauthenticate": "10/m/user",
    "residence_code": "10/h/user,100/h/ip",  # codes typed to show one's home
    "counter_code": "60/h/user",  # codes that an agent reads at the counter
    "report": "10/h/ip",  # without an account; a witness writes one or two
}
# How many reverse proxies stand in front, each adding to X-Forwarded-For: whom the limits count.
ALLAUTH_TRUSTED_PROXY_COUNT = variables.number("MAILLAGE_PROXIES", 0, least=0, most=9)
MFA_ADAPTER = "maillage.residents.sign_in.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_ALLOW_UNVERIFIED_EMAIL = True  # every address was proved before its account existed
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_TOTP_TOLERANCE = 0  # a code dies with its half minute, as long as allauth remembers that it was used
MFA_TOTP_ISSUER = "Maillage"
ACCOUNT_FORMS = {
    "login": "maillage.residents.library_forms.PasswordEntryForm",
    "reauthenticate": "maillage.residents.library_forms.PasswordProofForm",
}
MFA_FORMS = {
    "authenticate": "maillage.residents.library_forms.SecondFactorForm",
    "reauthenticate": "maillage.residents.library_forms.SecondFactorProofForm",
    "activate_totp": "maillage.residents.library_forms.ApplicationForm",
    "add_webauthn": "maillage.residents.library_forms.KeyForm",
    "edit_webauthn": "maillage.residents.library_forms.KeyNameForm",
}
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not IS_HTTPS

# Languages: the templates are written in French; English is a complete catalogue.
LANGUAGE_CODE = "fr"
LANGUAGES = [("fr", _("Français")), ("en", _("Anglais"))]
LOCALE_PATHS = [PACKAGE / "locale"]
TIME_ZONE = "Europe/Paris"
USE_TZ = True
USE_THOUSAND_SEPARATOR = True

# Static files and media
STATIC_URL = "/static/"
STATIC_ROOT = DATA / "static"
STATICFILES_FINDERS = [
    "maillage.platform.static_files.Finder",
    "maillage.platform.styles.BundleFinder",
]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "maillage.platform.styles.Storage"},
}
# Until they are collected, and always in development, static files are served from where they are written.
WHITENOISE_USE_FINDERS = WHITENOISE_AUTOREFRESH = IS_DEVELOPMENT or not (STATIC_ROOT / "staticfiles.json").exists()
MEDIA_ROOT = DATA / "media"
MEDIA_URL = ""
# What passes through and must not outlive its use (platform.sealed): not to be backed up.
SEALED_ROOT = DATA / "passing"
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 2**20
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 2**20
DATA_UPLOAD_MAX_NUMBER_FILES = 10

# Pictures behind the map on which one points at home: an address with {z}, {x} and {y}; empty: none.
TILES = variables.text("MAILLAGE_TILES")
TILES_CREDIT = variables.text("MAILLAGE_TILES_CREDIT")

# What the browser may do
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF, *([LIVE_ADDRESS] if "://" in LIVE_ADDRESS else [])],
        "manifest-src": [SELF],
        "worker-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
    }
}
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if IS_HTTPS else None
SECURE_HSTS_SECONDS = 31_536_000 if IS_HTTPS else 0
SESSION_ENGINE = "maillage.residents.sessions"
SESSION_COOKIE_NAME = "__Host-session" if IS_HTTPS else "session"
CSRF_COOKIE_NAME = "__Host-csrf" if IS_HTTPS else "csrf"
LANGUAGE_COOKIE_NAME = "__Host-language" if IS_HTTPS else "language"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = IS_HTTPS
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = LANGUAGE_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = LANGUAGE_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 60 * 24 * 3600
CSRF_FAILURE_VIEW = "maillage.portal.views.errors.forged"

# E-mail
EMAIL_BACKEND = "maillage.platform.mailer.Backend"
DEFAULT_FROM_EMAIL = variables.text("MAILLAGE_MAIL_FROM", "Maillage <ne-pas-repondre@maillage.example>")
# Where people answer a conversation by e-mail: the mail server gives what comes to reponse+…@ to `maillage inbound`.
REPLY_ADDRESS = variables.text("MAILLAGE_REPLY_ADDRESS")
EMAIL_HOST = variables.text("MAILLAGE_SMTP_HOST")
EMAIL_PORT = variables.number("MAILLAGE_SMTP_PORT", 587, least=1, most=65_535)
EMAIL_HOST_USER = variables.text("MAILLAGE_SMTP_USER")
EMAIL_HOST_PASSWORD = variables.text("MAILLAGE_SMTP_PASSWORD")
EMAIL_USE_TLS = variables.switch("MAILLAGE_SMTP_TLS", default=True)
EMAIL_TIMEOUT = 5

# Who answers for the site, as the legal notice must say (article 1-1 of the law of 21 June 2004, LCEN)
OPERATOR_NAME = variables.text("MAILLAGE_OPERATOR_NAME")
OPERATOR_ADDRESS = variables.text("MAILLAGE_OPERATOR_ADDRESS")
OPERATOR_EMAIL = variables.text("MAILLAGE_OPERATOR_EMAIL")
OPERATOR_PHONE = variables.text("MAILLAGE_OPERATOR_PHONE")
OPERATOR_PUBLISHER = variables.text("MAILLAGE_OPERATOR_PUBLISHER")  # the director of publication, a person
OPERATOR_PRIVACY_EMAIL = variables.text("MAILLAGE_OPERATOR_PRIVACY_EMAIL") or OPERATOR_EMAIL
HOST_NAME = variables.text("MAILLAGE_HOST_NAME")  # who houses the machines
HOST_ADDRESS = variables.text("MAILLAGE_HOST_ADDRESS")
SOURCE_CODE = variables.text("MAILLAGE_SOURCE_CODE", "https://maillage.example/source")  # AGPL, article 13

# Outside services
# Speaks addok's dialect; empty: the local table only.
ADDRESS_SERVICE = variables.web_address("MAILLAGE_ADDRESS_SERVICE", "", may_have_path=True)

LOG_LEVEL = variables.choice("MAILLAGE_LOG", "WARNING", ("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL"))
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": LOG_LEVEL},
}
