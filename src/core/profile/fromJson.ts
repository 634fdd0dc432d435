import { CycleLensError } from "../errors";
import type {
  CallTree,
  FunctionDetail,
  FunctionTable,
  InstructionTable,
  LineAccesses,
  LineTable,
  Listed,
  MemoryRow,
  Metric,
  MetricColumns,
  OpcodeRow,
  PrecompileSite,
  Profile,
  Tag,
} from "./model";
import { benchmarkOf } from "./benchmarkJson";
import { profileSchema } from "./json";
import * as shape from "./jsonShape";
import { LineAccessBuilder } from "./lineAccesses";
import { orNaN } from "./numbers";

const maxLine = 0x7fffffff;
/** More columns a line than any machine has parts. */
const maxParts = 64;

/** Reads `cyclelens.profile/1` back; the inverse of `profileToJson` with `full`. Throws `bad-input` naming what is wrong. */
export function profileFromJson(json: unknown): Profile {
  const root = shape.asObject(json, "the file");
  const schema = shape.asTextOrNull(root["schema"], "schema");
  if (schema !== profileSchema)
    throw new CycleLensError(
      schema?.startsWith("cyclelens.profile/") === true ? "unsupported" : "bad-input",
      schema === null
        ? "the file names no schema"
        : `the file has the schema ${schema.slice(0, 60)}, not ${profileSchema}`,
      "export the profile with this version of CycleLens",
    );
  const source = shape.asObject(root["source"], "source");
  const engine = shape.asObject(root["engine"], "engine");
  const output = shape.asObject(root["output"] ?? {}, "output");
  const outcome = shape.asObject(root["outcome"], "outcome");
  const usage = shape.asObject(root["usage"] ?? {}, "usage");
  const metrics = metricsOf(root["metrics"]);
  const ids = metrics.map((metric) => metric.id);
  const functions = functionsOf(shape.asArray(root["functions"], "functions"), ids);
  const memory = memoryOf(root["memory"], "memory");
  const lines = linesOf(shape.asArray(root["lines"], "lines"), ids, memory);
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
    totals: numbersOf(root["totals"], "totals"),
    opcodes: opcodesOf(root["opcodes"], "opcodes"),
    functions,
    callTree: root["callTree"] === undefined ? null : treeOf(root["callTree"], functions.length, "callTree"),
    ...(root["inlinedTree"] === undefined
      ? {}
      : { inlinedTree: treeOf(root["inlinedTree"], functions.length, "inlinedTree") }),
    lines,
    instructions:
      root["instructions"] === undefined ? null : instructionsOf(root["instructions"], functions.length),
    unattributed: numbersOf(root["unattributed"], "unattributed"),
    listed: listedOf(root["listed"]),
    details: shape.asArray(root["details"], "details").map(detailOf),
    tags: shape.asArray(root["tags"], "tags").map(tagOf),
    ...(root["benchmarks"] === undefined
      ? {}
      : { benchmarks: shape.asArray(root["benchmarks"], "benchmarks").map(benchmarkOf) }),
    memory,
    ...(root["precompiles"] === undefined
      ? {}
      : { precompiles: precompilesOf(root["precompiles"], functions.length) }),
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

function memoryOf(value: unknown, path: string): MemoryRow[] {
  return shape.asArray(value, path).map((item, i) => {
    const at = `${path}[${String(i)}]`;
    const row = shape.asObject(item, at);
    return {
      class: shape.asName(row["class"], `${at}.class`),
      count: shape.asNumberOrNull(row["count"], `${at}.count`),
      cost: shape.asNumberOrNull(row["cost"], `${at}.cost`),
    };
  });
}

function metricsOf(value: unknown): Metric[] {
  const metrics = shape.asArray(value, "metrics").map((item, i) => {
    const metric = shape.asObject(item, `metrics[${String(i)}]`);
    return {
      id: shape.asName(metric["id"], `metrics[${String(i)}].id`),
      unit: shape.asName(metric["unit"], `metrics[${String(i)}].unit`),
    };
  });
  return metrics.length > 0 ? metrics : [{ id: "steps", unit: "steps" }];
}

function numbersOf(value: unknown, path: string): Record<string, number | null> {
  const out: Record<string, number | null> = {};
  for (const [id, number] of Object.entries(shape.asObject(value ?? {}, path)))
    out[id] = shape.asNumberOrNull(number, `${path}.${id}`);
  return out;
}

function opcodesOf(value: unknown, path: string): OpcodeRow[] {
  return shape.asArray(value, path).map((item, i) => {
    const at = `${path}[${String(i)}]`;
    const row = shape.asObject(item, at);
    const frops =
      row["frops"] === null || row["frops"] === undefined
        ? null
        : shape.asObject(row["frops"], `${at}.frops`);
    return {
      name: shape.asName(row["name"], `${at}.name`),
      kind: shape.asOneOf(row["kind"], ["base", "precompile"], `${at}.kind`),
      count: shape.asNumberOrNull(row["count"], `${at}.count`),
      cost: shape.asNumberOrNull(row["cost"], `${at}.cost`),
      frops: frops && {
        count: shape.asNumber(frops["count"], `${at}.frops.count`),
        cost: shape.asNumber(frops["cost"], `${at}.frops.cost`),
      },
    };
  });
}

function functionsOf(items: readonly unknown[], ids: readonly string[]): FunctionTable {
  const rows = items.map((item, i) => shape.asObject(item, `functions[${String(i)}]`));
  const column = (key: string): Float64Array =>
    Float64Array.from(rows, (row, i) =>
      orNaN(shape.asNumberOrNull(row[key], `functions[${String(i)}].${key}`)),
    );
  const names = (key: string): (string | null)[] =>
    rows.map((row, i) => shape.asNameOrNull(row[key], `functions[${String(i)}].${key}`));
  return {
    length: rows.length,
    name: rows.map((row, i) => shape.asName(row["name"], `functions[${String(i)}].name`)),
    rawName: names("rawName"),
    crate: names("crate"),
    file: names("file"),
    line: Int32Array.from(rows, (row, i) =>
      shape.asIndex(row["line"] ?? 0, 0, maxLine, `functions[${String(i)}].line`),
    ),
    address: column("address"),
    calls: column("calls"),
    self: rowColumns(rows, "self", ids, "functions"),
    total: rowColumns(rows, "total", ids, "functions"),
  };
}

/** A metric that no row knows has no column. */
function rowColumns(
  rows: readonly shape.JsonObject[],
  key: "self" | "total" | "parts",
  ids: readonly string[],
  path: string,
): MetricColumns {
  const out: Record<string, Float64Array> = {};
  for (const id of ids) {
    const column = Float64Array.from(rows, (row, i) => {
      const at = `${path}[${String(i)}].${key}`;
      const values = row[key] === undefined ? {} : shape.asObject(row[key], at);
      return orNaN(shape.asNumberOrNull(values[id], `${at}.${id}`));
    });
    if (column.some((value) => !Number.isNaN(value))) out[id] = column;
  }
  return out;
}

function linesOf(
  items: readonly unknown[],
  ids: readonly string[],
  memory: readonly MemoryRow[],
): LineTable | null {
  if (items.length === 0) return null;
  const rows = items.map((item, i) => shape.asObject(item, `lines[${String(i)}]`));
  const files: string[] = [];
  const indices = new Map<string, number>();
  const file = Int32Array.from(rows, (row, i) => {
    const name = shape.asName(row["file"], `lines[${String(i)}].file`);
    let index = indices.get(name);
    if (index === undefined) {
      index = files.push(name) - 1;
      indices.set(name, index);
    }
    return index;
  });
  return {
    length: rows.length,
    files,
    file,
    line: Int32Array.from(rows, (row, i) =>
      shape.asIndex(row["line"], 0, maxLine, `lines[${String(i)}].line`),
    ),
    self: { ...rowColumns(rows, "self", ids, "lines"), ...partColumns(rows, ids) },
    total: rowColumns(rows, "total", ids, "lines"),
    ...extraColumns(rows),
    ...accessesOf(rows, memory),
  };
}

/** Sparse: a row has what is not nought. */
function extraColumns(rows: readonly shape.JsonObject[]): { extras?: MetricColumns } {
  if (rows[0]?.["extras"] === undefined) return {};
  const extras: Record<string, Float64Array> = {};
  rows.forEach((row, i) => {
    const at = `lines[${String(i)}].extras`;
    for (const [id, value] of Object.entries(shape.asObject(row["extras"] ?? {}, at))) {
      if (!isPartName(id)) continue;
      if (!Object.hasOwn(extras, id) && Object.keys(extras).length >= maxParts) continue;
      (extras[id] ??= new Float64Array(rows.length))[i] = shape.asNumber(value, `${at}.${id}`);
    }
  });
  return { extras };
}

function accessesOf(
  rows: readonly shape.JsonObject[],
  memory: readonly MemoryRow[],
): { accesses?: LineAccesses } {
  if (!rows.some((row) => row["accesses"] !== undefined)) return {};
  const builder = new LineAccessBuilder(memory);
  rows.forEach((row, i) => builder.add(memoryOf(row["accesses"] ?? [], `lines[${String(i)}].accesses`)));
  return { accesses: builder.build() };
}

function isPartName(id: string): boolean {
  return /^[A-Za-z][\w :-]{0,60}$/.test(id) && !Object.hasOwn(Object.prototype, id);
}

function precompilesOf(value: unknown, functions: number): PrecompileSite[] {
  return shape.asArray(value, "precompiles").map((item, i) => {
    const at = `precompiles[${String(i)}]`;
    const row = shape.asObject(item, at);
    return {
      name: shape.asName(row["name"], `${at}.name`),
      calls: shape.asNumber(row["calls"], `${at}.calls`),
      cost: shape.asNumber(row["cost"], `${at}.cost`),
      func: shape.asIndex(row["func"], -1, functions - 1, `${at}.func`),
      places: shape.asArray(row["places"], `${at}.places`).map((place) => {
        const { file, line } = shape.asObject(place, `${at}.places`);
        return {
          file: shape.asName(file, `${at}.places.file`),
          line: shape.asIndex(line, 0, maxLine, `${at}.places.line`),
        };
      }),
    };
  });
}

/** Columns beside the metrics. The first line names them: a writer gives every line the same. */
function partColumns(rows: readonly shape.JsonObject[], ids: readonly string[]): MetricColumns {
  const first = rows[0]?.["parts"];
  if (first === undefined) return {};
  const names = Object.keys(shape.asObject(first, "lines[0].parts")).filter(
    (id) => isPartName(id) && !ids.includes(id),
  );
  if (names.length > maxParts)
    throw new CycleLensError(
      "bad-input",
      "lines[0].parts has too many columns",
      "export the profile with this version of CycleLens",
    );
  return rowColumns(rows, "parts", names, "lines");
}

function listedOf(value: unknown): Listed | null {
  if (value === undefined || value === null) return null;
  const listed = shape.asObject(value, "listed");
  const rule = shape.asOneOf(
    listed["rule"],
    ["ziskemu-0.13", "ziskemu-0.15", "ziskemu-1.4", "sp1-gecko"],
    "listed.rule",
  );
  return {
    rule,
    disabled: listed["disabled"] === true,
    inclusive: typeof listed["inclusive"] === "boolean" ? listed["inclusive"] : rule !== "ziskemu-0.13",
    functions: shape.asArray(listed["functions"], "listed.functions").map((item, i) => {
      const at = `listed.functions[${String(i)}]`;
      const row = shape.asObject(item, at);
      return {
        name: shape.asName(row["name"], `${at}.name`),
        calls: shape.asNumberOrNull(row["calls"], `${at}.calls`),
        steps: shape.asNumberOrNull(row["steps"], `${at}.steps`),
        cost: shape.asNumberOrNull(row["cost"], `${at}.cost`),
        ...(row["self"] === undefined ? {} : { self: shape.asNumberOrNull(row["self"], `${at}.self`) }),
        ...(row["total"] === undefined ? {} : { total: shape.asNumberOrNull(row["total"], `${at}.total`) }),
      };
    }),
  };
}

function detailOf(item: unknown, i: number): FunctionDetail {
  const at = `details[${String(i)}]`;
  const row = shape.asObject(item, at);
  const number = (key: string): number | null => shape.asNumberOrNull(row[key], `${at}.${key}`);
  return {
    name: shape.asName(row["name"], `${at}.name`),
    steps: number("steps"),
    cost: number("cost"),
    main: number("main"),
    opcodesCost: number("opcodesCost"),
    precompiles: number("precompiles"),
    memory: number("memory"),
    opcodes: opcodesOf(row["opcodes"], `${at}.opcodes`),
    callers: shape.asArray(row["callers"], `${at}.callers`).map((item2, k) => {
      const caller = shape.asObject(item2, `${at}.callers[${String(k)}]`);
      return {
        name: shape.asName(caller["name"], `${at}.callers[${String(k)}].name`),
        calls: shape.asNumber(caller["calls"], `${at}.callers[${String(k)}].calls`),
        steps: shape.asNumber(caller["steps"], `${at}.callers[${String(k)}].steps`),
      };
    }),
  };
}

function tagOf(item: unknown, i: number): Tag {
  const at = `tags[${String(i)}]`;
  const row = shape.asObject(item, at);
  return {
    name: shape.asName(row["name"], `${at}.name`),
    metric: shape.asName(row["metric"], `${at}.metric`),
    calls: shape.asNumberOrNull(row["calls"], `${at}.calls`),
    total: shape.asNumber(row["total"], `${at}.total`),
    min: shape.asNumberOrNull(row["min"], `${at}.min`),
    max: shape.asNumberOrNull(row["max"], `${at}.max`),
  };
}

function treeOf(value: unknown, functions: number, path: "callTree" | "inlinedTree"): CallTree {
  const tree = shape.asObject(value, path);
  const frames = shape.asObject(tree["frames"], `${path}.frames`);
  const files = shape
    .asArray(tree["files"], `${path}.files`)
    .map((file) => shape.asName(file, `${path}.files`));
  const name = shape
    .asArray(frames["name"], `${path}.frames.name`)
    .map((text) => shape.asName(text, `${path}.frames.name`));
  const prefix = intColumn(tree["prefix"], `${path}.prefix`, -1, maxLine);
  const nodes = prefix.length;
  prefix.forEach((parent, node) => shape.asIndex(parent, -1, node - 1, `${path}.prefix[${String(node)}]`));
  return {
    length: nodes,
    frames: {
      length: name.length,
      name,
      func: intColumn(frames["func"], `${path}.frames.func`, -1, functions - 1, name.length),
      file: Array.from(
        intColumn(frames["file"], `${path}.frames.file`, -1, files.length - 1, name.length),
        (f) => files[f] ?? null,
      ),
      line: intColumn(frames["line"], `${path}.frames.line`, 0, maxLine, name.length),
      inlined: Uint8Array.from(intColumn(frames["inlined"], `${path}.frames.inlined`, 0, 1, name.length)),
    },
    prefix,
    frame: intColumn(tree["frame"], `${path}.frame`, 0, name.length - 1, nodes),
    self: metricColumns(tree["self"], `${path}.self`, nodes),
  };
}

function instructionsOf(value: unknown, functions: number): InstructionTable {
  const table = shape.asObject(value, "instructions");
  const pc = floatColumn(table["pc"], "instructions.pc");
  return {
    length: pc.length,
    pc,
    count: floatColumn(table["count"], "instructions.count", pc.length),
    func: intColumn(table["func"], "instructions.func", -1, functions - 1, pc.length),
    self: metricColumns(table["self"], "instructions.self", pc.length),
  };
}

function metricColumns(value: unknown, path: string, length: number): MetricColumns {
  const out: Record<string, Float64Array> = {};
  for (const [id, column] of Object.entries(shape.asObject(value ?? {}, path)))
    out[id] = floatColumn(column, `${path}.${id}`, length);
  return out;
}

function floatColumn(value: unknown, path: string, length?: number): Float64Array {
  const items = shape.asArray(value, path);
  if (length !== undefined && items.length !== length)
    shape.asIndex(items.length, length, length, `the length of ${path}`);
  return Float64Array.from(items, (item) => orNaN(shape.asNumberOrNull(item, path)));
}

function intColumn(value: unknown, path: string, least: number, most: number, length?: number): Int32Array {
  const items = shape.asArray(value, path);
  if (length !== undefined && items.length !== length)
    shape.asIndex(items.length, length, length, `the length of ${path}`);
  return Int32Array.from(items, (item) => shape.asIndex(item, least, most, path));
}
