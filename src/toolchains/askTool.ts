import { execFile } from "node:child_process";

/** Runs `program args…` without a shell and gives what it printed first; null where it cannot, or within 10 s does not, answer. */
export function askTool(program: string, args: readonly string[], cwd?: string): Promise<string | null> {
  return new Promise((resolve) => {
    execFile(
      program,
      [...args],
      {
        timeout: 10_000,
        maxBuffer: 2 ** 20,
        windowsHide: true,
        encoding: "utf8",
        ...(cwd === undefined ? {} : { cwd }),
      },
      (error, stdout) => resolve(error ? null : stdout),
    );
  });
}
