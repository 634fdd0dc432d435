import type { SharedFollowers } from "../followers";
import { mostFrames } from "../../../callTree";
import { pageBits, slots, type Sp1Backing } from "../memory";
import { capacity, guestWindow, memoryBytes, place, wasmPages } from "./place";

/** The linear memory of a run, and what TypeScript sees of it. Throws RangeError where the system does not give it. */
export class SharedMemory {
  readonly memory = new WebAssembly.Memory({ initial: wasmPages, maximum: wasmPages });
  readonly ints = new Int32Array(this.memory.buffer);
  /** One value: cycles at which the credit is used up. */
  readonly end = this.floats(place.end, 1);

  /** The guest's memory. */
  backing(): Sp1Backing {
    const { buffer } = this.memory;
    return {
      words: this.integers(place.data, memoryBytes / 4),
      seen: new Uint8Array(buffer, place.seen, memoryBytes / 8),
      tags: this.integers(place.tags, slots),
      places: this.integers(place.places, slots),
      firstPage: guestWindow.address >>> pageBits,
      windowPages: guestWindow.bytes >>> pageBits,
    };
  }

  /** For a program of so many rows and functions. */
  followers(rows: number, functions: number): SharedFollowers {
    return {
      functions: this.integers(place.functions, rows),
      entryRows: this.integers(place.entryRows, functions + 2),
      tree: {
        top: this.integers(place.top, 1),
        last: this.floats(place.last, 1),
        open: this.integers(place.open, functions + 2),
        frameNode: this.integers(place.frameNode, mostFrames),
        frameReturn: this.floats(place.frameReturn, mostFrames),
        frameStack: this.floats(place.frameStack, mostFrames),
        fn: this.integers(place.nodeFunction, capacity.nodes),
        calls: this.floats(place.nodeCalls, capacity.nodes),
        steps: this.floats(place.nodeSteps, capacity.nodes),
        lastChild: this.integers(place.nodeChild, capacity.nodes),
      },
    };
  }

  /** The records of so many rows, as bytes. */
  records(rows: number): Uint8Array {
    return new Uint8Array(this.memory.buffer, place.code, 8 * (rows + 1));
  }

  private integers(at: number, length: number): Int32Array {
    return new Int32Array(this.memory.buffer, at, length);
  }

  private floats(at: number, length: number): Float64Array {
    return new Float64Array(this.memory.buffer, at, length);
  }
}
