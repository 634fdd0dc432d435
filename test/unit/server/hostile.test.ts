import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { FunctionDetail, Profile } from "../../../src/core/profile/model";
import { safeName } from "../../../src/core/profile/names";
import { functionInfo, hotFunctions, openProfile } from "../../../src/protocol/requests";
import { plain } from "../../../src/server/markdown";
import { profileFromTree } from "../flame/pictures";
import { TestEditor } from "./harness";

const hostile = [
  "</script><script>alert(1)</script>",
  "[click](command:workbench.action.terminal.new)",
  "`code` | pipe | $(x) ![i](https://a/b.png)",
  "\u202eevil\u0000\u0007\n# heading\n- item",
  "<img src=x onerror=alert(1)>",
  "$(trash) icon",
  "&#91;x&#93;(command:y)",
  "x".repeat(1_000_000),
];

describe("plain", () => {
  it.each(hostile.map((name) => [name.slice(0, 40), name]))("leaves no markup in %j", (_short, name) => {
    const text = plain(name);
    expect(text.replace(/&#\d+;/g, "")).toMatch(/^[^<>[\]()`|\\*_#$!\n\r\u0000-\u001f\u202a-\u202e]*$/);
    expect(text.length).toBeLessThan(1300);
  });
});

describe("a profile with hostile names", () => {
  const folder = mkdtempSync(path.join(os.tmpdir(), "cyclelens hostile "));
  const source = path.join(folder, "a.rs");
  const uri = pathToFileURL(source).href;
  let editor: TestEditor;

  /** Importers make names safe; here they are let through to the letter, apart from the 1 MB one. */
  function profile(): Profile {
    const names = hostile.map((name) => (name.length > 5000 ? safeName(name) : name));
    const tree = profileFromTree("main 1\n  a 2\n    b 3");
    const { functions } = tree;
    const rows = ["evil::f", ...names];
    const column = (value: number) => Float64Array.from(rows, () => value);
    const detail = (name: string): FunctionDetail => ({
      name,
      steps: 5,
      cost: 10,
      main: 10,
      opcodesCost: 1,
      precompiles: 1,
      memory: 1,
      opcodes: names.map((opcode) => ({ name: opcode, kind: "base", count: 1, cost: 1, frops: null })),
      callers: names.map((caller) => ({ name: caller, calls: 1, steps: 1 })),
    });
    return {
      ...tree,
      engine: { name: hostile[1]!, version: hostile[3]! },
      callTree: null,
      functions: {
        ...functions,
        length: rows.length,
        name: rows,
        rawName: rows,
        crate: rows.map(() => hostile[0]!),
        file: rows.map((_, i) => (i === 0 ? source : "command:x//../../etc/passwd\0")),
        line: Int32Array.from(rows, () => 1),
        address: column(NaN),
        calls: column(NaN),
        self: { cost: column(5) },
        total: { cost: column(10) },
      },
      totals: { variable: 100 },
      details: rows.map(detail),
      warnings: hostile,
    };
  }

  beforeAll(async () => {
    writeFileSync(source, "fn f() {}\n");
    editor = await TestEditor.start(folder, { load: () => Promise.resolve(profile()) });
    await editor.ask(openProfile, { files: [source] });
  });
  afterAll(() => {
    editor.end();
    rmSync(folder, { recursive: true });
  });

  it("links to our own commands only, with indices for arguments", async () => {
    const hover = (await editor.hover(uri, 0, 3))!;
    const links = [...hover.matchAll(/\]\(([^)]*)\)/g)].map(([, target]) => target!);
    expect(links.length).toBeGreaterThan(3);
    for (const link of links) {
      expect(link).toMatch(/^command:cyclelens\.(revealFunction|showFlameGraph)\?/);
      const [args] = JSON.parse(decodeURIComponent(link.split("?")[1]!)) as [Record<string, unknown>];
      expect(Number.isInteger(args["func"])).toBe(true);
    }
    expect(hover).not.toMatch(/<script|<img|onerror=|\u202e|\$\(trash\)/);
    expect(hover.length).toBeLessThan(20_000);
  });

  it("answers every question in bounded size", async () => {
    expect(await editor.lenses(uri)).toEqual(["1 $(flame) 10.0 % cost · 10 total · 5 self"]);
    const { rows } = await editor.ask(hotFunctions, { filter: "(", groupByCrate: true, limit: 5 });
    expect(JSON.stringify(rows).length).toBeLessThan(100_000);
    expect((await editor.ask(functionInfo, { func: 0 }))?.callers.length).toBe(hostile.length);
  });
});
