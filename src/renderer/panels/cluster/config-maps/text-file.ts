/** Far more than a config map may hold (1 MiB). */
const MOST_BYTES = 3_000_000;

export type ReadFile = { ok: true; text: string; name: string } | { ok: false; why: string };

/** A file that the operator chose, as text. */
export async function readTextFile(file: File): Promise<ReadFile> {
  if (file.size > MOST_BYTES) return { ok: false, why: `${file.name} is too large for a config map.` };
  const bytes = new Uint8Array(await file.arrayBuffer());
  try {
    return { ok: true, name: file.name, text: new TextDecoder('utf-8', { fatal: true }).decode(bytes) };
  } catch {
    return { ok: false, why: `${file.name} is no text: a config map is kept as YAML or JSON.` };
  }
}

/** Hands a text to the browser as a file to keep. */
export function saveTextFile(name: string, text: string): void {
  const address = URL.createObjectURL(new Blob([text], { type: 'application/yaml' }));
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  link.click();
  URL.revokeObjectURL(address);
}
