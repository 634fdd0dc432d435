// docs/tasks.md: its Makefile and its tasks.json run as they stand, in the order in which they stand.
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { gunzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { cyclelens } from "../cli/harness";
import { layOut, tempFolder } from "../tempFolder";

const guide = readFileSync("docs/tasks.md", "utf8");
const block = (language: string): string => new RegExp(`\`\`\`${language}\\n([^]*?)\`\`\``).exec(guide)![1]!;
const makefile = block("make");
const tasks = (JSON.parse(block("json")) as { tasks: readonly Task[] }).tasks;

interface Task {
  readonly label: string;
  readonly type?: string;
  readonly command?: string;
  readonly args?: readonly string[];
  readonly dependsOn?: readonly string[];
  readonly [key: string]: unknown;
}

const elfs = {
  zisk: "guest-zisk/target/elf/riscv64ima-zisk-zkvm-elf/release/guest",
  sp1: "guest-sp1/target/elf-compilation/riscv64im-succinct-zkvm-elf/release/guest",
};

/** Both guests as built, and nothing installed that could run them. */
function repository(): string {
  const root = tempFolder({ "inputs/zisk.bin": "\0".repeat(8) });
  layOut(root, {
    "guest-zisk/Cargo.toml": '[package]\nname = "guest"\nversion = "0.1.0"\n[dependencies]\nziskos = "1"\n',
    "guest-sp1/Cargo.toml": '[package]\nname = "guest"\nversion = "0.1.0"\n[dependencies]\nsp1-zkvm = "6"\n',
  });
  for (const [elf, from] of [
    [elfs.zisk, "test/fixtures/zisk/1.4-calls/guest.elf"],
    [elfs.sp1, "test/fixtures/sp1Project/recorded/guest.elf.gz"],
  ] as const) {
    mkdirSync(path.dirname(path.join(root, elf)), { recursive: true });
    writeFileSync(
      path.join(root, elf),
      from.endsWith(".gz") ? gunzipSync(readFileSync(from)) : readFileSync(from),
    );
  }
  return root;
}

const env = { ...process.env, PATH: "/usr/bin:/bin" };

/** `A ?= B` and targets with their recipes, as much of make as the snippet uses. */
function readMakefile(text: string): { variables: Map<string, string>; recipes: Map<string, string[]> } {
  const variables = new Map<string, string>();
  const recipes = new Map<string, string[]>();
  const filled = (line: string) => line.replace(/\$\((\w+)\)/g, (_, name: string) => variables.get(name)!);
  let target = "";
  for (const line of text.split("\n")) {
    const variable = /^(\w+)\s*\?=\s*(.*)$/.exec(line);
    const head = /^([^\s:]+):/.exec(filled(line));
    if (variable) variables.set(variable[1]!, variable[2]!);
    else if (line.startsWith("\t")) recipes.get(target)!.push(filled(line.slice(1)).replaceAll("$@", target));
    else if (head) recipes.set((target = head[1]!), []);
  }
  return { variables, recipes };
}

const built = path.resolve("dist/cli.js");

/** Pages need the built web view: they are made by the built command line, where there is one. */
async function run(words: readonly string[], cwd: string): Promise<void> {
  if (words.includes("html")) {
    if (!existsSync(built)) return;
    const { status, stderr } = spawnSync(process.execPath, [built, ...words], { cwd, env, encoding: "utf8" });
    return void expect([words.join(" "), status, stderr]).toEqual([words.join(" "), 0, ""]);
  }
  const { code, stderr } = await cyclelens(words, { cwd, env });
  expect([words.join(" "), code, code === 0 ? "" : stderr]).toEqual([words.join(" "), 0, ""]);
}

describe("docs/tasks.md", () => {
  it("the Makefile's command lines run, and leave what they name", async () => {
    const root = repository();
    const { recipes } = readMakefile(makefile);
    const order = [
      "out/zisk.json",
      "out/sp1.json",
      "out/zisk.json",
      "out/sp1.json",
      "profile",
      "json",
      "quick",
      "view",
      "compare",
      "coverage",
    ];
    expect([...recipes.keys()].filter((name) => !order.includes(name))).toEqual([".PHONY", "build"]);
    for (const target of order)
      for (const command of recipes.get(target)!) {
        const [program, ...words] = command.split(/ +/);
        if (program === "mkdir") mkdirSync(path.join(root, "out"), { recursive: true });
        else {
          expect(program).toBe("cyclelens");
          await run(words, root);
        }
      }
    const pages = existsSync(built) ? ["out/zisk.html", "out/sp1.html"] : [];
    for (const file of ["out/zisk.json", "out/sp1.json", ...pages])
      expect(existsSync(path.join(root, file)), file).toBe(true);
    const [zisk, sp1] = ["zisk", "sp1"].map((name) =>
      JSON.parse(readFileSync(path.join(root, `out/${name}.json`), "utf8")),
    ) as { metrics: { id: string }[] }[];
    expect([zisk!.metrics[0]!.id, sp1!.metrics[0]!.id]).toEqual(["cost", "cycles"]);
  });

  it("is a Makefile to make itself, where that is installed", () => {
    const root = repository();
    writeFileSync(path.join(root, "Makefile"), makefile);
    const made = spawnSync("make", ["-n", "build", "view", "quick", "compare", "coverage"], {
      cwd: root,
      encoding: "utf8",
    });
    if (made.error) return;
    expect([made.status, made.stderr]).toEqual([0, ""]);
    expect(made.stdout.split("\n").filter((line) => line.startsWith("cyclelens "))).toHaveLength(11);
  });

  it("the tasks are of types that there are, and their command lines run", async () => {
    const root = repository();
    const manifest = JSON.parse(readFileSync("package.json", "utf8")) as {
      contributes: { taskDefinitions: { type: string; properties: Record<string, { enum?: string[] }> }[] };
    };
    const [definition] = manifest.contributes.taskDefinitions;
    const labels = new Set(tasks.map(({ label }) => label));
    for (const { label, type, command, args, dependsOn, dependsOrder: _, ...own } of tasks) {
      for (const other of dependsOn ?? []) expect(labels.has(other), other).toBe(true);
      if (type === "cyclelens") {
        for (const [key, value] of Object.entries(own)) {
          const property = definition!.properties[key]!;
          expect(property, `${label}: ${key}`).toBeDefined();
          if (property.enum) expect(property.enum).toContain(value);
        }
        const { elf, input } = own as { elf?: string; input?: string };
        // The same as a command line, as the extension makes it.
        if (elf !== undefined) await run(["profile", elf, "--input", input!], root);
      } else if (type === "process") {
        expect([label, command]).toEqual([label, "cyclelens"]);
        if (args!.includes("last~1")) await run(["profile", elfs.zisk, "--input", "inputs/zisk.bin"], root);
        await run(args!, root);
      }
    }
    expect(existsSync(path.join(root, "profile.json"))).toBe(true);
  });
});
