//! A binary Merkle tree over SHA-256; an odd node is paired with itself.
use crate::sha256::{self, Digest};
use alloc::vec::Vec;

#[inline(never)]
pub fn root(leaves: &[Digest]) -> Digest {
    let mut nodes = leaves.to_vec();
    while nodes.len() > 1 {
        nodes = level(&nodes);
    }
    nodes.first().copied().unwrap_or([0; 32])
}

#[inline(never)]
fn level(nodes: &[Digest]) -> Vec<Digest> {
    nodes
        .chunks(2)
        .map(|pair| parent(&pair[0], pair.last().unwrap_or(&pair[0])))
        .collect()
}

fn parent(left: &Digest, right: &Digest) -> Digest {
    let mut both = [0u8; 64];
    both[..32].copy_from_slice(left);
    both[32..].copy_from_slice(right);
    sha256::hash(&both)
}
