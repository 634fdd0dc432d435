import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import * as path from "node:path";
import { ziskemu } from "./workspace";

export interface Truth {
  readonly steps: number;
  readonly totalCost: number;
  /** Names as ziskemu lists them, hottest first. */
  readonly functions: readonly string[];
}

/** What ziskemu itself prints for the guest, read by nothing of the product. */
export function ziskemuSays(elf: string, input: string): Truth {
  const folder = mkdtempSync(path.join(tmpdir(), "cyclelens-truth-"));
  try {
    const args = ["-e", elf, "-i", input, "-X", "-S", "-T", "100", "--no-compact-names"];
    const text = execFileSync(ziskemu!, args, { encoding: "utf8", cwd: folder, maxBuffer: 1 << 26 });
    const number = (pattern: RegExp) => Number(pattern.exec(text)?.[1]?.replace(/[,_]/g, "") ?? Number.NaN);
    const top = text.slice(text.indexOf("TOP COST FUNCTIONS"));
    return {
      steps: number(/^STEPS\s+([\d,]+)/m),
      totalCost: number(/^TOTAL\s+([\d,]+)/m),
      functions: [...top.matchAll(/^\s*[\d,]+\s+[\d.]+%.*?\s(\S.*)$/gm)].map((match) => match[1]!.trim()),
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

export const readJson = (file: string): unknown => JSON.parse(readFileSync(file, "utf8"));
