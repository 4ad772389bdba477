const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Also without what turns or hides text: control characters and directions. */
export function escapeHtml(text: string): string {
  return text
    .replace(/[\p{Cc}\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu, (one) =>
      one === '\n' || one === '\t' ? one : '�',
    )
    .replace(/[&<>"']/g, (one) => ESCAPES[one] ?? one);
}

/** Its own style is all it may load: it opens and prints the same anywhere, and runs nothing. */
const POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";

const STYLE = `
:root { color-scheme: light; }
body { margin: 2rem auto; max-width: 60rem; padding: 0 1.5rem; background: #fff; color: #1a1d21;
  font: 14px/1.5 system-ui, sans-serif; }
h1 { margin: 0 0 .25rem; font-size: 1.5rem; }
h2 { margin: 2rem 0 .5rem; font-size: 1.1rem; border-bottom: 1px solid #c9ced6; padding-bottom: .25rem; }
h3 { margin: 0; font-size: 1rem; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .15rem 1rem; margin: .75rem 0; }
dt { color: #565e69; } dd { margin: 0; overflow-wrap: anywhere; }
table { width: 100%; border-collapse: collapse; font-size: .85rem; }
th, td { padding: .3rem .6rem .3rem 0; border-bottom: 1px solid #e2e5ea; text-align: left; vertical-align: top;
  overflow-wrap: anywhere; }
th { color: #565e69; font-weight: 500; white-space: nowrap; }
.step { margin: .75rem 0; padding: .6rem .8rem; border: 1px solid #c9ced6; border-left-width: 4px; border-radius: 4px; }
.succeeded { border-left-color: #1a7f37; } .failed, .unknown { border-left-color: #b3261e; }
.waiting, .running { border-left-color: #9a6700; }
.status { font-weight: 600; } p { margin: .25rem 0; } .meta { color: #565e69; font-size: .85rem; }
pre { margin: .4rem 0 0; padding: .5rem; background: #f4f5f7; font: 12px/1.45 ui-monospace, monospace;
  white-space: pre-wrap; overflow-wrap: anywhere; }
code { font: 12px ui-monospace, monospace; }
ul.lines { margin: .4rem 0; padding: 0; list-style: none; } ul.lines li { overflow-wrap: anywhere; break-inside: avoid; }
.mark { display: inline-block; width: 1.25rem; font-weight: 700; }
.pass { color: #1a7f37; } .fail { color: #b3261e; } .cannot-tell { color: #9a6700; }
summary { color: #565e69; font-size: .85rem; cursor: pointer; }
@page { margin: 16mm; }
@media print {
  body { margin: 0; max-width: none; padding: 0; font-size: 10.5pt; }
  h2 { break-after: avoid; } h3, .meta { break-after: avoid; } tr { break-inside: avoid; }
  thead { display: table-header-group; } .journal { break-before: page; }
}`;

/** One page without a script, that needs nothing beside it. @param body HTML in which nothing is left to escape */
export function pageHtml(title: string, body: string): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${POLICY}">
<meta name="viewport" content="width=device-width">
<title>${escapeHtml(title)}</title>
<style>${STYLE}</style>
</head>
<body>
${body}
</body>
</html>
`;
}

export function facts(pairs: readonly (readonly [string, string])[]): string {
  const rows = pairs.map(([name, value]) => `<dt>${escapeHtml(name)}</dt><dd>${escapeHtml(value)}</dd>`);
  return `<dl>${rows.join('\n')}</dl>`;
}

export function table(heads: readonly string[], rows: readonly (readonly string[])[]): string {
  const cells = (of: readonly string[], tag: 'th' | 'td') =>
    `<tr>${of.map((text) => `<${tag}>${escapeHtml(text)}</${tag}>`).join('')}</tr>`;
  return `<table><thead>${cells(heads, 'th')}</thead><tbody>${rows.map((row) => cells(row, 'td')).join('\n')}</tbody></table>`;
}
