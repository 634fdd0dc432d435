export const webviewOptions: Readonly<Record<string, unknown>>;
export const webviewEntries: Readonly<Record<string, string>>;
