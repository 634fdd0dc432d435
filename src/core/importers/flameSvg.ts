import { CycleLensError } from "../errors";
import type { CallTree, Profile } from "../profile/model";
import { safeName } from "../profile/names";
import type { Importer } from "./artefact";
import { readByteLines } from "./scan/byteLines";
import { NodeColumn, StackTrie } from "./stackTrie";
import type { TreeFunction } from "./treeProfile";
import { treeProfile } from "./treeProfile";

/** A picture of more frames is none that a tool drew. */
const maxFrames = 1 << 21;
const utf8 = new TextDecoder();

interface Box {
  readonly name: string;
  readonly count: number;
  readonly x: number;
  readonly width: number;
  readonly y: number;
}

/**
 * A flame graph as inferno, cargo flamegraph or flamegraph.pl drew it: names and counts of its titles, nesting by where
 * the boxes stand. What was too narrow to be drawn stays with its caller. Memory: 100 bytes a box.
 */
export const flameSvg: Importer = {
  format: "flamegraph-svg",

  detect(head) {
    const start = utf8.decode(head);
    return /^(?:\uFEFF)?\s*<(?:\?xml|!DOCTYPE svg|svg)/.test(start) && /flame ?graph/i.test(start);
  },

  async import(source, context) {
    const boxes: Box[] = [];
    let unit = "samples";
    // A title and its box may stand on one line or two.
    let title: { name: string; count: number } | null = null;
    let ended = false;
    await readByteLines(source, context, (bytes, from, to) => {
      const line = utf8.decode(bytes.subarray(from, to));
      if (line.includes("</svg>")) ended = true;
      eachTag(line, (text, attributes) => {
        if (text !== null) {
          const found = titleOf(text);
          title = found;
          if (found !== null) unit = found.unit;
        } else if (title !== null) {
          const box = boxOf(title, attributes);
          title = null;
          if (box !== null && boxes.push(box) > maxFrames)
            throw new CycleLensError("too-large", `${source.name} has more than ${maxFrames} frames`, hint);
        }
      });
    });
    return {
      format: "flamegraph-svg",
      variant: null,
      file: source.name,
      profile: profileOf(boxes, unit, source.name, ended),
      warnings: [],
    };
  },
};

const hint = "give the folded stacks that it was drawn from";

/** Titles with their text and boxes with their attributes, each found once: no pattern that tries again and again. */
function eachTag(line: string, take: (title: string | null, attributes: string) => void): void {
  for (let at = line.indexOf("<"); at >= 0; at = line.indexOf("<", at)) {
    if (line.startsWith("<title>", at)) {
      const end = line.indexOf("<", at + 7);
      if (end < 0) return;
      if (line.startsWith("</title>", end)) take(line.slice(at + 7, end), "");
      at = end;
    } else if (/^<rect\s$/.test(line.slice(at, at + 6))) {
      const end = line.indexOf(">", at);
      if (end < 0) return;
      take(null, line.slice(at + 6, end));
      at = end;
    } else at++;
  }
}

/** `name (1,234 samples, 5.67%)`, of a differential graph `…; +1.2%)`. */
function titleOf(text: string): { name: string; count: number; unit: string } | null {
  const open = text.lastIndexOf(" (");
  if (open < 0) return null;
  const match = /^ \((\d[\d,.]*) ([^,()]{0,40}), -?[\d.]+%(?:;[^()]*)?\)$/.exec(text.slice(open));
  if (match === null) return null;
  const count = Number(match[1]!.replace(/,/g, ""));
  if (!Number.isFinite(count)) return null;
  return { name: safeName(unescapeXml(text.slice(0, open))), count, unit: safeName(match[2]!) || "samples" };
}

function boxOf(title: { name: string; count: number }, attributes: string): Box | null {
  const of = (name: string): number => {
    const at = ` ${attributes}`.indexOf(` ${name}="`);
    return at < 0 ? NaN : parseFloat(attributes.slice(at + name.length + 2, at + name.length + 40));
  };
  const y = of("y");
  // inferno writes exact figures beside the pixels.
  const exact = of("fg:w");
  const [x, width] = Number.isNaN(exact) ? [of("x"), of("width")] : [of("fg:x"), exact];
  return Number.isNaN(y) || !(x >= 0) || !(width >= 0) ? null : { ...title, x, width, y };
}

function profileOf(boxes: readonly Box[], unit: string, file: string, ended: boolean): Profile {
  if (boxes.length === 0)
    throw new CycleLensError(
      "bad-input",
      `${file} is a picture without the titles of a flame graph`,
      "give one that inferno or flamegraph.pl drew",
    );
  const widest = boxes.reduce((best, box) => (box.width > best.width ? box : best));
  // The root stands at the bottom of a flame graph, at the top of an icicle.
  const levels = [...new Set(boxes.map((box) => box.y))].sort((a, b) => a - b);
  const down = Math.abs(widest.y - levels[0]!) < Math.abs(widest.y - levels.at(-1)!);
  if (!down) levels.reverse();
  const rows = new Map<number, Box[]>(levels.map((y) => [y, []]));
  for (const box of boxes) rows.get(box.y)!.push(box);

  const trie = new StackTrie();
  const names = new Map<string, number>();
  const functions: TreeFunction[] = [];
  const self = new NodeColumn();
  let above: { box: Box; node: number }[] = [];
  let lost = 0;
  levels.forEach((y, level) => {
    const here: { box: Box; node: number }[] = [];
    let at = 0;
    for (const box of rows.get(y)!.sort((a, b) => a.x - b.x)) {
      const middle = box.x + box.width / 2;
      while (at < above.length && above[at]!.box.x + above[at]!.box.width < middle) at++;
      const parent = above[at];
      if (level > 0 && (parent === undefined || parent.box.x > middle)) {
        lost++;
        continue;
      }
      const isAll = level === 0 && box.name === "all";
      let name = names.get(box.name);
      if (name === undefined && !isAll) {
        name = functions.push({ name: box.name || "[unnamed]", rawName: null, file: null, line: 0 }) - 1;
        names.set(box.name, name);
      }
      const node = isAll ? -1 : trie.child(parent?.node ?? -1, name!);
      if (node >= 0) self.add(node, box.count);
      if (parent !== undefined && parent.node >= 0) self.add(parent.node, -box.count);
      here.push({ box, node });
    }
    above = here;
  });
  const length = trie.length;
  const tree: CallTree = {
    length,
    frames: {
      length: functions.length,
      name: functions.map((fn) => fn.name),
      func: Int32Array.from(functions, (_, row) => row),
      file: functions.map(() => null),
      line: new Int32Array(functions.length),
      inlined: new Uint8Array(functions.length),
    },
    prefix: trie.prefix.slice(),
    frame: trie.key.slice(),
    self: { samples: self.take(length).map((value) => Math.max(0, value)) },
  };
  return treeProfile({
    format: "flamegraph-svg",
    variant: null,
    file,
    engine: { name: "flame graph", version: null },
    outcome: ended
      ? { status: "ok", message: null }
      : { status: "truncated", message: "the picture is cut off" },
    metrics: [{ id: "samples", unit }],
    functions,
    tree,
    lines: null,
    warnings: [
      "read out of a picture: frames that were too narrow to be drawn are counted with their callers",
      ...(lost > 0
        ? [`${lost.toLocaleString("en-US")} frames stand on no other frame and were left out`]
        : []),
    ],
  });
}

const entities: Readonly<Record<string, string>> = { lt: "<", gt: ">", amp: "&", quot: '"', apos: "'" };

function unescapeXml(text: string): string {
  return text.replace(/&(?:#(\d{1,7})|#x([0-9a-fA-F]{1,6})|(lt|gt|amp|quot|apos));/g, (whole, ...groups) => {
    const [decimal, hex, name] = groups as (string | undefined)[];
    if (name !== undefined) return entities[name]!;
    const code = decimal === undefined ? parseInt(hex!, 16) : Number(decimal);
    return code <= 0x10ffff ? String.fromCodePoint(code) : whole;
  });
}
