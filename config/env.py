"""Typed readers of the environment: each refuses a bad value by the variable's name."""

import ipaddress
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

SHORTEST_SECRET = 32
SENDER = re.compile(r"[^\s@<>]+@[^\s@<>]+|[^\n\r<>]+ <[^\s@<>]+@[^\s@<>]+>")
BUCKET = re.compile(r"[a-z\d][a-z\d.-]{1,61}[a-z\d]")
PREFIX = re.compile(r"(/[\w-][\w.-]*)*/?", re.ASCII)
HOST_NAME = re.compile(r"[\w.-]+|[\da-fA-F:.]+")

YES = {"yes", "true", "on", "1"}
NO = {"no", "false", "off", "0"}


class BadVariable(ImproperlyConfigured):
    """A variable whose value can't be used; the message names it and says what to do."""

    def __init__(self, name: str, value: str, wanted: str):
        super().__init__(f"The variable {name} is {value!r}, but it must be {wanted}.")


@dataclass(frozen=True)
class Env:
    """Reads variables; an empty value counts as not set, because `make NAME=` passes one."""

    variables: Mapping[str, str] = field(default_factory=lambda: os.environ)

    def text(self, name: str, default: str = "") -> str:
        return self.variables.get(name, "").strip() or default

    def yes_or_no(self, name: str, default: bool) -> bool:
        value = self.text(name).lower()
        if not value:
            return default
        if value not in YES | NO:
            raise BadVariable(name, value, "yes or no")
        return value in YES

    def whole_number(self, name: str, default: int, *, least: int, most: int) -> int:
        value = self.text(name)
        if not value:
            return default
        if not (value.isascii() and value.isdigit() and least <= int(value) <= most):
            raise BadVariable(name, value, f"a whole number from {least} to {most}")
        return int(value)

    def folder(self, name: str, default: Path) -> Path:
        """An absolute folder; a relative one is taken from the working folder."""
        value = self.text(name)
        return Path(value).expanduser().resolve() if value else default

    def host(self, name: str, default: str) -> str:
        value = self.text(name, default)
        if any(character in value for character in "/@ ?#"):
            raise BadVariable(name, value, "a host name or an address, such as 127.0.0.1")
        return value

    def account_name(self, name: str, default: str) -> str:
        value = self.text(name, default)
        if not re.fullmatch(r"[\w.@+-]{1,150}", value):
            raise BadVariable(name, value, "a name to sign in with: letters, digits and . @ + - _, without spaces")
        return value

    def site_url(self, name: str, default: str) -> str:
        """Scheme and host, without a trailing slash and without a path."""
        value = self.text(name, default).rstrip("/")
        wanted = "the site's address without a path, such as https://blog.example.org"
        try:
            parts = urlsplit(value)
            valid_port = parts.port is None or parts.port > 0
        except ValueError:
            raise BadVariable(name, value, wanted) from None
        plain = not (parts.path or parts.query or parts.fragment or parts.username)
        is_host = HOST_NAME.fullmatch(parts.hostname or "")
        if parts.scheme not in {"http", "https"} or not is_host or not plain or not valid_port:
            raise BadVariable(name, value, wanted)
        return value

    def secret(self, name: str) -> str:
        value = self.text(name)
        if value and len(value) < SHORTEST_SECRET:
            raise BadVariable(name, "…", f"at least {SHORTEST_SECRET} characters that nobody can guess")
        return value

    def address(self, name: str, schemes: set[str], *, wants_path: bool = False) -> str:
        """A URL with one of the schemes, or nothing."""
        value = self.text(name)
        if not value:
            return ""
        # The value may hold a password, so the message repeats only its scheme.
        scheme = value.partition(":")[0] if ":" in value else ""
        told = f"{scheme}:…" if scheme else "…"
        if scheme not in schemes:
            wanted = "an address that begins with " + " or ".join(f"{known}://" for known in sorted(schemes))
            raise BadVariable(name, told, wanted)
        example = f"an address such as {scheme}://user:password@host:port/name"
        try:
            parts = urlsplit(value)
            is_whole = parts.port != 0 and "//" in value and (parts.hostname or parts.path.strip("/"))
        except ValueError:
            raise BadVariable(name, told, f"{example}, odd characters percent-encoded") from None
        if not is_whole or (wants_path and not parts.path.strip("/")):
            raise BadVariable(name, told, example)
        return value

    def networks(self, name: str) -> tuple[ipaddress.IPv4Network | ipaddress.IPv6Network, ...]:
        """Networks in CIDR notation, divided by commas."""
        value = self.text(name)
        try:
            return tuple(ipaddress.ip_network(part.strip()) for part in value.split(",") if part.strip())
        except ValueError:
            raise BadVariable(name, value, "networks such as 127.0.0.1/32, 10.0.0.0/8") from None

    def one_of(self, name: str, choices: tuple[str, ...], default: str) -> str:
        value = self.text(name, default).lower()
        if value not in choices:
            raise BadVariable(name, value, "one of " + ", ".join(choices))
        return value

    def email(self, name: str) -> "Mailbox":
        """Where mail is handed over: smtp://USER:PASSWORD@HOST:PORT/?tls=yes&from=ADDRESS, or nothing."""
        value = self.address(name, {"smtp", "smtps"})
        if not value:
            return Mailbox()
        wanted = "an address such as smtp://user:password@mail.example.org:587/?tls=yes&from=blog@example.org"
        parts = urlsplit(value)
        options = dict(parse_qsl(parts.query))
        try:
            port = parts.port
        except ValueError:
            raise BadVariable(name, "smtp:…", wanted) from None
        is_known = not options.keys() - {"tls", "from"} and options.get("tls", "no") in YES | NO
        if not parts.hostname or not is_known or not SENDER.fullmatch(options.get("from", "a@b")):
            raise BadVariable(name, "smtp:…", wanted)
        return Mailbox(
            host=parts.hostname,
            port=port or (465 if parts.scheme == "smtps" else 587),
            user=unquote(parts.username or ""),
            password=unquote(parts.password or ""),
            tls=parts.scheme == "smtps",
            starttls=parts.scheme == "smtp" and options.get("tls", "no") in YES,
            sender=options.get("from", ""),
        )

    def bucket(self, name: str) -> "Place":
        """A bucket of S3-type storage: s3://BUCKET/PREFIX?endpoint=https://HOST&region=REGION, or nothing."""
        value = self.address(name, {"s3"})
        if not value:
            return Place()
        parts = urlsplit(value)
        options = dict(parse_qsl(parts.query, keep_blank_values=True))
        endpoint = options.get("endpoint")
        is_known = not options.keys() - {"endpoint", "region"} and re.fullmatch(r"[\w-]*", options.get("region", ""))
        is_place = BUCKET.fullmatch(parts.netloc) and PREFIX.fullmatch(parts.path) and not parts.fragment
        if not is_place or not is_known or not (endpoint is None or is_server(endpoint)):
            wanted = (
                "an address such as s3://my-bucket/blog?endpoint=https://s3.example.org&region=eu-central-1; "
                "the keys go into AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY"
            )
            raise BadVariable(name, "s3:…", wanted)
        if find_spec("botocore") is None:
            raise ImproperlyConfigured(
                f"The variable {name} is set, but the package botocore is not installed. `make run` installs it; "
                "without make: pip install --require-hashes -r requirements.lock"
            )
        return Place(parts.netloc, parts.path.strip("/"), (endpoint or "").rstrip("/"), options.get("region", ""))


def is_server(address: str) -> bool:
    """Whether it is an http(s) address of a host, perhaps with a port and a path."""
    try:
        parts = urlsplit(address)
        is_valid = parts.port is None or parts.port > 0
    except ValueError:
        return False
    is_plain = not (parts.query or parts.fragment or parts.username or parts.password)
    return bool(
        parts.scheme in {"http", "https"} and HOST_NAME.fullmatch(parts.hostname or "") and is_valid and is_plain
    )


def address_of(host: str, port: int) -> str:
    """Where a browser on the same machine finds what listens there."""
    if host in {"0.0.0.0", "::"}:  # noqa: S104 (every network: this machine's own name will do)
        host = "localhost"
    return f"http://{f'[{host}]' if ':' in host else host}" + ("" if port == 80 else f":{port}")


@dataclass(frozen=True)
class Mailbox:
    """A mail server to hand mail to; without a host none is configured."""

    host: str = ""
    port: int = 25
    user: str = ""
    password: str = ""
    tls: bool = False
    starttls: bool = False
    sender: str = ""


@dataclass(frozen=True)
class Place:
    """Where pictures lie beyond the data folder; without a bucket they lie in the data folder."""

    bucket: str = ""
    prefix: str = ""
    endpoint: str = ""
    region: str = ""
