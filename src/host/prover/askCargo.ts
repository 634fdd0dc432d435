import { execFile } from "node:child_process";
import path from "node:path";
import { l10n } from "vscode";
import { CycleLensError } from "../../core/errors";
import { findTool } from "../../toolchains/findTool";

const maxBytes = 256 * 2 ** 20;

/** cargo's program. Throws `not-found`. */
export async function requireCargo(): Promise<string> {
  const found = await findTool("cargo");
  if (found) return found.program;
  throw new CycleLensError(
    "not-found",
    l10n.t("cargo is not installed"),
    l10n.t("install Rust: https://rustup.rs"),
  );
}

/** What cargo prints on stdout, without a shell or a terminal. Throws `tool-failed` with cargo's first error. */
export function askCargo(
  cargo: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<string> {
  const manifest = args[args.indexOf("--manifest-path") + 1];
  return new Promise((resolve, reject) => {
    execFile(
      cargo,
      [...args],
      {
        timeout: 120_000,
        maxBuffer: maxBytes,
        windowsHide: true,
        encoding: "utf8",
        env: { ...process.env, ...env, CARGO_TERM_COLOR: "never" },
        ...(manifest === undefined ? {} : { cwd: path.dirname(manifest) }),
      },
      (error, stdout, stderr) => {
        if (!error) return resolve(stdout);
        const said = stderr.split("\n").find((line) => line.startsWith("error")) ?? error.message;
        reject(
          new CycleLensError("tool-failed", l10n.t("cargo says: {0}", said.slice(0, 300)), "", {
            cause: error,
          }),
        );
      },
    );
  });
}
