// npm run test:sp1 [-- --fresh] [-- GUEST…]: builds the product's trace host from crates.io, traces real guests through the
// product's own command line and runner, and compares them with what another program folded from SP1's own files.
// `-- embedded` runs only made guests, in the embedded engine and in that host. Long, and not part of the pipeline. `--fresh` builds the host from nothing.
import { spawnSync } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import os from "node:os";
import path from "node:path";
import { gunzipSync } from "node:zlib";
import type { ProfileJson } from "../src/core/profile/json";
import { sp1TemplateVersion, traceHostFiles } from "../src/toolchains/sp1TraceHostTemplate";
import { sp1Differences } from "./engines/sp1AgainstHost";
import { sp1EdgeGuests } from "./engines/sp1Edges";
import { sp1Calls } from "./engines/sp1Calls";
import { randomSp1Guest } from "./engines/sp1Guests";
import { compareProfile } from "./sp1/compare";
import { buildHost, cacheFolder, type BuiltHost } from "./sp1/host";
import { runCli } from "./sp1/run";
import type { Sp1Expected } from "./verify/sp1Expected";

const randomGuests = 200;
const words = process.argv.slice(2);
const fresh = words.includes("--fresh");
const only = words.filter((word) => !word.startsWith("--"));
const data = path.resolve(process.env["CYCLELENS_SHARED"] ?? "../shared", "data/sp1");
let passed = 0;
let failed = 0;

console.log(`$ npm run test:sp1 ${words.join(" ")}`.trimEnd());
console.log(`node ${process.version}, ${os.cpus().length} cores, ${new Date().toISOString()}`);
const begun = Date.now();
const built = buildHost(cacheFolder(fresh));
if (typeof built === "string") {
  console.log(`FAIL the trace host: ${built}\n0 passed, 1 failed`);
  process.exit(1);
}
console.log(`trace host: ${built.command} in ${built.seconds.toFixed(1)} s (${built.versions})`);
const scratch = mkdtempSync(path.join(os.tmpdir(), "cyclelens sp1 "));
try {
  const cli = bundle(scratch);
  if (only.length === 0 || only.includes("embedded")) embedded(built);
  if (!existsSync(data)) {
    const must = process.env["CYCLELENS_REQUIRE_SHARED"] === "1";
    if (must) failed++;
    console.log(`${must ? "FAIL" : "skip"} real guests: ${data} is not there`);
  } else {
    for (const name of guests()) await traceGuest(cli, built, name);
    if (only.length === 0) await special(cli, built);
  }
} finally {
  rmSync(scratch, { recursive: true, force: true });
  if (fresh) rmSync(built.folder, { recursive: true, force: true });
}
console.log(`${passed} passed, ${failed} failed, ${((Date.now() - begun) / 1000).toFixed(1)} s`);
process.exitCode = failed > 0 ? 1 : 0;

/** Made guests in the embedded engine and in this host: every call and hook, and random programs, some in many chunks. */
function embedded(host: BuiltHost): void {
  const program = path.join(host.folder, "target/release/sp1-trace-host");
  const calls = sp1Calls();
  say(
    `${calls.length} calls of precompiles and hooks in the embedded engine`,
    calls.flatMap((guest) => sp1Differences(program, guest)),
  );
  const edges = sp1EdgeGuests().filter((_, i) => only.includes("edges") || i % 15 === 7);
  say(
    `${edges.length} guests with operands at the edge in the embedded engine`,
    edges.flatMap((guest) => sp1Differences(program, guest)),
  );
  const seeds = Array.from({ length: randomGuests }, (_, i) => i + 1);
  say(
    `${randomGuests} random guests in the embedded engine`,
    seeds.flatMap((seed) =>
      sp1Differences(program, randomSp1Guest(seed), seed % 3 === 0 ? 500 + 13 * seed : undefined),
    ),
  );
}

function guests(): string[] {
  return readdirSync(data)
    .filter((name) => existsSync(path.join(data, name, "expected.json")))
    .filter((name) => only.length === 0 || only.includes(name))
    .sort();
}

/** The bundle of these sources, in a folder of its own: nobody else's build is in the way. */
function bundle(folder: string): string {
  const out = path.join(folder, "dist");
  const { status } = spawnSync(process.execPath, ["esbuild.mjs", `--outdir=${out}`], { stdio: "inherit" });
  if (status !== 0) throw new Error("the bundle cannot be built");
  return path.join(out, "cli.js");
}

/** At rate 1 where SP1's memory allows it here, and at 100; and at the rate that the product chooses. */
async function traceGuest(cli: string, host: BuiltHost, name: string): Promise<void> {
  const folder = path.join(data, name);
  const expected = JSON.parse(readFileSync(path.join(folder, "expected.json"), "utf8")) as Sp1Expected;
  const rates = Object.keys(expected.traces).map(Number);
  for (const rate of [...new Set([...rates.filter((each) => each === 1 || each === 100), 100])].sort(
    (a, b) => a - b,
  )) {
    const run = await profile(cli, host, name, ["--sample-rate", String(rate)]);
    check(`${name} at rate ${rate}`, run, expected, rate);
  }
}

async function profile(
  cli: string,
  host: BuiltHost,
  name: string,
  more: readonly string[],
): ReturnType<typeof runCli> {
  const folder = path.join(data, name);
  const inputs = readFileSync(path.join(folder, "args.txt"), "utf8")
    .split("\n")
    .filter((word) => word !== "");
  const own = inputs.map((word, i) => (inputs[i - 1] === "--input" ? path.join(folder, word) : word));
  return runCli(
    cli,
    [
      "profile",
      path.join(folder, "guest.elf.gz"),
      "--machine",
      "sp1",
      "--host",
      host.folder,
      ...own,
      "--listed",
      "--json",
      ...more,
    ],
    { cwd: scratch },
  );
}

function check(
  what: string,
  run: Awaited<ReturnType<typeof runCli>>,
  expected: Sp1Expected,
  rate: number,
): void {
  const code = expected.exitCode === 0 ? 0 : 5;
  const problems: string[] = [];
  let figures = 0;
  if (run.code !== code)
    problems.push(`ended with ${run.code}, expected ${code}: ${run.stderr.slice(0, 400)}`);
  if (run.stdout.startsWith("{")) {
    const compared = compareProfile(JSON.parse(run.stdout) as ProfileJson, expected, rate);
    figures = compared.figures;
    problems.push(...compared.problems);
  } else problems.push(`printed no profile: ${run.stderr.slice(0, 400)}`);
  say(
    `${what}: ${expected.cycles.toLocaleString("en-US")} cycles, ${figures} figures compared, ${run.ms} ms`,
    problems,
  );
}

function say(what: string, problems: readonly string[]): void {
  if (problems.length === 0) passed++;
  else failed++;
  console.log(`${problems.length === 0 ? "ok  " : "FAIL"} ${what}`);
  for (const problem of problems.slice(0, 10)) console.log(`       ${problem}`);
}

/** What only a real host shows: the rate that is chosen, a run that is stopped, another one's package. */
async function special(cli: string, host: BuiltHost): Promise<void> {
  const fib = JSON.parse(readFileSync(path.join(data, "fib-calls/expected.json"), "utf8")) as Sp1Expected;
  check("fib-calls at the rate that is chosen", await profile(cli, host, "fib-calls", []), fib, 1);

  // 1. A guest of minutes, stopped after two seconds: its run is kept as cancelled.
  const endless = path.join(data, "sha2-k256/guest.elf.gz");
  const message = path.join(data, "sha2-k256/input/message.bin");
  const key = "a1".repeat(32);
  const stopped = await runCli(
    cli,
    [
      "profile",
      endless,
      "--machine",
      "sp1",
      "--host",
      host.folder,
      "--json",
      "--sample-rate",
      "20336543",
    ].concat(["--input", message, "--bytes", key, "--u32", "100000"]),
    { cwd: scratch, interruptMs: 3000 },
  );
  const outcome = stopped.stdout.startsWith("{")
    ? (JSON.parse(stopped.stdout) as ProfileJson).outcome.status
    : null;
  say(`a run that is stopped: ${stopped.ms} ms`, [
    ...(stopped.code === 130 ? [] : [`ended with ${stopped.code}: ${stopped.stderr.slice(0, 300)}`]),
    ...(outcome === "cancelled" ? [] : [`outcome ${String(outcome)}`]),
  ]);

  // 2. Somebody's own package: without the feature it is refused, with it traced.
  const own = ownHost();
  const elf = path.join(scratch, "fib.elf");
  writeFileSync(elf, gunzipSync(readFileSync(path.join(data, "fib-calls/guest.elf.gz"))));
  const args = (features: readonly string[]): string[] =>
    [
      "profile",
      elf,
      "--machine",
      "sp1",
      "--host",
      own,
      "--sample-rate",
      "1",
      "--listed",
      "--json",
      ...features,
    ].concat(["--", "{elf}", "--u32", "2000", "--u32", "300", "--report-json", "{report}"]);
  const env = { ...process.env, CARGO_TARGET_DIR: path.join(host.folder, "target") };
  const refused = await runCli(cli, args([]), { cwd: scratch, env });
  say("an own host without the feature is refused before it is built", [
    ...(refused.code === 4 ? [] : [`ended with ${refused.code}`]),
    ...(/without its feature profiling/.test(refused.stderr) ? [] : [refused.stderr.slice(0, 300)]),
  ]);
  const named = await runCli(cli, args(["--host-features", "sp1-core-executor/profiling"]), {
    cwd: scratch,
    env,
  });
  check("an own host with the feature named", named, fib, 1);
}

/** The template under another name, without our mark and without the feature. */
function ownHost(): string {
  const folder = path.join(scratch, "own");
  for (const [name, text] of traceHostFiles(sp1TemplateVersion)) {
    const file = path.join(folder, name);
    mkdirSync(path.dirname(file), { recursive: true });
    const plain = text
      .replace('name = "sp1-trace-host"', 'name = "own-host"')
      .replace("trace-host = true", "trace-host = false")
      .replace(/\[features\][^[]*/, "")
      .replace('#[cfg(feature = "profiling")]', "");
    writeFileSync(file, plain);
  }
  const lock = path.join(built === null || typeof built === "string" ? "" : built.folder, "Cargo.lock");
  writeFileSync(
    path.join(folder, "Cargo.lock"),
    readFileSync(lock, "utf8").replace('name = "sp1-trace-host"', 'name = "own-host"'),
  );
  return folder;
}
