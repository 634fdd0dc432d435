import type { Browser } from "playwright-core";

export function browser(options?: { args?: string[] }): Promise<Browser>;
