import { existsSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import Ajv2020, { type ValidateFunction } from "ajv/dist/2020";
import { describe, expect, it } from "vitest";
import { doctor } from "../../../src/toolchains/doctor";
import { layOut, tempFolder } from "../tempFolder";
import { cyclelens } from "./harness";

const sample = path.resolve("sample");
const recorded = ["stdout.txt", "stats.csv", "ziskemu-profile.json.gz", "disasm.txt.gz"].map((name) =>
  path.join(sample, "recorded", name),
);
const elf = path.join(sample, "sample-guest.elf.gz");

const schemas = new Map<string, ValidateFunction>();
const ajv = new Ajv2020({ allErrors: true, strict: false });
for (const name of readdirSync("schemas")) {
  const schema = JSON.parse(readFileSync(path.join("schemas", name), "utf8")) as {
    properties: { schema: { const: string } };
  };
  schemas.set(schema.properties.schema.const, ajv.compile(schema));
}

/** The JSON of an answer, valid by the schema that it names. */
function valid(text: string): Record<string, unknown> {
  const json = JSON.parse(text) as Record<string, unknown>;
  const validate = schemas.get(json["schema"] as string)!;
  validate(json);
  expect(validate.errors ?? []).toEqual([]);
  return json;
}

/** An emulator that prints a recorded report, however it is asked. */
const fakeZiskemu = (exit = 0) => `#!/bin/sh
case "$1" in --version) echo "ziskemu 1.4.0-alpha (x)"; exit 0;; esac
cat "${recorded[0]!}"
while [ $# -gt 0 ]; do case "$1" in -o) printf '\\001\\002' > "$2";; esac; shift; done
exit ${exit}
`;
const withTools = (files: Record<string, string>) => {
  const folder = tempFolder(
    Object.fromEntries(Object.entries(files).map(([name, text]) => [`bin/${name}`, text])),
  );
  return {
    ...process.env,
    PATH: `${path.join(folder, "bin")}${path.delimiter}/usr/bin${path.delimiter}/bin`,
  };
};

describe("usage", () => {
  it("lists the commands, and what comes later is not among them", async () => {
    const { code, stdout } = await cyclelens(["--help"]);
    expect(code).toBe(0);
    for (const name of [
      "profile",
      "report",
      "compare",
      "coverage",
      "openvm",
      "run",
      "runs",
      "baseline",
      "doctor",
      "lsp",
    ])
      expect(stdout).toMatch(new RegExp(`^ {2}${name} `, "m"));
    expect(stdout).not.toMatch(/^ {2}bench /m);
  });

  it("explains every command", async () => {
    for (const name of [
      "profile",
      "report",
      "compare",
      "coverage",
      "openvm",
      "run",
      "runs",
      "baseline",
      "doctor",
      "lsp",
    ]) {
      const { code, stdout } = await cyclelens([name, "--help"]);
      expect([code, stdout.startsWith(`cyclelens ${name}`)]).toEqual([0, true]);
    }
  });

  it.each([
    [["nonsense"], "there is no command nonsense"],
    [["bench", "a"], "bench comes in a later version"],
    [["compare", "a"], "compare wants BASE and NEW"],
    [["compare", "a", "b", "--max-regression", "-"], "--max-regression - is no percentage"],
    [["compare", "a", "b", "--per-function", "1e3"], "--per-function 1e3 is no percentage"],
    [["compare", "a", "b", "--format", "pprof"], "--format pprof is not known"],
    [["mcp", "x"], "mcp takes no files"],
    [["report"], "at least one file"],
    [["report", "x", "--colour"], "--colour"],
    [["report", "x", "--format", "pdf"], "--format pdf is not known"],
    [["profile"], "one ELF or --manifest-path"],
    [["profile", "a", "b"], "one ELF or --manifest-path"],
    [["profile", "a", "--manifest-path", "b"], "one ELF or --manifest-path"],
    [["profile", "a", "--bin", "b"], "belong to --manifest-path"],
    [["profile", "a", "--max-steps", "0"], "--max-steps 0"],
    [["profile", "a", "--engine", "other"], "--engine other"],
    [["run", "--folder", "f"], "a folder and a command"],
    [["runs"], "list, show RUN or prune"],
    [["baseline", "set"], "set NAME"],
    [["lsp"], "stdio"],
    [["--format"], "is no command"],
  ])("%j ends with 2: %s", async (args, message) => {
    const { code, stdout, stderr } = await cyclelens(args);
    expect([code, stdout]).toEqual([2, ""]);
    expect(stderr).toMatch(/^cyclelens: [^\n]+ — [^\n]+\n$/);
    expect(stderr).toContain(message);
  });

  it("without a command shows what there is and ends with 2", async () => {
    expect(await cyclelens([])).toMatchObject({ code: 2, stdout: "" });
  });

  it("says errors in JSON on stderr with --json", async () => {
    const { code, stdout, stderr } = await cyclelens(["report", "/nowhere/x", "--json"]);
    expect([code, stdout]).toEqual([3, ""]);
    expect(JSON.parse(stderr)).toEqual({
      error: { kind: "not-found", message: "/nowhere/x does not exist", hint: "check the path" },
    });
  });
});

describe("report", () => {
  it("merges the files of a run into one profile, whatever their order", async () => {
    const { code, stdout } = await cyclelens(["report", ...recorded, "--elf", elf, "--json"]);
    expect(code).toBe(0);
    const profile = valid(stdout);
    expect(profile["totals"]).toMatchObject({ steps: 6550763, total: 1006071343 });
    expect(profile).not.toHaveProperty("callTree");
    const turned = await cyclelens(["report", elf, ...[...recorded].reverse(), "--json"]);
    const { source, warnings, ...rest } = JSON.parse(turned.stdout) as Record<string, unknown>;
    expect(profile).toMatchObject(rest);
    expect([source, warnings].every(Boolean)).toBe(true);
  });

  it("comes back from its own JSON", async () => {
    const folder = tempFolder();
    const file = path.join(folder, "p.json");
    const first = await cyclelens(["report", ...recorded, "--elf", elf, "--listed", "--json"]);
    valid(first.stdout);
    layOut(folder, { "p.json": first.stdout });
    expect((await cyclelens(["report", file, "--listed", "--json"])).stdout).toBe(first.stdout);
  });

  it.each(["text", "md", "csv", "folded", "speedscope"])("prints %s", async (format) => {
    const { code, stdout, stderr } = await cyclelens([
      "report",
      ...recorded,
      "--elf",
      elf,
      "--format",
      format,
    ]);
    expect([code, stderr]).toEqual([0, ""]);
    expect(stdout).toContain("sample_guest::sha256::compress");
    expect(stdout).not.toMatch(/NaN|undefined/);
  });

  it("writes -o whole or not at all", async () => {
    const folder = tempFolder();
    const { code, stdout } = await cyclelens(["report", recorded[0]!, "-o", "out.txt"], { cwd: folder });
    expect([code, stdout, readdirSync(folder)]).toEqual([0, "", ["out.txt"]]);
    const bad = await cyclelens(["report", recorded[0]!, "-o", "none/out.txt"], { cwd: folder });
    expect([bad.code, bad.stdout]).toEqual([4, ""]);
  });

  it.each([
    ["empty.txt", ""],
    ["noise.bin", "\u0000\u0001\u0002"],
    ["other.json", '{"a":1}'],
  ])("refuses %s with 3 and a way out", async (name, text) => {
    const folder = tempFolder({ [name]: text });
    const { code, stdout, stderr } = await cyclelens(["report", name], { cwd: folder });
    expect([code, stdout]).toEqual([3, ""]);
    expect(stderr).toMatch(new RegExp(`^cyclelens: .*${name}[^\n]+ — [^\n]+\n$`));
  });

  it("of a program alone ends with 3", async () => {
    const { code, stdout, stderr } = await cyclelens(["report", elf]);
    expect([code, stdout]).toEqual([3, ""]);
    expect(stderr).toContain("cyclelens profile ELF");
  });

  it("of a truncated file ends with 0 and says so", async () => {
    const whole = readFileSync(recorded[0]!, "utf8");
    const folder = tempFolder({ "cut.txt": whole.slice(0, whole.indexOf("COST BY BASE OPCODE") + 200) });
    const { code, stdout } = await cyclelens(["report", "cut.txt", "--json"], { cwd: folder });
    expect([code, (valid(stdout)["outcome"] as { status: string }).status]).toEqual([0, "truncated"]);
  });
});

describe.skipIf(process.platform === "win32")("profile", () => {
  it("runs the guest, keeps the run, and prints its profile", async () => {
    const cwd = tempFolder({ "input.bin": "12345678" });
    const env = withTools({ ziskemu: fakeZiskemu() });
    const { code, stdout, stderr } = await cyclelens(
      ["profile", elf, "--input", "input.bin", "--u32", "7", "--json"],
      { cwd, env },
    );
    expect([code, stderr]).toEqual([0, ""]);
    const profile = valid(stdout);
    expect(profile).toMatchObject({
      exitCode: 0,
      engine: { name: "ziskemu", version: "1.4.0-alpha" },
      output: { publicHex: "0102" },
    });

    const listed = await cyclelens(["runs", "list", "--json"], { cwd, env });
    const { runs } = valid(listed.stdout) as unknown as { runs: { id: string; guest: string }[] };
    expect(runs).toEqual([expect.objectContaining({ guest: "sample-guest", mode: "full", baselines: [] })]);
    const shown = await cyclelens(["runs", "show", "last", "--json"], { cwd });
    expect(valid(shown.stdout)).toMatchObject({ id: runs[0]!.id, input: { sizeBytes: 24, file: null } });
    const again = await cyclelens(["report", path.join(".cyclelens/runs", runs[0]!.id), "--json"], { cwd });
    expect(JSON.parse(again.stdout)).toMatchObject({ totals: profile["totals"], output: profile["output"] });

    expect((await cyclelens(["baseline", "set", "main"], { cwd })).code).toBe(0);
    expect((await cyclelens(["baseline", "list"], { cwd })).stdout).toBe(`main → ${runs[0]!.id}\n`);
    valid((await cyclelens(["baseline", "export", "main"], { cwd })).stdout);
    const baselines = valid((await cyclelens(["baseline", "list", "--json"], { cwd })).stdout);
    expect(baselines["baselines"]).toMatchObject([{ baseline: "main", missing: false }]);
    const set = valid((await cyclelens(["baseline", "set", "other", "--json"], { cwd })).stdout);
    expect(set["baselines"]).toMatchObject([{ baseline: "other" }]);
    expect(valid((await cyclelens(["runs", "prune", "--json"], { cwd })).stdout)["removed"]).toEqual([]);

    // A run of another kind, as of OpenVM's prover, is listed with what its totals know.
    const file = path.join(cwd, ".cyclelens/runs", runs[0]!.id, "run.json");
    const run = JSON.parse(readFileSync(file, "utf8")) as Record<string, unknown>;
    writeFileSync(file, JSON.stringify({ ...run, totals: { proof_time_ms: 139_013, main_cells_used: 7 } }));
    expect((await cyclelens(["runs", "list"], { cwd })).stdout).toMatch(/ {2}ok +– +139 s proof time {2}/);
  });

  it("prints the profile of a guest that failed, and ends with 5", async () => {
    const cwd = tempFolder();
    const { code, stdout } = await cyclelens(["profile", elf, "--json"], {
      cwd,
      env: withTools({ ziskemu: fakeZiskemu(1) }),
    });
    expect([code, valid(stdout)["outcome"]]).toEqual([
      5,
      { status: "guest-error", message: "ziskemu ended with exit code 1" },
    ]);
  });

  it("checks before it starts anything", async () => {
    const cwd = tempFolder({ "x.elf": "not an ELF", "odd.bin": "123" });
    const env = withTools({ ziskemu: fakeZiskemu() });
    for (const args of [["x.elf"], ["none.elf"], [elf, "--input", "odd.bin"], [elf, "--input", "none.bin"]]) {
      const { code, stdout, stderr } = await cyclelens(["profile", ...args], { cwd, env });
      expect([args, code, stdout, stderr.split("\n").length]).toEqual([args, 3, "", 2]);
    }
    expect(existsSync(path.join(cwd, ".cyclelens"))).toBe(false);
  });

  it("an ELF in the folder of another cargo-zisk is named by its path", async () => {
    const cwd = tempFolder({ "target/elf/riscv64ima-zisk-zkvm-elf/release/g": "x" });
    const { code, stderr } = await cyclelens(
      ["profile", "target/riscv64ima-zisk-zkvm-elf/release/g", "--engine", "embedded"],
      { cwd },
    );
    expect([code, stderr.trimEnd().split(" — ")[1]]).toEqual([
      3,
      `take ${path.join(cwd, "target/elf/riscv64ima-zisk-zkvm-elf/release/g")}`,
    ]);
  });

  it("builds by cargo-zisk with line tables, and a failed build ends with 4", async () => {
    const cwd = tempFolder({
      "Cargo.toml": '[package]\nname = "g"\n[dependencies]\nziskos = "1"\n',
      "src/main.rs": "fn main() {}\n",
    });
    const place = `target/elf/riscv64ima-zisk-zkvm-elf/release`;
    const build = `#!/bin/sh
case "$1" in --version) echo "cargo-zisk 1.4.0-alpha"; exit 0;; esac
echo "debug=$CARGO_PROFILE_RELEASE_DEBUG args=$*"
mkdir -p ${place} && gunzip -c "${elf}" > ${place}/g
`;
    const env = withTools({ ziskemu: fakeZiskemu(), "cargo-zisk": build });
    const built = await cyclelens(
      ["profile", "--manifest-path", "Cargo.toml", "--features", "a,b", "--json"],
      { cwd, env },
    );
    expect([built.code, built.stderr]).toEqual([
      0,
      "debug=line-tables-only args=build --release --features a,b\n",
    ]);
    expect(existsSync(path.join(cwd, ".cyclelens/runs"))).toBe(true);
    const broken = withTools({ ziskemu: fakeZiskemu(), "cargo-zisk": "#!/bin/sh\nexit 101\n" });
    const failed = await cyclelens(["profile", "--manifest-path", "."], { cwd, env: broken });
    expect([failed.code, failed.stdout]).toEqual([4, ""]);
    expect(failed.stderr).toContain("the build failed with exit code 101");
  });

  it("does not take a package that is no guest", async () => {
    const cwd = tempFolder({ "Cargo.toml": '[package]\nname = "host"\n', "src/main.rs": "" });
    const { code, stderr } = await cyclelens(["profile", "--manifest-path", "Cargo.toml"], { cwd });
    expect([code, stderr]).toEqual([3, expect.stringContaining("no ZisK guest")]);
  });
});

describe("doctor", () => {
  it("is valid by its schema", async () => {
    valid(JSON.stringify({ schema: "cyclelens.doctor/1", tools: await doctor() }));
  });

  it("names the one thing to do for what is missing", async () => {
    const nowhere = { path: "", home: tempFolder() };
    const rows = await doctor({ ziskemu: nowhere, cargoZisk: nowhere });
    const row = rows.find(({ tool }) => tool === "ziskemu")!;
    expect(row).toMatchObject({ state: "missing", required: false });
    expect(row.fix).toMatch(/cargo install ziskemu --version 1\.4\.0-alpha.*libgmp-dev/);
  });
});
