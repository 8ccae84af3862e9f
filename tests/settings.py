"""The site's settings for tests: a data folder of their own, and no variable that somebody's site has set."""

import atexit
import os
import shutil
import tempfile

# Before settings are read: tests never touch a site's data, its mail or its servers.
folder = tempfile.mkdtemp(prefix="blog-test-")
atexit.register(shutil.rmtree, folder, ignore_errors=True)
os.environ["DATA_DIR"] = folder
for name in "SITE_URL SECRET_KEY REDIS_URL EMAIL_URL STORAGE_URL TRUSTED_PROXIES RATE_LIMITS HOST PORT".split():
    os.environ.pop(name, None)

from config.settings import *  # noqa: E402, F403

# Commands that a test starts as processes of their own are the site's, not the tests'.
os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"

# Passwords are hashed slowly for good reason; here it would take most of the time.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]

# Each client of a test would go through all static files before its first request; here they are looked for when asked.
WHITENOISE_AUTOREFRESH = True
