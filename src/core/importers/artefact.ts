import type {
  CallTree,
  Engine,
  FunctionDetail,
  GuestOutput,
  Listed,
  MemoryRow,
  OpcodeRow,
  Outcome,
  Profile,
  Region,
  Tag,
  Totals,
} from "../profile/model";
import type { ElfImage } from "../symbols/types";

/**
 * One file of a run, already inflated, as chunks of bytes in order. A chunk may be of any
 * size and end anywhere (inside a number, inside a UTF-8 sequence). Read at most once. A chunk is
 * only valid until the next one is asked for (the file reader reuses its buffers): copy what you keep.
 */
export interface ByteSource {
  /** File name for messages and for detection; never opened by the core. */
  readonly name: string;
  /** Inflated size; null where it is not known beforehand. */
  readonly sizeBytes: number | null;
  chunks(): AsyncIterable<Uint8Array>;
  /** Asked once all chunks are read: true where the compressed file ends before its data does. */
  isCut?(): Promise<boolean>;
}

export interface ImportContext {
  readonly signal?: AbortSignal;
  /** Called at most once a chunk with the bytes read so far. */
  readonly progress?: (readBytes: number, sizeBytes: number | null) => void;
}

/** Executions by machine address, as the tool prints them; addresses ascend, no address twice. */
export interface PcCounts {
  readonly length: number;
  readonly pc: Float64Array;
  readonly count: Float64Array;
  /**
   * Who owns the micro-steps at odd addresses: `offset` (ZisK ≤ 1.0: pc+1…3 belong to pc & ~3),
   * `created` (ZisK ≥ 1.4: odd addresses in order of creation over the whole program, to be
   * resolved by walking the code).
   */
  readonly internal: "offset" | "created";
  /** False for a histogram that was cut (`-H N`): sums are a lower bound. */
  readonly complete: boolean;
}

/** How an SP1 trace was sampled. */
export interface TraceFacts {
  /** Σ of all samples: the cycles of the run, up to rate − 1 too high. */
  readonly cycles: number;
  /** Cycles a sample; null where samples differ. */
  readonly rate: number | null;
  /** Cycles of samples without a stack. */
  readonly withoutStack: number;
}

/** What one file says of a run. `assemble` joins the parts of a run into one Profile. */
export interface ProfilePart {
  readonly format: string;
  readonly variant: string | null;
  readonly file: string;
  readonly engine?: Engine;
  readonly exitCode?: number;
  readonly output?: GuestOutput;
  readonly outcome?: Outcome;
  readonly totals?: Totals;
  readonly opcodes?: readonly OpcodeRow[];
  readonly listed?: Listed;
  readonly details?: readonly FunctionDetail[];
  readonly tags?: readonly Tag[];
  readonly memory?: readonly MemoryRow[];
  readonly usage?: { readonly rom: number | null; readonly ram: number | null };
  readonly regions?: readonly Region[];
  /** SP1. */
  readonly trace?: TraceFacts;
  /** Nodes with `cost` (ZisK) or `cycles` (SP1) self; `frames.func` is -1 throughout, `assemble` finds the rows. */
  readonly callTree?: CallTree;
  readonly counts?: PcCounts;
  /** OpenVM: the raw name of a guest's function by its offset in the file of symbols; null where none begins there. */
  readonly guestSymbols?: (offset: number) => string | null;
  /** A whole profile (cyclelens.profile/1): takes the place of everything above. */
  readonly profile?: Profile;
  /** The same profile with the names and lines of an ELF; null where the ELF is none of its programs. */
  readonly withElf?: (elf: ElfImage, elfFile: string | null) => Profile | null;
  readonly warnings: readonly string[];
}

/** One format. `detect` sees the first bytes only (up to 64 KiB) and is cheap and total. */
export interface Importer {
  readonly format: string;
  detect(head: Uint8Array, name: string): boolean;
  import(source: ByteSource, context: ImportContext): Promise<ProfilePart>;
}
