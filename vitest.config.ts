import os from "node:os";
import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["test/unit/**/*.test.ts"],
    // For what hangs: the slowest takes 10 s on an idle machine.
    testTimeout: 180_000,
    hookTimeout: 180_000,
    pool: "threads",
    // One core is left over where there are many; of two, both are used.
    maxWorkers: Math.max(2, os.availableParallelism() - 1),
  },
});
