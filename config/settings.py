"""All settings. The environment is read here, once, through the readers in config/env.py."""

from pathlib import Path
from urllib.parse import urlsplit

import dj_database_url
from django.utils.translation import gettext_lazy as _

from config.data_folder import prepared, secret_key
from config.env import Env, address_of

BASE_DIR = Path(__file__).resolve().parent.parent
env = Env()

# Where the site lives: one folder to keep, one address to be found at.
DATA_DIR = prepared(env.folder("DATA_DIR", BASE_DIR / "var"))
PAGES_DIR = env.folder("PAGES_DIR", DATA_DIR / "pages")  # made by what needs it: its content is nobody's to keep
HOST = env.host("HOST", "127.0.0.1")
PORT = env.whole_number("PORT", 8000, least=1, most=65535)
SITE_URL = env.site_url("SITE_URL", address_of(HOST, PORT))
DEMO = env.yes_or_no("DEMO", True)
OWNER_NAME = env.account_name("OWNER_NAME", "owner")
OWNER_PASSWORD = env.text("OWNER_PASSWORD")
TRUSTED_PROXIES = env.networks("TRUSTED_PROXIES")
RATE_LIMITS = env.yes_or_no("RATE_LIMITS", True)

SECRET_KEY = env.secret("SECRET_KEY") or secret_key(DATA_DIR)
DEBUG = False
ALLOWED_HOSTS = [urlsplit(SITE_URL).hostname, HOST, "localhost", "127.0.0.1", "[::1]"]
CSRF_TRUSTED_ORIGINS = [SITE_URL]
CSRF_FAILURE_VIEW = "blog.admin.rescue.refused"
HTTPS = SITE_URL.startswith("https://")

INSTALLED_APPS = [
    "config.apps.DeskConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.sitemaps",
    "taggit",
    "django_prose_editor",  # for its script alone: the editor is static/js/editor.js
    "blog",
    "comments",
    "config",
]

# Sessions, sign-in and messages belong to the admin alone: public pages read no cookie and set none.
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "config.middleware.SecurityHeaders",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "config.middleware.CompressedUnlessKept",
    "config.middleware.ConditionalUnlessKept",
    "django.middleware.common.CommonMiddleware",
    "config.middleware.BlogInForce",
    "config.middleware.AdminSessions",
    "config.middleware.AdminCsrf",
    "config.middleware.AdminAuthentication",
    "config.middleware.AdminMessages",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        # The owner's own templates come first, so that one file there replaces one of ours.
        "DIRS": [DATA_DIR / "templates", BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "blog.context.site",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]

# Small (in kilobytes): each thread has a connection of its own, and the system caches the file anyway.
SQLITE_CACHE = "PRAGMA cache_size=-500"
SQLITE = {
    "ENGINE": "config.sqlite",
    "NAME": DATA_DIR / "blog.sqlite3",
    # A file too, so that tests meet the real journal, the real locks and the gate.
    "TEST": {"NAME": DATA_DIR / "test.sqlite3"},
    "OPTIONS": {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        # FULL: a comment we said yes to survives a power loss (with a log, the engine itself sees to that). After so many
        # pages (16 MB) the log goes into the database while all writers wait, so not too often.
        "init_command": f"PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; {SQLITE_CACHE}; "
        "PRAGMA journal_size_limit=33554432; PRAGMA wal_autocheckpoint=4000",
    },
}
DATABASE_URL = env.address("DATABASE_URL", {"postgres", "postgresql"}, wants_path=True)
DATABASES = {
    "default": dj_database_url.parse(DATABASE_URL, conn_max_age=60, conn_health_checks=True) if DATABASE_URL else SQLITE
}
if not DATABASE_URL:
    DATABASES["default"]["CONN_MAX_AGE"] = None
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Tells the other servers of one database at once that something changed. Unset: they learn of it half a second later.
REDIS_URL = env.address("REDIS_URL", {"redis", "rediss"})

# Mail: smtp://user:password@host:587/?tls=yes (smtps for TLS from the start). Unset: no mail is offered anywhere.
EMAIL_URL = env.email("EMAIL_URL")
MAIL_CONFIGURED = bool(EMAIL_URL.host)
EMAIL_BACKEND = f"django.core.mail.backends.{'smtp' if MAIL_CONFIGURED else 'dummy'}.EmailBackend"
EMAIL_HOST, EMAIL_PORT = EMAIL_URL.host, EMAIL_URL.port
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = EMAIL_URL.user, EMAIL_URL.password
EMAIL_USE_TLS, EMAIL_USE_SSL = EMAIL_URL.starttls, EMAIL_URL.tls
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = EMAIL_URL.sender or f"blog@{urlsplit(SITE_URL).hostname}"

AUTH_USER_MODEL = "blog.Author"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "admin:login"

# Times are kept in UTC and shown in the blog's own zone (config.middleware.BlogInForce).
USE_TZ = True
TIME_ZONE = "UTC"
USE_I18N = True
LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English")), ("de", _("German")), ("fr", _("French")), ("es", _("Spanish")), ("ar", _("Arabic"))]
LOCALE_PATHS = [BASE_DIR / "config" / "locale"]

STATIC_URL = "/static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATIC_ROOT = DATA_DIR / "static"
WHITENOISE_USE_FINDERS = True  # so that nothing has to be collected for tests and trials
WHITENOISE_ALLOW_ALL_ORIGINS = False
MEDIA_URL = "/media/"
MEDIA_ROOT = DATA_DIR / "media"
FILE_UPLOAD_PERMISSIONS = 0o644
# Pictures in a bucket, for several servers: s3://BUCKET/PREFIX?endpoint=https://…&region=…. Unset: in MEDIA_ROOT.
STORAGE_URL = env.bucket("STORAGE_URL")
STORAGES = {
    "default": {"BACKEND": "config.bucket.Bucket", "OPTIONS": {"place": STORAGE_URL}}
    if STORAGE_URL.bucket
    else {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "config.staticfiles.HashedFiles"},
}

TAGGIT_CASE_INSENSITIVE = True
TAGGIT_STRIP_UNICODE_WHEN_SLUGIFYING = False

# What a reader sends is small; anything larger is refused before it is read.
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_621_440
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2_000

SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_SSL_REDIRECT = HTTPS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if TRUSTED_PROXIES else None
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = False
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_NAME = "__Host-session" if HTTPS else "session"
CSRF_COOKIE_NAME = "__Host-csrf" if HTTPS else "csrf"
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SILENCED_SYSTEM_CHECKS = [
    # A plain-HTTP address is what `make run` serves on loopback; SITE_URL=https://… turns all of these on.
    *(
        []
        if HTTPS
        else ["security.W004", "security.W008", "security.W010", "security.W011", "security.W012", "security.W016"]
    ),
    # Sub-domains are the owner's to decide on, and preloading can't be taken back.
    "security.W005",
    "security.W021",
    # The clickjacking header is sent by config.middleware.SecurityHeaders, as frame-ancestors too.
    "security.W002",
    # Django's CSRF, session and authentication middleware stand in MIDDLEWARE as subclasses that act in the admin only.
    "security.W003",
]

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {
        "django.security.DisallowedHost": {"handlers": [], "propagate": False},
        "django.request": {"level": "ERROR"},
    },
}
