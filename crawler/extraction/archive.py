"""Reading the members of a ZIP file within bounds, so that a bomb is refused before it unfolds."""

import io
import zipfile
import zlib

MEMBER_BYTES = 64 << 20
RATIO = 200
#: Below this size a member may be as compressible as it likes.
RATIO_FREE_BYTES = 1 << 20
MEMBERS = 20_000
#: Pictures and films in a document are not unfolded as text.
_MEDIA = (
    ".png",
    ".jpg",
    ".jpeg",
    ".gif",
    ".emf",
    ".wmf",
    ".tif",
    ".tiff",
    ".bmp",
    ".svg",
    ".mp4",
    ".mov",
    ".wmv",
    ".m4v",
    ".avi",
)


class BadArchive(ValueError):
    """The file is not a readable ZIP file."""


class ArchiveTooBig(ValueError):
    """A member would unfold beyond the bounds."""


class ArchiveEncrypted(ValueError):
    """The members are locked with a password."""


class Archive:
    """
    A ZIP file whose every member is within the bounds.
    """

    def __init__(self, body: bytes) -> None:
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(body))
        except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, EOFError) as error:
            raise BadArchive(f"The file is not a whole ZIP container ({error}).") from error
        self._sizes = {member.filename: member.file_size for member in self._zip.infolist()}
        self._check()

    def _check(self) -> None:
        members = self._zip.infolist()
        if len(members) > MEMBERS:
            raise ArchiveTooBig(f"The file holds {len(members)} members, above the limit of {MEMBERS}.")
        for member in members:
            if member.flag_bits & 1:
                raise ArchiveEncrypted("The file is locked with a password.")
            _check_member(member)

    def __contains__(self, name: str) -> bool:
        return name in self._sizes

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(self._sizes)

    def read(self, name: str) -> bytes:
        """
        Return the bytes of a member.

        Raises BadArchive when it is missing or damaged.
        """
        try:
            with self._zip.open(name) as member:
                return member.read(MEMBER_BYTES + 1)
        except (
            KeyError,
            zipfile.BadZipFile,
            zlib.error,
            OSError,
            EOFError,
            NotImplementedError,
            RuntimeError,
        ) as error:
            raise BadArchive(f"The member {name} cannot be read ({error}).") from error


def _check_member(member: zipfile.ZipInfo) -> None:
    if member.file_size > MEMBER_BYTES and not member.filename.lower().endswith(_MEDIA):
        raise ArchiveTooBig(f"The member {member.filename} unfolds to {member.file_size} bytes, above {MEMBER_BYTES}.")
    if member.file_size > RATIO_FREE_BYTES and member.file_size > RATIO * max(member.compress_size, 1):
        raise ArchiveTooBig(f"The member {member.filename} unfolds more than {RATIO} times its size.")
