import { createReadStream, readFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { createInterface } from "node:readline";
import { importPart } from "../../src/core/importers/detect";
import { fileSource } from "../../src/runs/fileSource";
import { speedscopeImporters } from "./speedscopeImporter";

type Job = (file: string) => Promise<number | undefined> | number;

/** One measured job in a process of its own; prints time and peak memory as JSON. What is loaded before is not counted. */
const jobs: Readonly<Record<string, () => Promise<Job> | Job>> = {
  ours: () => async (file) => (await importPart(await fileSource(file))).profile?.functions.length,
  "JSON.parse": () => (file) => Object.keys(JSON.parse(readFileSync(file, "utf8")) as object).length,
  // The field's own reader: stacks → tree with self and total, as ours.
  speedscope: async () => {
    const importers = await speedscopeImporters();
    // Which format it takes is said on the console.
    console.log = () => undefined;
    return async (file) => {
      const { buffer, byteOffset, byteLength } = await readFile(file);
      const bytes = buffer.slice(byteOffset, byteOffset + byteLength) as ArrayBuffer;
      const group = await importers.importProfilesFromArrayBuffer("stacks", bytes);
      return group?.profiles[0]?.getTotalWeight();
    };
  },
  // No tree: the least that a script does with folded stacks.
  readline: () => async (file) => {
    const self = new Map<string, number>();
    for await (const line of createInterface({ input: createReadStream(file) })) {
      const at = line.lastIndexOf(" ");
      const frames = line.slice(0, at).split(";");
      const leaf = frames[frames.length - 1]!;
      self.set(leaf, (self.get(leaf) ?? 0) + Number(line.slice(at + 1)));
    }
    return self.size;
  },
};

const [job = "", file = ""] = process.argv.slice(2);
const run = await jobs[job]!();
const started = performance.now();
const result = await run(file);
const ms = performance.now() - started;
// Used after the measurement, so that nothing is collected before its time.
if (result === undefined) process.exitCode = 1;
process.stdout.write(JSON.stringify({ ms, peakMb: peakKb() / 1024 }));

/** Peak resident memory. Linux's `maxRSS` may be the parent's, from before the start; VmHWM is our own. */
function peakKb(): number {
  if (process.platform !== "linux") return process.resourceUsage().maxRSS;
  const own = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync("/proc/self/status", "utf8"));
  return own ? Number(own[1]) : process.resourceUsage().maxRSS;
}
