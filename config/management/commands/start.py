"""Starts the site, whatever state it is in: what `make run`, a container or systemd calls."""

from django.conf import settings

from config.first_start import NewOwner, prepare
from config.management.base import SiteCommand
from config.serving import check_address, serve


class Command(SiteCommand):
    help = "Brings the site up to date, makes a blog and its owner on the first start, and serves it."

    def handle(self, **options):
        address = check_address(settings.HOST, settings.PORT)
        self.announce(prepare())
        serve(address, settings.PORT)

    def announce(self, owner: NewOwner | None) -> None:
        lines = [f"The blog is at {settings.SITE_URL}/ and you write at {settings.SITE_URL}/admin/ (Ctrl-C stops it)."]
        if owner:
            lines += ["", f"    name      {owner.name}"]
            if owner.one_time_password:
                lines += [
                    f"    password  {owner.one_time_password}",
                    "",
                    "This password is shown once and works until you choose your own, when you first sign in.",
                ]
            else:
                lines += ["    password  the one in OWNER_PASSWORD", ""]
        if not settings.RATE_LIMITS:
            lines.append("RATE_LIMITS is off: anybody may comment and sign in as often as they like. For trials only!")
        self.stdout.write("\n".join(lines))
        self.stdout.flush()
