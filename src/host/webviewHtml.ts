/** The page around the bundle: nothing inline, nothing from elsewhere. Arguments are URIs and a nonce of the host's own. */
export function webviewHtml(page: {
  readonly script: string;
  readonly style: string;
  readonly cspSource: string;
  readonly nonce: string;
  readonly language: string;
}): string {
  const csp = [
    "default-src 'none'",
    `style-src ${page.cspSource}`,
    `font-src ${page.cspSource}`,
    "img-src data:",
    `script-src 'nonce-${page.nonce}'`,
  ].join("; ");
  return `<!DOCTYPE html>
<html lang="${page.language.replace(/[^A-Za-z-]/g, "")}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${csp}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>CycleLens</title>
<link rel="stylesheet" href="${page.style}">
</head>
<body>
<script nonce="${page.nonce}" src="${page.script}"></script>
</body>
</html>
`;
}
