"""Makes the zip files of the sample class. Run it after a change: ``python tests/tool/sample_zips.py``."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

CLASS = Path(__file__).parents[1] / "sample_class"
RIGHT = CLASS / "Amina Diallo"
WHEN = (2026, 11, 23, 12, 0, 0)


def sample_zips() -> dict[str, bytes]:
    """Return the zip files of the sample class by name, the same bytes every time."""
    files = {path.name: path.read_bytes() for path in sorted(RIGHT.glob("*.py"))}
    whole = packed(files)
    return {
        "Mei-Ling Chen.zip": whole,
        "Ngozi Adeyemi.zip": packed({f"lesson two/{name}": data for name, data in files.items()}),
        "Oleksandr Shevchenko.zip": whole[: len(whole) // 2],
        "Pita Tamatea.zip": packed({**files, "../Amina Diallo/app.py": b"print('mine now')\n"}),
    }


def packed(files: dict[str, bytes]) -> bytes:
    """Return a zip of these files, whatever their names say. Stored, so that no library's version changes a byte."""
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        for name, content in files.items():
            archive.writestr(zipfile.ZipInfo(name, WHEN), content)
    return data.getvalue()


if __name__ == "__main__":
    for name, content in sample_zips().items():
        (CLASS / name).write_bytes(content)
