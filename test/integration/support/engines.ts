import { readdirSync, readFileSync } from "node:fs";
import { until } from "./until";

interface Process {
  readonly pid: number;
  readonly commandLine: string;
}

/** Processes of the embedded engine that read this input; only Linux tells. */
export function engines(input: string): readonly Process[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .flatMap((pid) => {
      try {
        return [{ pid: Number(pid), commandLine: readFileSync(`/proc/${pid}/cmdline`, "utf8") }];
      } catch {
        return [];
      }
    })
    .filter(({ commandLine }) => commandLine.includes("\0embedded\0") && commandLine.includes(input))
    .filter(({ commandLine }) => !commandLine.includes("\0run\0"));
}

/** Holds the run of this input as soon as it is under way; what is returned lets it go on. */
export async function heldRun(input: string): Promise<() => void> {
  const held = await until(() => {
    const found = engines(input);
    for (const { pid } of found) process.kill(pid, "SIGSTOP");
    return found.length > 0 && found;
  }, "a running engine");
  let isHeld = true;
  return () => {
    if (isHeld) for (const { pid } of held) process.kill(pid, "SIGCONT");
    isHeld = false;
  };
}
