"""Django's settings, from the typed environment."""

from datetime import timedelta
from pathlib import Path

from csp.constants import NONE, SELF

from yuanping.base.embedded_postgres import EmbeddedPostgres
from yuanping.config import env as environment

ENV = environment.read()
WEB = Path(__file__).resolve().parents[1] / "web"

SECRET_KEY = ENV.secret_key
DEBUG = ENV.debug
DEMO = ENV.demo
NODE_NAME = ENV.node
ALLOWED_HOSTS = list(ENV.allowed_hosts)
ROOT_URLCONF = "yuanping.config.urls"
ASGI_APPLICATION = "yuanping.config.asgi.application"

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "csp",
    "django_htmx",
    "procrastinate.contrib.django",
    "yuanping.base",
    "yuanping.base.clock",
    "yuanping.base.witness",
    "yuanping.base.witnessing",
    "yuanping.base.vault",
    "yuanping.base.ports",
    "yuanping.domain.people",
    "yuanping.domain.places",
    "yuanping.domain.rules",
    "yuanping.domain.projects",
    "yuanping.domain.quorum",
    "yuanping.domain.dispatch",
    "yuanping.domain.experts",
    "yuanping.domain.signing",
    "yuanping.domain.evaluation",
    "yuanping.web",
    "yuanping.web.components",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "yuanping.web.uploads.SentNamesMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "yuanping.web.edge.EdgeMiddleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [WEB / "templates", *sorted(WEB.glob("*/templates"))],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "yuanping.web.shell.shell",
            ],
            "builtins": ["django.templatetags.i18n"],
        },
    }
]

# The embedded server's address is known once it runs; a process that needs it has it started first.
DATABASE_URL = (
    ENV.database_url or EmbeddedPostgres(ENV.var / "postgres").url() or "postgresql://unset@127.0.0.1:1/unset"
)
DATABASES = {"default": environment.database(DATABASE_URL)}
PROCRASTINATE_AUTODISCOVER_MODULE_NAME = "jobs"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "people.Account"
AUTHENTICATION_BACKENDS = ["yuanping.web.entrance.backend.NodeBackend"]
LOGIN_URL = "/login/"
LOGIN_REDIRECT_URL = "/"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.ScryptPasswordHasher"]
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 12 * 3600  # an evaluation lasts a day
CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = ENV.is_encrypted
CSRF_FAILURE_VIEW = "yuanping.web.edge.csrf_failure"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
    }
}

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "简体中文"), ("en", "English")]
LOCALE_PATHS = [WEB / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Shanghai"

STATIC_URL = "/static/"
STATIC_ROOT = ENV.var / "static"
STATICFILES_DIRS = [WEB / "static"]
WHITENOISE_USE_FINDERS = True
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
FILE_UPLOAD_TEMP_DIR = None

VAULT_KEY_FILE = ENV.keys / "vault.key"
CA_ROOT = ENV.keys / "ca"
WITNESS_KEYS = ENV.keys / "witness"
DRAW_KEYS = ENV.keys / "draw"
LOG_ORIGIN = ENV.log_origin
WITNESS_POLICY = ENV.witness_policy
WITNESSED_LOGS = ENV.witnessed_logs
WITNESS_EVIDENCE = ENV.var / "witness" / "evidence"
WITNESS_PATIENCE = 4.0  # seconds for which a page waits for the witnesses before it says so
FILES_ROOT = ENV.var / "files"
SMS_GATEWAY = ENV.sms
VOICE_GATEWAY = ENV.voice
GATEWAYS_FILE = ENV.gateways  # our accounts, without their secrets
EXPERT_CALL_PLAN = ENV.call_plan
IDENTITY_READER = ENV.identity
SITE_URL = ENV.site_url  # links in messages start with it
DRAFTS_DECIDE = ENV.drafts_decide
EXPERT_REPLY_PERIOD = timedelta(hours=ENV.reply_hours)

DEFAULT_EXCEPTION_REPORTER_FILTER = "yuanping.web.faults.TellNothing"
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {
            "()": "yuanping.web.faults.HideNumbers",
            "format": "{asctime} {levelname} {name} {message}",
            "style": "{",
        }
    },
    "filters": {
        "keys": {"()": "yuanping.web.keys.HideKeys"},
        "silence": {"()": "yuanping.web.faults.Silence"},
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["keys"]}},
    "root": {"handlers": ["console"], "level": "INFO"},
    # It tells at every start which tasks it found. An invalid signature is a finding for people, no fault.
    "loggers": {
        "procrastinate": {"level": "WARNING"},
        # For a name that a page does not have it would write all that the page shows.
        "django.template": {"filters": ["silence"]},
        "urllib3": {
            "level": "WARNING"
        },  # at DEBUG it would write the addresses that gateways are asked at, numbers included
        "pyhanko": {"level": "ERROR"},
        "pyhanko_certvalidator": {"level": "ERROR"},
    },
}
