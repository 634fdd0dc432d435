//! Reads a seed and a count, makes that many transactions, and commits what a ledger would:
//! the Merkle root of all of them, the median fee, and a checksum of a matrix power.
#![cfg_attr(target_os = "none", no_std)]
#![no_main]

extern crate alloc;

mod ledger;
mod matrix;
mod merkle;
mod rt;
mod sha256;
mod sort;

use alloc::vec::Vec;

ziskos::entrypoint!(run);

#[inline(never)]
fn run() {
    let seed: u32 = ziskos::io::read();
    let count: u32 = ziskos::io::read();
    let transactions = ledger::transactions(seed, count);

    let leaves: Vec<sha256::Digest> = transactions.iter().map(ledger::Transaction::digest).collect();
    let root = merkle::root(&leaves);

    let mut fees: Vec<u64> = transactions.iter().map(|tx| tx.fee).collect();
    sort::insertion_sort(&mut fees);
    let median = fees.get(fees.len() / 2).copied().unwrap_or(0);

    let power = matrix::Matrix::from_seed(seed).power(count);

    say!("{} transactions, median fee {}, checksum {}", count, median, power.checksum());
    ziskos::io::commit_slice(&root);
    ziskos::io::commit_slice(&median.to_le_bytes());
}
