#!/bin/sh
# Builds the guest for a bare RISC-V target with a distribution's Rust (Debian: rustc-web cargo-web
# rust-web-src binutils-riscv64-unknown-elf); with the ZisK toolchain `cargo-zisk build --release` does it.
# No path of this machine reaches the ELF. Usage: sh build.sh [cargo's further arguments]
set -eu
cd "$(dirname "$0")"
here=$PWD
export RUSTC_BOOTSTRAP=1 RUSTC="${RUSTC:-rustc}"
export CARGO_PROFILE_RELEASE_DEBUG="${CARGO_PROFILE_RELEASE_DEBUG:-line-tables-only}"
library="$("$RUSTC" --print sysroot)/lib/rustlib/src/rust"
library_target=$(readlink -f "$library")
registry=$(echo "${CARGO_HOME:-$HOME/.cargo}"/registry/src/*)
version="/rustc/$("$RUSTC" --version | cut -d ' ' -f 2)"
export CARGO_TARGET_RISCV64IM_UNKNOWN_NONE_ELF_RUSTFLAGS="-Clinker=riscv64-unknown-elf-ld -Clinker-flavor=ld -Clink-arg=-T$here/zisk.ld -Clink-arg=--gc-sections -Crelocation-model=static -Ctarget-feature=+a,-c --remap-path-prefix=$here=. --remap-path-prefix=$registry=/cargo/registry/src --remap-path-prefix=$library_target=$version --remap-path-prefix=$library=$version"
exec "${CARGO:-cargo}" build --release -Zbuild-std=core,alloc --target riscv64im-unknown-none-elf "$@"
