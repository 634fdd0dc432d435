import { createReadStream, readFileSync } from "node:fs";
import { createInterface } from "node:readline";
import { Profile } from "pprof-format";
import { assemble } from "../../src/core/importers/assemble";
import { importPart } from "../../src/core/importers/detect";
import { ziskDisasm } from "../../src/core/importers/ziskDisasm";
import { ziskFirefox } from "../../src/core/importers/ziskFirefox";
import { ziskReport } from "../../src/core/importers/ziskReport";
import { fileSource } from "../../src/runs/fileSource";
import { firefoxImporter } from "./firefoxImporter";

type Job = (file: string) => Promise<unknown> | unknown;

/** One measured job in a process of its own; prints time and peak memory as JSON. */
const jobs: Readonly<Record<string, Job>> = {
  idle: () => null,
  "JSON.parse": (file) => JSON.parse(readFileSync(file, "utf8")) as unknown,
  firefox: async (file) => (await ziskFirefox.import(await fileSource(file), {})).callTree?.length,
  disasm: async (file) => (await ziskDisasm.import(await fileSource(file), {})).counts?.length,
  report: async (file) => (await ziskReport.import(await fileSource(file), {})).listed?.functions.length,
  sp1: async (file) => assemble([await importPart(await fileSource(file))], null).functions.length,
  pprof: async (file) => (await importPart(await fileSource(file))).profile?.functions.length,
  "pprof-format": (file) => Profile.decode(readFileSync(file)).sample.length,
  dhat: async (file) => (await importPart(await fileSource(file))).profile?.functions.length,
  readline: async (file) => {
    let bytes = 0;
    for await (const line of createInterface({ input: createReadStream(file) })) bytes += line.length;
    return bytes;
  },
};

/** Jobs of packages that are loaded first; that is not counted. */
const loaded: Readonly<Record<string, () => Job>> = {
  "Firefox Profiler": () => {
    const importer = firefoxImporter();
    return async (file) => (await importer(readFileSync(file))).threads[0]?.nativeAllocations?.weight.length;
  },
};

const [job = "", file = ""] = process.argv.slice(2);
const run = loaded[job]?.() ?? jobs[job]!;
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
