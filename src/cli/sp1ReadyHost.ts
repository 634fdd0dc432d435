import path from "node:path";
import { CycleLensError } from "../core/errors";
import { sp1HostCommand, sp1TraceEnv, usesPlaceholder } from "../toolchains/sp1Command";
import { sp1Files } from "../toolchains/sp1Files";
import type { Sp1Command, Sp1Host, Sp1HostPlan } from "../toolchains/sp1Types";
import { list, text, type ParsedArgs } from "./args";
import type { CliIo } from "./io";
import { buildHost, requireTraceable, type NamedHost } from "./sp1Host";
import type { Sp1Input } from "./sp1Input";

/** A host that is built and can be started any number of times. */
export interface ReadyHost {
  readonly host: Pick<Sp1Host, "name" | "via" | "line" | "isDirect" | "isTraceHost">;
  readonly engine: string;
  readonly version: string | null;
  command(folder: string, sampleRate: number): Sp1Command;
  /** The same run without a trace, as cheap as can be; null where the host is not ours to be run twice. */
  readonly counting: Sp1Command | null;
}

/** Builds the host that is named. Throws `usage`, `tool-failed`. */
export async function readyHost(
  named: NamedHost,
  parsed: ParsedArgs,
  hostArgs: readonly string[],
  input: Sp1Input,
  elf: string,
  io: CliIo,
): Promise<ReadyHost> {
  if (named.kind === "program") {
    refuseArguments(hostArgs, "a trace host");
    return traceHost(named.program, null, elf, input, io);
  }
  const { host, cargo } = named;
  const choice = {
    bin: text(parsed, "host-bin") ?? host.defaultBin,
    features: list(parsed, "host-features"),
  };
  requireTraceable(host, choice, io);
  const plan = (folder: string, sampleRate: number): Sp1HostPlan => ({
    cargo,
    host,
    ...choice,
    arguments: hostArgs,
    values: {
      elf,
      input: input.file,
      folder,
      report: path.join(folder, sp1Files.report),
      output: path.join(folder, sp1Files.output),
    },
    traceFile: path.join(folder, sp1Files.trace),
    sampleRate,
  });
  if (host.isTraceHost) {
    refuseArguments(hostArgs, "a trace host");
    const program = await buildHost({ ...plan(".", 1), arguments: [] }, host, io);
    if (program === null)
      throw new CycleLensError(
        "tool-failed",
        `cargo made no program of ${host.name}`,
        "build it yourself and see what it says",
      );
    return traceHost(program, host, elf, input, io);
  }
  if (input.words.length > 0 && !usesPlaceholder(hostArgs, "input"))
    throw new CycleLensError(
      "usage",
      `${host.name} is your own host, and its arguments do not say where the input goes`,
      "name it behind --, for example: -- execute --input {input}",
    );
  // A missing value is told before anything is built.
  sp1HostCommand(plan(".", 1), io.env);
  await buildHost({ ...plan(".", 1), arguments: [] }, host, io);
  return {
    host,
    engine: host.via,
    version: host.version?.text ?? null,
    command: (folder, sampleRate) => sp1HostCommand(plan(folder, sampleRate), io.env),
    counting: null,
  };
}

function traceHost(
  program: string,
  host: Sp1Host | null,
  elf: string,
  input: Sp1Input,
  io: CliIo,
): ReadyHost {
  const env: Record<string, string> = io.env["RUST_LOG"] === undefined ? { RUST_LOG: "info" } : {};
  return {
    host: host ?? {
      name: path.basename(program),
      via: "sp1-core-executor",
      line: "v6",
      isDirect: true,
      isTraceHost: true,
    },
    engine: "sp1-core-executor",
    version: host?.version?.text ?? null,
    command: (folder, sampleRate) => ({
      argv: [
        program,
        elf,
        ...input.words,
        "--report-json",
        path.join(folder, sp1Files.report),
        "--public-values",
        path.join(folder, sp1Files.output),
      ],
      cwd: io.cwd,
      env: { ...env, ...sp1TraceEnv(path.join(folder, sp1Files.trace), sampleRate) },
    }),
    counting: { argv: [program, elf, ...input.words, "--no-gas"], cwd: io.cwd, env: {} },
  };
}

function refuseArguments(words: readonly string[], what: string): void {
  if (words.length > 0)
    throw new CycleLensError(
      "usage",
      `${what} takes no arguments behind --`,
      "give the input with --input, --bytes or --u32",
    );
}
