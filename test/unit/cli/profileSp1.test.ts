import { chmodSync, existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import type { ProfileJson } from "../../../src/core/profile/json";
import { tempFolder } from "../tempFolder";
import { cyclelens, type Ran } from "./harness";

const fixtures = path.resolve("test/fixtures/sp1");

/** The smallest program that is loaded where SP1 6 (or another machine) loads its guests. */
function elfAt(address: number, bits: 32 | 64 = 64): Buffer {
  const header = Buffer.alloc(bits === 64 ? 64 + 56 + 4 : 52 + 32 + 4);
  header.write("\u007fELF", 0, "latin1");
  header.set([bits === 64 ? 2 : 1, 1, 1], 4);
  header.writeUInt16LE(2, 16);
  header.writeUInt16LE(243, 18);
  header.writeUInt32LE(1, 20);
  if (bits === 64) {
    header.writeBigUInt64LE(BigInt(address), 24);
    header.writeBigUInt64LE(64n, 32);
    [64, 56, 1].forEach((value, i) => header.writeUInt16LE(value, 52 + 2 * i));
    header.writeUInt32LE(1, 64);
    header.writeUInt32LE(5, 68);
    header.writeBigUInt64LE(120n, 72);
    [address, address, 4, 4, 4].forEach((value, i) => header.writeBigUInt64LE(BigInt(value), 80 + 8 * i));
  } else {
    header.writeUInt32LE(address, 24);
    header.writeUInt32LE(52, 28);
    [52, 32, 1].forEach((value, i) => header.writeUInt16LE(value, 40 + 2 * i));
    [1, 84, address, address, 4, 4, 5, 4].forEach((value, i) => header.writeUInt32LE(value, 52 + 4 * i));
  }
  return header;
}

/** A host that does what its body says, in the arguments of a trace host. */
function hostThat(folder: string, body: string): string {
  const file = path.join(folder, "stub-host");
  writeFileSync(
    file,
    `#!${process.execPath}
const fs = require("node:fs"), zlib = require("node:zlib"), args = process.argv.slice(2);
const trace = process.env.TRACE_FILE, fixtures = ${JSON.stringify(fixtures)};
const of = (flag) => args[args.indexOf(flag) + 1];
const real = () => zlib.gunzipSync(fs.readFileSync(fixtures + "/fib-calls.rate100.json.gz"));
if (args.includes("--no-gas")) { console.log("cycles: 75417"); process.exit(0); }
${body}
`,
  );
  chmodSync(file, 0o755);
  return file;
}

type Printed = Pick<ProfileJson, "schema" | "totals" | "output" | "outcome" | "functions">;

async function traced(
  body: string,
  more: readonly string[] = [],
): Promise<Ran & { folder: string; json: Printed | null }> {
  const folder = tempFolder();
  const elf = path.join(folder, "guest-of-test.elf");
  writeFileSync(elf, elfAt(0x7800_0000));
  const host = hostThat(folder, body);
  const ran = await cyclelens(["profile", elf, "--host", host, "--json", ...more], { cwd: folder });
  return { ...ran, folder, json: ran.stdout.startsWith("{") ? (JSON.parse(ran.stdout) as Printed) : null };
}

const wholeTrace = `console.error("Profiling enabled"); fs.writeFileSync(trace, real()); console.error("Profile written successfully");`;

describe.skipIf(process.platform === "win32")("profile --machine sp1", () => {
  it("runs the host with the values in order and keeps what it left", async () => {
    const { code, json, folder } = await traced(
      `${wholeTrace} fs.writeFileSync(of("--public-values"), Buffer.from("beef", "hex")); fs.writeFileSync("words.json", JSON.stringify([args.slice(1), process.env.TRACE_SAMPLE_RATE]));`,
      ["--u32", "0x10", "--bytes", "0xA1a1", "--u32", "3", "--sample-rate", "100"],
    );
    expect(code).toBe(0);
    expect(json!.totals.cycles).toBe(75_500);
    expect(json!.output.publicHex).toBe("beef");
    expect(json!.functions[0]).toMatchObject({ name: "__start" });
    const [words, rate] = JSON.parse(readFileSync(path.join(folder, "words.json"), "utf8"));
    expect(words.slice(0, 6)).toEqual(["--u32", "16", "--bytes", "a1a1", "--u32", "3"]);
    expect(rate).toBe("100");
    const [id] = readdirSync(path.join(folder, ".cyclelens/runs"));
    expect(id).toMatch(/-sp1-guest-of-test$/);
    expect(readdirSync(path.join(folder, ".cyclelens/runs", id!))).toEqual(
      expect.arrayContaining([
        "run.json",
        "profile.json.gz",
        "sp1-trace.json.gz",
        "output.bin",
        "stderr.txt",
      ]),
    );
  });

  it("samples every instruction where the counted cycles fit", async () => {
    const { code, folder } = await traced(
      `${wholeTrace} fs.writeFileSync("rate", process.env.TRACE_SAMPLE_RATE);`,
    );
    expect(code).toBe(0);
    expect(readFileSync(path.join(folder, "rate"), "utf8")).toBe("1");
  });

  it("a guest that panics ends with 5, and its profile is there up to it", async () => {
    const { code, json, stderr } = await traced(
      `console.error("Profiling enabled\\nstderr: \\nstderr: thread '<unnamed>' (1) panicked at g/src/main.rs:46:5:\\nstderr: asked to fail: 1"); fs.writeFileSync(trace, real()); process.exitCode = 1;`,
      ["--sample-rate", "100"],
    );
    expect(code).toBe(5);
    expect(json!.outcome).toMatchObject({ status: "guest-error" });
    expect(json!.functions.length).toBeGreaterThan(10);
    expect(stderr).toContain("panicked at g/src/main.rs:46:5");
  });

  it("a host without the feature: no trace, and the way out", async () => {
    const { code, json, stderr } = await traced(`console.log("gas: 72457");`);
    expect(code).toBe(4);
    expect(json).not.toBeNull();
    expect(stderr).toMatch(/without the feature profiling.* — build it with/);
  });

  it.each([
    ["empty", `fs.writeFileSync(trace, "");`, 4],
    ["cut", `fs.writeFileSync(trace, real().subarray(0, 5000));`, 4],
    ["of something else", `fs.writeFileSync(trace, "hello");`, 4],
    ["of a killed host", `fs.writeFileSync(trace, ""); process.kill(process.pid, "SIGKILL"); for (;;);`, 4],
    [
      "on a full disk",
      `console.error('Failed to write profile to output file: Serde(Error("No space left on device (os error 28)"'); process.exit(101);`,
      4,
    ],
  ])("a trace that is %s never loses the run", async (_what, body, wanted) => {
    const { code, json, folder } = await traced(body);
    expect(json).toMatchObject({ schema: "cyclelens.profile/1" });
    expect(code).toBe(wanted);
    expect(readdirSync(path.join(folder, ".cyclelens/runs"))).toHaveLength(1);
  });

  it("a host of one's own may print anything", async () => {
    const { code, json } = await traced(
      `console.log("\\u0000\\u0001binary"); console.error("[2026] INFO my host"); ${wholeTrace}`,
      ["--sample-rate", "100"],
    );
    expect(code).toBe(0);
    expect(json!.totals.cycles).toBe(75_500);
  });

  it.each([
    ["no host where one is wanted", ["--engine", "external"], 4, "none is named"],
    ["a rate without a host", ["--sample-rate", "10"], 2, "belongs to a host"],
    ["a model that is not carried", ["--model", "sp1-5"], 3, "sp1-6"],
    ["a word that is no instruction", ["--engine", "embedded"], 3, "no instruction of SP1"],
    ["a folder without a package", ["--host", "."], 3, "holds no Cargo.toml"],
    ["a host that is not there", ["--host", "nowhere"], 3, "does not exist"],
    ["a framing", ["--host", ".", "--framing", "zisk"], 2, "belongs to ZisK"],
    ["a rate of zero", ["--host", ".", "--sample-rate", "0"], 2, "--sample-rate"],
    ["steps", ["--host", ".", "--max-steps", "5"], 2, "takes no --max-steps"],
    ["another machine", ["--machine", "zisk"], 3, "is an SP1 guest"],
  ])("refuses %s", async (_what, more, wanted, words) => {
    const folder = tempFolder();
    writeFileSync(path.join(folder, "g.elf"), elfAt(0x7800_0000));
    const { code, stdout, stderr } = await cyclelens(["profile", "g.elf", ...more], { cwd: folder });
    expect([code, stdout]).toEqual([wanted, ""]);
    expect(stderr).toContain(words);
    expect(existsSync(path.join(folder, ".cyclelens"))).toBe(false);
  });

  it("names programs of 32 bit", async () => {
    const folder = tempFolder();
    writeFileSync(path.join(folder, "g.elf"), elfAt(0x0020_0800, 32));
    const { code, stderr } = await cyclelens(["profile", "g.elf"], { cwd: folder });
    expect(code).toBe(3);
    expect(stderr).toContain("32-bit program, as RISC Zero and SP1 3 to 5 have them");
  });
});
