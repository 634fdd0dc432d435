import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import type { RunInput } from "../../runs/runJson";

/** What a run's record keeps of an input file. */
export async function digestInput(
  file: string,
): Promise<Omit<RunInput, "framing"> & { readonly file: string }> {
  const hash = createHash("sha256");
  for await (const chunk of createReadStream(file)) hash.update(chunk as Uint8Array);
  return { file, sizeBytes: (await stat(file)).size, sha256: hash.digest("hex") };
}
