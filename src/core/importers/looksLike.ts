import { safeName } from "../profile/names";

/** What a file looks like that no importer takes: ends the sentence `NAME …`; and what to do, where that is special. */
export interface Looks {
  readonly what: string;
  readonly hint: string | null;
}

const signatures: readonly (readonly [string, string, string | null])[] = [
  [
    "PERFILE2",
    "is a perf.data recording",
    "fold it with `perf script | inferno-collapse-perf`, or convert it with `samply import --save-only`",
  ],
  [
    "\xdc\xdfJSLB",
    "is a Firefox profile in the Firefox Profiler's binary form",
    "give the file that the profiler was started with (samply's, or Firefox's JSON)",
  ],
  ["FLR\0", "is a Java Flight Recording", null],
  ["\x89PNG", "is a PNG picture", "give the profile that it was drawn from"],
  ["\xff\xd8\xff", "is a JPEG picture", "give the profile that it was drawn from"],
  ["GIF8", "is a GIF picture", "give the profile that it was drawn from"],
  ["%PDF", "is a PDF", null],
  ["PK\x03\x04", "is a zip archive", "unpack it and give the profile in it"],
  ["\x28\xb5\x2f\xfd", "is compressed by zstd", "unpack it first"],
  ["\xfd7zXZ", "is compressed by xz", "unpack it first"],
  ["BZh", "is compressed by bzip2", "unpack it first"],
  ["SQLite format 3", "is an SQLite database", null],
  ["\0asm", "is a WebAssembly module", null],
  ["\xcf\xfa\xed\xfe", "is a Mach-O program, not a profile of a run", null],
  ["\xce\xfa\xed\xfe", "is a Mach-O program, not a profile of a run", null],
  ["MZ", "is a Windows program, not a profile of a run", null],
  ["!<arch>", "is a library archive, not a profile of a run", null],
  ["tracy", "is a Tracy trace", "export it with tracy-csvexport, or record with another profiler"],
  [
    "# callgrind format",
    "is a callgrind profile",
    "convert it with a tool that writes folded stacks or pprof",
  ],
];

const texts: readonly (readonly [RegExp, string, string | null])[] = [
  [/^\s*<(?:!doctype html|html)/i, "is an HTML page", "give the profile that it shows"],
  [
    /^\s*<(?:\?xml[^>]*>\s*)?(?:<!--[^]*?-->\s*)?<?svg/i,
    "is an SVG picture without the titles of a flame graph",
    null,
  ],
  [/^\s*<\?xml/i, "is XML of an unknown format", null],
  [/^(?:events|version): .*\n(?:.*\n){0,8}fn=/, "is a callgrind profile", null],
  [
    /^\S.*\s+\d+(?:\/\d+)?\s+(?:\[\d+\]\s+)?[\d.]+:\s+.*\n\s+[0-9a-f]{4,16} /,
    "is the output of perf script",
    "fold it with inferno-collapse-perf",
  ],
];

/** By the first bytes of a file. Null for text of no known kind and for binary data. */
export function looksLike(head: Uint8Array): Looks | null {
  const start = new TextDecoder("latin1").decode(head.subarray(0, 64));
  for (const [signature, what, hint] of signatures) if (start.startsWith(signature)) return { what, hint };
  const text = new TextDecoder().decode(head.subarray(0, 8192)).replace(/^\uFEFF/, "");
  for (const [pattern, what, hint] of texts) if (pattern.test(text)) return { what, hint };
  if (!/^\s*[{[]/.test(text)) return null;
  const keys = topKeys(new TextDecoder().decode(head.subarray(0, 16384)).replace(/^\uFEFF/, ""));
  if (keys.includes("traceEvents"))
    return {
      what: "is a Chrome trace of events",
      hint: "save the CPU profile (.cpuprofile) of the browser's profiler",
    };
  if (keys.includes("head") && /"selfSize"/.test(text)) return { what: "is a V8 heap profile", hint: null };
  if (keys.length === 0) return { what: "is JSON of an unknown format", hint: null };
  const named = keys.slice(0, 5).map((key) => safeName(key).slice(0, 40));
  const more = keys.length > 5 ? ", …" : "";
  return { what: `is JSON of an unknown format with the keys ${named.join(", ")}${more}`, hint: null };
}

/** Keys of the outermost object (of the first one in an array), as far as the head goes. */
function topKeys(text: string): string[] {
  const keys: string[] = [];
  let depth = 0;
  const base = /^\s*\[\s*\{/.test(text) ? 2 : 1;
  for (const [, brackets, name, colon] of text.matchAll(/([{}[\]])|"((?:[^"\\]|\\.)*)"\s*(:?)/g)) {
    if (brackets !== undefined) {
      depth += brackets === "{" || brackets === "[" ? 1 : -1;
      if (depth < base && keys.length > 0) break;
    } else if (depth === base && colon === ":" && name !== undefined && !keys.includes(name)) keys.push(name);
    if (keys.length > 32) break;
  }
  return keys;
}
