import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { compareProfiles } from "../../src/core/compare/compareProfiles";
import type { Comparison } from "../../src/core/compare/types";
import { loadFiles } from "../../src/server/loadFiles";
import { same, truth, type Check } from "./compareChecks";

/** What the usual scripts get wrong, on a real report of ziskemu 0.15 and the same with one change of figures. */
export async function traps(file: string): Promise<Check[]> {
  const text = readFileSync(file, "utf8");
  const folder = mkdtempSync(path.join(tmpdir(), "cyclelens-verify-"));
  try {
    // Experiment 05 backwards: memcpy is called 16,352 times more often.
    const calls = await compared(folder, text, text.replaceAll("    789,487 memcpy", "    805,839 memcpy"));
    const row = calls.functions.find(({ key }) => key === "memcpy");
    // The function in the last place of the step list falls off it, another one takes its place.
    const border = await compared(
      folder,
      text,
      text.replaceAll("GeneralizedDatabase::get_value_from_database", "GeneralizedDatabase::another"),
    );
    const changed = (names: readonly string[]) =>
      border.functions.filter(({ key }) => names.some((name) => key.endsWith(name)));
    const total = (key: string) => calls.totals.find((t) => t.key === key)?.base;
    const cost = calls.explained.find(({ metric }) => metric === "cost")!;
    return [
      {
        what: "trap 1: the CALLS column is no part of a name",
        said: `memcpy ${row?.status ?? "missing"}, calls ${String(row?.calls.delta)}`,
        problems: [
          ...same("memcpy", [row?.status, row?.calls.base, row?.calls.next], ["changed", 789_487, 805_839]),
          ...truth(
            "a function is new or gone",
            [...calls.functions].every(({ status }) => status === "same" || status === "changed"),
          ),
        ],
      },
      {
        what: "trap 3: opcodes are parsed",
        said: `${String(calls.opcodes.length)} opcodes, ${String(calls.precompiles.length)} precompiles`,
        problems: [
          ...same("ltu", calls.opcodes.find(({ name }) => name === "ltu")?.cost.base, 1_659_437_625),
          ...same(
            "keccak",
            calls.precompiles.find(({ name }) => name === "keccak")?.cost.base,
            10_512_158_156,
          ),
        ],
      },
      {
        what: "trap 4: the total is the row TOTAL",
        said: `total ${String(total("total"))}, variable ${String(cost.whole.base)}`,
        problems: [
          ...same("total", total("total"), 57_038_392_183),
          ...same("variable", cost.whole.base, 57_038_392_183 - 293_601_280),
          ...same("functions of a list of totals are not added", cost.functions, null),
        ],
      },
      {
        what: "trap 5: who is not in the top N is unlisted",
        said: changed(["get_value_from_database", "another"])
          .map(({ status }) => status)
          .join(", "),
        problems: same(
          "status",
          changed(["get_value_from_database", "another"]).map(({ status }) => status),
          ["unlisted", "unlisted"],
        ),
      },
      {
        what: "trap 6: TOTAL, FROPS and RAM USAGE are rows",
        said: `frops ${String(total("frops"))}, ram ${String(calls.usage[0]?.base)}`,
        problems: [
          ...same("frops", total("frops"), 7_634_424_752),
          ...same(
            "ram",
            calls.usage.map(({ key, base }) => [key, base]),
            [["ram", 268_369_936]],
          ),
        ],
      },
    ];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function compared(folder: string, base: string, next: string): Promise<Comparison> {
  const files = [path.join(folder, "base.txt"), path.join(folder, "new.txt")];
  writeFileSync(files[0]!, base);
  writeFileSync(files[1]!, next);
  const [before, after] = await Promise.all(files.map((file) => loadFiles({ files: [file] }, {})));
  return compareProfiles(before!, after!);
}
