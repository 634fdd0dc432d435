/** Rust's first mangling: `_ZN` + length-prefixed segments + `17h<16 hex>` + `E`, with `$…$` escapes. */

const escapes: Readonly<Record<string, string>> = {
  SP: "@",
  BP: "*",
  RF: "&",
  LT: "<",
  GT: ">",
  LP: "(",
  RP: ")",
  C: ",",
};

/** Null where the name is none. The hash segment is dropped unless the name is wanted in full. */
export function demangleLegacy(raw: string, full = false): string | null {
  const parts = segments(raw);
  if (parts === null) return null;
  const { names, suffix } = parts;
  if (!full && isHash(names[names.length - 1]!)) names.pop();
  return names.map(unescape).join("::") + suffix;
}

/** First path segment of a name with a Rust hash; of `<A as B>::f` the crate of A, else of B. */
export function legacyCrate(raw: string): string | null {
  const parts = segments(raw);
  if (parts === null || !isHash(parts.names[parts.names.length - 1]!)) return null;
  const first = unescape(parts.names[0]!);
  if (!first.startsWith("<")) return /^[A-Za-z_]\w*$/.test(first) ? first : null;
  const [type, trait] = first.slice(1).split(" as ");
  return rootOf(type ?? "") ?? rootOf(trait ?? "");
}

function rootOf(path: string): string | null {
  return /^(?:[<&*([]|mut |const |dyn |'\w+ )*([A-Za-z_]\w*)::/.exec(path)?.[1] ?? null;
}

function segments(raw: string): { names: string[]; suffix: string } | null {
  const start = /^_{0,2}ZN/.exec(raw);
  if (start === null) return null;
  const names: string[] = [];
  let at = start[0].length;
  while (raw[at] !== "E") {
    let length = 0;
    const digits = at;
    for (let c = raw.charCodeAt(at); c >= 48 && c <= 57; c = raw.charCodeAt(++at))
      length = length * 10 + c - 48;
    if (at === digits || at + length > raw.length) return null;
    names.push(raw.slice(at, at + length));
    at += length;
  }
  const suffix = raw.slice(at + 1);
  if (names.length === 0 || !/^(?:\.[\x21-\x7e]*)?$/.test(suffix)) return null;
  return { names, suffix };
}

function isHash(name: string): boolean {
  return /^h[0-9a-fA-F]+$/.test(name);
}

function unescape(segment: string): string {
  let rest = segment.startsWith("_$") ? segment.slice(1) : segment;
  let out = "";
  while (rest !== "") {
    if (rest.startsWith("..")) {
      out += "::";
      rest = rest.slice(2);
    } else if (rest.startsWith(".")) {
      out += ".";
      rest = rest.slice(1);
    } else if (rest.startsWith("$")) {
      const end = rest.indexOf("$", 1);
      const plain = end < 0 ? null : unescaped(rest.slice(1, end));
      if (plain === null) return out + rest;
      out += plain;
      rest = rest.slice(end + 1);
    } else {
      const next = rest.search(/[$.]/);
      if (next < 0) return out + rest;
      out += rest.slice(0, next);
      rest = rest.slice(next);
    }
  }
  return out;
}

function unescaped(code: string): string | null {
  const known = Object.hasOwn(escapes, code) ? escapes[code] : undefined;
  if (known !== undefined) return known;
  if (!/^u[0-9a-f]{1,6}$/.test(code)) return null;
  const point = parseInt(code.slice(1), 16);
  if (point > 0x10ffff || (point >= 0xd800 && point < 0xe000)) return null;
  return point < 0x20 || (point >= 0x7f && point < 0xa0) ? null : String.fromCodePoint(point);
}
