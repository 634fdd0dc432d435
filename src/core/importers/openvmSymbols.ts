import { CycleLensError, throwIfCancelled } from "../errors";
import type { FrameKind } from "../openvm/cellStacks";
import type { Profile } from "../profile/model";
import { safeName } from "../profile/names";
import { demangle } from "../symbols/demangle";
import type { Importer } from "./artefact";

const spanKind: FrameKind = "span";

/** Larger than the symbols of any guest. */
const maxBytes = 256 * 1024 * 1024;

/**
 * The names of a guest's functions, as OpenVM's transpiler writes them where GUEST_SYMBOLS_PATH says (with `perf-metrics`;
 * `profiling` up to 1.3): texts that each end in a zero byte, behind one zero byte. A frame of a cycle-tracker span is the
 * decimal offset of its function's name. No profile of its own: it names those of the metrics beside it.
 */
export const openvmSymbols: Importer = {
  format: "openvm-symbols",

  detect(head, name) {
    if (head[0] !== 0 || head.length < 3) return false;
    let names = 0;
    let length = 0;
    for (let i = 1; i < head.length; i++) {
      const byte = head[i]!;
      if (byte === 0) {
        if (length > 0) names++;
        length = 0;
      } else if (byte < 0x20 || byte === 0x7f) return false;
      else length++;
    }
    return names > 0 && (/\.syms(\.gz)?$/i.test(name) || names >= 2);
  },

  async import(source, context) {
    const chunks: Uint8Array[] = [];
    let size = 0;
    for await (const chunk of source.chunks()) {
      throwIfCancelled(context.signal);
      size += chunk.length;
      if (size > maxBytes)
        throw new CycleLensError(
          "too-large",
          `${source.name} holds more than ${String(maxBytes / 1024 ** 2)} MB`,
          "check that it is the file that GUEST_SYMBOLS_PATH named",
        );
      chunks.push(chunk.slice());
    }
    const bytes = new Uint8Array(size);
    let at = 0;
    for (const chunk of chunks) {
      bytes.set(chunk, at);
      at += chunk.length;
    }
    return {
      format: "openvm-symbols",
      variant: null,
      file: source.name,
      guestSymbols: (offset) => nameAt(bytes, offset),
      warnings: [],
    };
  },
};

const utf8 = new TextDecoder();

/** The raw name that begins at an offset; null where none does. */
function nameAt(bytes: Uint8Array, offset: number): string | null {
  if (!(offset > 0 && offset < bytes.length) || bytes[offset - 1] !== 0) return null;
  const end = bytes.indexOf(0, offset);
  return end <= offset ? null : utf8.decode(bytes.subarray(offset, end));
}

/** The profile with the names of its spans; the same one where none of them is an offset of these symbols. */
export function withGuestSymbols(
  profile: Profile,
  symbols: (offset: number) => string | null,
  file: string,
): Profile {
  const { functions, callTree } = profile;
  const names = new Map<string, string>();
  let unknown = 0;
  for (let row = 0; row < functions.length; row++) {
    const text = functions.name[row]!;
    if (functions.crate[row] !== spanKind || !/^\d{1,9}$/.test(text) || names.has(text)) continue;
    const raw = symbols(Number(text));
    if (raw === null) unknown++;
    else names.set(text, raw);
  }
  const warnings =
    unknown === 0
      ? []
      : [`${unknown.toLocaleString("en-US")} spans have no name in ${file}: is it of the same run?`];
  const name = functions.name.map((text, row) =>
    functions.crate[row] === spanKind && names.has(text) ? safeName(demangle(names.get(text)!)) : text,
  );
  const rawName = functions.rawName.map((raw, row) => {
    const text = functions.name[row]!;
    return functions.crate[row] === spanKind && names.has(text) ? safeName(names.get(text)!) : raw;
  });
  return {
    ...profile,
    source: { ...profile.source, files: [...profile.source.files, file] },
    functions: { ...functions, name, rawName },
    callTree: callTree && {
      ...callTree,
      frames: {
        ...callTree.frames,
        name: callTree.frames.name.map((text, frame) => {
          const row = callTree.frames.func[frame]!;
          return row < 0 ? text : name[row]!;
        }),
      },
    },
    warnings: [...profile.warnings, ...warnings],
  };
}
