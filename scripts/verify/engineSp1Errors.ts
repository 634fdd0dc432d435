import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { gunzipSync } from "node:zlib";
import { sp1Machine } from "../../src/core/engine/machines/sp1/sp1";
import { sp16 } from "../../src/core/engine/machines/sp1/sp16Costs";
import { readElf } from "../../src/core/symbols/elf";
import type { EngineRow } from "./engineGuest";
import { inputOfWords } from "./engineSp1";
import { sp1Differences, sp1Interpreted, sp1Translated } from "./twoSp1Machines";

/** The recorded failures of guests (`errors/guest-*.txt`): the same guest and input, the exit code and the guest's words. */
export function sp1ErrorRows(root: string): EngineRow[] {
  const folder = path.join(root, "errors");
  return readdirSync(folder)
    .filter((file) => file.startsWith("guest-"))
    .sort()
    .map((file) => {
      const log = readFileSync(path.join(folder, file), "utf8");
      const [, name = "", words = ""] = /<guests>\/([\w-]+)((?: \S+)*)$/m.exec(log) ?? [];
      const status = Number(/^# exit status: (\d+)$/m.exec(log)?.[1]);
      const elf = gunzipSync(readFileSync(path.join(root, name, "guest.elf.gz")));
      const input = inputOfWords(path.join(root, name), words.split(" ").filter(Boolean));
      const started = performance.now();
      const machine = sp1Machine(
        { elf, input, maxSteps: null, mainName: "", listed: true },
        readElf(elf),
        sp16,
      );
      while (!machine.done) machine.run(1_000_000);
      const run = machine.result(false);
      const ms = performance.now() - started;
      const fast = sp1Translated({ elf, input });
      const differences = sp1Differences(sp1Interpreted({ elf, input }), fast).map(
        (text) => `as WebAssembly: ${text}`,
      );
      if (run.exitCode !== status)
        differences.push(`exit code: ${String(run.exitCode)}, not ${String(status)}`);
      if ((run.outcome.status === "ok") !== (status === 0))
        differences.push(`outcome: ${run.outcome.status}`);
      const place = /panicked at (panic-exit\/\S+?):$/m.exec(log)?.[1];
      if (place !== undefined && run.outcome.message?.includes(place) !== true)
        differences.push(`message: ${run.outcome.message ?? "none"}, not at ${place}`);
      return {
        guest: `sp1/errors/${file.replace(".txt", "")}`,
        steps: run.totals["cycles"] ?? 0,
        outcome: run.outcome.message ?? run.outcome.status,
        ms,
        fastMs: fast.ms,
        differences,
      };
    });
}
