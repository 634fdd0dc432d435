import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import type { RunInput } from "../../runs/runJson";
import { hexBytes } from "../../toolchains/framing";
import { onlyFile, type GuestInput } from "./guestInput";
import { readable } from "./ziskInput";

/** What a run's record keeps of SP1's stdin: each value one buffer, the digest over all of them. Throws `not-found`. */
export async function sp1Record(input: GuestInput): Promise<RunInput | null> {
  if (input.length === 0) return null;
  const hash = createHash("sha256");
  let sizeBytes = 0;
  for (const value of input) {
    if (value.kind === "bytes") {
      hash.update(hexBytes(value.hex));
      sizeBytes += value.hex.length / 2;
    } else
      sizeBytes += await readable(value.file, async () => {
        for await (const chunk of createReadStream(value.file)) hash.update(chunk as Uint8Array);
        return (await stat(value.file)).size;
      });
  }
  return { file: onlyFile(input), framing: null, sizeBytes, sha256: hash.digest("hex") };
}
