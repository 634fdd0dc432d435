import { readFileSync } from "node:fs";
import { Writable } from "node:stream";
import { openvmArgs } from "../../src/cli/openvmArgs";
import { openvmReports } from "../../src/cli/openvmReports";
import { loadMetrics } from "../../src/server/openvm/loadMetrics";
import { MetricsViews } from "../../src/server/openvm/metricsViews";

/** One measured job in a process of its own; prints time and peak memory as JSON. */
const jobs: Readonly<Record<string, (file: string) => Promise<unknown> | unknown>> = {
  "JSON.parse": () => JSON.parse(text) as unknown,
  summary: async (file) => {
    let printed = "";
    const stdout = new Writable({
      write(chunk: Buffer, _encoding, done) {
        printed += chunk.toString();
        done();
      },
    });
    const signal = new AbortController().signal;
    const args = openvmArgs(["--json-paths", file, "summary", "--benchmark-results-link", "link"]);
    if (typeof args === "string") throw new Error("no job");
    await openvmReports(args, { stdout, stderr: stdout, env: {}, cwd: process.cwd(), signal });
    if (!printed.includes("app_proof")) throw new Error("no summary");
    return printed;
  },
  // The metrics view, each of its tables sorted once.
  view: async (file) => {
    const views = new MetricsViews();
    const { view, tables } = views.add(await loadMetrics({ file, previous: null, version: null }));
    const query = { sort: 0, descending: true, byChange: false, filter: "", from: 0, count: 100 };
    return tables.map(({ id }) => views.page(view, { ...query, table: id }).matches);
  },
};

const [job = "", file = ""] = process.argv.slice(2);
// Reading is not counted against JSON.parse: parsing alone is.
const text = job === "JSON.parse" ? readFileSync(file, "utf8") : "";
const started = performance.now();
const result = await jobs[job]!(file);
const ms = performance.now() - started;
if (result === undefined) process.exitCode = 1;
const own =
  process.platform === "linux"
    ? /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync("/proc/self/status", "utf8"))
    : null;
const peakKb = own ? Number(own[1]) : process.resourceUsage().maxRSS;
process.stdout.write(JSON.stringify({ ms, peakMb: peakKb / 1024 }));
