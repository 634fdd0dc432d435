//! Transactions from a small random generator.
use crate::sha256::{self, Digest};
use alloc::vec::Vec;

pub struct Transaction {
    pub from: u64,
    pub to: u64,
    pub amount: u64,
    pub fee: u64,
}

impl Transaction {
    /// Hash of the four fields, little-endian.
    #[inline(never)]
    pub fn digest(&self) -> Digest {
        let mut bytes = [0u8; 32];
        for (slot, field) in bytes.chunks_mut(8).zip([self.from, self.to, self.amount, self.fee]) {
            slot.copy_from_slice(&field.to_le_bytes());
        }
        sha256::hash(&bytes)
    }
}

#[inline(never)]
pub fn transactions(seed: u32, count: u32) -> Vec<Transaction> {
    let mut random = XorShift(u64::from(seed) | 1);
    (0..count)
        .map(|_| Transaction {
            from: random.next() % 1000,
            to: random.next() % 1000,
            amount: random.next() >> 40,
            fee: random.next() % 10_000,
        })
        .collect()
}

struct XorShift(u64);

impl XorShift {
    #[inline]
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }
}
