"""The admin of this site, and the whole-site commands."""

from django.apps import AppConfig
from django.contrib.admin import apps

from config import checks  # noqa: F401 (importing registers them)


class DeskConfig(apps.AdminConfig):
    default = False
    default_site = "config.admin.Desk"


class SiteConfig(AppConfig):
    default = True
    name = "config"
