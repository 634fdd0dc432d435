import { execFile } from "node:child_process";
import { promisify } from "node:util";
import type { Bench, BenchRow } from "./bench";

/** The real editor: keystroke to repaint with and without the extension; what activation loads. */
export const editorBench: Bench = async ({ smoke }) => {
  const args = ["scripts/benchEditor.mjs", ...(smoke ? ["--smoke"] : [])];
  const { stdout } = await promisify(execFile)(process.execPath, args, { maxBuffer: 1 << 26 });
  return JSON.parse(stdout.trim().split("\n").at(-1)!) as BenchRow[];
};
