"""Copy pinned files of npm packages into the served tree, with their licences and checksums.

Run from the repository: ``PYTHONPATH=src python tools/vendor.py``. It needs npm; the platform itself does not.
``--check`` compares what is there with SHA256SUMS and needs nothing.
"""

import hashlib
import re
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path
from typing import NamedTuple

from yuanping.web.components.icons import ICONS

VENDOR = Path(__file__).parents[1] / "src/yuanping/web/static/vendor"
SUMS = "SHA256SUMS"


class Package(NamedTuple):
    """One npm package at one version; ``sha256`` is that of its tarball."""

    name: str
    version: str
    sha256: str


TABLER = Package("@tabler/core", "1.0.0", "961c35dfacae28bff16a63604754dfac640d74694636a7dfe8642602d86a1f30")
TABLER_ICONS = Package(
    "@tabler/icons", "3.31.0", "ff1057024d11d9eb36e2292433aa4c1488a7c29f2378dd42d8a0be2623cc3819"
)

# A source map would be asked of the server whenever somebody opens the developer tools: a 404 for nothing.
SOURCE_MAP = re.compile(rb"\s*(?:/\*|//)[#@] sourceMappingURL=[^\n]*?(?:\*/)?\s*$")
# Addresses in the kit's licence comments load nothing; anything that could is refused.
LOADED_FROM_ELSEWHERE = re.compile(r"""(?:url\(\s*["']?|@import\s+["'])(?:https?:)?//""")


def fetch(package: Package, folder: Path) -> tarfile.TarFile:
    """Download one package through npm and check the tarball against its pin."""
    command = ["npm", "pack", "--silent", f"{package.name}@{package.version}"]
    done = subprocess.run(command, cwd=folder, check=True, capture_output=True, text=True)
    tarball = folder / done.stdout.split()[-1]
    found = hashlib.sha256(tarball.read_bytes()).hexdigest()
    if found != package.sha256:
        raise SystemExit(f"{package.name} {package.version}: sha256 {found}, expected {package.sha256}")
    return tarfile.open(tarball)


def read(archive: tarfile.TarFile, path: str) -> bytes:
    member = archive.extractfile(f"package/{path}")
    if member is None:
        raise SystemExit(f"{path}: not a file")
    return member.read()


def style_sheet(archive: tarfile.TarFile) -> bytes:
    """The kit's style sheet without its source map reference."""
    css = SOURCE_MAP.sub(b"\n", read(archive, "dist/css/tabler.min.css"))
    if LOADED_FROM_ELSEWHERE.search(css.decode()):
        raise SystemExit("tabler.min.css loads something from another host")
    return css


def sprite(archive: tarfile.TarFile) -> bytes:
    """One SVG with a symbol for each icon that pages may use; the symbol's id is the icon's name."""
    symbols = []
    for name in ICONS:
        svg = read(archive, f"icons/outline/{name}.svg").decode()
        shapes = [line.strip() for line in svg.splitlines() if line.strip().startswith(("<path", "<circle"))]
        drawn = "".join(shape for shape in shapes if 'stroke="none"' not in shape)
        if not drawn:
            raise SystemExit(f"icon {name}: no shapes found")
        symbols.append(f'<symbol id="{name}" viewBox="0 0 24 24">{drawn}</symbol>')
    return ('<svg xmlns="http://www.w3.org/2000/svg">\n' + "\n".join(symbols) + "\n</svg>\n").encode()


def sums(folder: Path) -> str:
    """The checksum list of every file under ``folder``, in the format of sha256sum."""
    files = sorted(path for path in folder.rglob("*") if path.is_file() and path.name != SUMS)
    lines = [f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.relative_to(folder)}" for path in files]
    return "\n".join(lines) + "\n"


def vendor() -> None:
    """Write every vendored file anew."""
    with tempfile.TemporaryDirectory() as temporary:
        core, icons = (fetch(package, Path(temporary)) for package in (TABLER, TABLER_ICONS))
        with core, icons:
            wanted = {
                f"tabler-{TABLER.version}/tabler.min.css": style_sheet(core),
                f"tabler-{TABLER.version}/LICENSE.txt": read(core, "LICENSE"),
                f"tabler-icons-{TABLER_ICONS.version}/sprite.svg": sprite(icons),
                f"tabler-icons-{TABLER_ICONS.version}/LICENSE.txt": read(icons, "LICENSE"),
            }
    for name, content in wanted.items():
        target = VENDOR / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)
    (VENDOR / SUMS).write_text(sums(VENDOR))


def main() -> None:
    if "--check" in sys.argv[1:]:
        if sums(VENDOR) != (VENDOR / SUMS).read_text():
            raise SystemExit("vendored files differ from SHA256SUMS")
        return
    vendor()


if __name__ == "__main__":
    main()
