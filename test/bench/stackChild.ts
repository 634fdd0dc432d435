import { createReadStream, readFileSync } from "node:fs";
import { createInterface } from "node:readline";
import { importPart } from "../../src/core/importers/detect";
import { fileSource } from "../../src/runs/fileSource";

/** One measured job in a process of its own; prints time and peak memory as JSON. */
const jobs: Readonly<Record<string, (file: string) => Promise<number | undefined> | number>> = {
  ours: async (file) => (await importPart(await fileSource(file))).profile?.functions.length,
  "JSON.parse": (file) => Object.keys(JSON.parse(readFileSync(file, "utf8")) as object).length,
  // What a reader of folded stacks has to do at least: the frames of each line, its count, the sum of each frame.
  readline: async (file) => {
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
const started = performance.now();
const result = await jobs[job]!(file);
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
