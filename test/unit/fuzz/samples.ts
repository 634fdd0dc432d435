import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import path from "node:path";
import { gunzipSync } from "node:zlib";
import { isElf } from "../../../src/core/symbols/elf";

export interface Sample {
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** Larger ones would make the cases few; their forms are among the smaller ones too. */
const maxBytes = 200_000;
const maxPackedBytes = 1_000_000;
const maxElfBytes = 12_000_000;
const shared = path.join(process.env["CYCLELENS_SHARED"] ?? "../shared", "data", "zisk");
const sharedSp1 = path.join(shared, "..", "sp1");

/** Every real file of ours and of the shared data, inflated. */
function all(): Sample[] {
  const roots = ["test/fixtures", "sample", shared, sharedSp1].filter((root) => existsSync(root));
  if (process.env["CYCLELENS_REQUIRE_SHARED"] === "1" && !existsSync(shared))
    throw new Error(`${shared} is missing`);
  return roots.flatMap((root) =>
    readdirSync(root, { recursive: true, encoding: "utf8" })
      .map((name) => path.join(root, name))
      .sort()
      .filter(
        (file) =>
          !file.includes("node_modules") && statSync(file).isFile() && statSync(file).size < maxPackedBytes,
      )
      .map((file) => {
        const raw = readFileSync(file);
        return { name: file, bytes: new Uint8Array(file.endsWith(".gz") ? gunzipSync(raw) : raw) };
      }),
  );
}

const samples = all().filter((sample) => sample.bytes.length > 0);

/** Small programs, most of them C, with symbols and DWARF. */
export const elfs = samples.filter((sample) => isElf(sample.bytes) && sample.bytes.length < maxBytes);

/** Rust programs: megabytes of symbols and DWARF. */
export const largeElfs = samples.filter(
  (sample) => isElf(sample.bytes) && sample.bytes.length >= maxBytes && sample.bytes.length < maxElfBytes,
);

/** Everything else that is small enough, whatever it is: readers must take it all. */
export const texts = samples.filter(
  (sample) =>
    !isElf(sample.bytes) &&
    sample.bytes.length < maxBytes &&
    !/golden/.test(sample.name) &&
    /\.(txt|csv|json|folded|svg|cpuprofile|pb)(\.gz)?$/.test(sample.name),
);
