import { createHash, type Hash } from "node:crypto";
import { open, readFile } from "node:fs/promises";
import path from "node:path";
import { CycleLensError } from "../core/errors";
import type { RunInput } from "../runs/runJson";
import { hexBytes, u32Bytes } from "../toolchains/framing";
import { text, type ParsedArgs } from "./args";
import { inputFileSize } from "./inputFile";

/** The stdin of an SP1 guest: each value one buffer, in the order of the command line. */
export interface Sp1Input {
  /** As a trace host takes them: `--input FILE`, `--bytes HEX`, `--u32 N`. */
  readonly words: readonly string[];
  /** The only value where it is a file, for hosts that take one. */
  readonly file: string | null;
  readonly record: RunInput | null;
}

/** Most bytes of stdin that the embedded engine is given. */
export const maxEmbeddedBytes = 2 ** 30;

/**
 * Reads `--input`, `--bytes`, `--u32`; files are only looked at. Throws `usage`, `not-found`, `bad-input`, and
 * `too-large` where all together are more than `maxBytes`.
 */
export async function readSp1Input(
  args: ParsedArgs,
  cwd: string,
  maxBytes = Number.POSITIVE_INFINITY,
): Promise<Sp1Input> {
  if (text(args, "framing") !== undefined)
    throw new CycleLensError(
      "usage",
      "--framing belongs to ZisK: each value is one buffer of SP1's stdin",
      "leave it out",
    );
  const words: string[] = [];
  const files: string[] = [];
  const hash = createHash("sha256");
  let sizeBytes = 0;
  for (const { name, value = "" } of args.tokens) {
    if (name === "input") {
      const file = path.resolve(cwd, value);
      const size = await inputFileSize(file);
      sizeBytes += size;
      if (sizeBytes > maxBytes)
        throw new CycleLensError(
          "too-large",
          `the input is larger than ${Math.round(maxBytes / 2 ** 30)} GB`,
          "give a smaller one, or run the guest in a host: --host DIR",
        );
      await hashFile(file, size, hash);
      files.push(file);
      words.push("--input", file);
    } else if (name === "bytes" || name === "u32") {
      const bytes = name === "bytes" ? hexBytes(value) : u32Bytes(value);
      sizeBytes += bytes.length;
      hash.update(bytes);
      words.push(`--${name}`, name === "bytes" ? Buffer.from(bytes).toString("hex") : String(Number(value)));
    }
  }
  const isOneFile = files.length === 1 && words.length === 2;
  return {
    words,
    file: isOneFile ? files[0]! : null,
    record:
      words.length === 0
        ? null
        : { file: isOneFile ? files[0]! : null, framing: null, sizeBytes, sha256: hash.digest("hex") },
  };
}

/** The buffers themselves, for an engine that is given them. */
export async function sp1Buffers({ words }: Sp1Input): Promise<Uint8Array[]> {
  const out: Uint8Array[] = [];
  for (let i = 0; i + 1 < words.length; i += 2) {
    const value = words[i + 1]!;
    if (words[i] === "--input") out.push(await readFile(value));
    else out.push(words[i] === "--bytes" ? hexBytes(value) : u32Bytes(value));
  }
  return out;
}

/** Bytes that a file is read by. */
const partBytes = 2 ** 20;

async function hashFile(file: string, size: number, hash: Hash): Promise<void> {
  const handle = await open(file, "r");
  try {
    const part = Buffer.allocUnsafe(Math.min(partBytes, size + 1));
    for (;;) {
      const { bytesRead } = await handle.read(part, 0, part.length, null);
      if (bytesRead === 0) return;
      hash.update(part.subarray(0, bytesRead));
    }
  } finally {
    await handle.close();
  }
}
