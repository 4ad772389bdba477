import { RE2JS, RE2JSSyntaxException } from 're2js';
import { PromqlError } from './errors.ts';

/** A regular expression of RE2's syntax: it takes time in proportion to the text, whatever it is. */
export interface CompiledRegex {
  /** Whether it matches the whole text, as Prometheus anchors it; `.` matches line ends too. */
  matches(text: string): boolean;
  /** What each group holds, the whole text first; undefined when it does not match. */
  groupsOf(text: string): readonly (string | null)[] | undefined;
  /** The numbers of the groups that have a name. */
  readonly groupNumbers: Readonly<Record<string, number>>;
}

/** Throws a SyntaxError in Go's words for what RE2 refuses, a PromqlError for what only Go takes. */
export function compileRegex(text: string): CompiledRegex {
  const regex = compiled(text);
  return {
    matches: (given) => regex.testExact(given),
    groupsOf(given) {
      const matcher = regex.matcher(given);
      if (!matcher.matches()) return undefined;
      return Array.from({ length: matcher.groupCount() + 1 }, (_, group) => matcher.group(group));
    },
    groupNumbers: regex.namedGroups(),
  };
}

function compiled(text: string): RE2JS {
  try {
    // By itself first, so that a complaint shows the text as it was written.
    RE2JS.compile(text);
    return RE2JS.compile(`^(?s:${text})$`);
  } catch (error) {
    if (!(error instanceof RE2JSSyntaxException)) throw error;
    if (error.message.includes('duplicate capture group name')) {
      throw new PromqlError(
        'unsupported',
        'a regular expression with two groups of one name is not supported',
      );
    }
    // Go shows the part that is wrong even where it is empty.
    throw new SyntaxError(error.message.replace(/(trailing backslash at end of expression)$/, '$1: ``'));
  }
}
