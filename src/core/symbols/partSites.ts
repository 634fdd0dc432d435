import type { LineFiles } from "./dwarfLine";
import type { FunctionNameReader } from "./dwarfNames";
import type { PartNodes } from "./partNodes";

const unread = -2;

/** Where function instances were inlined, read when it is asked for. Files are rows of the file names, -1 for none. */
export class PartSites {
  private readonly files: Int32Array;
  private readonly declarations = new Map<number, number>();

  constructor(
    private readonly unitFiles: readonly (LineFiles | null)[],
    private readonly nodes: PartNodes,
    private readonly functions: FunctionNameReader,
  ) {
    this.files = new Int32Array(nodes.length).fill(unread);
  }

  file(node: number): number {
    if (this.files[node] === unread) this.read(node);
    return this.files[node]!;
  }

  line(node: number): number {
    return Math.max(0, this.nodes.callLine[node]!);
  }

  /** The file that a node's function is declared in. */
  declared(node: number): number {
    let file = this.declarations.get(node);
    if (file === undefined) {
      const place = this.functions.place(this.nodes.entry[node]!);
      file = this.unitFiles[place.unit]?.id(place.declFile) ?? -1;
      this.declarations.set(node, file);
    }
    return file;
  }

  private read(node: number): void {
    const { nodes } = this;
    const parent = nodes.parent[node]!;
    const named = this.unitFiles[nodes.unit[node]!]?.id(nodes.callFile[node]! >>> 0) ?? -1;
    this.files[node] = named >= 0 || parent < 0 ? named : this.declared(parent);
  }
}
