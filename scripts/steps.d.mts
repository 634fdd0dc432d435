/** `FAILED: its name: the first line of its error`. */
export function failedLine(name: string, error: unknown): string;
/** `second try: its name: the first line of the first error`. */
export function retriedLine(name: string, error: unknown): string;
