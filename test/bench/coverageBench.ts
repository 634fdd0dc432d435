import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { TextDocument } from "vscode-languageserver-textdocument";
import { resolveCoverage } from "../../src/core/coverage/coverage";
import { readLock } from "../../src/core/coverage/lock";
import { ReadCache } from "../../src/core/coverage/project";
import { readGuestFiles } from "../../scripts/verify/guestFiles";
import { OpenTexts } from "../../src/server/coverage/openTexts";
import { OpenDocument } from "../../src/server/documents";
import { makeResolver } from "../../src/server/coverage/resolver";
import { readCoverageFiles } from "../../src/toolchains/coverageInputs";
import { resolveTexts } from "../../src/toolchains/resolveFolder";
import { median } from "./bench";
import type { Bench, BenchOptions, BenchRow } from "./bench";
import { generateLock, generateWorkspace } from "./generateWorkspace";

/** Patch coverage: locks and manifests in, states out; against cargo where the work is the same. */
export const coverageBench: Bench = async (options) => {
  const cargo = await againstCargo(options);
  return [cargo.row, ...realRows(options, cargo.milliseconds), ...growthRows(options)];
};

function timed(work: () => void): number {
  const start = performance.now();
  work();
  return performance.now() - start;
}

function medianOf(options: BenchOptions, work: (round: number) => void): number {
  return median(Array.from({ length: options.rounds }, (_, round) => timed(() => work(round))));
}

/** Texts that nothing has read before: each round reads them anew. */
function fresh(files: ReadonlyMap<string, string>, round: number | string): Map<string, string> {
  return new Map([...files].map(([file, text]) => [file, `${text}\n# ${round}\n`]));
}

/** The row, and what cargo took; null where it was not run. */
async function againstCargo(options: BenchOptions): Promise<{
  readonly row: BenchRow;
  readonly milliseconds: number | null;
}> {
  const folder = mkdtempSync(path.join(tmpdir(), "cyclelens-coverage-"));
  const against = "cargo metadata --offline --locked of the same workspace";
  try {
    const bytes = generateWorkspace(folder, options.smoke ? 40 : 560, 20);
    const work = `states of a path-only workspace with a ${Math.round(bytes / 1000)} kB lock, read from disk`;
    const argv = ["metadata", "--offline", "--locked", "--format-version", "1"];
    const cargo = (): ReturnType<typeof spawnSync> =>
      spawnSync("cargo", argv, { cwd: folder, maxBuffer: 1 << 30, encoding: "utf8" });
    const first = cargo();
    if (first.status !== 0)
      return {
        row: {
          work,
          against,
          ratio: null,
          detail: `skipped: ${first.error === undefined ? String(first.stderr).trim().slice(0, 200) : "cargo is not installed"}`,
        },
        milliseconds: null,
      };
    // As the command line does it: read the folder, answer.
    const ours: number[] = [];
    for (let round = 0; round < options.rounds; round++) {
      const start = performance.now();
      const { guests } = resolveTexts(await readCoverageFiles(folder), resolveCoverage);
      ours.push(performance.now() - start);
      if (guests.length !== 1) throw new Error(`${guests.length} guests`);
    }
    const own = median(ours);
    const theirs = medianOf(options, () => void cargo());
    return {
      row: {
        work,
        against,
        ratio: theirs / own,
        atLeast: 10,
        detail: `${own.toFixed(1)} ms, ${theirs.toFixed(1)} ms`,
      },
      milliseconds: theirs,
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function realRows(options: BenchOptions, cargo: number | null): BenchRow[] {
  const root = path.resolve(process.env["CYCLELENS_SHARED"] ?? "../shared", "data/guests");
  const folder = largestOf(root);
  if (folder === null)
    return [
      { work: "the largest real lock", against: "–", ratio: null, detail: "skipped: no real guests at hand" },
    ];
  const files = readGuestFiles(folder);
  const size = Math.round((files.get("Cargo.lock")?.length ?? 0) / 1000);
  const count = resolveCoverage({ files }).guests.length;
  const cold = medianOf(options, (round) =>
    resolveCoverage({ files: fresh(files, `cold ${round}`), cache: new ReadCache() }),
  );

  // A key in the largest manifest of that workspace, its root, as the language server takes it.
  const resolve = makeResolver();
  const open = new OpenTexts();
  const manifest = files.get("Cargo.toml")!;
  resolve({ files });
  const key = medianOf(options, (round) => {
    const uri = "file:///w/Cargo.toml";
    const file = open.take(
      new OpenDocument(TextDocument.create(uri, "toml", round, `${manifest}# ${round}\n`)),
    )!;
    resolve({ files: new Map(files).set("Cargo.toml", open.get(file)!.text) });
  });
  return [
    {
      work: `states of the largest real lock (${size} kB, ${count} guests)`,
      against: "cargo metadata --offline of the generated workspace",
      ratio: cargo === null ? null : cargo / cold,
      ...(cargo === null ? {} : { atLeast: 10 }),
      detail: `${cold.toFixed(1)} ms cold${cargo === null ? "" : `, ${cargo.toFixed(1)} ms`}`,
    },
    {
      work: `answer after a key in its manifest (${(manifest.length / 1000).toFixed(1)} kB)`,
      against: "the same, cold",
      ratio: key / cold,
      atMost: 0.2,
      detail: `${key.toFixed(1)} ms, ${cold.toFixed(1)} ms`,
    },
  ];
}

function largestOf(root: string): string | null {
  if (!existsSync(root)) return null;
  const locks = readdirSync(root, { recursive: true, encoding: "utf8" })
    .filter((file) => path.basename(file) === "Cargo.lock")
    .map((file) => ({ file, size: readFileSync(path.join(root, file)).length }))
    .sort((a, b) => b.size - a.size);
  return locks[0] === undefined ? null : path.join(root, path.dirname(locks[0].file));
}

/** One piece, as a text read from a file is. */
function flat(text: string): string {
  return Buffer.from(text).toString();
}

function growthRows(options: BenchOptions): BenchRow[] {
  const small = flat(generateLock(options.smoke ? 100 : 10_000));
  const large = flat(generateLock(options.smoke ? 1000 : 100_000));
  const read = (text: string): number =>
    medianOf(options, () => {
      if (readLock("Cargo.lock", text).broken !== null) throw new Error("the generated lock does not read");
    });
  read(small);
  const ms = { small: read(small), large: read(large) };

  // Forty workspaces of five manifests each against one of them.
  const one = workspace("w0", options.smoke ? 20 : 400);
  const all = new Map(
    Array.from({ length: 40 }, (_, index) => [...workspace(`w${index}`, options.smoke ? 20 : 400)]).flat(),
  );
  const states = (files: ReadonlyMap<string, string>, name: string): number =>
    medianOf(options, (round) => {
      const { guests } = resolveCoverage({ files: fresh(files, `${name} ${round}`) });
      // Six files a workspace: its root, its lock and four guests.
      if (guests.length !== (files.size / 6) * 4) throw new Error(`${guests.length} guests`);
    });
  states(one, "warm");
  const before = process.memoryUsage().heapUsed;
  const cost = { one: states(one, "one"), all: states(all, "all") };
  const megabytes = Math.max(0, process.memoryUsage().heapUsed - before) / 1e6;
  return [
    {
      work: "a lock of 100,000 packages",
      against: "one of 10,000",
      ratio: ms.large / ms.small,
      atMost: 12,
      detail: `${ms.large.toFixed(0)} ms, ${ms.small.toFixed(1)} ms`,
    },
    {
      work: "200 manifests and 40 locks, a share of each",
      against: "5 manifests and 1 lock",
      ratio: cost.all / 40 / cost.one,
      atMost: 1.5,
      detail: `${cost.all.toFixed(0)} ms, ${cost.one.toFixed(1)} ms; heap grew by ${megabytes.toFixed(0)} MB`,
    },
  ];
}

/** A workspace of four guests with a lock of n packages. */
function workspace(folder: string, packages: number): Map<string, string> {
  const names = ["a", "b", "c", "d"];
  const entries = names.map(
    (name) =>
      `[[package]]\nname = "${folder}-${name}"\nversion = "0.1.0"\ndependencies = [\n "crate-0",\n "sp1-zkvm",\n]\n`,
  );
  const lock = generateLock(packages).replace(
    /\[\[package\]\]\nname = "guest"[^]*?\n\]\n/,
    `${entries.join("\n")}\n[[package]]\nname = "sp1-zkvm"\nversion = "5.0.8"\nsource = "registry+https://github.com/rust-lang/crates.io-index"\n`,
  );
  const files = new Map([
    [`${folder}/Cargo.toml`, '[workspace]\nmembers = ["*"]\n'],
    [`${folder}/Cargo.lock`, lock],
  ]);
  for (const name of names)
    files.set(
      `${folder}/${name}/Cargo.toml`,
      `[package]\nname = "${folder}-${name}"\nversion = "0.1.0"\n[dependencies]\nsp1-zkvm = "5"\ncrate-0 = "1"\n`,
    );
  return files;
}
