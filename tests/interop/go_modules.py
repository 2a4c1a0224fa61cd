"""Go modules that exist nowhere but in these tests, with the go.sum lines that commit to them."""

import base64
import hashlib
import io
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass

VERSION = "v1.0.0"


@dataclass(frozen=True, slots=True)
class Module:
    """The module with a number; another ``edition`` is other content under the same name and version."""

    number: int
    edition: str = ""

    @property
    def path(self) -> str:
        return f"example.com/m{self.number}"

    @property
    def name(self) -> str:
        return f"{self.path}@{VERSION}"

    @property
    def go_mod(self) -> bytes:
        return f"module {self.path}\n".encode()

    @property
    def files(self) -> dict[str, bytes]:
        return {
            f"{self.name}/go.mod": self.go_mod,
            f"{self.name}/m.go": f"package m // {self.number} {self.edition}\n".encode(),
        }

    @property
    def archive(self) -> bytes:
        """What a module proxy hands out."""
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w") as archive:
            for name, content in self.files.items():
                archive.writestr(name, content)
        return out.getvalue()

    @property
    def record(self) -> str:
        """The module's record in a checksum database: its two go.sum lines."""
        archive, go_mod = _h1(self.files), _h1({"go.mod": self.go_mod})
        return f"{self.path} {VERSION} {archive}\n{self.path} {VERSION}/go.mod {go_mod}\n"


def _h1(files: Mapping[str, bytes]) -> str:
    """The hash of go.sum (golang.org/x/mod/sumdb/dirhash, Hash1): SHA-256 over what sha256sum prints."""
    lines = [f"{hashlib.sha256(files[name]).hexdigest()}  {name}\n" for name in sorted(files)]
    return "h1:" + base64.b64encode(hashlib.sha256("".join(lines).encode()).digest()).decode()
