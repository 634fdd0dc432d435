import type { ElfImage } from "../symbols/types";
import type { EngineMachine } from "./machine";
import { sp1Machine } from "./machines/sp1/sp1";
import { sp1Model } from "./machines/sp1/sp1Models";
import { ziskMachine } from "./machines/zisk/zisk";
import { ziskModel } from "./machines/zisk/ziskModels";
import type { EngineRequest } from "./types";

/** The machines that the engine has. */
export type EngineMachineName = "zisk" | "sp1";

/** The release that is meant, by its id; the newest for null. Throws `unsupported` for one that is not carried. */
export function engineModelId(machine: EngineMachineName, model: string | null): string {
  return (machine === "zisk" ? ziskModel(model) : sp1Model(model)).id;
}

/** A guest, ready to run. Throws `bad-input` or `unsupported` for a guest that the machine does not load. */
export function engineMachine(
  machine: EngineMachineName,
  model: string | null,
  request: EngineRequest,
  elf: ElfImage,
): EngineMachine {
  return machine === "zisk"
    ? ziskMachine(request, elf, ziskModel(model))
    : sp1Machine(request, elf, sp1Model(model));
}
