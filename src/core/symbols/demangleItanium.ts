/** C++ names as far as they are plain: nested names with built-in parameter types. Templates and substitutions stay raw. */

const builtins: Readonly<Record<string, string>> = {
  v: "void",
  b: "bool",
  c: "char",
  a: "signed char",
  h: "unsigned char",
  s: "short",
  t: "unsigned short",
  i: "int",
  j: "unsigned int",
  l: "long",
  m: "unsigned long",
  x: "long long",
  y: "unsigned long long",
  f: "float",
  d: "double",
};

/** `_ZN3foo3barEi` → `foo::bar(int)`; null for everything that is not as plain as that. */
export function demangleItanium(raw: string): string | null {
  const nested = /^_ZN(K?)((?:\d+[A-Za-z_]|[CD][012]).*)$/.exec(raw);
  const names: string[] = [];
  let at: number;
  if (nested !== null) {
    at = 3 + nested[1]!.length;
    while (raw[at] !== "E") {
      const special = /^[CD][012]/.exec(raw.slice(at, at + 2));
      if (special !== null && names.length > 0) {
        names.push((special[0].startsWith("D") ? "~" : "") + names[names.length - 1]!);
        at += 2;
        continue;
      }
      const name = sourceName(raw, at);
      if (name === null) return null;
      names.push(name.text);
      at = name.end;
    }
    at++;
  } else {
    const name = raw.startsWith("_Z") ? sourceName(raw, 2) : null;
    if (name === null) return null;
    names.push(name.text);
    at = name.end;
  }
  const parameters = parameterTypes(raw, at);
  return parameters === null
    ? null
    : `${names.join("::")}(${parameters})${nested?.[1] === "K" ? " const" : ""}`;
}

function sourceName(raw: string, at: number): { text: string; end: number } | null {
  const digits = /^[1-9]\d{0,3}/.exec(raw.slice(at, at + 4));
  if (digits === null) return null;
  const from = at + digits[0].length;
  const end = from + Number(digits[0]);
  const text = raw.slice(from, end);
  return end <= raw.length && /^[A-Za-z_]\w*$/.test(text) ? { text, end } : null;
}

function parameterTypes(raw: string, from: number): string | null {
  const types: string[] = [];
  let at = from;
  while (at < raw.length) {
    let suffix = "";
    while (raw[at] === "P" || raw[at] === "R" || raw[at] === "K") {
      suffix = (raw[at] === "P" ? "*" : raw[at] === "R" ? "&" : " const") + suffix;
      at++;
    }
    const type = builtins[raw[at] ?? ""];
    if (type === undefined) return null;
    types.push(type + suffix);
    at++;
  }
  if (types.length === 0) return null;
  return types.length === 1 && types[0] === "void" ? "" : types.join(", ");
}
