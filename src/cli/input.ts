import { createHash } from "node:crypto";
import { readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { CycleLensError } from "../core/errors";
import { ioError } from "../runs/create";
import type { RunInput } from "../runs/runJson";
import { frameInput, hexBytes, u32Bytes, type Framing, type InputValue } from "../toolchains/framing";
import { atLeast, type Version } from "../toolchains/version";
import { ziskemuFiles, type ZiskemuInput } from "../toolchains/ziskemu";
import { choice, type ParsedArgs } from "./args";
import { inputFileSize } from "./inputFile";

export const inputFlags = {
  input: { type: "string", multiple: true },
  bytes: { type: "string", multiple: true },
  u32: { type: "string", multiple: true },
  framing: { type: "string" },
} as const;

/** The guest's input as the command line gives it, not yet in a file. */
export interface GuestInput {
  readonly bytes: Uint8Array;
  /** The emulator frames it by itself (up to 0.15). */
  readonly unframed: boolean;
  readonly record: RunInput;
  /** A file that can be used as it stands. */
  readonly file: string | null;
}

const maxBytes = 2 ** 30;

/** Reads `--input`, `--bytes`, `--u32` in order and frames them. Null without any. Throws `usage`, `not-found`, `bad-input`. */
export async function readInput(
  args: ParsedArgs,
  cwd: string,
  version: Version | null,
): Promise<GuestInput | null> {
  const framing = choice<Framing>(args, "framing", ["zisk", "raw", "none"]);
  const values: InputValue[] = [];
  const files: string[] = [];
  let sizeBytes = 0;
  for (const { name, value = "" } of args.tokens) {
    if (name === "bytes") values.push({ kind: "bytes", bytes: hexBytes(value) });
    else if (name === "u32") values.push({ kind: "bytes", bytes: u32Bytes(value) });
    else if (name === "input") {
      files.push(path.resolve(cwd, value));
      const bytes = await readWhole(files.at(-1)!, maxBytes - sizeBytes);
      sizeBytes += bytes.length;
      values.push({ kind: "file", bytes });
    }
  }
  if (values.length === 0) {
    if (framing !== undefined)
      throw new CycleLensError(
        "usage",
        "--framing is given without an input",
        "add --input, --bytes or --u32",
      );
    return null;
  }
  // Up to 0.15 the emulator frames what it is given: one record would be framed twice.
  const self = !atLeast(version, 0, 16) && values.length === 1 && framing !== "none";
  const bytes = self ? values[0]!.bytes : frameInput(values, framing);
  const raw =
    values.length === 1 && files.length === 1 && (self || framing === undefined || framing === "raw");
  return {
    bytes,
    unframed: self,
    file: raw ? (files[0] ?? null) : null,
    record: {
      file: values.length === 1 ? (files[0] ?? null) : null,
      framing: framing ?? null,
      sizeBytes: bytes.length,
      sha256: createHash("sha256").update(bytes).digest("hex"),
    },
  };
}

/** Puts the input where the emulator can read it: the user's own file, or one in the run folder. */
export async function placeInput(input: GuestInput | null, folder: string): Promise<ZiskemuInput | null> {
  if (input === null) return null;
  if (input.file !== null) return { file: input.file, unframed: input.unframed };
  const file = path.join(folder, ziskemuFiles.input);
  await writeFile(file, input.bytes).catch((error: unknown) => {
    throw ioError(error, `cannot write ${file}`);
  });
  return { file, unframed: input.unframed };
}

async function readWhole(file: string, maxBytes: number): Promise<Uint8Array> {
  if ((await inputFileSize(file)) > maxBytes)
    throw new CycleLensError("too-large", "the input is larger than 1 GB", "ZisK takes at most 1 GB");
  return readFile(file);
}
