import { describe, expect, it } from "vitest";
import { hottestPlace } from "../../../src/host/trees/hottestPlace";

interface Place {
  readonly func: number;
  readonly heat: number;
  readonly hasChildren: boolean;
  readonly path: string;
}

/** `path: children as [func, heat]`. */
const tree: Readonly<Record<string, readonly (readonly [func: number, heat: number])[]>> = {
  "": [[0, 100]],
  "/0": [
    [1, 30],
    [2, 60],
  ],
  "/0/1": [[3, 29]],
  "/0/2": [[4, 50]],
  "/0/2/4": [[3, 40]],
};
const childrenOf = async (parent?: Place): Promise<readonly Place[]> =>
  (tree[parent?.path ?? ""] ?? []).map(([func, heat]) => {
    const path = `${parent?.path ?? ""}/${func}`;
    return { func, heat, path, hasChildren: path in tree };
  });

describe("hottestPlace", () => {
  it("is the hottest of a function's places, however deep", async () => {
    expect((await hottestPlace(3, childrenOf))?.path).toBe("/0/2/4/3");
    expect((await hottestPlace(0, childrenOf))?.path).toBe("/0");
  });

  it("gives up where there is none, and in a tree without end", async () => {
    expect(await hottestPlace(9, childrenOf)).toBeUndefined();
    let asked = 0;
    const endless = async () => [{ func: ++asked, heat: 1, hasChildren: true }];
    expect(await hottestPlace(-1, endless)).toBeUndefined();
    expect(asked).toBeLessThan(1000);
  });
});
