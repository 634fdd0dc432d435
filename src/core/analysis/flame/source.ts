/** A tree that is opened node by node; handles are small integers that the source gives out. */
export interface FlameSource {
  /** Handle 0 is the root. */
  readonly root: 0;
  frame(handle: number): number;
  total(handle: number): number;
  self(handle: number): number;
  /** Call-tree node to zoom to; -1 where there is no single one. */
  node(handle: number): number;
  /** In a comparison the other side of a handle. */
  other?(handle: number): OtherSide;
  /** Order of first call; siblings are sorted by it on request. */
  rank(handle: number): number;
  /** Levels below; 0 for a leaf, at least 1 where it is not known. */
  levels(handle: number): number;
  /**
   * Appends the children of at least `atLeast` to `out`; answers how many there are besides and their sum.
   * Called at most once a handle.
   */
  children(handle: number, atLeast: number, out: number[]): Rest;
}

export interface OtherSide {
  readonly total: number;
  readonly self: number;
  /** Bits: 1 in the base, 2 in the newer run. */
  readonly sides: number;
}

export interface Rest {
  readonly count: number;
  readonly total: number;
}

export const noRest: Rest = { count: 0, total: 0 };
