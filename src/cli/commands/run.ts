import path from "node:path";
import { CycleLensError } from "../../core/errors";
import { exitCodeOf, runTool } from "../../runs/runner";
import { parse, text } from "../args";
import type { Command } from "../command";
import { asToolFailure } from "../toolFailure";

const terminalGraceMs = 300;

export const run: Command = {
  name: "run",
  summary: "run a tool and keep what it prints, its progress and its exit code",
  usage: `cyclelens run --folder F -- ARGV…

Starts ARGV (no shell), shows its output, and copies it into the folder F: stdout.txt, stderr.txt, both in
order in log.txt, progress.json while it runs, exit.json at its end. Ends with the tool's own exit code;
SIGINT, SIGTERM and SIGHUP go to the tool and all that it started.`,
  async run(args, io) {
    const split = args.indexOf("--");
    const parsed = parse("run", split < 0 ? args : args.slice(0, split), { folder: { type: "string" } });
    const argv = split < 0 ? parsed.files : args.slice(split + 1);
    const folder = text(parsed, "folder");
    if (folder === undefined || argv.length === 0 || (split >= 0 && parsed.files.length > 0))
      throw new CycleLensError(
        "usage",
        "run wants a folder and a command",
        "write: cyclelens run --folder F -- ARGV…",
      );
    const exit = await runTool({
      folder: path.resolve(io.cwd, folder),
      argv,
      cwd: io.cwd,
      env: io.env,
      terminal: { stdout: io.stdout, stderr: io.stderr },
    }).catch(asToolFailure);
    // A terminal of an older editor loses what it has not read when its process ends.
    if (io.stdout.isTTY === true) await new Promise((resolve) => setTimeout(resolve, terminalGraceMs));
    if (exit.writeError !== null)
      throw new CycleLensError(
        "io",
        exit.writeError,
        "free some space or choose another folder, then run it again",
      );
    return exitCodeOf(exit);
  },
};
