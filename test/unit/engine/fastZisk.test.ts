import { existsSync, readdirSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { randomGuest } from "../../../scripts/engines/randomGuest";
import { bytesOf } from "../../../scripts/verify/engineGuest";
import {
  differencesOf,
  eager,
  interpreted,
  translated,
  type Driven,
  type Ran,
} from "../../../scripts/verify/twoMachines";
import { CycleLensError } from "../../../src/core/errors";

const limit = 30_000_000;

/** Whole numbers below a limit, the same for the same seed. */
function generator(seed: number): (below: number) => number {
  let state = (seed * 2654435761) | 1;
  return (below) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % below;
  };
}

/** One record of one number, as the own guests read it. */
function inputOf(number: number): Uint8Array {
  return new Uint8Array(BigUint64Array.of(8n, BigInt(number)).buffer);
}

const own = path.resolve("test/fixtures/engine");
const guest = (name: string): Uint8Array =>
  bytesOf([".elf", ".elf.gz"].map((end) => path.join(own, name + end)).find(existsSync)!);

/** Ways to drive the same guest, the slices from a seed. */
function ways(seed: number): [string, Driven][] {
  const random = generator(seed);
  return [
    ["by default", {}],
    ["eagerly", { tuning: eager(1 + random(13)) }],
    ["eagerly, in slices that go on", { tuning: eager(7), slice: () => 1 + random(3e5), goesOn: true }],
    ["eagerly, in slices that begin anew", { tuning: eager(3), slice: () => 1 + random(3e5) }],
    // As the product does it, but a hundred times sooner: entries, loops and renewals come one after the other.
    ["soon", { tuning: { sliceSteps: 20 + random(80), fewestSteps: 300, stepsPerRow: 3 } }],
    ["by default, in slices that begin anew", { slice: () => 1 + random(3e5) }],
  ];
}

function expectSame(elf: Uint8Array, input: Uint8Array, most: number, seed: number): Ran {
  const reference = interpreted(elf, input, most);
  for (const [way, driven] of ways(seed))
    expect({
      way,
      differences: differencesOf(reference, translated(elf, input, most, driven), false),
    }).toEqual({
      way,
      differences: [],
    });
  return reference;
}

describe("the ZisK machine as WebAssembly", () => {
  it.each([
    ["access", 3],
    ["indirect", 1],
    ["longjmp", 2],
    ["vm", 5],
  ])("counts %s as the interpreter does", (name, rounds) => {
    const { machine } = expectSame(guest(name), inputOf(rounds), limit, rounds);
    expect(machine.fault).toBeNull();
    expect(machine.text.text()).toMatch(/[0-9a-f]{16}\n$/);
  });

  it("follows a recursion of a million frames", () => {
    const [elf, input] = [guest("deep"), inputOf(1_000_000)];
    const reference = interpreted(elf, input, limit);
    const fast = translated(elf, input, limit);
    expect(differencesOf(reference, fast)).toEqual([]);
    expect(reference.tree.length).toBeGreaterThan(1_000_000);
    expect(fast.modules).toBeGreaterThan(0);
  });

  it("follows ten thousand functions", () => {
    const [elf, input] = [guest("many"), inputOf(3)];
    const reference = interpreted(elf, input, limit);
    expect(differencesOf(reference, translated(elf, input, limit))).toEqual([]);
    expect(new Set(reference.tree.address).size).toBeGreaterThan(10_000);
  });

  it("translates no more than a bounded number of functions", () => {
    const [elf, input] = [guest("many"), inputOf(0)];
    const fast = translated(elf, input, limit, { tuning: eager(13) });
    expect(fast.modules).toBeLessThanOrEqual(1000);
    expect(differencesOf(interpreted(elf, input, limit), fast, false)).toEqual([]);
  });

  it("stops at any step limit with the same counts", () => {
    const random = generator(11);
    for (let k = 0; k < 24; k++) {
      const name = ["vm", "indirect", "longjmp", "access"][k % 4]!;
      const most = 1 + random(k < 12 ? 400 : 60_000);
      const driven: Driven = k % 2 === 0 ? { tuning: eager(1 + random(13)) } : {};
      const reference = interpreted(guest(name), inputOf(60), most);
      const fast = translated(guest(name), inputOf(60), most, driven);
      expect({ name, most, differences: differencesOf(reference, fast, false) }).toEqual({
        name,
        most,
        differences: [],
      });
      expect(fast.machine.steps).toBe(most);
    }
  });

  it("counts random guests as the interpreter does", () => {
    for (let seed = 1; seed <= 25; seed++) {
      const elf = randomGuest(seed, 150);
      const reference = interpreted(elf, new Uint8Array(0), limit);
      const fast = translated(elf, new Uint8Array(0), limit, { tuning: eager(1 + (seed % 13)) });
      expect({ seed, differences: differencesOf(reference, fast, false) }).toEqual({ seed, differences: [] });
    }
  });
});

describe("guests that fail", () => {
  const folder = path.resolve("test/fixtures/guests/errors");
  const files = readdirSync(folder).filter((name) => /\.elf(\.gz)?$/.test(name));

  it.each(files)("%s fails in the same step with the same words", (name) => {
    const elf = bytesOf(path.join(folder, name));
    try {
      expectSame(elf, new Uint8Array(0), 200_000, 5);
      // So near to a limit all is interpreted.
      expectSame(elf, new Uint8Array(0), 1000, 5);
    } catch (error) {
      if (!CycleLensError.is(error)) throw error;
      expect(error.kind).toBe("unsupported");
    }
  });
});

describe("guests that were tampered with", () => {
  it("end in both machines alike, whatever bytes are changed", () => {
    const random = generator(77);
    for (let k = 0; k < 60; k++) {
      const elf = guest(["vm", "indirect", "longjmp", "access"][k % 4]!).slice();
      // Behind the headers: code and data.
      for (let n = 1 + random(6); n > 0; n--) elf[0x1000 + random(0x600)] = random(256);
      try {
        const reference = interpreted(elf, inputOf(1), 30_000);
        const fast = translated(elf, inputOf(1), 30_000, { tuning: eager(1 + random(13)) });
        expect({ k, differences: differencesOf(reference, fast, false) }).toEqual({ k, differences: [] });
      } catch (error) {
        if (!CycleLensError.is(error)) throw error;
      }
    }
  }, 120_000);

  it("permutes over KoalaBear as ziskemu does", () => {
    const { machine } = expectSame(guest("koala"), new Uint8Array(0), limit, 1);
    expect(machine.fault).toBeNull();
    expect(machine.text.text().split("\n").slice(0, 2)).toEqual(["5978ad0a5fefc363", "5e197cbc040056c3"]);
  });
});

const shared = path.resolve(process.env["CYCLELENS_SHARED"] ?? "../shared", "data/zisk/v1.4");
const must = process.env["CYCLELENS_REQUIRE_SHARED"] === "1";

describe.skipIf(!existsSync(shared) && !must)("the truth guests (skipped where ../shared is missing)", () => {
  const folders = existsSync(shared)
    ? readdirSync(shared, { recursive: true, withFileTypes: true })
        .filter((entry) => /^guest\.elf(\.gz)?$/.test(entry.name))
        .map((entry) => path.relative(shared, path.join(entry.parentPath, entry.name)))
        .filter((name) => !name.includes("compressed"))
        .sort()
    : [];

  it("are there", () => expect(folders.length).toBeGreaterThan(10));

  it.each(folders)(
    "%s",
    (name) => {
      const file = path.join(shared, name);
      const inputFile = path.join(path.dirname(file), "input.bin");
      const input = existsSync(inputFile) ? bytesOf(inputFile) : new Uint8Array(0);
      try {
        const elf = bytesOf(file);
        const reference = interpreted(elf, input, limit);
        expect(differencesOf(reference, translated(elf, input, limit), false)).toEqual([]);
        // Eager translation of a large guest takes half a minute; what it runs first says as much.
        const short = 150_000;
        const driven = { tuning: eager(1 + (elf.length % 13)) };
        const begun = interpreted(elf, input, short);
        expect(differencesOf(begun, translated(elf, input, short, driven), false)).toEqual([]);
      } catch (error) {
        if (!CycleLensError.is(error)) throw error;
        expect(error.kind).toBe("unsupported");
      }
    },
    120_000,
  );
});
