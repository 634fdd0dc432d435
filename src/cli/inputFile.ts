import { stat } from "node:fs/promises";
import { CycleLensError } from "../core/errors";

/** Bytes of a file that a guest is to read. Throws `not-found`, `bad-input` for what is no file. */
export async function inputFileSize(file: string): Promise<number> {
  const info = await stat(file).catch(() => null);
  if (info === null)
    throw new CycleLensError("not-found", `the input ${file} does not exist`, "check the path");
  if (!info.isFile())
    throw new CycleLensError(
      "bad-input",
      `the input ${file} is no file`,
      "write it into a file and give that",
    );
  return info.size;
}
