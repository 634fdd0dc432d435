import type { CliIo } from "./io";
import { runCommand, type CommandTable } from "./runCommand";

/** Each is set up when it is asked for: the server and the parsers of one take longer to start than another runs. */
const commands: CommandTable = {
  profile: async () => (await import("./commands/profile")).profile,
  report: async () => (await import("./commands/report")).report,
  compare: async () => (await import("./commands/compare")).compare,
  coverage: async () => {
    const [{ coverageCommand }, { resolveCoverage }] = await Promise.all([
      import("./commands/coverage"),
      import("../core/coverage/coverage"),
    ]);
    return coverageCommand(resolveCoverage);
  },
  openvm: async () => (await import("./commands/openvm")).openvm,
  run: async () => (await import("./commands/run")).run,
  runs: async () => (await import("./commands/runs")).runs,
  baseline: async () => (await import("./commands/baseline")).baseline,
  doctor: async () => (await import("./commands/doctor")).doctor,
  mcp: async () => (await import("./commands/mcp")).mcp,
  lsp: async () => (await import("./commands/lsp")).lsp,
};

/** Runs one command line (without node and script). Gives the exit code; never throws. */
export function commandLine(args: readonly string[], io: CliIo): Promise<number> {
  return runCommand(commands, args, io);
}
