import type { ControlCenter } from '../control-center/capabilities.ts';
import { moment, type Telling } from './told.ts';

export function violationRoutes({ os, told }: Telling, { compliance: { violations } }: ControlCenter) {
  return {
    watch: os.violations.watch.handler(({ input, signal }) =>
      told(violations.frames(moment(input.at), signal)),
    ),
    get: os.violations.get.handler(({ input }) => violations.get(input.id, moment(input.at))),
    log: {
      search: os.violations.log.search.handler(({ input: { words, limit, at }, signal }) =>
        violations.newest({ words: wordsOf(words), limit, at: moment(at), signal }),
      ),
      follow: os.violations.log.follow.handler(({ input, signal }) =>
        told(violations.added(wordsOf(input.words), signal)),
      ),
    },
  };
}

function wordsOf(typed: string): string[] {
  return typed.split(/\s+/).filter((word) => word !== '');
}
