/** What we use of d3-flame-graph 5.0.0, which ships no types. */
declare module "d3-flame-graph" {
  import type { Selection } from "d3-selection";

  export interface FlameGraphNode<D> {
    readonly data: D;
    readonly depth: number;
    readonly x0: number;
    readonly x1: number;
  }

  export interface FlameGraphTooltip {
    (selection: unknown): void;
    show(): void;
    hide(): void;
    destroy(): void;
  }

  export interface FlameGraph<D> {
    (selection: Selection<HTMLElement, D, null, undefined>): void;
    width(px: number): FlameGraph<D>;
    height(px: number): FlameGraph<D>;
    cellHeight(px: number): FlameGraph<D>;
    transitionDuration(ms: number): FlameGraph<D>;
    minFrameSize(px: number): FlameGraph<D>;
    inverted(rootOnTop: boolean): FlameGraph<D>;
    sort(by: boolean | ((a: FlameGraphNode<D>, b: FlameGraphNode<D>) => number)): FlameGraph<D>;
    tooltip(tooltip: FlameGraphTooltip): FlameGraph<D>;
    getName(read: (node: FlameGraphNode<D>) => string): FlameGraph<D>;
    setColorMapper(map: (node: FlameGraphNode<D>, suggested: string) => string): FlameGraph<D>;
    setLabelHandler(label: (node: FlameGraphNode<D>) => string): FlameGraph<D>;
    setDetailsHandler(show: (text: string | null) => void): FlameGraph<D>;
    setSearchMatch(match: (node: FlameGraphNode<D>, term: string) => boolean): FlameGraph<D>;
    update(data?: D): FlameGraph<D>;
    destroy(): FlameGraph<D>;
  }

  export default function flamegraph<D>(): FlameGraph<D>;
}
