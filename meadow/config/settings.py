"""Every setting of Meadow, in one file; what differs between machines comes from the environment."""

import json
import os
import secrets
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from meadow.engines import nats, postgres, storage, vapid
from meadow.engines.addresses import seen_from
from meadow.engines.media import places
from meadow.engines.places import data_folder, kept_text

ROOT = Path(__file__).resolve().parent.parent.parent
DATA = data_folder()


def _flag(name: str, default: bool) -> bool:
    return os.environ.get(name, str(default)).lower() in {"1", "true", "yes", "on"}


def _words(name: str, default: str) -> list[str]:
    return [word.strip() for word in os.environ.get(name, default).split(",") if word.strip()]


def _secret(name: str, make: Callable[[], str] = lambda: secrets.token_urlsafe(48)) -> str:
    """A secret out of the environment, or one made on first use and kept in the data folder (mode 0600)."""
    if name in os.environ:
        return os.environ[name]
    return kept_text(DATA / "keys" / name.lower(), make)


# -- what kind of place this is -------------------------------------------------------------------

DEBUG = _flag("MEADOW_DEBUG", False)
SECRET_KEY = _secret("MEADOW_SECRET_KEY")
ALLOWED_HOSTS = _words("MEADOW_HOSTS", "127.0.0.1,localhost,[::1]")
PUBLIC_URL = os.environ.get("MEADOW_PUBLIC_URL", "http://127.0.0.1:8000")
CSRF_TRUSTED_ORIGINS = [PUBLIC_URL]
SECURE = PUBLIC_URL.startswith("https://")
# One proxy stands before us that writes X-Forwarded-Proto and appends to X-Forwarded-For.
MEADOW_BEHIND_PROXY = _flag("MEADOW_BEHIND_PROXY", False)
MEADOW_NAME = os.environ.get("MEADOW_NAME", "Meadow")
MEADOW_CURRENCY = os.environ.get("MEADOW_CURRENCY", "USD")
MEADOW_METRICS_TOKEN = os.environ.get("MEADOW_METRICS_TOKEN", "")
MEADOW_GUEST_SECONDS = int(os.environ.get("MEADOW_GUEST_SECONDS", "5"))  # how old a page may be that guests see
MEADOW_HOLD_MINUTES = int(os.environ.get("MEADOW_HOLD_MINUTES", "30"))
# live: whoever is not heard for so many seconds has left a room
MEADOW_ROOM_SILENCE = float(os.environ.get("MEADOW_ROOM_SILENCE", "30"))
# trade: a sent order counts as delivered after so many days, and may be returned for so many days from then on.
MEADOW_DELIVERED_AFTER_DAYS = int(os.environ.get("MEADOW_DELIVERED_AFTER_DAYS", "14"))
MEADOW_RETURN_DAYS = int(os.environ.get("MEADOW_RETURN_DAYS", "14"))
# How long a member can call a paid order off alone; later it is a wish that the shop answers.
MEADOW_CANCEL_MINUTES = int(os.environ.get("MEADOW_CANCEL_MINUTES", "60"))
# How often the return of one line can be asked for, how long a shop may take to answer (then it is granted), how long
# the goods may take to be handed over (then it is withdrawn), and how long the shop may look at what comes back.
MEADOW_RETURN_TRIES = int(os.environ.get("MEADOW_RETURN_TRIES", "3"))
MEADOW_RETURN_ANSWER_DAYS = int(os.environ.get("MEADOW_RETURN_ANSWER_DAYS", "3"))
MEADOW_RETURN_SEND_DAYS = int(os.environ.get("MEADOW_RETURN_SEND_DAYS", "14"))
MEADOW_RETURN_LOOK_DAYS = int(os.environ.get("MEADOW_RETURN_LOOK_DAYS", "14"))
# Who is paid back as soon as the parcel is handed over: with so many completed orders, who returned less than this
# share of them in per cent, up to this amount in minor units.
MEADOW_INSTANT_ORDERS = int(os.environ.get("MEADOW_INSTANT_ORDERS", "5"))
MEADOW_INSTANT_RETURN_SHARE = int(os.environ.get("MEADOW_INSTANT_RETURN_SHARE", "20"))
MEADOW_INSTANT_MOST = int(os.environ.get("MEADOW_INSTANT_MOST", "5000"))
# Who may sell other people's goods for commission: "open" takes everybody who accepts the terms; "operators" answer.
MEADOW_BUYERS = os.environ.get("MEADOW_BUYERS", "open")
# The version of the terms that buyers accept.
MEADOW_BUYER_TERMS_VERSION = os.environ.get("MEADOW_BUYER_TERMS_VERSION", "2026-11")
# How many days a lower commission, or the end of a plan, has to be announced to those who sell under it already.
MEADOW_RATE_NOTICE_DAYS = int(os.environ.get("MEADOW_RATE_NOTICE_DAYS", "30"))
# Within how many days before an order a touch (a note, a selection) can have earned it.
MEADOW_TOUCH_DAYS = int(os.environ.get("MEADOW_TOUCH_DAYS", "7"))
MEADOW_EXPORT_DAYS = int(os.environ.get("MEADOW_EXPORT_DAYS", "7"))  # how long archives are kept
MEADOW_ERASURE_DAYS = int(os.environ.get("MEADOW_ERASURE_DAYS", "14"))  # how long who leaves may think better of it
# How long a shop's customers from before are known by name after their last order, unless they claim it as theirs.
MEADOW_HISTORY_YEARS = int(os.environ.get("MEADOW_HISTORY_YEARS", "3"))
MEADOW_INVOICE_YEARS = int(os.environ.get("MEADOW_INVOICE_YEARS", "10"))  # how long the law keeps addresses of orders

# live rooms: how many a host may have that are still to come, how far ahead one is planned, and how many minutes before
# it begins those who reserved are reminded.
MEADOW_ROOMS_AHEAD = int(os.environ.get("MEADOW_ROOMS_AHEAD", "20"))
MEADOW_ROOM_DAYS_AHEAD = int(os.environ.get("MEADOW_ROOM_DAYS_AHEAD", "90"))
MEADOW_ROOM_REMINDER_MINUTES = int(os.environ.get("MEADOW_ROOM_REMINDER_MINUTES", "15"))
# How many people are told at most that a room they may care for has opened, beside those who reserved.
MEADOW_ROOM_AUDIENCE = int(os.environ.get("MEADOW_ROOM_AUDIENCE", "2000"))

# groups: how many a shop, or a buyer, has that are open (those that go on from a full one do not count), and the points
# from which a member's level 2, 3, ... begins; a point is had for what one says, at most one a minute.
MEADOW_GROUPS_MOST = int(os.environ.get("MEADOW_GROUPS_MOST", "50"))
MEADOW_GROUP_LEVELS = tuple(
    sorted(int(step) for step in os.environ.get("MEADOW_GROUP_LEVELS", "10,50,200,600,1500").split(","))
)

# How many minutes a viewer's token opens a stream; players renew it, and whoever may no longer watch gets no other.
MEADOW_VIEWER_MINUTES = int(os.environ.get("MEADOW_VIEWER_MINUTES", "10"))
# How long recordings are kept, and how many bytes of them (0: without limit); the media worker reads the same two.
# Where the law has them kept, hosts may hide them and not delete them.
MEADOW_MEDIA_KEEP_DAYS = float(os.environ.get("MEADOW_MEDIA_KEEP_DAYS", "1095"))
MEADOW_MEDIA_KEEP_GB = float(os.environ.get("MEADOW_MEDIA_KEEP_GB", "100"))
MEADOW_RECORDINGS_MAY_GO = _flag("MEADOW_RECORDINGS_MAY_GO", True)

# Messages: for how many days an account counts as new (it sends no links), and how many conversations somebody may
# begin within a day, while new and afterwards.
MEADOW_NEW_ACCOUNT_DAYS = float(os.environ.get("MEADOW_NEW_ACCOUNT_DAYS", "3"))
MEADOW_CONVERSATIONS_NEW = int(os.environ.get("MEADOW_CONVERSATIONS_NEW", "5"))
MEADOW_CONVERSATIONS_A_DAY = int(os.environ.get("MEADOW_CONVERSATIONS_A_DAY", "30"))

# Who may open a shop: "operators" answer every application; "none" opens a shop as soon as it is handed in whole.
MEADOW_SHOP_REVIEW = os.environ.get("MEADOW_SHOP_REVIEW", "operators")
MEADOW_HANDLES_A_YEAR = int(os.environ.get("MEADOW_HANDLES_A_YEAR", "3"))  # how often a shop may change its address
# The version of the contract between the platform and its shops: a folder of templates `goods/contracts/<version>/`.
MEADOW_CONTRACT_VERSION = os.environ.get("MEADOW_CONTRACT_VERSION", "2026-11")
# What each kind of shop is asked for, its deposit in minor units of MEADOW_CURRENCY, and its fee in hundredths of a
# per cent of what it sells; JSON from the environment replaces single kinds (`{"individual": {"deposit": 5000}}`).
_PERSON = ["legal_name", "country", "address", "phone", "what"]
MEADOW_SHOP_KINDS = {
    "individual": {"fields": _PERSON, "documents": [], "deposit": 0, "fee": 500},
    "sole_trader": {
        "fields": [*_PERSON, "registration"],
        "documents": ["identity", "registration"],
        "deposit": 15_000,
        "fee": 500,
    },
    "enterprise": {
        "fields": [*_PERSON, "registration", "tax_number"],
        "documents": ["registration"],
        "deposit": 300_000,
        "fee": 500,
    },
    "flagship": {
        "fields": [*_PERSON, "registration", "tax_number"],
        "documents": ["registration", "brand"],
        "deposit": 300_000,
        "fee": 500,
    },
}
for _kind, _terms in json.loads(os.environ.get("MEADOW_SHOP_KINDS", "{}")).items():
    MEADOW_SHOP_KINDS[_kind] = {**MEADOW_SHOP_KINDS.get(_kind, {}), **_terms}

# News: for how many days they are kept once read, at which hour of each reader's clock a letter with the unread ones
# goes out, and the key by which browsers' push services know us (docs/howto/news.md).
MEADOW_NEWS_DAYS = int(os.environ.get("MEADOW_NEWS_DAYS", "90"))
MEADOW_DIGEST_HOUR = int(os.environ.get("MEADOW_DIGEST_HOUR", "8"))
MEADOW_VAPID_KEY = _secret("MEADOW_VAPID_KEY", vapid.new_key)
# Who answers for what we push, as the services want to know: mailto: or https:.
MEADOW_VAPID_CONTACT = os.environ.get("MEADOW_VAPID_CONTACT", PUBLIC_URL if SECURE else "mailto:meadow@localhost")

STRIPE_SECRET_KEY = os.environ.get("MEADOW_STRIPE_SECRET_KEY", "")
STRIPE_PUBLISHABLE_KEY = os.environ.get("MEADOW_STRIPE_PUBLISHABLE_KEY", "")
STRIPE_WEBHOOK_SECRET = os.environ.get("MEADOW_STRIPE_WEBHOOK_SECRET", "")
STRIPE_API_BASE = os.environ.get("MEADOW_STRIPE_API_BASE", "https://api.stripe.com")
# Which country's companies may be sent money through Stripe Connect is Stripe's; whether shops and buyers may choose it
# is ours.
MEADOW_STRIPE_CONNECT = _flag("MEADOW_STRIPE_CONNECT", False)
# Keys below are PEM text, the bare base64 that consoles show, or the path of a file with either.
MEADOW_ALIPAY_APP_ID = os.environ.get("MEADOW_ALIPAY_APP_ID", "")
MEADOW_ALIPAY_SELLER_ID = os.environ.get("MEADOW_ALIPAY_SELLER_ID", "")  # the account's number, 2088...
MEADOW_ALIPAY_PRIVATE_KEY = os.environ.get("MEADOW_ALIPAY_PRIVATE_KEY", "")  # the application's
MEADOW_ALIPAY_PUBLIC_KEY = os.environ.get("MEADOW_ALIPAY_PUBLIC_KEY", "")  # Alipay's, not the application's
MEADOW_ALIPAY_GATEWAY = os.environ.get("MEADOW_ALIPAY_GATEWAY", "https://openapi.alipay.com/gateway.do")
MEADOW_WECHAT_APP_ID = os.environ.get("MEADOW_WECHAT_APP_ID", "")
MEADOW_WECHAT_MERCHANT_ID = os.environ.get("MEADOW_WECHAT_MERCHANT_ID", "")
MEADOW_WECHAT_SERIAL = os.environ.get("MEADOW_WECHAT_SERIAL", "")  # of the merchant's certificate
MEADOW_WECHAT_PRIVATE_KEY = os.environ.get("MEADOW_WECHAT_PRIVATE_KEY", "")  # the merchant's
MEADOW_WECHAT_API_KEY = os.environ.get("MEADOW_WECHAT_API_KEY", "")  # the APIv3 key, 32 characters
# WeChat Pay's own public key and its name (PUB_KEY_ID_...); without them its certificates are fetched.
MEADOW_WECHAT_PUBLIC_KEY = os.environ.get("MEADOW_WECHAT_PUBLIC_KEY", "")
MEADOW_WECHAT_PUBLIC_KEY_ID = os.environ.get("MEADOW_WECHAT_PUBLIC_KEY_ID", "")
MEADOW_WECHAT_GATEWAY = os.environ.get("MEADOW_WECHAT_GATEWAY", "https://api.mch.weixin.qq.com")
_PAYS_IN_CHINA = bool(MEADOW_ALIPAY_APP_ID or MEADOW_WECHAT_APP_ID)
# Play money belongs to a machine one looks around on; a public place has to ask for it.
SANDBOX_PAYMENT = _flag("MEADOW_SANDBOX_PAYMENT", not STRIPE_SECRET_KEY and not _PAYS_IN_CHINA and not SECURE)
MEADOW_PAYOUTS_BY_HAND = _flag("MEADOW_PAYOUTS_BY_HAND", True)  # whether operators may send earnings by themselves

# What the platform takes. Rates are hundredths of a per cent; they are frozen for each line when it is paid.
MEADOW_COMMISSION_SHARE = int(os.environ.get("MEADOW_COMMISSION_SHARE", "2000"))  # of every buyer's commission
MEADOW_FEE_FREE_DAYS = int(os.environ.get("MEADOW_FEE_FREE_DAYS", "0"))  # how long new shops pay no platform fee
MEADOW_FEE_TAX = int(os.environ.get("MEADOW_FEE_TAX", "0"))  # tax on the platform's and the payment's fee
MEADOW_FEE_GIVEN_BACK = _flag("MEADOW_FEE_GIVEN_BACK", True)  # with a refund
MEADOW_PAYMENT_FEE_GIVEN_BACK = _flag("MEADOW_PAYMENT_FEE_GIVEN_BACK", False)  # providers keep theirs
# What shops bear of what providers ask for collecting: a rate, and a fixed sum in minor units of each currency; JSON
# from the environment replaces single providers (`{"stripe": {"rate": 150, "fixed": {"EUR": 25}}}`).
MEADOW_PAYMENT_FEES: dict[str, dict[str, Any]] = {
    "stripe": {"rate": 290, "fixed": {"USD": 30, "EUR": 25, "GBP": 20}},
    "alipay": {"rate": 60},
    "wechat": {"rate": 60},
    **json.loads(os.environ.get("MEADOW_PAYMENT_FEES", "{}")),
}
# Whether the tax in sales is the platform's to remit; else the shop is the merchant of record and gets it.
MEADOW_PLATFORM_REMITS_TAX = _flag("MEADOW_PLATFORM_REMITS_TAX", False)
MEADOW_PAYOUT_SCHEDULE = os.environ.get("MEADOW_PAYOUT_SCHEDULE", "weekly")  # "daily", "weekly" (Mondays) or "manual"
MEADOW_PAYOUT_LEAST = json.loads(os.environ.get("MEADOW_PAYOUT_LEAST", "{}"))  # minor units by currency; 1 elsewhere
MEADOW_STUCK_DAYS = int(os.environ.get("MEADOW_STUCK_DAYS", "5"))  # paid and not sent for longer is shown to operators

# -- the house ------------------------------------------------------------------------------------

INSTALLED_APPS = [
    "meadow.web",
    "meadow.api",
    "meadow.demo",
    "meadow.moving",
    "meadow.matching",
    "meadow.trade",
    "meadow.venue.direct",
    "meadow.venue.groups",
    "meadow.venue.talk",
    "meadow.venue.live",
    "meadow.venue.notes",
    "meadow.goods",
    "meadow.people",
    "meadow.plumbing",
    "meadow.engines",
    "bench",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.contrib.postgres",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "django_htmx",
    "template_partials",
    "csp",
    "procrastinate.contrib.django",
]

MIDDLEWARE = [
    "meadow.plumbing.middleware.request_id",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "meadow.plumbing.middleware.threshold",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "meadow.plumbing.middleware.addresses",
    "meadow.goods.former.former_handles",
    "meadow.plumbing.middleware.refusals",
]

ROOT_URLCONF = "meadow.config.urls"
WSGI_APPLICATION = "meadow.config.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        # What operators lay here comes before ours: their contract, their letters.
        "DIRS": [DATA / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "meadow.web.context.page",
                "meadow.trade.context.cart",
                "meadow.web.context.bar",
            ],
            "builtins": [
                "django.templatetags.i18n",
                "django.templatetags.static",
                "meadow.plumbing.templatetags.money",
                "meadow.people.templatetags.photos",
                "meadow.web.templatetags.page",
                "template_partials.templatetags.partials",
            ],
        },
    }
]

# -- engines --------------------------------------------------------------------------------------

DATABASES = {
    "default": {
        **postgres.django_database(),
        "CONN_MAX_AGE": None,
        "CONN_HEALTH_CHECKS": True,
        "DISABLE_SERVER_SIDE_CURSORS": False,
    }
}

CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "plumbing_cache"},
    # Fragments of pages that are the same for everybody; each web process keeps its own.
    "fragments": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "LOCATION": "fragments",
        "TIMEOUT": 3600,
        "OPTIONS": {"MAX_ENTRIES": 20_000},
    },
    # Whole pages as guests see them, for some seconds; few, since each may be large.
    "guests": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "LOCATION": "guests",
        "OPTIONS": {"MAX_ENTRIES": 500},
    },
    # Pieces of the feeds that channels fetch, and of the sitemap; in files, shared by all processes of this machine.
    "feeds": {
        "BACKEND": "django.core.cache.backends.filebased.FileBasedCache",
        "LOCATION": DATA / "cache" / "feeds",
        "OPTIONS": {"MAX_ENTRIES": 2000},
    },
}

STORAGES = {
    "default": storage.django_storage(),
    "private": storage.private_storage(),
    "staticfiles": {
        "BACKEND": os.environ.get("MEADOW_STATICFILES", "whitenoise.storage.CompressedManifestStaticFilesStorage")
    },
}
STATIC_URL = "/static/"
STATIC_ROOT = ROOT / "build" / "static"
STATICFILES_DIRS = [ROOT / "build" / "front"] if (ROOT / "build" / "front").exists() else []
WHITENOISE_MAX_AGE = 3600

PROCRASTINATE_AUTODISCOVER_MODULE_NAME = "jobs"

# -- people who sign in ---------------------------------------------------------------------------

AUTH_USER_MODEL = "people.Person"
AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in ("UserAttributeSimilarityValidator", "MinimumLengthValidator", "CommonPasswordValidator")
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "/"

ACCOUNT_ADAPTER = "meadow.people.adapter.Adapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = "handle"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_SIGNUP_FORM_CLASS = "meadow.people.forms.SignUp"
ACCOUNT_UNIQUE_EMAIL = True
# Where letters arrive, addresses are verified first: only then can signing up hide whether an address is known.
ACCOUNT_EMAIL_VERIFICATION = os.environ.get(
    "MEADOW_EMAIL_VERIFICATION", "mandatory" if os.environ.get("MEADOW_SMTP_HOST") else "optional"
)
ACCOUNT_CONFIRM_EMAIL_ON_GET = False
ACCOUNT_LOGIN_ON_EMAIL_CONFIRMATION = False
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_RATE_LIMITS = {"login": "30/m/ip", "login_failed": "10/m/ip,5/5m/key", "signup": "20/m/ip"}
ALLAUTH_TRUSTED_PROXY_COUNT = int(MEADOW_BEHIND_PROXY)
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not SECURE

EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"
if os.environ.get("MEADOW_SMTP_HOST"):
    EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    EMAIL_HOST = os.environ["MEADOW_SMTP_HOST"]
    EMAIL_PORT = int(os.environ.get("MEADOW_SMTP_PORT", "587"))
    EMAIL_HOST_USER = os.environ.get("MEADOW_SMTP_USER", "")
    EMAIL_HOST_PASSWORD = os.environ.get("MEADOW_SMTP_PASSWORD", "")
    EMAIL_USE_TLS = _flag("MEADOW_SMTP_TLS", True)
DEFAULT_FROM_EMAIL = os.environ.get("MEADOW_MAIL_FROM", "Meadow <meadow@localhost>")

# -- languages and time ---------------------------------------------------------------------------

USE_I18N = True
LANGUAGE_CODE = os.environ.get("MEADOW_LANGUAGE", "en")
LANGUAGES = [("en", "English"), ("zh-hans", "简体中文")]
LOCALE_PATHS = [ROOT / "meadow" / "web" / "locale"]
USE_TZ = True
TIME_ZONE = os.environ.get("MEADOW_TIME_ZONE", "UTC")

# -- safety ---------------------------------------------------------------------------------------


def _stripe(*names: str) -> list[str]:
    """What Stripe's payment form needs, where it is used (https://docs.stripe.com/security/guide)."""
    return [f"https://{name}.stripe.com" for name in names] if STRIPE_SECRET_KEY else []


def _pages_that_collect() -> list[str]:
    """Where a form of ours may lead on to: the providers' own pages."""
    alipay = ["https://*.alipay.com", "https://*.alipaydev.com"] if MEADOW_ALIPAY_APP_ID else []
    wechat = ["https://wx.tenpay.com"] if MEADOW_WECHAT_APP_ID else []
    connect = ["https://connect.stripe.com"] if STRIPE_SECRET_KEY and MEADOW_STRIPE_CONNECT else []
    return [*alipay, *wechat, *connect]


def _video() -> list[str]:
    """Where live video comes from and goes to: the media engine under any of its names, and what settings name."""
    kinds = ("HLS", "LLHLS", "FLV", "WHEP", "WHIP", "REPLAY", "LIVEKIT")
    named = [urlsplit(os.environ.get(f"MEADOW_MEDIA_{kind}_URL", "")) for kind in kinds]
    origins = [seen_from("*", places.http_url()), *(f"{it.scheme}://{it.netloc}" for it in named if it.netloc)]
    return list(dict.fromkeys([*origins, *_words("MEADOW_VIDEO_ORIGINS", "")]))


CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'self'"],
        "script-src": ["'self'", *_stripe("js", "*.js")],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:", "blob:", *_words("MEADOW_IMAGE_ORIGINS", "")],
        "media-src": ["'self'", "blob:", *_video()],
        "connect-src": [
            *("'self'", nats.websocket_url_for("*")),
            *(_video() + [f"ws{origin.removeprefix('http')}" for origin in _video() if origin.startswith("http")]),
            *_stripe("api"),
        ],
        "frame-src": _stripe("js", "*.js", "hooks") or ["'none'"],
        "object-src": ["'none'"],
        "base-uri": ["'none'"],
        "form-action": ["'self'", *_pages_that_collect()],
        "frame-ancestors": ["'none'"],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE
SESSION_COOKIE_AGE = 60 * 60 * 24 * 60
SECURE_HSTS_SECONDS = 31_536_000 if SECURE else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if MEADOW_BEHIND_PROXY else None
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 2**20
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 2**20
DATA_UPLOAD_MAX_NUMBER_FILES = 40  # forms say in words when these are too many
PHOTO_MAX_BYTES = 30 * 2**20
# Catalogue files, and archives of photos that come with them.
IMPORT_MAX_BYTES = int(os.environ.get("MEADOW_IMPORT_MEGABYTES", "200")) * 2**20
IMPORT_PHOTOS_MAX_BYTES = int(os.environ.get("MEADOW_IMPORT_PHOTOS_MEGABYTES", "900")) * 2**20
IMPORTS_AT_ONCE = int(os.environ.get("MEADOW_IMPORTS_AT_ONCE", "1"))  # so that other jobs find a worker
IMPORT_UNDO_DAYS = int(os.environ.get("MEADOW_IMPORT_UNDO_DAYS", "30"))
# Networks that photos may be fetched from besides the public web, on any port, such as 10.1.0.0/16.
MEADOW_FETCH_ALLOW = _words("MEADOW_FETCH_ALLOW", "")
# The most that one request of a member may send; a guest sends no files.
MEADOW_FILE_MAX_MB = int(os.environ.get("MEADOW_FILE_MAX_MB", "500"))  # of one file of digital goods
MEADOW_RECALL_SECONDS = int(os.environ.get("MEADOW_RECALL_SECONDS", "120"))  # how long a message can be recalled
MEADOW_EDIT_HOURS = int(os.environ.get("MEADOW_EDIT_HOURS", "24"))  # how long the words of a message can be changed
MEADOW_THREAD_LOUDNESS = int(os.environ.get("MEADOW_THREAD_LOUDNESS", "600"))  # messages of a thread in ten seconds
MEADOW_MOST_BYTES = DATA_UPLOAD_MAX_NUMBER_FILES * PHOTO_MAX_BYTES + DATA_UPLOAD_MAX_MEMORY_SIZE

# -- what the machine tells -----------------------------------------------------------------------

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"request": {"()": "meadow.plumbing.logs.RequestFilter"}},
    "formatters": {
        "json": {
            "()": "pythonjsonlogger.json.JsonFormatter",
            "format": "%(asctime)s %(levelname)s %(name)s %(message)s %(request_id)s",
            "rename_fields": {"asctime": "at", "levelname": "level", "name": "logger"},
        },
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "json", "filters": ["request"]}},
    "root": {"handlers": ["console"], "level": os.environ.get("MEADOW_LOG_LEVEL", "WARNING")},
    "loggers": {"meadow": {"level": os.environ.get("MEADOW_LOG_LEVEL", "INFO")}},
}

SILENCED_SYSTEM_CHECKS: list[str] = []
NINJA_PAGINATION_MAX_LIMIT = 100
