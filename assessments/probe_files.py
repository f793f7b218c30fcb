"""The probes as files: one SELECT each, its leading comment lines the description in TOML."""

import tomllib
from pathlib import Path

from pydantic import ValidationError

from assessments.questionnaire import Probe
from data.errors import SettingsError

PROBES = Path(__file__).parent / "probes"
_MARK = "--"


def load_probes(folder: Path = PROBES) -> dict[str, Probe]:
    """Return every probe found by being in this folder, by its file's name.

    Raises:
        SettingsError: naming the file, and the key or line in it.
    """
    return {path.stem: _read(path) for path in sorted(folder.glob("*.sql"))}


def _read(path: Path) -> Probe:
    text = path.read_text(encoding="utf-8")
    head, sql = _split(text)
    if not head or not sql.strip():
        raise SettingsError(
            f"{path.name}: a probe begins with `-- ` lines of TOML and goes on with one SELECT"
        )
    try:
        return Probe.model_validate(tomllib.loads(head) | {"name": path.stem, "sql": sql})
    except tomllib.TOMLDecodeError as error:
        raise SettingsError(f"{path.name}: its leading lines are not TOML: {error}") from error
    except ValidationError as error:
        first = error.errors()[0]
        key = ".".join(str(part) for part in first["loc"])
        raise SettingsError(f"{path.name}: `{key}`: {first['msg']}") from error


def _split(text: str) -> tuple[str, str]:
    """Give the leading comment lines without their marks, and the whole of what follows."""
    lines = text.splitlines()
    end = next((at for at, line in enumerate(lines) if not line.startswith(_MARK)), len(lines))
    head = "\n".join(line.removeprefix(_MARK) for line in lines[:end])
    return head, "\n".join(lines[end:])
