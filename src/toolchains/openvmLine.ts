import { jsonOrNull, recordOf, recordsOf, stringsOf } from "./looseJson";

/**
 * Which command line a prove benchmark has. OpenVM's `BenchmarkCli` (benchmarks/prove) takes FRI parameters and halo2
 * sizes up to 1.7 (read at v1.3.0 and v1.4.0); 2.0 has parameters of its own and only a few switches left (read at
 * v2.0.0).
 */
export const openvmLines = ["1.x", "2.0"] as const;
export type OpenvmLine = (typeof openvmLines)[number];

/** What is known of a benchmark's package beyond its targets. */
export interface OpenvmPackage {
  /** Null where nothing names a version. */
  readonly line: OpenvmLine | null;
  /** Depends on OpenVM's SDK, circuits or benchmark crates, so that it can be a prover of OpenVM. */
  readonly isProver: boolean;
  /** Members of the package's feature `default`, followed through its own features. */
  readonly defaultFeatures: readonly string[];
  /** Absolute; rustc's paths are relative to it. Null where the answer does not say. */
  readonly workspaceRoot: string | null;
}

/** By manifest path, out of an answer of `cargo metadata --no-deps`; empty for anything else. */
export function readOpenvmPackages(text: string): ReadonlyMap<string, OpenvmPackage> {
  const found = new Map<string, OpenvmPackage>();
  const answer = recordOf(jsonOrNull(text));
  const root = answer["workspace_root"];
  for (const pack of recordsOf(answer["packages"])) {
    const { manifest_path: manifestPath, version, name } = pack;
    if (typeof manifestPath !== "string") continue;
    const dependencies = recordsOf(pack["dependencies"]);
    const own = typeof name === "string" && name.startsWith("openvm-") ? String(version) : null;
    found.set(manifestPath, {
      line: lineOf([own, ...dependencies.map(versionOf)]),
      isProver: dependencies.some(({ name: on }) => typeof on === "string" && proverCrates.test(on)),
      defaultFeatures: defaultsOf(recordOf(pack["features"])),
      workspaceRoot: typeof root === "string" ? root : null,
    });
  }
  return found;
}

const proverCrates = /^openvm-(?:sdk|circuit|benchmarks-(?:prove|utils)|native-recursion)$/;

function lineOf(versions: readonly (string | null)[]): OpenvmLine | null {
  for (const version of versions) {
    const major = /(\d+)(?:\.\d+)*/.exec(version ?? "")?.[1];
    if (major === undefined) continue;
    if (major === "1") return "1.x";
    if (Number(major) >= 2) return "2.0";
  }
  return null;
}

/** The version that a dependency on OpenVM names: its tag, else what is asked of a registry. */
function versionOf({ name, source, req }: Record<string, unknown>): string | null {
  if (typeof name !== "string" || !name.startsWith("openvm")) return null;
  const tag = /[?&]tag=v?(\d[^&#]*)/.exec(typeof source === "string" ? source : "")?.[1];
  if (tag !== undefined) return tag;
  return typeof req === "string" && /\d/.test(req) ? req : null;
}

function defaultsOf(features: Record<string, unknown>): readonly string[] {
  const seen = new Set<string>();
  const queue = [...stringsOf(features["default"])];
  for (let i = 0; i < queue.length && i < 10_000; i++) {
    const feature = queue[i]!;
    if (seen.has(feature)) continue;
    seen.add(feature);
    if (feature !== "default" && Object.hasOwn(features, feature))
      queue.push(...stringsOf(features[feature]));
  }
  return [...seen];
}
