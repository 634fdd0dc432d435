import { CycleLensError, throwIfCancelled } from "../errors";
import { emptyProfile } from "../profile/builder";
import type { Metric, Profile } from "../profile/model";
import type { ElfImage } from "../symbols/types";
import type { Importer } from "./artefact";
import { LineFrames } from "./lineFrames";
import { NodeColumn, StackTrie } from "./stackTrie";
import { treeLines } from "./treeLines";
import { treeProfile } from "./treeProfile";

const cycles: Metric = { id: "cycles", unit: "cycles" };
/** Counters are kept for 4 KiB of code at a time, for 16 MiB of it at most: 32 MiB of memory. */
const pageBits = 12;
const mostPages = 4096;
const fewestWords = 16;
/** SP1 3's address space. */
const lowest = 0x1000;
const highest = 0x78000000;

/**
 * What SP1 3.x writes to TRACE_FILE: the big-endian 32-bit program counter of every instruction, nothing else. Cycles by
 * address; functions, inlined frames and lines come from the RV32 ELF (`withElf`), call paths from nowhere: `total` is `self`
 * and what was inlined.
 */
export const sp1PcDump: Importer = {
  format: "sp1-pc-dump",

  detect(head) {
    const words = head.length >> 2;
    if (words < fewestWords) return false;
    const view = new DataView(head.buffer, head.byteOffset, head.length);
    let straight = 0;
    for (let i = 0, previous = 0; i < words; i++) {
      const pc = view.getUint32(4 * i);
      if (pc % 4 !== 0 || pc < lowest || pc >= highest) return false;
      if (pc === previous + 4) straight++;
      previous = pc;
    }
    // Code mostly runs straight on.
    return 2 * straight > words;
  },

  async import(source, context) {
    const counts = new PcCounters();
    let read = 0;
    for await (const chunk of source.chunks()) {
      throwIfCancelled(context.signal);
      counts.feed(chunk);
      read += chunk.length;
      context.progress?.(read, source.sizeBytes);
    }
    const outcome =
      read % 4 === 0
        ? { status: "ok" as const, message: null }
        : { status: "truncated" as const, message: "the dump ends inside an address" };
    const common = {
      format: "sp1-pc-dump",
      variant: "v3",
      file: source.name,
      engine: { name: "SP1", version: null },
      outcome,
      metrics: [cycles],
    };
    const { total } = counts;
    return {
      format: common.format,
      variant: common.variant,
      file: source.name,
      profile: {
        ...emptyProfile(common.format),
        source: { format: common.format, variant: common.variant, files: [source.name] },
        engine: common.engine,
        outcome,
        metrics: [cycles],
        totals: { cycles: total },
        unattributed: { cycles: total },
        warnings: ["a dump of addresses only: give the guest's ELF with --elf for functions and lines"],
      },
      withElf: (elf) => withElf(counts, elf, common),
      warnings: [],
    };
  },
};

type Common = Pick<
  Parameters<typeof treeProfile>[0],
  "format" | "variant" | "file" | "engine" | "outcome" | "metrics"
>;

function withElf(counts: PcCounters, elf: ElfImage, common: Common): Profile {
  const book = new LineFrames();
  const trie = new StackTrie();
  const self = new NodeColumn();
  const declared = new Map(elf.debug?.functions.map((fn) => [`${fn.file}\0${fn.name}`, fn.line]));
  let unknown = 0;
  counts.each((pc, count) => {
    const symbol = elf.symbols.find(pc);
    const name = symbol < 0 ? null : elf.symbols.name[symbol]!;
    const frames = elf.debug?.frames(pc) ?? [];
    if (name === null && frames.length === 0) unknown += count;
    const outer = { name, file: "", line: 0 };
    const path = frames.length > 0 ? frames : [outer];
    let node = -1;
    for (let i = path.length - 1; i >= 0; i--) {
      const { file, line, ...frame } = path[i]!;
      // The symbol's name is the function's own; inlined ones only have the debug information's.
      const called = (i === path.length - 1 ? name : null) ?? frame.name ?? "[no symbol]";
      const place = {
        file: file === "" ? null : file,
        line,
        declared: declared.get(`${file}\0${frame.name ?? ""}`) ?? 0,
      };
      node = trie.child(node, book.frame(called, place, i < path.length - 1));
    }
    self.add(node, count);
  });
  const tree = {
    length: trie.length,
    frames: book.table(),
    prefix: trie.prefix.slice(),
    frame: trie.key.slice(),
    self: { cycles: self.take(trie.length).slice() },
  };
  const warnings = ["a dump of addresses has no calls: total is self and what was inlined"];
  if (unknown > 0)
    warnings.push(
      `${((100 * unknown) / counts.total).toFixed(1)} % of the cycles stand at addresses without a symbol: is the ELF the one that ran?`,
    );
  return treeProfile({
    ...common,
    functions: book.functions,
    tree,
    lines: treeLines(tree, [cycles]),
    warnings,
  });
}

/** Executions by address, over any chunk boundaries. */
class PcCounters {
  total = 0;
  private readonly pages = new Map<number, Float64Array>();
  private readonly cut = new Uint8Array(4);
  private cutLength = 0;

  feed(chunk: Uint8Array): void {
    let at = 0;
    while (this.cutLength > 0 && at < chunk.length) {
      this.cut[this.cutLength++] = chunk[at++]!;
      if (this.cutLength < 4) continue;
      this.cutLength = 0;
      this.count(new DataView(this.cut.buffer), 0, 4);
    }
    const whole = at + ((chunk.length - at) & ~3);
    this.count(new DataView(chunk.buffer, chunk.byteOffset, chunk.length), at, whole);
    for (at = whole; at < chunk.length; at++) this.cut[this.cutLength++] = chunk[at]!;
  }

  /** Addresses ascend within a page. */
  each(take: (pc: number, count: number) => void): void {
    for (const [page, counts] of [...this.pages].sort((a, b) => a[0] - b[0]))
      counts.forEach((count, word) => {
        if (count > 0) take(page * 2 ** pageBits + 4 * word, count);
      });
  }

  private count(view: DataView, from: number, to: number): void {
    let page = -1;
    let counts = new Float64Array(0);
    for (let at = from; at < to; at += 4) {
      const pc = view.getUint32(at);
      if (pc >>> pageBits !== page) counts = this.page((page = pc >>> pageBits));
      counts[(pc & (2 ** pageBits - 1)) >>> 2]!++;
    }
    this.total += (to - from) / 4;
  }

  private page(page: number): Float64Array<ArrayBuffer> {
    let counts = this.pages.get(page) as Float64Array<ArrayBuffer> | undefined;
    if (counts === undefined) {
      if (this.pages.size >= mostPages)
        throw new CycleLensError(
          "too-large",
          "the dump has addresses in more than 16 MB of code",
          "check that the file is what SP1 3.x wrote",
        );
      this.pages.set(page, (counts = new Float64Array(2 ** (pageBits - 2))));
    }
    return counts;
  }
}
