import { CycleLensError, throwIfCancelled } from "../errors";
import { isElf } from "../symbols/elf";
import type { ByteSource, ImportContext, Importer, ProfilePart } from "./artefact";
import { cutPart } from "./cutPart";
import { cpuProfile } from "./cpuProfile";
import { cyclelensProfile } from "./cyclelensProfile";
import { firefox } from "./firefox/firefox";
import { flameSvg } from "./flameSvg";
import { folded } from "./folded";
import { dhat } from "./dhat/dhat";
import { hyperfine } from "./hyperfine";
import { looksLike } from "./looksLike";
import { openvmMetrics } from "./openvmMetrics";
import { openvmSymbols } from "./openvmSymbols";
import { pprof } from "./pprof/pprof";
import { sp1Gecko } from "./sp1Gecko";
import { sp1Log } from "./sp1Log";
import { sp1PcDump } from "./sp1PcDump";
import { sp1Report } from "./sp1Report";
import { speedscope } from "./speedscope/speedscope";
import { ziskCsv } from "./ziskCsv";
import { ziskDisasm } from "./ziskDisasm";
import { ziskErrors } from "./ziskErrors";
import { ziskFirefox } from "./ziskFirefox";
import { ziskReport } from "./ziskReport";

/** Every format that can be imported, the most telling first. */
export const importers: readonly Importer[] = [
  cyclelensProfile,
  pprof,
  sp1PcDump,
  dhat,
  ziskFirefox,
  firefox,
  sp1Gecko,
  sp1Report,
  speedscope,
  cpuProfile,
  hyperfine,
  openvmMetrics,
  openvmSymbols,
  flameSvg,
  ziskCsv,
  ziskDisasm,
  sp1Log,
  ziskReport,
  ziskErrors,
  folded,
];

/** As much of a file as `detect` may see. */
export const headBytes = 65536;

/**
 * Finds the format of a file by its first bytes and imports it. Throws `bad-input` with what the file looks like and
 * what is supported, `cancelled` when the signal fires, or what the importer throws.
 */
export async function importPart(source: ByteSource, context: ImportContext = {}): Promise<ProfilePart> {
  const chunks = source.chunks()[Symbol.asyncIterator]();
  try {
    const { held, head } = await readHead(chunks, context);
    const replayed: ByteSource = {
      name: source.name,
      sizeBytes: source.sizeBytes,
      chunks: () => replay(held, chunks),
    };
    const importer = importers.find((candidate) => candidate.detect(head, source.name));
    if (importer) {
      const part = await importer.import(replayed, context);
      return (await source.isCut?.()) === true ? cutPart(part) : part;
    }
    // A long-winded guest may fill the head: the report then stands further down.
    if (head.length >= headBytes && looksLikeText(head)) {
      const part = await ziskReport.import(replayed, context);
      if (part.totals !== undefined) return part;
    }
    if ((await source.isCut?.()) === true)
      throw new CycleLensError(
        "bad-input",
        `${source.name} is cut off: it ends before its compressed data does`,
        "copy it whole, or have it written again",
      );
    throw notSupported(source.name, head);
  } finally {
    await chunks.return?.();
  }
}

async function readHead(
  chunks: AsyncIterator<Uint8Array>,
  context: ImportContext,
): Promise<{ held: Uint8Array[]; head: Uint8Array }> {
  const held: Uint8Array[] = [];
  let size = 0;
  while (size < headBytes) {
    throwIfCancelled(context.signal);
    const next = await chunks.next();
    if (next.done === true) break;
    // Copied: the source may reuse the chunk's memory for the next one.
    held.push(new Uint8Array(next.value));
    size += next.value.length;
  }
  const head = new Uint8Array(Math.min(size, headBytes));
  let at = 0;
  for (const chunk of held) {
    head.set(chunk.subarray(0, head.length - at), at);
    at += Math.min(chunk.length, head.length - at);
  }
  return { held, head };
}

async function* replay(held: Uint8Array[], rest: AsyncIterator<Uint8Array>): AsyncGenerator<Uint8Array> {
  for (let chunk = held.shift(); chunk !== undefined; chunk = held.shift()) yield chunk;
  for (;;) {
    const next = await rest.next();
    if (next.done === true) return;
    yield next.value;
  }
}

function looksLikeText(head: Uint8Array): boolean {
  let odd = 0;
  for (const byte of head)
    if (byte === 0 || (byte < 32 && byte !== 9 && byte !== 10 && byte !== 13 && byte !== 27)) odd++;
  return odd * 100 < head.length;
}

const supported =
  "give ziskemu's report, --save-stats CSV, --profiler-output JSON or --disasm file, SP1's trace, PC dump, report or " +
  "log, a profile of samply, Firefox, pprof, dhat, speedscope, hyperfine or V8, folded stacks, a flame graph SVG, " +
  "OpenVM metrics, or cyclelens.profile/1 JSON";

/** A file of no bytes, the only one of a run. */
export function emptyFile(name: string): CycleLensError {
  return new CycleLensError(
    "bad-input",
    `${name} is empty`,
    "give a file that the run wrote; SP1 writes its trace when the run has ended: wait for it, or see the host's log",
  );
}

/** A file of no bytes beside others of its run: a log that says nothing, or a trace that was never written. */
export function emptyPart(file: string): ProfilePart {
  const common = { format: "empty", variant: null, file };
  return /\.json(?:\.gz)?$/i.test(file)
    ? {
        ...common,
        outcome: { status: "truncated", message: `${file} is empty: it was never written` },
        warnings: [`${file} is empty: the run has not ended yet, or stopped before it was written`],
      }
    : { ...common, warnings: [] };
}

function notSupported(name: string, head: Uint8Array): CycleLensError {
  const error = (what: string, hint: string): CycleLensError =>
    new CycleLensError("bad-input", `${name} ${what}`, hint);
  if (head.length === 0) return emptyFile(name);
  if (isElf(head))
    return error("is an ELF program, not a profile of a run", "give it with --elf beside the run's files");
  if (head[0] === 0x1f && head[1] === 0x8b)
    return error("is compressed twice or its name does not end in .gz", "unpack it first");
  const looks = looksLike(head);
  if (looks !== null) return error(looks.what, looks.hint ?? supported);
  if (!looksLikeText(head)) return error("looks like binary data", supported);
  return error("is text of no known format", supported);
}
