import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { readFile, stat, writeFile } from "node:fs/promises";
import path from "node:path";
import { l10n, type Uri } from "vscode";
import { CycleLensError } from "../../core/errors";
import type { RunInput } from "../../runs/runJson";
import { frameInput, hexBytes, type InputValue } from "../../toolchains/framing";
import { atLeast, type Version } from "../../toolchains/version";
import { ziskemuFiles, type ZiskemuInput } from "../../toolchains/ziskemu";
import { trustedSetting } from "../settings";
import { onlyFile, type GuestInput } from "./guestInput";
import { isFramedFile } from "./inputFraming";

const maxBytes = 2 ** 30;

/** What a run's record keeps of an input file. */
async function digestInput(file: string): Promise<Omit<RunInput, "framing"> & { readonly file: string }> {
  const hash = createHash("sha256");
  for await (const chunk of createReadStream(file)) hash.update(chunk as Uint8Array);
  return { file, sizeBytes: (await stat(file)).size, sha256: hash.digest("hex") };
}

/** How the embedded engine is told of an input, and what the run's record keeps of it. Throws `not-found`. */
export async function ziskFraming(input: GuestInput, scope: Uri): Promise<RunInput | null> {
  const file = onlyFile(input);
  if (file === null) return input.length === 0 ? null : recordOf(await framed(input));
  return readable(file, async () => {
    const wanted = trustedSetting("zisk.inputFraming", scope);
    const framing = wanted === "auto" ? ((await isFramedFile(file)) ? "raw" : "zisk") : wanted;
    return { ...(await digestInput(file)), framing };
  });
}

/** An input for ziskemu, which takes one file. */
export interface ZiskemuFile {
  readonly record: RunInput | null;
  /** The user's own file, or one of the run folder that `write` makes. */
  in(folder: string): ZiskemuInput | null;
  write(folder: string): Promise<void>;
}

/** Throws `not-found` where a file cannot be read. */
export async function ziskemuFile(
  input: GuestInput,
  version: Version | null,
  scope: Uri,
): Promise<ZiskemuFile> {
  const file = onlyFile(input);
  if (file === null) {
    if (input.length === 0) return { record: null, in: () => null, write: nothing };
    // Up to 0.15 the emulator makes a record of what it is given.
    const unframed = input.length === 1 && !atLeast(version, 0, 16);
    const bytes = await (unframed ? valuesOf(input).then(([only]) => only!.bytes) : framed(input));
    const place = (folder: string) => path.join(folder, ziskemuFiles.input);
    return {
      record: recordOf(bytes),
      in: (folder) => ({ file: place(folder), unframed }),
      write: (folder) => writeFile(place(folder), bytes),
    };
  }
  return readable(file, async () => {
    const framing = trustedSetting("zisk.inputFraming", scope);
    const unframed =
      framing === "zisk" || (framing === "auto" && atLeast(version, 0, 16) && !(await isFramedFile(file)));
    const record: RunInput = { ...(await digestInput(file)), framing: unframed ? "zisk" : "raw" };
    return { record, in: () => ({ file, unframed }), write: nothing };
  });
}

const nothing = () => Promise.resolve();

/** Each value one record. */
async function framed(input: GuestInput): Promise<Uint8Array> {
  return frameInput(await valuesOf(input), "zisk");
}

async function valuesOf(input: GuestInput): Promise<InputValue[]> {
  const values: InputValue[] = [];
  let sizeBytes = 0;
  for (const value of input) {
    const { size } =
      value.kind === "bytes"
        ? { size: value.hex.length / 2 }
        : await readable(value.file, () => stat(value.file));
    sizeBytes += size;
    if (sizeBytes > maxBytes)
      throw new CycleLensError(
        "too-large",
        l10n.t("the input is larger than 1 GB"),
        l10n.t("ZisK takes at most 1 GB"),
      );
    const bytes =
      value.kind === "bytes" ? hexBytes(value.hex) : await readable(value.file, () => readFile(value.file));
    values.push({ kind: value.kind, bytes });
  }
  return values;
}

function recordOf(bytes: Uint8Array): RunInput {
  const sha256 = createHash("sha256").update(bytes).digest("hex");
  return { file: null, framing: "zisk", sizeBytes: bytes.length, sha256 };
}

/** Throws `not-found` with a way out where the file cannot be read. */
export async function readable<T>(file: string, read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (error) {
    throw new CycleLensError(
      "not-found",
      l10n.t("the input {0} cannot be read", file),
      l10n.t("choose another one with “Choose Guest Input…”"),
      { cause: error },
    );
  }
}
