import { ByteBuffer } from "./byteBuffer";

/** Value types of the WebAssembly binary format. */
export const i32 = 0x7f;
export const i64 = 0x7e;
export const f64 = 0x7c;
export type ValueType = typeof i32 | typeof i64 | typeof f64;

export interface FunctionType {
  readonly params: readonly ValueType[];
  readonly results: readonly ValueType[];
}

export interface WasmImports {
  /** Imported memory `env.memory`: pages of 64 KiB. */
  readonly memoryPages?: { readonly minimum: number; readonly maximum: number };
  /** Imported table of functions `env.table`: at least so many entries. */
  readonly tableMinimum?: number;
}

const sections = { type: 1, import: 2, function: 3, export: 7, element: 9, code: 10 } as const;

/**
 * Puts one WebAssembly module together (binary format, version 1). Everything is imported from the
 * module `env`; function indices count imports first, then definitions, in the order of the calls.
 */
export class WasmModule {
  private readonly types: FunctionType[] = [];
  private readonly typeIndex = new Map<string, number>();
  private readonly importedFunctions: { name: string; type: number }[] = [];
  private readonly functions: { type: number; body: Uint8Array }[] = [];
  private readonly exports: { name: string; index: number }[] = [];
  private readonly elements: { offset: number; index: number }[] = [];

  constructor(private readonly imports: WasmImports) {}

  /** The index of a function type; equal types share one. */
  type(params: readonly ValueType[], results: readonly ValueType[]): number {
    const key = `${params.join()}>${results.join()}`;
    let index = this.typeIndex.get(key);
    if (index === undefined) {
      index = this.types.push({ params, results }) - 1;
      this.typeIndex.set(key, index);
    }
    return index;
  }

  importFunction(name: string, params: readonly ValueType[], results: readonly ValueType[]): number {
    if (this.functions.length > 0) throw new Error("imports come before definitions");
    return this.importedFunctions.push({ name, type: this.type(params, results) }) - 1;
  }

  /** Adds a body as `FunctionBody.take` gives it. */
  define(type: number, body: Uint8Array): number {
    return this.importedFunctions.length + this.functions.push({ type, body }) - 1;
  }

  exportFunction(name: string, index: number): void {
    this.exports.push({ name, index });
  }

  /** Puts a function into the imported table when the module is instantiated. */
  element(offset: number, index: number): void {
    this.elements.push({ offset, index });
  }

  build(): Uint8Array<ArrayBuffer> {
    const out = new ByteBuffer();
    out.append(Uint8Array.of(0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00));
    this.section(out, sections.type, this.types, (to, { params, results }) => {
      to.byte(0x60);
      to.u32(params.length);
      for (const param of params) to.byte(param);
      to.u32(results.length);
      for (const result of results) to.byte(result);
    });
    this.section(out, sections.import, this.importEntries(), (to, write) => write(to));
    this.section(out, sections.function, this.functions, (to, { type }) => to.u32(type));
    this.section(out, sections.export, this.exports, (to, { name, index }) => {
      to.text(name);
      to.byte(0x00);
      to.u32(index);
    });
    this.section(out, sections.element, this.elements, (to, { offset, index }) => {
      to.u32(0);
      to.byte(0x41);
      to.s32(offset);
      to.byte(0x0b);
      to.u32(1);
      to.u32(index);
    });
    this.section(out, sections.code, this.functions, (to, { body }) => {
      to.u32(body.length);
      to.append(body);
    });
    return out.take();
  }

  private importEntries(): ((to: ByteBuffer) => void)[] {
    const entries: ((to: ByteBuffer) => void)[] = [];
    const entry = (name: string, kind: number, rest: (to: ByteBuffer) => void): void => {
      entries.push((to) => {
        to.text("env");
        to.text(name);
        to.byte(kind);
        rest(to);
      });
    };
    for (const { name, type } of this.importedFunctions) entry(name, 0x00, (to) => to.u32(type));
    const table = this.imports.tableMinimum;
    if (table !== undefined)
      entry("table", 0x01, (to) => {
        to.byte(0x70);
        to.byte(0x00);
        to.u32(table);
      });
    const memory = this.imports.memoryPages;
    if (memory !== undefined)
      entry("memory", 0x02, (to) => {
        to.byte(0x01);
        to.u32(memory.minimum);
        to.u32(memory.maximum);
      });
    return entries;
  }

  private section<T>(
    out: ByteBuffer,
    id: number,
    items: readonly T[],
    write: (to: ByteBuffer, item: T) => void,
  ): void {
    if (items.length === 0) return;
    const body = new ByteBuffer();
    body.u32(items.length);
    for (const item of items) write(body, item);
    out.byte(id);
    out.u32(body.length);
    out.append(body.view());
  }
}
