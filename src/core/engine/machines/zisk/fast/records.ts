/** What translated code returns in place of a pc when the run stops. No instruction has an odd address. */
export const stop = 1;
