import { CycleLensError } from "../errors";
import { profileSchema } from "./json";
import * as shape from "./jsonShape";
import type { Profile } from "./model";
import { readBenchmark } from "./readBenchmark";
import { readCallTree } from "./readCallTree";
import { readMemory, readOpcodes, readPrecompiles, readTag } from "./readCosts";
import { readFunctions, readInstructions } from "./readFunctions";
import { readLines } from "./readLines";
import { readDetail, readListed } from "./readListed";
import { readMetrics, readNumbers } from "./readTotals";

/** Reads `cyclelens.profile/1` back; the inverse of `profileToJson` with `full`. Throws `bad-input` naming what is wrong. */
export function profileFromJson(json: unknown, name = "the file"): Profile {
  const root = shape.asObject(json, "the file");
  const schema = shape.asTextOrNull(root["schema"], "schema");
  if (schema !== profileSchema)
    throw new CycleLensError(
      schema?.startsWith("cyclelens.profile/") === true ? "unsupported" : "bad-input",
      schema === null
        ? `${name} names no schema`
        : `${name} has the schema ${schema.slice(0, 60)}, not ${profileSchema}`,
      "update CycleLens, or export the profile with this version of it",
    );
  const source = shape.asObject(root["source"], "source");
  const engine = shape.asObject(root["engine"], "engine");
  const output = shape.asObject(root["output"] ?? {}, "output");
  const outcome = shape.asObject(root["outcome"], "outcome");
  const usage = shape.asObject(root["usage"] ?? {}, "usage");
  const metrics = readMetrics(root["metrics"]);
  const ids = metrics.map((metric) => metric.id);
  const functions = readFunctions(shape.asArray(root["functions"], "functions"), ids);
  const memory = readMemory(root["memory"], "memory");
  const lines = readLines(shape.asArray(root["lines"], "lines"), ids, memory);
  return {
    source: {
      format: shape.asName(source["format"], "source.format"),
      variant: shape.asNameOrNull(source["variant"], "source.variant"),
      files: shape
        .asArray(source["files"], "source.files")
        .map((file, i) => shape.asName(file, `source.files[${String(i)}]`)),
    },
    engine: {
      name: shape.asName(engine["name"], "engine.name"),
      version: shape.asNameOrNull(engine["version"], "engine.version"),
    },
    exitCode: shape.asNumberOrNull(root["exitCode"], "exitCode"),
    output: {
      publicHex: shape.asTextOrNull(output["publicHex"], "output.publicHex"),
      text: shape.asTextOrNull(output["text"], "output.text"),
    },
    outcome: {
      status: shape.asOneOf(
        outcome["status"],
        ["ok", "guest-error", "step-limit", "truncated", "cancelled"],
        "outcome.status",
      ),
      message: shape.asTextOrNull(outcome["message"], "outcome.message"),
    },
    metrics,
    totals: readNumbers(root["totals"], "totals"),
    opcodes: readOpcodes(root["opcodes"], "opcodes"),
    functions,
    callTree:
      root["callTree"] === undefined ? null : readCallTree(root["callTree"], functions.length, "callTree"),
    ...(root["inlinedTree"] === undefined
      ? {}
      : { inlinedTree: readCallTree(root["inlinedTree"], functions.length, "inlinedTree") }),
    lines,
    instructions:
      root["instructions"] === undefined ? null : readInstructions(root["instructions"], functions.length),
    unattributed: readNumbers(root["unattributed"], "unattributed"),
    listed: readListed(root["listed"]),
    details: shape.asArray(root["details"], "details").map(readDetail),
    tags: shape.asArray(root["tags"], "tags").map(readTag),
    ...(root["benchmarks"] === undefined
      ? {}
      : { benchmarks: shape.asArray(root["benchmarks"], "benchmarks").map(readBenchmark) }),
    memory,
    ...(root["precompiles"] === undefined
      ? {}
      : { precompiles: readPrecompiles(root["precompiles"], functions.length) }),
    usage: {
      rom: shape.asNumberOrNull(usage["rom"], "usage.rom"),
      ram: shape.asNumberOrNull(usage["ram"], "usage.ram"),
    },
    regions: shape.asArray(root["regions"], "regions").map((item, i) => {
      const at = `regions[${String(i)}]`;
      const row = shape.asObject(item, at);
      return {
        name: shape.asName(row["name"], `${at}.name`),
        steps: shape.asNumber(row["steps"], `${at}.steps`),
      };
    }),
    warnings: shape
      .asArray(root["warnings"], "warnings")
      .map((text, i) => shape.asText(text, `warnings[${String(i)}]`)),
  };
}
