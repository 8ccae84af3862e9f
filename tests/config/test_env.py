import pytest
from django.core.exceptions import ImproperlyConfigured

from config import env
from config.env import BadVariable, Env, Mailbox, Place, address_of


def read(reader: str, value: str, *arguments, **options):
    return getattr(Env({"NAME": value}), reader)("NAME", *arguments, **options)


@pytest.mark.parametrize(
    "reader, value, arguments",
    [
        ("yes_or_no", "maybe", {"default": True}),
        ("whole_number", "eight", {"default": 1, "least": 1, "most": 9}),
        ("whole_number", "10", {"default": 1, "least": 1, "most": 9}),
        ("whole_number", "-1", {"default": 1, "least": 1, "most": 9}),
        ("whole_number", "٣", {"default": 1, "least": 1, "most": 9}),
        ("host", "http://example.org", {"default": ""}),
        ("account_name", "Ada Lindqvist", {"default": "owner"}),
        ("site_url", "example.org", {"default": ""}),
        ("site_url", "https://example.org/blog", {"default": ""}),
        ("site_url", "https://example.org:port", {"default": ""}),
        ("site_url", "ftp://example.org", {"default": ""}),
        ("address", "mysql://user:secret@host/name", {"schemes": {"postgres"}}),
        ("site_url", "https://two words", {"default": ""}),
        ("site_url", 'https://example.org"<', {"default": ""}),
        ("secret", "abc", {}),
        ("address", "postgres://user:secret@host:port/name", {"schemes": {"postgres"}}),
        ("address", "postgres://user:secret@[::1/name", {"schemes": {"postgres"}}),
        ("address", "postgres://user:secret@host/", {"schemes": {"postgres"}, "wants_path": True}),
        ("address", "redis://", {"schemes": {"redis"}}),
        ("email", "smtp://host/?from=nobody", {}),
        ("email", "smtp://host/?from=a@b%0AX", {}),
        ("networks", "10.0.0.0/99", {}),
        ("networks", "the proxy", {}),
        ("one_of", "purple", {"choices": ("red", "green"), "default": "red"}),
        ("email", "smtp://", {}),
        ("email", "smtp://host:port", {}),
        ("email", "smtp://host/?tls=perhaps", {}),
        ("email", "smtp://host/?ssl=yes", {}),
        ("email", "mailto:ada@example.org", {}),
        ("bucket", "https://pictures.s3.example.org", {}),
        ("bucket", "s3://", {}),
        ("bucket", "s3://Pictures/", {}),
        ("bucket", "s3://key:secret@pictures/", {}),
        ("bucket", "s3://pictures/../others", {}),
        ("bucket", "s3://pictures/two words", {}),
        ("bucket", "s3://pictures/?endpoint=s3.example.org", {}),
        ("bucket", "s3://pictures/?endpoint=", {}),
        ("bucket", "s3://pictures/?endpoint=https://key:secret@s3.example.org", {}),
        ("bucket", "s3://pictures/?endpoint=https://s3.example.org:port", {}),
        ("bucket", "s3://pictures/?region=eu central", {}),
        ("bucket", "s3://pictures/?acl=public", {}),
    ],
)
def test_a_bad_value_is_refused_by_the_variables_name(reader, value, arguments):
    with pytest.raises(BadVariable, match="The variable NAME is"):
        read(reader, value, **arguments)


@pytest.mark.parametrize(
    "reader, value, arguments, result",
    [
        ("text", " some words ", {}, "some words"),
        ("yes_or_no", "YES", {"default": False}, True),
        ("yes_or_no", "off", {"default": True}, False),
        ("yes_or_no", "", {"default": True}, True),
        ("whole_number", "9", {"default": 1, "least": 1, "most": 9}, 9),
        ("whole_number", "", {"default": 4, "least": 1, "most": 9}, 4),
        ("account_name", "ada", {"default": "owner"}, "ada"),
        ("account_name", "", {"default": "owner"}, "owner"),
        ("site_url", "https://example.org/", {"default": ""}, "https://example.org"),
        ("site_url", "", {"default": "http://127.0.0.1:8000"}, "http://127.0.0.1:8000"),
        ("address", "", {"schemes": {"postgres"}}, ""),
        ("one_of", "Green", {"choices": ("red", "green"), "default": "red"}, "green"),
        ("address", "redis://[::1]:6379/0", {"schemes": {"redis"}}, "redis://[::1]:6379/0"),
        ("address", "postgres:///blog", {"schemes": {"postgres"}, "wants_path": True}, "postgres:///blog"),
        ("site_url", "http://[::1]:8000", {"default": ""}, "http://[::1]:8000"),
        ("site_url", "https://bücher.example", {"default": ""}, "https://bücher.example"),
        ("secret", "k" * 40, {}, "k" * 40),
        ("networks", "", {}, ()),
        ("email", "", {}, Mailbox()),
        ("bucket", "", {}, Place()),
        ("bucket", "s3://pictures", {}, Place("pictures")),
        ("bucket", "s3://pictures/a/b/?region=eu-central-1", {}, Place("pictures", "a/b", "", "eu-central-1")),
        ("bucket", "s3://pictures/?endpoint=http://[::1]:9000/", {}, Place("pictures", "", "http://[::1]:9000")),
    ],
)
def test_a_good_value_is_read_and_an_empty_one_counts_as_not_set(reader, value, arguments, result):
    assert read(reader, value, **arguments) == result


def test_networks_are_divided_by_commas():
    assert [str(network) for network in read("networks", "127.0.0.1, ::1/128,10.0.0.0/8")] == [
        "127.0.0.1/32",
        "::1/128",
        "10.0.0.0/8",
    ]


def test_a_refused_address_does_not_repeat_its_password():
    for reader, value in [
        ("address", "mysql://ada:secret@host/"),
        ("email", "smtp://ada:secret@host:port/"),
        ("bucket", "s3://ada:secret@pictures/"),
    ]:
        with pytest.raises(BadVariable) as refused:
            read(reader, value, **({"schemes": {"postgres"}} if reader == "address" else {}))
        assert "secret" not in str(refused.value)


def test_a_bucket_without_its_package_says_how_to_get_it(monkeypatch):
    monkeypatch.setattr(env, "find_spec", lambda name: None)
    with pytest.raises(
        ImproperlyConfigured, match="NAME is set, but the package botocore is not installed. `make run`"
    ):
        read("bucket", "s3://pictures/")


def test_mail_addresses_say_how_the_connection_is_protected():
    open_then_tls = read("email", "smtp://ada:p%40ss@mail.example.org/?tls=yes&from=blog@example.org")
    assert open_then_tls == Mailbox("mail.example.org", 587, "ada", "p@ss", False, True, "blog@example.org")
    tls_at_once = read("email", "smtps://mail.example.org")
    assert (tls_at_once.port, tls_at_once.tls, tls_at_once.starttls) == (465, True, False)


@pytest.mark.parametrize(
    "host, port, address",
    [
        ("127.0.0.1", 8000, "http://127.0.0.1:8000"),
        ("0.0.0.0", 8000, "http://localhost:8000"),
        ("::1", 8000, "http://[::1]:8000"),
        ("example.org", 80, "http://example.org"),
    ],
)
def test_without_a_site_url_the_address_is_where_a_browser_here_finds_it(host, port, address):
    assert address_of(host, port) == address
