/** What translated code returns in place of a pc when the run stops. No instruction has an odd address. */
export const stop = 1;

/** Fields of a call-tree node in the linear memory, as byte offsets. */
export const nodeAt = {
  parent: 0,
  func: 4,
  calls: 8,
  selfSteps: 16,
  selfCost: 24,
} as const;
export const nodeBytes = 32;

/** A frame: node of the caller, return address, stack pointer. */
export const frameBytes = 16;
