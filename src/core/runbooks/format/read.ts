import { isMisspelt, mistakesOf } from '../../connect/profile/mistakes.ts';
import { readYamlFile } from '../../connect/yaml-file.ts';
import { keyName, type YamlPlace } from '../../connect/yaml-place.ts';
import { type Finding, MOST_FINDINGS } from '../lint/finding.ts';
import { runbookJsonSchema } from './json-schema.ts';
import { type RunbookFile, runbookSchema } from './schema.ts';

/** Ten thousand steps are one; whatever is larger is some other file. */
export const MAX_RUNBOOK_BYTES = 4_194_304;

/** A runbook's file that says what a runbook says; whether it makes sense is for lint. */
export interface ReadRunbook {
  runbook: RunbookFile;
  placeOf(path: readonly PropertyKey[]): YamlPlace;
}

/** Reads a runbook from what is in its file, which may be anything. */
export function readRunbook(bytes: Uint8Array): ReadRunbook | { findings: Finding[] } {
  const file = readYamlFile(bytes, {
    ...{ noun: 'runbook', begins: 'id', mostBytes: MAX_RUNBOOK_BYTES, mostRefusals: MOST_FINDINGS },
  });
  if ('refusals' in file) return { findings: file.refusals };
  const { written, placeOf } = file;
  const result = runbookSchema.safeParse(written);
  if (!result.success) {
    const mistakes = mistakesOf(result.error, written, {
      schema: runbookJsonSchema,
      noForm: 'must be a text, a number, or true or false',
    });
    const findings = mistakes
      .filter((it) => !isMisspelt(it, mistakes))
      .map(({ path, text: said, hint }) => ({
        ...placeOf(path),
        rule: 'schema' as const,
        message: `${keyName(path) || 'The runbook'}: ${said}${hint === undefined ? '' : `. ${hint.replace(/\.$/, '')}`}`,
      }));
    return { findings: inOrder(findings).slice(0, MOST_FINDINGS) };
  }
  return { runbook: result.data, placeOf };
}

/** By their places. */
export function inOrder(findings: readonly Finding[]): Finding[] {
  return [...findings].sort((a, b) => a.line - b.line || a.column - b.column);
}
