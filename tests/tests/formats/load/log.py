"""The public log, read from its hash tiles, with pymerkle as the judge.

Arguments: the folder of the tiles, then files of checkpoints, oldest first. pymerkle computes each root from the leaf
hashes of the tiles and compares it with the checkpoint's, and proves and verifies that each checkpoint's tree is
the beginning of the next one's; then the same with a root that was tampered with has to fail."""
import base64
import sys
from pathlib import Path

from pymerkle import InmemoryTree, InvalidProof, verify_consistency


class Tiles(InmemoryTree):
    """Its entries are the hashes of leaves already: the log serves nothing else."""

    def _store_leaf(self, data, digest):
        return super()._store_leaf(data, data)


def leaf_hashes(folder, size):
    hashes, number = b"", 0
    while len(hashes) < size * 32:
        width = min(256, size - number * 256)
        name = f"{number % 1000:03}" if number < 1000 else f"x{number // 1000:03}/{number % 1000:03}"
        path = folder / "0" / (name if width == 256 else f"{name}.p/{width}")
        hashes += path.read_bytes()
        number += 1
    return [hashes[at:at + 32] for at in range(0, size * 32, 32)]


def head(path):
    lines = Path(path).read_text().split("\n")
    return int(lines[1]), base64.b64decode(lines[2])


tiles, checkpoints = Path(sys.argv[1]), [head(path) for path in sys.argv[2:]]
tree = Tiles(algorithm="sha256")
for leaf in leaf_hashes(tiles, checkpoints[-1][0]):
    tree.append_entry(leaf)
for size, root in checkpoints:
    assert tree.get_root(size) == root, f"the root at {size}"
steps = 0
for (old, old_root), (new, new_root) in zip(checkpoints, checkpoints[1:]):
    proof = tree.prove_consistency(old, new)
    verify_consistency(old_root, new_root, proof, prior_size=old, later_size=new)
    try:
        verify_consistency(bytes(32), new_root, proof, prior_size=old, later_size=new)
    except InvalidProof:
        steps += 1
print(steps, tree.get_size())
