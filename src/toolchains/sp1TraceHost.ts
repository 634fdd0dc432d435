import { mkdir, stat, writeFile } from "node:fs/promises";
import path from "node:path";
import { CycleLensError } from "../core/errors";
import { templateVersion, traceHostFiles } from "./sp1TraceHostTemplate";
import { sp1Line } from "./sp1Version";
import type { Version } from "./version";

export interface CreatedTraceHost {
  readonly folder: string;
  readonly manifestPath: string;
  /** Of sp1-core-executor. */
  readonly version: string;
}

/**
 * Writes our trace host into a folder, which is made where it is missing. Nothing that is there is ever overwritten.
 * `guest` is the version of sp1-zkvm in the guest's lock. Throws `usage` where a file is in the way, `unsupported` for
 * a guest of SP1 3 to 5, `io` where the folder cannot be written.
 */
export async function createSp1TraceHost(
  dir: string,
  options: { readonly guest?: Version | null } = {},
): Promise<CreatedTraceHost> {
  const line = sp1Line(options.guest ?? null);
  if (line !== null && line !== "v6")
    throw new CycleLensError(
      "unsupported",
      `the guest is made for SP1 ${options.guest!.text}, the trace host runs guests of SP1 6`,
      "trace it with the project's own host, with the feature profiling of its sp1-sdk",
    );
  const folder = path.resolve(dir);
  const version = templateVersion(options.guest ?? null);
  const files = [...traceHostFiles(version)].map(([name, text]) => ({ file: path.join(folder, name), text }));
  for (const { file } of files)
    if ((await stat(file).catch(() => null)) !== null)
      throw new CycleLensError("usage", `${file} is there already`, "choose an empty folder");
  try {
    for (const { file, text } of files) {
      await mkdir(path.dirname(file), { recursive: true });
      await writeFile(file, text, { flag: "wx" });
    }
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? String(error);
    throw new CycleLensError(
      "io",
      `cannot write the trace host into ${folder} (${code})`,
      "choose another folder",
      {
        cause: error,
      },
    );
  }
  return { folder, manifestPath: path.join(folder, "Cargo.toml"), version };
}
