"""Merges of a byte-pair encoding: what tiktoken must be given, and when it gives the same as a list of merges.

tiktoken joins the neighbours whose union has the lowest rank; a list of merges joins the neighbours that stand first
in the list. Both are the same when every union's rank grows with its place in the list, and every token, taken apart
and joined by lower ranks only, ends in a pair that the list names.
"""

from __future__ import annotations

from collections.abc import Iterable

from gpt_studio.protocol.errors import StudioError

Pair = tuple[bytes, bytes]
NEVER = 1 << 62  # the rank of neighbours that are not joined


def merge_piece(piece: bytes, ranks: dict[bytes, int], below: int | None = None) -> list[bytes]:
    """The tokens of one piece: the neighbours of the lowest rank (under `below`) are joined until none are left."""
    limit = NEVER if below is None else below
    rank_of = ranks.get
    parts = [piece[i : i + 1] for i in range(len(piece))]
    waiting = [rank_of(piece[i : i + 2], NEVER) for i in range(len(piece) - 1)]  # rank of parts[i] + parts[i + 1]
    while waiting and (lowest := min(waiting)) < limit:
        i = waiting.index(lowest)
        parts[i : i + 2] = [parts[i] + parts[i + 1]]
        del waiting[i]
        if i:
            waiting[i - 1] = rank_of(parts[i - 1] + parts[i], NEVER)
        if i < len(waiting):
            waiting[i] = rank_of(parts[i] + parts[i + 1], NEVER)
    return parts


def pairs_of_ranks(ranks: dict[bytes, int]) -> list[Pair]:
    """The merges that make the tokens of `ranks`, lowest rank first. Raises StudioError where no pair makes a token."""
    pairs: list[Pair] = []
    for token, rank in sorted(ranks.items(), key=lambda item: item[1]):
        if len(token) > 1:
            pairs.append(_made_of(merge_piece(token, ranks, rank)))
    return pairs


def _made_of(parts: list[bytes]) -> Pair:
    if len(parts) != 2:
        raise _inexact("a token that two earlier tokens make", f"one of {len(parts)} parts")
    return parts[0], parts[1]


def ordered_unions(merges: Iterable[Pair]) -> dict[bytes, list[Pair]]:
    """Each token that merges make with the pairs that make it, in the order of the list.

    Raises StudioError when a token's pairs do not stand next to each other: then no single rank would do.
    """
    unions: dict[bytes, list[Pair]] = {}
    last = b""
    for pair in merges:
        union = pair[0] + pair[1]
        if union == last:
            unions[union].append(pair)
        elif union in unions:
            raise _inexact("the pairs of a token next to each other", "another token between them")
        else:
            unions[union] = [pair]
        last = union
    return unions


def check_same_as_list(ranks: dict[bytes, int], unions: dict[bytes, list[Pair]], *, whole_pieces: bool) -> None:
    """Raise StudioError when joining by `ranks` could differ from the list of merges behind `unions`.

    `ranks` are 0, 1, … in their order, single bytes before all others. `whole_pieces` (the `ignore_merges` of
    tokenizer.json): a piece that is a token is taken at once.
    """
    from .seams import every_seam_holds  # numpy is wanted only where a tokenizer is built

    if every_seam_holds(ranks, unions):
        return
    seams = _Seams(ranks)
    for token, rank in ranks.items():
        if len(token) == 1:
            seams.add(_SINGLE, _SINGLE)
            continue
        pairs = unions.get(token) or ([(token[:1], token[1:])] if len(token) == 2 else [])
        for a, b in pairs:
            left, right = ranks[a], ranks[b]
            if seams.hold(left, right, rank):
                seams.add(left, right)
                break
        else:
            parts = merge_piece(token, ranks, rank)
            if len(parts) == 2 and (parts[0], parts[1]) not in pairs:
                raise _inexact("every token to end in a pair of its list", "another pair")
            if len(parts) > 2 and not whole_pieces:
                raise _inexact("every token to be reachable by its merges", "one that is not")
            seams.add(*(ranks[part] for part in parts) if len(parts) == 2 else (_UNREACHED, _UNREACHED))


_SINGLE, _UNREACHED = -1, -2


class _Seams:
    """The two tokens that each token ends in, taken apart and joined by lower ranks; tokens are named by their rank."""

    def __init__(self, ranks: dict[bytes, int]) -> None:
        self._rank_of = ranks.get
        self._tokens = list(ranks)
        self._left: list[int] = []
        self._right: list[int] = []

    def add(self, left: int, right: int) -> None:
        """The halves of the next token."""
        self._left.append(left)
        self._right.append(right)

    def hold(self, left: int, right: int, limit: int) -> bool:
        """Whether the bytes of two tokens, joined by ranks below `limit`, end in just these two: a proof, if True.

        Each by itself ends in its halves, so only a join across the seam could interfere: of a token that ends the left
        one with a token that begins the right one, after both were made and before either is used up. The one of the
        higher rank was made last; what uses it up has the rank below which the join would have to come. At equal ranks
        the place on the left is first. Single bytes have the lowest ranks, so when one has no halves, neither has.
        """
        rank_of, tokens, lefts, rights = self._rank_of, self._tokens, self._left, self._right
        while rank_of(tokens[left] + tokens[right], NEVER) >= limit:
            if left > right:
                limit, left = left, rights[left]
                if left < 0:
                    return left == _SINGLE
            else:
                limit, right = right + 1, lefts[right]
                if right < 0:
                    return right == _SINGLE
        return False


def _inexact(expected: str, found: str) -> StudioError:
    return StudioError(
        "unsupported", "the tokenizer's merges cannot be followed exactly", expected=expected, found=found
    )
