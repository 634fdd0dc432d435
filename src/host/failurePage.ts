/** A page without script or style; the text comes from a file's reader. */
export function failurePage(text: string): string {
  const escaped = text.replace(/[&<>"]/g, (c) => `&#${c.charCodeAt(0)};`);
  return `<!DOCTYPE html><html><head><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="default-src 'none'"></head><body><p role="alert">${escaped}</p></body></html>`;
}
