import { SYSTEMS } from '../../connect/profile/systems.ts';
import type { Sighting } from './sighting.ts';

/** What marks a line of the compliance log as a violation, in the guide's search. */
export const VIOLATION_WORD = 'compliance_violation';

/** A line of the compliance log. */
export interface LogLine {
  /** ISO 8601 as far as it says; null when it does not. */
  at: string | null;
  severity: Sighting['severity'];
  /** Null when the line names none. */
  component: string | null;
  rule: string | null;
  text: string;
}

/** With the name of its file; the folders of this machine are nobody's business. */
export type FiledLine = LogLine & { file: string };
/** The same before it is read; what nobody may see is taken out. */
export type FiledText = Pick<FiledLine, 'file' | 'text'>;

const LONGEST_NAME = 80;
const INSTANT = /\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:[.,]\d+)?(?:Z|[+-]\d\d:?\d\d)?/;
const GRAVE = /\b(?:CRITICAL|EMERGENCY|FATAL|ERROR)\b/i;
const COMPONENT_KEYS = ['component', 'service', 'system'];
const NAMED = SYSTEMS.map(({ id }) => ({ id, pattern: new RegExp(`\\b${id}\\b`) }));
const RULE_KEYS = ['rule', 'violation_type', 'policy', 'principle'];

/** Reads what a line says, whether it is text with `name=value`, or JSON. */
export function readLogLine(text: string): LogLine {
  const fields = fieldsOf(text);
  const first = (keys: readonly string[]) => keys.flatMap((key) => fields.get(key) ?? [])[0] ?? null;
  return {
    at: instantOf(fields.get('timestamp') ?? fields.get('time') ?? INSTANT.exec(text)?.[0]),
    severity: GRAVE.test(fields.get('severity') ?? fields.get('level') ?? text) ? 'critical' : 'warning',
    component: first(COMPONENT_KEYS) ?? namedSystem(text),
    rule: first(RULE_KEYS),
    text,
  };
}

export function readFiled({ file, text }: FiledText): FiledLine {
  return { ...readLogLine(text), file };
}

function fieldsOf(text: string): Map<string, string> {
  const fields = new Map<string, string>();
  const put = (key: string, value: string) => {
    const name = key.toLowerCase();
    if (value !== '' && !fields.has(name)) fields.set(name, value.slice(0, LONGEST_NAME));
  };
  const begin = text.indexOf('{');
  if (begin >= 0 && text.trimEnd().endsWith('}')) {
    try {
      const document: unknown = JSON.parse(text.slice(begin));
      if (document !== null && typeof document === 'object') {
        for (const [key, value] of Object.entries(document)) {
          if (typeof value === 'string' || typeof value === 'number') put(key, String(value));
        }
      }
    } catch {
      // A brace in a line of text.
    }
  }
  for (const [, key = '', quoted, plain] of text.matchAll(/\b([A-Za-z_]+)=(?:"([^"]*)"|([^\s,;"]+))/g)) {
    put(key, quoted ?? plain ?? '');
  }
  return fields;
}

/** A log without a zone is taken to be in UTC, as the guide's are. */
function instantOf(written: string | undefined): string | null {
  if (written === undefined) return null;
  const iso = written.replace(' ', 'T').replace(',', '.');
  const at = Date.parse(/(?:Z|[+-]\d\d:?\d\d)$/.test(iso) ? iso : `${iso}Z`);
  return Number.isNaN(at) ? null : new Date(at).toISOString();
}

function namedSystem(text: string): string | null {
  const words = text.toLowerCase().replaceAll('_', '-');
  return NAMED.find(({ pattern }) => pattern.test(words))?.id ?? null;
}
