"""Pictures in a bucket of S3-type storage, for several servers (STORAGE_URL); loaded only where one is named.

Readers are never sent there: an address is the site's own, and `blog.views.media` fetches what it names.
"""

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager

import botocore.session
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError, CredentialRetrievalError, NoCredentialsError
from django.conf import settings
from django.core.files.base import ContentFile, File
from django.core.files.storage import Storage

from config.env import Place

NAME = re.compile(r"pictures/[\w-][\w.-]{0,190}", re.ASCII)
TRIAL = "pictures/can-be-written"
# A request of a reader waits for it, so not long; and the plain requests that every maker of such storage knows.
CAREFUL = {
    "connect_timeout": 3,
    "read_timeout": 10,
    "retries": {"mode": "standard", "total_max_attempts": 2},
    "request_checksum_calculation": "when_required",
    "response_checksum_validation": "when_required",
}


class Unreachable(ConnectionError):
    """The bucket gives no answer, or none that tells anything: it is worth trying again."""


class Refused(PermissionError):
    """The bucket says no, and will say so again."""


class Bucket(Storage):
    """Holds nothing but pictures: whatever else lies in the bucket can be neither read nor touched.

    The name of a picture carries the hash of its content, so storing again under a name is storing the same.
    """

    def __init__(self, place: Place):
        self.place = place
        self._made_in, self._made = 0, None

    def url(self, name: str) -> str:
        return settings.MEDIA_URL + name

    def exists(self, name: str) -> bool:
        try:
            with _in_words():
                self._client.head_object(**self._at(name))
        except FileNotFoundError:
            return False
        return True

    def get_available_name(self, name: str, max_length: int | None = None) -> str:
        return name

    def delete(self, name: str) -> None:
        with _in_words():
            self._client.delete_object(**self._at(name))

    def try_out(self) -> None:
        """Stores something and takes it away again."""
        self.save(TRIAL, ContentFile(b""))
        self.delete(TRIAL)

    def _open(self, name: str, mode: str = "rb") -> File:
        with _in_words():
            return ContentFile(self._client.get_object(**self._at(name))["Body"].read(), name)

    def _save(self, name: str, content: File) -> str:
        with _in_words():
            self._client.put_object(**self._at(name), Body=content.read(), ContentType="image/webp")
        return name

    def _at(self, name: str) -> dict[str, str]:
        if not NAME.fullmatch(name):
            raise FileNotFoundError(name)
        return {"Bucket": self.place.bucket, "Key": f"{self.place.prefix}/{name}".lstrip("/")}

    @property
    def _client(self):
        """One in each process: connections don't outlive a fork."""
        if self._made_in != os.getpid():
            self._made_in, self._made = os.getpid(), self._connected()
        return self._made

    def _connected(self):
        session = botocore.session.get_session()
        region = self.place.region or session.get_config_variable("region") or "us-east-1"
        # A server of one's own seldom has a host name for each bucket.
        style = {"addressing_style": "path" if self.place.endpoint else "auto"}
        config = Config(region_name=region, s3=style, **CAREFUL)
        return session.create_client("s3", endpoint_url=self.place.endpoint or None, config=config)


@contextmanager
def _in_words() -> Iterator[None]:
    """Says what went wrong as files do: missing, refused, or out of reach for the moment."""
    try:
        yield
    except ClientError as trouble:
        error, status = trouble.response["Error"], trouble.response["ResponseMetadata"]["HTTPStatusCode"]
        if error["Code"] in {"NoSuchKey", "404"}:
            raise FileNotFoundError(error["Code"]) from None
        kind = Refused if 400 <= status < 500 and status != 429 else Unreachable
        raise kind(f"{error['Code']}: {error.get('Message', status)}") from trouble
    except (NoCredentialsError, CredentialRetrievalError) as trouble:
        raise Refused(str(trouble)) from trouble
    except BotoCoreError as trouble:
        raise Unreachable(str(trouble)) from trouble
