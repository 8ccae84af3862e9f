"""What the site remembers of its backups: when the last one was made, how large it was, when one was last tried."""

import json
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from django.conf import settings
from django.utils import timezone

NAME = "last_backup"


@dataclass(frozen=True)
class BackupRecord:
    """Moments as ISO 8601; empty where there was none."""

    made_at: str = ""
    size: int = 0
    tried_at: str = ""

    @classmethod
    def load(cls) -> "BackupRecord":
        file = _file()
        try:
            return cls(**json.loads(file.read_text()))
        except FileNotFoundError:
            return cls()
        except (OSError, ValueError, TypeError):
            # An empty file was all that earlier versions left; its date says when.
            return cls(made_at=datetime.fromtimestamp(file.stat().st_mtime, UTC).isoformat())

    def save(self) -> None:
        partial = _file().with_name(f"{NAME}.partial")
        partial.write_text(json.dumps(asdict(self)))
        partial.replace(_file())

    @property
    def made(self) -> datetime | None:
        return datetime.fromisoformat(self.made_at) if self.made_at else None

    @property
    def tried(self) -> datetime | None:
        return datetime.fromisoformat(self.tried_at) if self.tried_at else None


def note_made(size: int) -> None:
    replace(BackupRecord.load(), made_at=timezone.now().isoformat(), size=size).save()


def note_tried() -> None:
    replace(BackupRecord.load(), tried_at=timezone.now().isoformat()).save()


def _file() -> Path:
    return Path(settings.DATA_DIR) / NAME
