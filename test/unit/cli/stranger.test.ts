import {
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import path from "node:path";
import { gunzipSync, gzipSync } from "node:zlib";
import { beforeAll, describe, expect, it, vi } from "vitest";
import { tempFolder } from "../tempFolder";
import { cyclelens, type Ran } from "./harness";

// What somebody does who has only Node, reads no page, and mistypes.

const guest = path.resolve("test/fixtures/engine/access.elf");
const oneError = /^cyclelens: [^\n]+ — [^\n]+\n$/;

beforeAll(() => {
  vi.stubEnv("HOME", tempFolder());
});

/** No tool is installed. */
const bare = (args: readonly string[], cwd = tempFolder()): Promise<Ran> =>
  cyclelens(args, { cwd, env: { PATH: "/nonexistent" } });

/** As many runs of one guest, a second apart by their names, oldest first. */
async function runs(count: number): Promise<{ root: string; ids: string[] }> {
  const root = tempFolder();
  for (let i = 0; i < count; i++) await bare(["profile", guest, "--format", "bmf"], root);
  return { root, ids: readdirSync(path.join(root, ".cyclelens/runs")).sort() };
}

describe("a guest that never ran", () => {
  it.each([
    ["a file that is not there", ["profile", "nope.elf"]],
    ["a folder", ["profile", "."]],
    ["no program", ["profile", path.resolve("README.md")]],
    ["an input that is not there", ["profile", guest, "--input", "nope"]],
    ["bytes that are none", ["profile", guest, "--bytes", "zz"]],
    ["a model that is not known", ["profile", guest, "--model", "zisk-9"]],
  ])("%s is one error, in words and in JSON, and nothing about engines stands before it", async (_, args) => {
    const root = tempFolder();
    expect((await bare(args, root)).stderr).toMatch(oneError);
    const { stdout, stderr } = await bare([...args, "--json"], root);
    expect(stdout).toBe("");
    expect(JSON.parse(stderr)).toHaveProperty("error.hint");
    expect(existsSync(path.join(root, ".cyclelens"))).toBe(false);
  });

  it("that did run says by which engine", async () => {
    const { code, stderr } = await bare(["profile", guest]);
    expect([code, stderr]).toEqual([
      0,
      "cyclelens: ziskemu is not installed; this is a run of the embedded engine\n",
    ]);
  });
});

describe("an answer that has no place", () => {
  it.each([
    ["a folder that is not there", "nowhere/x.json", /cannot write .*nowhere.x\.json \(ENOENT\)/],
    ["a folder", ".", /cannot write .* \(EISDIR\)/],
  ])("-o %s is told before the guest runs", async (_, file, message) => {
    const root = tempFolder();
    const { code, stdout, stderr } = await bare(["profile", guest, "--json", "-o", file], root);
    expect([code, stdout, existsSync(path.join(root, ".cyclelens"))]).toEqual([4, "", false]);
    expect((JSON.parse(stderr) as { error: { message: string } }).error.message).toMatch(message);
  });

  it("a run that no disk takes is printed all the same", async () => {
    const root = tempFolder({ ".cyclelens": "in the way" });
    vi.stubEnv("TMPDIR", path.join(root, ".cyclelens"));
    vi.stubEnv("TEMP", path.join(root, ".cyclelens"));
    const { code, stdout, stderr } = await bare(["profile", guest], root);
    vi.stubEnv("TMPDIR", undefined);
    vi.stubEnv("TEMP", undefined);
    expect([code, stderr]).toEqual([0, expect.stringContaining("the run is not kept")]);
    expect(stdout).toContain("Hot functions");
  });

  it("a run whose folder is a file is kept elsewhere, and printed", async () => {
    const root = tempFolder({ ".cyclelens": "in the way" });
    const { code, stdout, stderr } = await bare(["profile", guest], root);
    expect([code, stderr]).toEqual([0, expect.stringContaining("the run is kept in ")]);
    expect(stdout).toContain("Hot functions");
  });
});

describe("inputs beyond all bounds", () => {
  const sparse = (name: string, bytes: number): string => {
    const file = path.join(tempFolder({ [name]: "" }), name);
    truncateSync(file, bytes);
    return file;
  };

  it("a program of 5 GB is refused by its size, as a program", async () => {
    const { code, stderr } = await bare(["profile", sparse("guest.elf", 5 * 2 ** 30)]);
    expect([code, stderr]).toEqual([
      3,
      expect.stringContaining("is larger than 1 GB — give the guest's ELF"),
    ]);
  });

  it("an input of 2 GB is refused unread, ZisK's and SP1's", async () => {
    const input = sparse("input.bin", 2 ** 31);
    for (const program of [guest, path.resolve("test/fixtures/sp1Project/recorded/guest.elf.gz")]) {
      const { code, stderr } = await bare(["profile", program, "--input", input]);
      expect([code, stderr]).toEqual([3, expect.stringContaining("the input is larger than 1 GB")]);
    }
  });
});

describe("report", () => {
  it("of a page that only speaks of a machine's tools says that there is no run in it", async () => {
    const root = tempFolder({ "page.md": "Link sp1-sdk 6 in the host.\n\nThen run it.\n" });
    const { code, stdout, stderr } = await bare(["report", "page.md"], root);
    expect([code, stdout]).toEqual([3, ""]);
    expect(stderr).toMatch(/^cyclelens: page\.md says nothing of what a run cost — /);
  });

  it("of a log of a run that says little is one nevertheless", async () => {
    const root = tempFolder({ log: "sp1-core-executor\nstdout: hello\n" });
    expect(await bare(["report", "log"], root)).toMatchObject({ code: 0, stderr: "" });
  });

  it("of a compressed profile that was cut off says that", async () => {
    const { root, ids } = await runs(1);
    const file = path.join(root, ".cyclelens/runs", ids[0]!, "profile.json.gz");
    writeFileSync(file, gzipSync(gunzipSync(readFileSync(file))).subarray(0, 90));
    const { code, stderr } = await bare(["report", file], root);
    expect([code, stderr]).toEqual([3, expect.stringContaining("profile.json.gz is cut off")]);
  });

  it("of a run folder that lost a file names the file", async () => {
    const { root, ids } = await runs(1);
    const folder = path.join(root, ".cyclelens/runs", ids[0]!);
    rmSync(path.join(folder, "profile.json.gz"));
    const about = async (args: readonly string[]): Promise<string> => (await bare(args, root)).stderr;
    expect(await about(["report", folder])).toMatch(/is no whole run: its profile\.json\.gz is missing — /);
    expect(await about(["baseline", "export", "last"])).toMatch(/its profile\.json\.gz is missing — /);
    rmSync(path.join(folder, "run.json"));
    expect(await about(["report", folder])).toMatch(/is no whole run: its run\.json is missing — /);
  });
});

describe("runs", () => {
  it("show takes the start of an id, last~1, and says of a corrupt run what is wrong with it", async () => {
    const { root, ids } = await runs(2);
    const shown = async (name: string): Promise<unknown> => {
      const { code, stdout, stderr } = await bare(["runs", "show", name, "--json"], root);
      return code === 0 ? (JSON.parse(stdout) as { id: string }).id : [code, stderr];
    };
    expect(await shown("last")).toBe(ids[1]);
    expect(await shown("last~1")).toBe(ids[0]);
    expect(await shown(ids[0]!)).toBe(ids[0]);
    expect(await shown(ids[1]!.slice(0, 4))).toEqual([
      2,
      expect.stringContaining("begins the names of 2 runs"),
    ]);
    expect(await shown("last~2")).toEqual([3, expect.stringContaining("there are 2 runs of access, not 3")]);
    expect(await shown("nope")).toEqual([3, expect.stringContaining("no run or baseline named nope")]);
    writeFileSync(path.join(root, ".cyclelens/runs", ids[0]!, "run.json"), "{");
    expect(await shown(ids[0]!)).toEqual([3, expect.stringContaining("its run.json cannot be read")]);
  });

  it.each([[["runs", "list"]], [["baseline", "list"]], [["compare", "last~1", "last"]], [["runs", "prune"]]])(
    "%j below a --root that is not there is no empty list",
    async (args) => {
      const { code, stderr } = await bare([...args, "--root", "nowhere"]);
      expect([code, stderr]).toEqual([3, expect.stringContaining("there is no folder ")]);
    },
  );

  it("a flag of another verb is refused", async () => {
    const { code, stderr } = await bare(["runs", "list", "--max-size-mb", "1"]);
    expect([code, stderr]).toEqual([2, expect.stringContaining("--max-size-mb belongs to runs prune")]);
  });
});

describe("coverage", () => {
  it("--check of a folder without guests says that nothing was checked", async () => {
    const { code, stderr } = await bare(["coverage", ".", "--check"]);
    expect([code, stderr]).toEqual([0, expect.stringContaining("so nothing was checked")]);
  });

  it("of a folder that may not be read is an error, not an empty answer", async ({ skip }) => {
    skip(process.getuid?.() === 0, "whoever is root may read anything");
    skip(process.platform === "win32", "rights of another kind");
    const root = tempFolder();
    mkdirSync(path.join(root, "closed"), { mode: 0 });
    const { code, stderr } = await bare(["coverage", "closed"], root);
    expect([code, stderr]).toEqual([4, expect.stringContaining("no right to read")]);
  });
});

/** Flags that a text names, sorted; what stands behind a `--` of its own is not ours. */
function flagsOf(text: string): string[] {
  const all = text.matchAll(/(?<![\w-])(--[a-z][a-z0-9-]*|-o)(?![\w-])/g);
  return [...new Set([...all].map(([flag]) => flag))].sort();
}

describe("docs/cli.md", () => {
  const [, contract = ""] = readFileSync("docs/cli.md", "utf8").split(/^## /m);
  const rows = contract.split("\n").flatMap((line) => {
    const [, words] = /^\| (`[a-z]+.*?) \| /.exec(line.replaceAll("\\|", "¦")) ?? [];
    return words === undefined ? [] : [words];
  });
  const documented = new Map<string, string>();
  for (const row of rows) {
    const name = /^`([a-z]+)/.exec(row)![1]!;
    documented.set(name, `${documented.get(name) ?? ""} ${row}`);
  }

  it.each([...documented.keys()])("%s: its flags are those of --help", async (name) => {
    const { stdout } = await cyclelens([name, "--help"]);
    const inHelp = flagsOf(stdout.replace(/cargo-zisk build --release|cargo metadata \([^)]*\)/g, ""));
    expect(flagsOf(documented.get(name) ?? "")).toEqual(inHelp);
  });

  it("every command of --help has its row", async () => {
    const { stdout } = await cyclelens(["--help"]);
    const listed = [...stdout.matchAll(/^ {2}([a-z]+) {2}/gm)].map(([, name]) => name!);
    expect([...documented.keys()].sort()).toEqual(listed.sort());
  });
});
