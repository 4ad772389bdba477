import { readFile, stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { type Document, isMap, LineCounter, parseDocument, type YAMLError } from 'yaml';
import { OperatorError } from '../../kernel/errors.ts';
import { keyName, placeOf } from '../yaml-place.ts';
import { isRecord, type Mistake, mistakesOf, passwordsInAddresses } from './mistakes.ts';
import { resolveProfilePaths } from './paths.ts';
import { type Profile, profileSchema } from './schema.ts';

/** A profile is written by hand; whatever is larger than this is some other file. */
const MAX_PROFILE_BYTES = 1_048_576;

/**
 * Reads a profile and checks it. Paths in it come back absolute: `~` is the home folder, anything
 * relative is relative to the profile.
 *
 * @throws OperatorError `profile`, naming file, line and key
 */
export async function loadProfile(path: string): Promise<Profile> {
  const profile = parseProfile(await read(path), path);
  return resolveProfilePaths(profile, dirname(resolve(path)));
}

/**
 * Checks a profile's text; `path` is only what errors call it. The first mistake is the message, the
 * others are in the hint.
 *
 * @throws OperatorError `profile`, naming file, line and key
 */
export function parseProfile(text: string, path: string): Profile {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  if (document.errors.length > 0) throw notYaml(document.errors, text, path, lines);
  if (document.contents === null) {
    throw new OperatorError('profile', `${path}: the profile is empty`, {
      hint: 'It needs at least a name and an environment; docs/profile.md has an example.',
    });
  }
  if (!isMap(document.contents)) {
    throw new OperatorError(
      'profile',
      `${path}: not a profile: it must be a block of keys such as "name: …"`,
    );
  }
  const written = toValue(document, path);
  const { contacts: _, ...checkedForPasswords } = isRecord(written) ? written : {};
  const result = profileSchema.safeParse(written);
  const mistakes = [
    ...passwordsInAddresses(checkedForPasswords),
    ...(result.success ? [] : mistakesOf(result.error, written)),
  ].map((mistake) => ({ ...mistake, line: placeOf(document, lines, mistake.path).line }));
  if (mistakes.length > 0) {
    throw profileError(
      path,
      mistakes.sort((a, b) => a.line - b.line),
    );
  }
  if (!result.success) throw new OperatorError('profile', `${path}: the profile is not valid`);
  return result.data;
}

async function read(path: string): Promise<string> {
  try {
    const { size } = await stat(path);
    if (size > MAX_PROFILE_BYTES) {
      throw new OperatorError('profile', `${path}: too large to be a profile (${size} bytes)`);
    }
    return await readFile(path, 'utf8');
  } catch (error) {
    if (error instanceof OperatorError) throw error;
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    const why =
      code === 'ENOENT'
        ? 'there is no such file'
        : code === 'EISDIR'
          ? 'is a folder, not a profile'
          : code === 'EACCES'
            ? 'this user may not read it'
            : 'cannot be read';
    throw new OperatorError('profile', `${path}: ${why}`, {
      hint: 'Name a profile with --profile FILE or ACGS_PROFILE, or try the sandbox with --sandbox.',
      cause: error,
    });
  }
}

/** Plain data; an alias that points nowhere or multiplies itself is found only here. */
function toValue(document: Document, path: string): unknown {
  try {
    return document.toJS();
  } catch (error) {
    throw new OperatorError('profile', `${path}: an alias (*name) in it cannot be resolved`, {
      cause: error,
    });
  }
}

function profileError(path: string, mistakes: readonly (Mistake & { line: number })[]): OperatorError {
  const say = (mistake: Mistake & { line: number }) =>
    `${keyName(mistake.path)} (line ${mistake.line}): ${mistake.text}`;
  const [first, ...others] = mistakes;
  if (!first) throw new RangeError('no mistakes');
  const hints = [first.hint, others.length > 0 ? `Also: ${others.map(say).join('; ')}.` : undefined].filter(
    (hint) => hint !== undefined,
  );
  return new OperatorError('profile', `${path}: ${say(first)}`, {
    ...(hints.length > 0 ? { hint: hints.join(' ') } : {}),
  });
}

function notYaml(
  errors: readonly YAMLError[],
  text: string,
  path: string,
  lines: LineCounter,
): OperatorError {
  const say = (error: YAMLError) => {
    const { line } = lines.linePos(error.pos[0]);
    if (error.code === 'DUPLICATE_KEY') {
      const key = /^[\w.-]+/.exec(text.slice(error.pos[0]))?.[0] ?? 'a key';
      return `${key} (line ${line}): the key is written twice`;
    }
    if (error.code === 'MULTIPLE_DOCS') return `line ${line}: a second document begins; a profile is one`;
    return `line ${line}: not YAML: ${error.message}`;
  };
  const [first, ...others] = errors;
  if (!first) throw new RangeError('no errors');
  return new OperatorError('profile', `${path}: ${say(first)}`, {
    ...(others.length > 0 ? { hint: `Also: ${others.map(say).join('; ')}.` } : {}),
  });
}
