"""What may happen to a file: bits flip, ranges are zeroed, it is cut, something is added."""

from pathlib import Path
from typing import Literal, NamedTuple

from hypothesis import strategies as st

Kind = Literal["flip", "zero", "cut", "extend"]


class Damage(NamedTuple):
    """One thing that happens to one of several files.

    Attributes:
        file: a number; the place of the file among them, modulo how many there are.
        kind: what happens.
        place: where, as a share of the file's length.
        length: bytes that are zeroed or added; of a flip the bit.
        near_end: the place counts bytes from the end instead: there lies what leads to everything else.
    """

    file: int
    kind: Kind
    place: float
    length: int
    near_end: bool

    def strike(self, path: Path) -> bool:
        """Does it; whether the file is another one now."""
        before = path.read_bytes()
        after = self._struck(before)
        if after == before:
            return False
        path.unlink()  # who has the old one mapped goes on with it
        path.write_bytes(after)
        return True

    def _struck(self, content: bytes) -> bytes:
        end = len(content)
        if not content:
            return b"\0" * self.length if self.kind == "extend" else content
        at = max(end - 1 - int(self.place * 64), 0) if self.near_end else min(int(self.place * end), end - 1)
        match self.kind:
            case "flip":
                return content[:at] + bytes([content[at] ^ (1 << self.length % 8)]) + content[at + 1 :]
            case "zero":
                return content[:at] + b"\0" * min(self.length, end - at) + content[at + self.length :]
            case "cut":
                return content[:at]
            case "extend":
                return content + (content[: self.length] if self.place < 0.5 else b"\0" * self.length)


DAMAGES = st.builds(
    Damage,
    st.integers(0, 63),
    st.sampled_from(["flip", "flip", "zero", "cut", "extend"]),
    st.floats(0, 1, exclude_max=True),
    st.integers(1, 4_096),
    st.booleans(),
)
