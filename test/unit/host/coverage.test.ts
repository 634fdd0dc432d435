import { describe, expect, it } from "vitest";
import { coverageNodes, type CoverageNode } from "../../../src/host/coverage/coverageNodes";
import { mergedCoverage } from "../../../src/host/coverage/exportCoverage";
import { guestViews, unpatchedOperations } from "../../../src/host/coverage/guestViews";
import { matrixTable } from "../../../src/host/coverage/matrixTable";
import { commandText, isUpdateArgv, runUpdateOf } from "../../../src/host/coverage/updateArgv";
import { coverageWords as words } from "../../../src/protocol/coverageWords";
import { isMatrixTable } from "../../../src/protocol/matrix";
import { coverageOfPicture } from "./coverages";

const two = coverageOfPicture(`
  .          app/sp1                 app2/sp1                 other/zisk
  secp256k1  accelerated:k256@0.13.4 accelerated:k256@0.13.4  accelerated:k256@0.13.4
  sha256     unpatched:sha2@0.10.8   accelerated:sha2@0.10.9  accelerated:sha2@0.10.9
  keccak256  unused:tiny-keccak@2.0  unpatched:tiny-keccak@2  unknown:sha3@0.10
  kzg        absent                  absent                   absent
`);
const options = { words, filter: "", metric: "cost" };
const nodes = (filter = "") => coverageNodes(guestViews([two]), { ...options, filter });
const lines = (all: readonly CoverageNode[]) =>
  all.map(({ label, description }) => `${label} | ${description}`);

describe("the tree", () => {
  it("has guests with their figure, then operations with a glyph and a word a backend", () => {
    expect(lines(nodes())).toEqual([
      "app | 1 of 3 accelerated · SP1",
      "app2 | 2 of 3 accelerated · SP1",
      "other | 2 of 3 accelerated, 1 unknown · ZisK",
      "ECDSA secp256k1 | SP1 ✔ accelerated · ZisK ✔ accelerated",
      "SHA-256 | SP1 ✘ unpatched 1 of 2 · ZisK ✔ accelerated",
      "Keccak-256 | SP1 ✘ unpatched 1 of 2 · ZisK ? unknown",
    ]);
  });

  it("leads from the operation to the guest, its crate, and why, source, path, fix", () => {
    const sha = nodes().find(({ label }) => label === "SHA-256")!;
    const [app] = sha.children;
    expect(lines([app!])).toEqual(["app | SP1 · ✘ unpatched"]);
    expect(lines(app!.children)).toEqual(["sha2 0.10.8 | ✘ unpatched"]);
    expect(lines(app!.children[0]!.children)).toEqual([
      "Why | sha2 0.10.8 is unpatched",
      "Source | crates.io",
      "Reached by | app › revm › sha2",
      "Fix | Add the patch for sha2",
    ]);
    expect(app!.fix?.kind).toBe("add-patch");
    expect(app!.place?.file).toBe("/home/dev/ws/app/Cargo.toml");
  });

  it("shows what a crate costs in the open run", () => {
    const costed = guestViews([coverageOfPicture(".  a/sp1\nsha256 unpatched:sha2@1", { cost: 3_100_000 })]);
    const crate = coverageNodes(costed, options).at(-1)!.children[0]!.children[0]!;
    expect(crate.description).toBe("✘ unpatched · 3.10 M cost");
    expect(crate.children.find(({ label }) => label === words.cost)?.tooltip).toContain("3,100,000 cost");
  });

  it.each([
    ["keccak", ["Keccak-256"]],
    ["zisk", ["other", "ECDSA secp256k1", "SHA-256", "Keccak-256"]],
    ["unpatched", ["SHA-256", "Keccak-256"]],
    ["sha2", ["SHA-256"]],
    ["nothing like it", []],
  ])("filtered by %j has %j", (filter, labels) => {
    expect(nodes(filter).map(({ label }) => label)).toEqual(labels);
  });

  it("counts an operation once for the badge, in however many guests it is unpatched", () => {
    expect(unpatchedOperations(guestViews([two]))).toBe(2);
    expect(
      unpatchedOperations(
        guestViews([coverageOfPicture(".  a/sp1  b/sp1\nsha256 unpatched:s@1 unpatched:s@1")]),
      ),
    ).toBe(1);
  });

  it("an operation whose libraries differ is unknown, and still leads to the unpatched one and its fix", () => {
    const { folder, coverage } = coverageOfPicture(".  a/sp1\nsecp256k1 unpatched:secp256k1@0.30.0");
    const [guest] = coverage.guests;
    const k256 = { ...guest!.crates[0]!, crate: "k256", state: "accelerated" as const, fix: null };
    const unknown = coverage.matrix.map((row) => ({
      ...row,
      cells: row.cells.map((cell) => ({ ...cell, state: "unknown" as const })),
    }));
    const views = guestViews([
      {
        folder,
        coverage: { ...coverage, guests: [{ ...guest!, crates: [k256, ...guest!.crates] }], matrix: unknown },
      },
    ]);
    expect(unpatchedOperations(views)).toBe(1);
    expect(coverageNodes(views, options).at(-1)!.children[0]!.fix?.title).toBe("Add the patch for secp256k1");
    const { table } = matrixTable(views, 1, words, "");
    expect(table.rows[0]!.cells[0]).toMatchObject({
      state: "unknown",
      open: true,
      fix: "Add the patch for secp256k1",
    });
  });

  it("every id is there once", () => {
    const ids: string[] = [];
    const todo = [...nodes()];
    for (let node = todo.pop(); node; node = todo.pop()) {
      ids.push(node.id);
      todo.push(...node.children);
    }
    expect(new Set(ids).size).toBe(ids.length);
  });

  it("makes names from files harmless", () => {
    const hostile = coverageOfPicture(".  a/sp1\nsha256 unpatched:x@1", {
      crate: "a\u202eb\n$(x)",
      reason: "line\u2028break",
      source: "git+https://h/\u0007",
      path: ["\u0000", "b"],
    });
    const todo = [...coverageNodes(guestViews([hostile]), options)];
    for (let node = todo.pop(); node; node = todo.pop()) {
      expect(`${node.label}${node.description}`).not.toMatch(/[\u0000-\u001f\u202e\u2028]/);
      todo.push(...node.children);
    }
  });
});

describe("the matrix table", () => {
  const { table, places, fixes } = matrixTable(guestViews([two]), 7, words, "cost");

  it("has a column a guest and passes the page's guard", () => {
    expect(isMatrixTable(JSON.parse(JSON.stringify(table)))).toBe(true);
    expect(table.guests.map(({ title, figure }) => `${title}: ${figure}`)).toEqual([
      "app: 1 of 3 accelerated",
      "app2: 2 of 3 accelerated",
      "other: 2 of 3 accelerated, 1 unknown",
    ]);
    const sha = table.rows.find(({ operation }) => operation === "SHA-256")!;
    expect(sha.cells.map(({ state, crate }) => `${state} ${crate}`)).toEqual([
      "unpatched sha2 0.10.8",
      "accelerated sha2 0.10.9",
      "accelerated sha2 0.10.9",
    ]);
    expect(sha.notes).toBe("sha2 is unpatched");
  });

  it("names places and fixes by numbers, never by path", () => {
    expect(JSON.stringify(table)).not.toContain("/home/dev/ws");
    const sha = table.rows.find(({ operation }) => operation === "SHA-256")!;
    expect(places[sha.cells[0]!.place]).toMatchObject({
      file: "/home/dev/ws/app/Cargo.toml",
      range: { start: { line: 3 } },
    });
    expect(fixes.get(`${sha.order} 0`)?.fix.title).toBe("Add the patch for sha2");
    expect(fixes.has(`${sha.order} 1`)).toBe(false);
  });

  it("of thousands of guests is bounded and still passes the guard", () => {
    const many = Array.from({ length: 2100 }, (_, at) => `g${at}/sp1`).join(" ");
    const cells = Array.from({ length: 2100 }, () => "accelerated:s@1").join(" ");
    const big = matrixTable(guestViews([coverageOfPicture(`. ${many}\nsha256 ${cells}`)]), 1, words, "");
    expect(big.table.guests).toHaveLength(2000);
    expect(isMatrixTable(big.table)).toBe(true);
  });
});

describe("several folders", () => {
  it("are one answer whose manifests begin with the folder", () => {
    const other = { ...coverageOfPicture(".  app/risc0\nsha256 inert:sha2@1"), folder: "/home/dev/b" };
    const merged = mergedCoverage([two, other]);
    expect(merged.guests.map(({ manifest }) => manifest)).toEqual([
      "ws/app/Cargo.toml",
      "ws/app2/Cargo.toml",
      "ws/other/Cargo.toml",
      "b/app/Cargo.toml",
    ]);
    expect(
      merged.matrix.find(({ operation }) => operation === "sha256")!.cells.map((cell) => cell.guest),
    ).toEqual(merged.guests.map(({ manifest }) => manifest));
  });
  it("none is an empty answer", () => expect(mergedCoverage([]).guests).toEqual([]));
});

describe("what a fix may ask to run", () => {
  it.each([
    ["cargo update -p sha2", true],
    ["cargo update -p sha2@0.10.8 --precise 0.10.9", true],
    ["cargo update -p https://github.com/a/b?tag=v1#sha2@0.10.8", true],
    ["cargo generate-lockfile", true],
    ["cargo update --config net.git-fetch-with-cli=true", false],
    ["cargo update -p --config", false],
    ["cargo update -p", false],
    ["cargo update -p a;b", false],
    ["cargo run", false],
    ["rm -rf x", false],
    ["cargo update --manifest-path /x/Cargo.toml", false],
    ["cargo update -p https://github.com/rust-lang/crates.io-index#sha2@0.10.9", true],
    ["cargo update -p file:///home/a/plain?tag=v1#sha2@0.10.9 --precise 0.10.8", true],
  ])("%s: %s", (text, fine) => expect(isUpdateArgv(text.split(" "))).toBe(fine));

  it("comes as a folder and argvs, nothing else", () => {
    const fine = { cwd: "/w", then: [["cargo", "update", "-p", "sha2"]] };
    expect(runUpdateOf(fine)).toEqual(fine);
    expect(commandText(fine.then)).toBe("cargo update -p sha2");
    for (const bad of [
      null,
      1,
      {},
      { cwd: "", then: fine.then },
      { cwd: "/w", then: [] },
      { cwd: "/w", then: ["cargo update"] },
      { cwd: "/w", then: [["sh"]] },
    ])
      expect(runUpdateOf(bad)).toBeNull();
  });
});
