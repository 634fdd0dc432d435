import { constants } from "node:fs";
import { access, mkdtemp, readFile, rm, stat } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { Writable } from "node:stream";
import { CycleLensError, type ErrorKind } from "../core/errors";
import { runTool } from "../runs/runner";
import { builtExecutable } from "../toolchains/cargoArtifact";
import { locateTool } from "../toolchains/locate";
import { checkSp1Host, type Sp1Choice } from "../toolchains/sp1Check";
import { sp1BuildCommand } from "../toolchains/sp1Command";
import { sp1Failure } from "../toolchains/sp1Failure";
import { sp1HostOf } from "../toolchains/sp1Hosts";
import type { Sp1Host, Sp1HostPlan, Sp1Problem, Sp1ProblemKind } from "../toolchains/sp1Types";
import { cancelled } from "./openRun";
import type { CliIo } from "./io";

/** What `--host` names: a program that takes a trace host's arguments, or a package. */
export type NamedHost =
  | { readonly kind: "program"; readonly program: string }
  | { readonly kind: "package"; readonly host: Sp1Host; readonly cargo: string };

/** Finds what `--host` names. Throws `tool-failed`, `not-found`, `bad-input` with the way out. */
export async function namedHost(name: string | undefined, io: CliIo): Promise<NamedHost> {
  if (name === undefined)
    throw new CycleLensError(
      "tool-failed",
      "SP1 guests are run by a host program, and none is named",
      "give the folder of your host, or of a trace host, with --host DIR",
    );
  const at = path.resolve(io.cwd, name);
  const info = await stat(at).catch(() => null);
  if (info === null) throw new CycleLensError("not-found", `${at} does not exist`, "check --host");
  if (info.isFile() && path.basename(at) !== "Cargo.toml") {
    await access(at, constants.X_OK).catch(() => {
      throw new CycleLensError("bad-input", `${at} is no program`, "give a folder, or a built trace host");
    });
    return { kind: "program", program: at };
  }
  const manifest = info.isFile() ? at : path.join(at, "Cargo.toml");
  if ((await stat(manifest).catch(() => null)) === null)
    throw new CycleLensError(
      "bad-input",
      `${at} holds no Cargo.toml`,
      "name the folder of the host's package",
    );
  const host = await sp1HostOf(manifest);
  if (host === null)
    throw new CycleLensError(
      "bad-input",
      `${at} is no SP1 host: it has no bin, or links neither sp1-sdk nor sp1-core-executor`,
      "name the package that executes the guest",
    );
  const cargo = await locateTool("cargo", { path: io.env["PATH"] });
  if (cargo === null)
    throw new CycleLensError(
      "tool-failed",
      "cargo is not installed, so the host cannot be built",
      "install Rust: https://rustup.rs",
    );
  return { kind: "package", host, cargo: cargo.program };
}

/** Throws the first thing that stands in the way; what may be in the way is told on stderr. */
export function requireTraceable(host: Sp1Host, choice: Sp1Choice, io: CliIo): void {
  for (const problem of checkSp1Host(host, choice)) {
    if (problem.severity === "error") throw asError(problem);
    tell(problem, io);
  }
}

export function tell({ message, hint }: Sp1Problem, io: CliIo): void {
  io.stderr.write(`cyclelens: ${message} — ${hint}\n`);
}

const kinds: Partial<Record<Sp1ProblemKind, ErrorKind>> = {
  "bin-unknown": "usage",
  "bin-ambiguous": "usage",
  "unknown-feature": "usage",
  "rv32-guest": "bad-input",
  "wrong-elf": "bad-input",
  "elf-missing": "not-found",
};

function asError({ kind, message, hint }: Sp1Problem): CycleLensError {
  return new CycleLensError(kinds[kind] ?? "tool-failed", message, hint);
}

/** Builds a host; what cargo says goes to stderr. Gives the program where cargo names it. Throws `tool-failed`. */
export async function buildHost(plan: Sp1HostPlan, host: Sp1Host, io: CliIo): Promise<string | null> {
  const command = sp1BuildCommand(plan, io.env);
  const folder = await mkdtemp(path.join(os.tmpdir(), "cyclelens-build-"));
  try {
    const exit = await runTool({
      folder,
      argv: [
        ...command.argv,
        "--message-format",
        "json-render-diagnostics",
        ...(io.stderr.isTTY ? [] : ["--quiet"]),
      ],
      cwd: command.cwd,
      env: { ...io.env, ...command.env },
      terminal: { stdout: nowhere(), stderr: io.stderr },
      phase: "build",
      signal: io.signal,
    });
    if (exit.cancelled) throw cancelled();
    const read = (name: string): Promise<string> => readFile(path.join(folder, name), "utf8").catch(() => "");
    if (exit.exitCode === 0) {
      const target = { name: plan.bin, kind: "bin" };
      return builtExecutable(await read("stdout.txt"), target);
    }
    const [problem] = sp1Failure({
      ...exit,
      stdout: "",
      stderr: await read("stderr.txt"),
      trace: null,
      host,
    });
    throw asError(problem!);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function nowhere(): NodeJS.WritableStream {
  return new Writable({ write: (_chunk, _encoding, done) => done() });
}
