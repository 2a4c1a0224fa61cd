"""A tree by the recursive definitions of RFC 6962, against which ours is held."""

from yuanping.core.tlog.hashing import SHA256


def leaves_of(count, hashing=SHA256, first=0):
    return [hashing.leaf(b"entry %d" % number) for number in range(first, first + count)]


def flipped(data, bit=0):
    changed = bytearray(data)
    changed[bit // 8] ^= 1 << bit % 8
    return bytes(changed)


def split(size):
    """The largest power of two smaller than ``size``."""
    return 1 << (size - 1).bit_length() - 1


class Oracle:
    def __init__(self, leaves, hashing=SHA256):
        self.leaves = leaves
        self.hashing = hashing
        self.known = {}

    def root(self, size):
        return self.over(0, size)

    def over(self, first, end):
        """MTH(D[first:end]), RFC 6962, 2.1."""
        if end - first == 0:
            return self.hashing.plain(b"")
        if end - first == 1:
            return self.leaves[first]
        if (first, end) not in self.known:
            middle = first + split(end - first)
            joined = b"\x01" + self.over(first, middle) + self.over(middle, end)
            self.known[first, end] = self.hashing.plain(joined)
        return self.known[first, end]

    def inclusion(self, index, first, end):
        """PATH(index, D[first:end]), RFC 6962, 2.1.1."""
        if end - first == 1:
            return []
        middle = first + split(end - first)
        if index < middle:
            return [*self.inclusion(index, first, middle), self.over(middle, end)]
        return [*self.inclusion(index, middle, end), self.over(first, middle)]

    def consistency(self, old, new):
        """PROOF(old, D[0:new]), RFC 6962, 2.1.2."""
        return self._sub_proof(old, 0, new, whole=True)

    def _sub_proof(self, old, first, end, *, whole):
        if old == end:
            return [] if whole else [self.over(first, end)]
        middle = first + split(end - first)
        if old <= middle:
            return [*self._sub_proof(old, first, middle, whole=whole), self.over(middle, end)]
        return [*self._sub_proof(old, middle, end, whole=False), self.over(first, middle)]
