"""Reading single bits, most significant first, as video and audio standards write their headers."""

from meadow.engines.media.formats.malformed import Malformed


class Bits:
    """A cursor over some bytes; reading beyond their end is Malformed."""

    def __init__(self, data: bytes) -> None:
        self._value = int.from_bytes(data, "big")
        self._left = len(data) * 8

    def take(self, count: int) -> int:
        """The next so many bits as an unsigned number."""
        self._left -= count
        if self._left < 0:
            raise Malformed("A header ends before it is complete.")
        return (self._value >> self._left) & ((1 << count) - 1)

    def exp_golomb(self) -> int:
        """An unsigned Exp-Golomb number, ue(v) in H.264."""
        zeros = 0
        while not self.take(1):
            zeros += 1
            if zeros > 31:
                raise Malformed("A number in a header is longer than any.")
        return (1 << zeros) - 1 + self.take(zeros)

    def signed_exp_golomb(self) -> int:
        """A signed Exp-Golomb number, se(v) in H.264."""
        value = self.exp_golomb()
        return (value + 1) // 2 if value & 1 else -(value // 2)
