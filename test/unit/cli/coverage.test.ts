import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import Ajv2020 from "ajv/dist/2020";
import { describe, expect, it } from "vitest";
import type { Coverage } from "../../../src/core/coverage/types";
import { layOut, tempFolder } from "../tempFolder";
import { cyclelens } from "./harness";

const sp1 = path.resolve("test/fixtures/coverage/sp1");
const coverage = (...args: string[]) => cyclelens(["coverage", ...args]);
const json = async (...args: string[]): Promise<Coverage> =>
  JSON.parse((await coverage(...args, "--json")).stdout) as Coverage;
const states = ({ guests }: Coverage) =>
  guests
    .flatMap(({ crates }) => crates.map(({ crate, operation, state }) => `${operation} ${crate} ${state}`))
    .sort();

const asItIs = ["keccak256 tiny-keccak unused", "secp256k1 k256 unpatched", "sha256 sha2 unpatched"];

describe("cyclelens coverage", () => {
  it("answers by the schema, with places relative to the folder", async () => {
    const answer = await json(sp1);
    const schema = "schemas/coverage-1.json";
    if (existsSync(schema)) {
      const ajv = new Ajv2020({ allErrors: true, strict: false });
      const validate = ajv.compile(JSON.parse(readFileSync(schema, "utf8")) as object);
      validate(answer);
      expect(validate.errors ?? []).toEqual([]);
    }
    expect(answer.guests.map(({ manifest, backend, sdk }) => [manifest, backend, sdk])).toEqual([
      ["guest/Cargo.toml", "sp1", { name: "sp1-zkvm", version: "5.2.3" }],
    ]);
    expect(states(answer)).toEqual(asItIs);
  });

  it("finds the workspace root above the folder asked about", async () => {
    const answer = await json(path.join(sp1, "guest"));
    expect(answer.guests.map(({ manifest }) => manifest)).toEqual(["Cargo.toml"]);
    expect(states(answer)).toEqual(asItIs);
    const fix = answer.guests[0]!.crates.find(({ crate }) => crate === "sha2")!.fix!;
    expect(fix.edits.map(({ file }) => file)).toEqual(["../Cargo.toml"]);
    expect(new Set(answer.matrix.flatMap(({ cells }) => cells.map(({ guest }) => guest)))).toEqual(
      new Set(["Cargo.toml"]),
    );
  });

  it("prints text, Markdown, CSV and annotations", async () => {
    const text = (await coverage(sp1)).stdout;
    expect(text).toContain("sha256     ✘ unpatched");
    expect(text.split("\n").filter((line) => [...line].length > 80)).toEqual([]);
    expect((await coverage(sp1, "--format", "md")).stdout).toMatch(/^## Patch Coverage/);
    expect((await coverage(sp1, "--format", "csv")).stdout.split("\r\n")).toHaveLength(5);
    const github = (await coverage(path.join(sp1, "guest"), "--format", "github")).stdout;
    expect(github).toContain("::warning file=test/fixtures/coverage/sp1/guest/Cargo.toml,line=8,endLine=8,");
  });

  it("keeps to one backend", async () => {
    expect((await json(sp1, "--backend", "zisk")).guests).toEqual([]);
  });

  it("says so where there is no guest", async () => {
    const { code, stdout } = await coverage(path.join(sp1, "host"));
    expect([code, stdout]).toEqual([0, "no guest found\n"]);
  });

  it("takes rules of the user", async () => {
    const folder = tempFolder({ "broken.json": "{" });
    const { stdout } = await coverage(sp1, "--rules", path.join(folder, "broken.json"), "--json");
    expect((JSON.parse(stdout) as Coverage).warnings.join()).toContain("broken.json");
  });
});

describe("a run as evidence", () => {
  const sample = path.resolve("sample/sample-guest.elf.gz");

  it("is of the only guest below the folder", async () => {
    expect((await json(sp1, "--elf", sample)).warnings).toEqual([]);
  });

  it("is of nobody where it could be of several, and that is said", async () => {
    const folder = tempFolder();
    for (const name of ["a", "b"])
      layOut(folder, {
        [`${name}/Cargo.toml`]: `[package]\nname = "${name}"\nversion = "1.0.0"\n[dependencies]\nziskos = "1.0.0"\n`,
      });
    const { guests, warnings } = await json(folder, "--elf", sample);
    expect(guests).toHaveLength(2);
    expect(warnings.join()).toContain("it could be of any of 2 guests");
  });
});

describe("--check", () => {
  const allow = (text: string) => path.join(tempFolder({ allow: text }), "allow");

  it("ends with 1 and names what is refused", async () => {
    const { code, stdout } = await coverage(sp1, "--check");
    expect(code).toBe(1);
    expect(stdout).toContain(
      "check: refused, 3 to fix or to allow\n  secp256k1 in guest/Cargo.toml: k256 unpatched\n",
    );
    expect((await coverage(sp1, "--check", "--json")).code).toBe(1);
    expect((await coverage(sp1, "--check", "--format", "github")).stdout).toMatch(/^::error file=/);
    expect((await coverage(sp1)).code).toBe(0);
  });

  it.each([
    ["all by name", "sha256 vault-guest # hardly used\nsecp256k1 guest/Cargo.toml\nkeccak256 guest\n", 0],
    ["everywhere", "# for now\n\nsha256\nsecp256k1 # no ECDSA\r\nkeccak256", 0],
    ["of another guest", "sha256 other\nsecp256k1\nkeccak256", 1],
  ])("lets pass what is allowed: %s", async (_, text, code) => {
    expect((await coverage(sp1, "--check", "--allow", allow(text))).code).toBe(code);
  });

  it("tells a line that allows nothing", async () => {
    const { stderr } = await coverage(sp1, "--check", "--allow", allow("sha256\nrsa"));
    expect(stderr).toBe("cyclelens: --allow line 2 allows nothing that is there\n");
  });

  it("tells a line with no operation in it", async () => {
    const { code, stderr, stdout } = await coverage(sp1, "--check", "--allow", allow("sha256\nsha-256"));
    expect([code, stdout]).toEqual([3, ""]);
    expect(stderr).toMatch(/allow:2: sha-256 is no operation — choose one of/);
  });
});

describe("bad usage", () => {
  it.each([
    [[], 2],
    [["a", "b"], 2],
    [[sp1, "--backend", "jolt"], 2],
    [[sp1, "--format", "html"], 2],
    [[sp1, "--json", "--format", "md"], 2],
    [[sp1, "--what"], 2],
    [["/nowhere/at/all"], 3],
    [[sp1, "--rules", "/nowhere/at/all"], 3],
    [[sp1, "--elf", "/nowhere/at/all"], 3],
    [[sp1, "--profile", "/nowhere/at/all"], 3],
  ])("%j ends with %i and an empty stdout", async (args, code) => {
    const ran = await coverage(...args);
    expect([ran.code, ran.stdout]).toEqual([code, ""]);
    expect(ran.stderr).toMatch(
      args.includes("--json") ? /^\{"error":\{"kind":"usage".*\n$/ : /^cyclelens: .* — .*\n$/,
    );
  });
});

describe("--cargo", () => {
  it("starts no process unless asked, and says why cargo gave nothing", async () => {
    // No crate of it is in cargo's cache, so that cargo cannot answer offline, wherever this runs.
    const folder = tempFolder();
    layOut(folder, {
      "Cargo.toml": '[package]\nname = "g"\nversion = "0.1.0"\n[dependencies]\nsp1-zkvm = "9999.0.0"\n',
      "Cargo.lock":
        'version = 4\n[[package]]\nname = "g"\nversion = "0.1.0"\ndependencies = [\n "sp1-zkvm",\n]\n[[package]]\nname = "sp1-zkvm"\nversion = "9999.0.0"\nsource = "registry+https://github.com/rust-lang/crates.io-index"\n',
    });
    const kinds = ({ guests }: Coverage) =>
      guests.flatMap(({ findings }) => findings.map(({ kind }) => kind));
    expect(kinds(await json(folder))).not.toContain("cargo-metadata");
    const asked = await json(folder, "--cargo");
    expect(kinds(asked)).toContain("cargo-metadata");
    const { message } = asked.guests[0]!.findings.find(({ kind }) => kind === "cargo-metadata")!;
    expect(message).toMatch(
      /^cargo metadata gave nothing \(.+\), so features and targets are those of the files alone; /,
    );
  });
});

const hasCargo =
  spawnSync("cargo", ["--version"]).status === 0 && spawnSync("git", ["--version"]).status === 0;

describe.skipIf(!hasCargo)("--cargo with repositories of this machine", () => {
  it("is sharpened by crates of a path and of a git repository", async () => {
    const home = tempFolder();
    const crate = (name: string, version: string, more = "") => ({
      [`${name}/Cargo.toml`]: `[package]\nname = "${name}"\nversion = "${version}"\nedition = "2021"\n${more}`,
      [`${name}/src/lib.rs`]: "",
    });
    layOut(home, {
      ...crate("sp1-zkvm", "5.2.3"),
      ...crate("sha2", "0.10.9", "[features]\ndefault = []\nasm = []\n"),
      ...crate("guest", "0.1.0"),
    });
    const run = (program: string, args: string[], folder: string) => {
      const env = { ...process.env, CARGO_HOME: path.join(home, "cargo") };
      const { status, stderr } = spawnSync(program, args, {
        cwd: path.join(home, folder),
        env,
        encoding: "utf8",
      });
      if (status !== 0) throw new Error(stderr);
    };
    run("git", ["init", "-q"], "sha2");
    run("git", ["add", "."], "sha2");
    run("git", ["-c", "user.name=a", "-c", "user.email=a@b.c", "commit", "-q", "-m", "a"], "sha2");
    const url = pathToFileURL(path.join(home, "sha2")).href;
    layOut(home, {
      "guest/Cargo.toml": `[package]\nname = "guest"\nversion = "0.1.0"\nedition = "2021"\n[dependencies]\nsp1-zkvm = { path = "../sp1-zkvm" }\nsha2 = { git = "${url}", features = ["asm"] }\n`,
    });
    run("cargo", ["generate-lockfile"], "guest");
    const before = readFileSync(path.join(home, "guest/Cargo.lock"), "utf8");
    const kept = process.env["CARGO_HOME"];
    process.env["CARGO_HOME"] = path.join(home, "cargo");
    try {
      const { guests } = await json(path.join(home, "guest"), "--cargo");
      expect(guests[0]!.findings.map(({ kind }) => kind)).not.toContain("cargo-metadata");
      expect(guests[0]!.crates.map(({ crate: name, version }) => `${name} ${version}`)).toContain(
        "sha2 0.10.9",
      );
      expect(readFileSync(path.join(home, "guest/Cargo.lock"), "utf8")).toBe(before);
    } finally {
      if (kept === undefined) delete process.env["CARGO_HOME"];
      else process.env["CARGO_HOME"] = kept;
    }
  });
});

const shared = path.resolve(process.env["CYCLELENS_SHARED"] ?? "../shared", "data/guests");
const isThere = existsSync(shared);
if (!isThere && process.env["CYCLELENS_REQUIRE_SHARED"] === "1") throw new Error(`${shared} is missing`);

describe.skipIf(!isThere)("real guests", () => {
  const projects = isThere
    ? readdirSync(shared).filter((name) => statSync(path.join(shared, name)).isDirectory())
    : [];

  it.each(projects)("%s: every form, within 80 columns, without a crash", async (name) => {
    const folder = path.join(shared, name);
    const text = await coverage(folder);
    expect(text).toMatchObject({ code: 0, stderr: "" });
    const matrix = text.stdout.slice(0, text.stdout.indexOf("\n#1 "));
    expect(matrix.split("\n").filter((line) => [...line].length > 80)).toEqual([]);
    for (const format of ["json", "md", "csv", "github"])
      expect(await coverage(folder, "--format", format)).toMatchObject({ code: 0, stderr: "" });
  });
});
