import { execFile } from "node:child_process";
import os from "node:os";
import path from "node:path";
import type { Backend } from "../core/coverage/types";
import { findTool } from "./findTool";

/** What cargo printed, or the one sentence that says why there is nothing. */
export type CargoAnswer =
  | { readonly ok: true; readonly text: string }
  | { readonly ok: false; readonly reason: string; readonly hint: string };

export interface CargoOptions {
  readonly signal?: AbortSignal;
  readonly timeoutMs?: number;
  /** The program; looked for where cargo is installed where it is left out. */
  readonly cargo?: string;
}

const maxBytes = 256 * 2 ** 20;

/** Target of a guest's build, for cargo's filter. */
const guestTargets: Readonly<Record<Backend, string>> = {
  sp1: "riscv32im-succinct-zkvm-elf",
  zisk: "riscv64ima-zisk-zkvm-elf",
  risc0: "riscv32im-risc0-zkvm-elf",
  openvm: "riscv32im-risc0-zkvm-elf",
};

/** `metadata --locked --offline …`: reads manifests, lock and cargo's own cache, writes nothing and loads nothing. */
function metadataArgs(manifest: string, target: string | null): readonly string[] {
  return [
    "metadata",
    "--locked",
    "--offline",
    "--format-version",
    "1",
    ...(target === null ? [] : ["--filter-platform", target]),
    "--manifest-path",
    manifest,
  ];
}

/**
 * Asks cargo about one manifest. Only where a person asked for it (`--cargo`) or the workspace is trusted: cargo obeys
 * the workspace's configuration and toolchain file. A toolchain that is missing or does not know the guest's target is
 * passed over, in this order: the guest's toolchain and target, the default toolchain, all platforms. Never throws.
 */
export async function cargoMetadata(
  manifest: string,
  backend: Backend,
  options: CargoOptions = {},
): Promise<CargoAnswer> {
  const program = options.cargo ?? (await findTool("cargo"))?.program;
  if (program === undefined)
    return { ok: false, reason: "cargo is not installed", hint: "install Rust, or leave --cargo out" };
  const folder = path.dirname(manifest);
  const target = guestTargets[backend];
  let failure = "";
  for (const attempt of [
    { cwd: folder, target },
    { cwd: os.tmpdir(), target },
    { cwd: folder, target: null },
    { cwd: os.tmpdir(), target: null },
  ]) {
    const ran = await execute(program, metadataArgs(manifest, attempt.target), attempt.cwd, options);
    if (ran.ok) return ran;
    failure ||= ran.reason;
    if (ran.final) break;
  }
  return { ok: false, reason: failure, hint: hintFor(failure) };
}

function execute(
  program: string,
  args: readonly string[],
  cwd: string,
  { signal, timeoutMs = 60_000 }: CargoOptions,
): Promise<{ ok: true; text: string } | { ok: false; reason: string; final: boolean }> {
  return new Promise((resolve) => {
    execFile(
      program,
      [...args],
      {
        cwd,
        timeout: timeoutMs,
        killSignal: "SIGKILL",
        maxBuffer: maxBytes,
        windowsHide: true,
        encoding: "utf8",
        // A toolchain file must not make rustup fetch a toolchain.
        env: {
          ...process.env,
          CARGO_TERM_COLOR: "never",
          CARGO_NET_OFFLINE: "true",
          RUSTUP_AUTO_INSTALL: "0",
        },
        ...(signal === undefined ? {} : { signal }),
      },
      (error, stdout, stderr) => {
        if (error === null) return resolve({ ok: true, text: stdout });
        if (signal?.aborted) return resolve({ ok: false, reason: "cancelled", final: true });
        if (error.killed)
          return resolve({
            ok: false,
            reason: `cargo gave no answer within ${Math.round(timeoutMs / 1000)} s`,
            final: true,
          });
        const reason = firstError(stderr) ?? error.message.split("\n")[0] ?? "cargo failed";
        // Only what another toolchain or target may cure is tried again.
        const final = !/toolchain|rustc|target|specification/i.test(stderr);
        resolve({ ok: false, reason, final });
      },
    );
  });
}

/** The error with its innermost cause, on one line: cargo puts the telling part last. */
function firstError(stderr: string): string | null {
  const lines = stderr.slice(0, 64 * 1024).split("\n");
  const first = lines.findIndex((line) => line.startsWith("error"));
  if (first < 0) return null;
  const head = lines[first]!.replace(/^error(?:\[[^\]]*\])?: */, "");
  const cause = lines.findIndex((line, i) => i > first && /^Caused by:/.test(line));
  const inner = cause < 0 ? "" : (lines[cause + 1] ?? "").trim();
  return (inner === "" ? head : `${head}: ${inner}`).slice(0, 500);
}

function hintFor(reason: string): string {
  if (/lock file|--locked|Cargo\.lock/i.test(reason))
    return "bring the lock up to date: cargo update --workspace";
  if (/toolchain/i.test(reason)) return "install the guest's toolchain, or leave --cargo out";
  return "fill cargo's cache: cargo fetch --locked";
}
