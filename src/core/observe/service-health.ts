import { isHtml } from '../connect/http/answer.ts';
import type { HttpAnswer } from '../connect/http/client.ts';
import { hashInBody, hashInHeader } from './constitutional-hash.ts';
import type { Part, Reading } from './observation.ts';
import { statusOfWord } from './status-word.ts';

/** What one `/health` answer says, before the hash is judged. */
export type ServiceHealth = Pick<
  Reading,
  'status' | 'reason' | 'reported' | 'httpStatus' | 'version' | 'hashSeen' | 'parts'
> & {
  /** The decoded body where it is an object; for `performance_metrics` and the like. */
  document: Record<string, unknown> | null;
};

/** Where services list what they depend on or consist of. */
const PART_LISTS = ['services', 'dependencies', 'components', 'features', 'checks'] as const;

const MAX_WORD_LENGTH = 120;

/**
 * Reads a `/health` answer in any of the shapes that ACGS services use. Services answer HTTP 200 even
 * when degraded, so the body decides; a part that is not good makes a healthy service degraded.
 */
export function parseServiceHealth(answer: Pick<HttpAnswer, 'status' | 'headers' | 'body'>): ServiceHealth {
  const content = contentOf(answer);
  const document = 'document' in content ? content.document : null;
  const reported = document ? reportedWord(document) : null;
  const parts = document ? partsOf(document) : [];
  const bodyHash = hashInBody(document);
  const headerHash = hashInHeader(answer.headers);
  const judged = judge(answer, 'fault' in content ? content.fault : null, reported, parts);
  return {
    ...judged,
    reported,
    httpStatus: answer.status,
    version: document ? versionOf(document) : null,
    hashSeen: [
      ...(headerHash === null ? [] : [{ value: headerHash, where: 'header' as const }]),
      ...(bodyHash === null ? [] : [{ value: bodyHash, where: 'body' as const }]),
    ],
    parts,
    document,
  };
}

function judge(
  answer: Pick<HttpAnswer, 'status'>,
  fault: string | null,
  reported: string | null,
  parts: readonly Part[],
): Pick<Reading, 'status' | 'reason'> {
  const bad = parts.filter((part) => !part.good);
  const named = bad.map(inWords).join(', ');
  const says = reported === null ? null : `says ${reported}`;
  const because = (...words: (string | null)[]) =>
    words.filter((word) => word !== null && word !== '').join(': ');

  if (answer.status >= 500) {
    return { status: 'down', reason: because(`answers HTTP ${answer.status}`, says, named) };
  }
  if (answer.status < 200 || answer.status >= 300) {
    return { status: 'unknown', reason: refusal(answer) };
  }
  if (fault !== null) return { status: 'unknown', reason: fault };
  if (reported === null) {
    return { status: 'unknown', reason: because('answers without saying its status', named) };
  }
  const status = statusOfWord(reported);
  switch (status) {
    case 'unknown':
      return {
        status,
        reason: because(
          reported.toLowerCase() === 'unknown'
            ? 'says unknown'
            : `says "${reported}", which means nothing known`,
          named,
        ),
      };
    case 'operational':
      return bad.length === 0 ? { status, reason: null } : { status: 'degraded', reason: named };
    case 'degraded':
    case 'down':
      return { status, reason: because(says, named) };
  }
}

function refusal(answer: Pick<HttpAnswer, 'status'>): string {
  switch (answer.status) {
    case 400:
      return 'refuses the request (HTTP 400); it may accept only certain Host headers: set hostHeader';
    case 401:
    case 403:
      return `refuses to say how it is (HTTP ${answer.status})`;
    case 429:
      return 'asks to slow down (HTTP 429)';
    case 404:
      return 'has no health page at this address (HTTP 404)';
    default:
      return `answers HTTP ${answer.status}`;
  }
}

function contentOf(
  answer: Pick<HttpAnswer, 'headers' | 'body'>,
): { document: Record<string, unknown> } | { fault: string } {
  let value: unknown;
  try {
    value = JSON.parse(answer.body);
  } catch {
    if (answer.body.trim() === '') return { fault: 'answers nothing where JSON was expected' };
    return {
      fault: isHtml(answer) ? 'answers HTML where JSON was expected' : 'answers text that is not JSON',
    };
  }
  return isRecord(value) ? { document: value } : { fault: 'answers JSON that is not a health report' };
}

/** The word a service uses about itself; most say `status`, some only `healthy: true`. */
function reportedWord(document: Record<string, unknown>): string | null {
  for (const key of ['status', 'health', 'state', 'overall_status']) {
    const word = wordOf(document[key]);
    if (word !== null) return word;
  }
  if (typeof document.healthy === 'boolean') return document.healthy ? 'healthy' : 'unhealthy';
  return null;
}

function versionOf(document: Record<string, unknown>): string | null {
  const { version } = document;
  if (typeof version === 'number') return String(version);
  return typeof version === 'string' && version !== '' ? shortened(version) : null;
}

function partsOf(document: Record<string, unknown>): Part[] {
  const parts = PART_LISTS.flatMap((list) => {
    const listed = document[list];
    if (Array.isArray(listed)) {
      return listed.flatMap((item) => (isRecord(item) ? namedPart(item.name ?? item.service, item) : []));
    }
    return isRecord(listed) ? Object.entries(listed).flatMap(([name, value]) => namedPart(name, value)) : [];
  });
  // `/health/constitutional` and some `/health` state this one beside the lists; elsewhere it is a score.
  const compliance = wordOf(document.constitutional_compliance);
  if (compliance === null || /^[\d.]+ ?%?$/.test(compliance)) return parts;
  return [...parts, ...namedPart('constitutional_compliance', compliance)];
}

/** `database is disconnected`, `cache reports error: timeout`, `formal_verification is not available`. */
function inWords({ name, reported }: Part): string {
  if (reported === 'false') return `${name} is not available`;
  return /^error/i.test(reported) ? `${name} reports ${reported}` : `${name} is ${reported}`;
}

/** A part is a statement about state; figures, lists and plain names among the parts are none. */
function namedPart(name: unknown, value: unknown): Part[] {
  if (typeof name !== 'string' || value === undefined) return [];
  if (value === null) return [{ name, reported: 'not reported', good: false }];
  if (typeof value === 'boolean') return [{ name, reported: value ? 'true' : 'false', good: value }];
  if (typeof value === 'string') {
    const reported = shortened(value);
    return [{ name, reported, good: statusOfWord(value) === 'operational' }];
  }
  if (!isRecord(value)) return [];
  const { error } = value;
  if (typeof error === 'string' && error !== '') {
    return [{ name, reported: shortened(/^error/i.test(error) ? error : `error: ${error}`), good: false }];
  }
  for (const key of ['status', 'state', 'health', 'healthy', 'connected', 'available']) {
    if (value[key] !== undefined) return namedPart(name, value[key]);
  }
  return [];
}

/** `true` is a way to say yes; any other type is no word. */
function wordOf(value: unknown): string | null {
  if (typeof value === 'boolean') return value ? 'healthy' : 'unhealthy';
  return typeof value === 'string' && value.trim() !== '' ? shortened(value.trim()) : null;
}

function shortened(text: string): string {
  const line = text.replace(/\s+/g, ' ');
  return line.length > MAX_WORD_LENGTH ? `${line.slice(0, MAX_WORD_LENGTH - 1)}…` : line;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return value !== null && typeof value === 'object' && !Array.isArray(value);
}
