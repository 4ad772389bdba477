import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Sandbox, startSandbox } from '../../../sandbox/index.ts';
import type { Course } from './courses.ts';
import type { Asked, WorldChanges } from './drive-order.ts';
import { idleConnections } from './idle-connections.ts';
import { recordedDay } from './recorded-day.ts';

/** Of so many requests, one that fails between two looks, however soon they follow each other, weighs nothing. */
const TRAFFIC = 100;
/** The practice system takes its course so many times faster than life: nobody here has to see it. */
const TIME_SCALE = 25;
const LOOK_EVERY_MS = 10;

/** A system in which one run after the other is driven: a practice system, or a real control plane. */
export interface PracticeWorld {
  /** As it was at its start, with the course's faults, and a data folder of its own. */
  enter(course: Course): Promise<Stay>;
  /** Runbooks that cannot end well in it, and why; beside those whose courses say so. */
  fails?: Readonly<Record<string, string>>;
  close(): Promise<void>;
}

/** What a run and those who go on with it find. */
export interface Stay {
  profilePath: string;
  data: string;
  /** What the process that drives a run is told when it asks. */
  answer(question: Asked): unknown;
  /** What was changed since the run began. */
  changes(): WorldChanges | Promise<WorldChanges>;
  lastedMs(): number;
  leave(): Promise<void>;
}

export function createPracticeWorld(): PracticeWorld {
  let sandbox: Sandbox | undefined;
  const leaveSandbox = async () => {
    await sandbox?.close();
    sandbox = undefined;
  };
  return {
    async enter(course) {
      const faults = Object.keys(course.faults ?? {});
      if (course.judgesChanges && sandbox && sandbox.changes().length > 0) await leaveSandbox();
      if (sandbox === undefined) sandbox = await startSandbox({ timeScale: TIME_SCALE, traffic: TRAFFIC });
      else await sandbox.restore();
      for (const fault of faults) await sandbox.setFault(fault, true);
      const { profilePath } = sandbox;
      const data = await mkdtemp(join(tmpdir(), 'acgs-runbook-'));
      if (course.before === 'history') await cp(recordedDay(), data, { recursive: true });
      const connections = course.before === 'connections' ? await idleConnections(profilePath) : null;
      const since = sinceBegun(sandbox, course);
      return {
        ...{ profilePath, data, ...since },
        async leave() {
          since.end();
          await connections?.close();
          await rm(data, { recursive: true, force: true });
          if (course.changesForGood) await leaveSandbox();
        },
      };
    },
    close: leaveSandbox,
  };
}

/** What happens since a run began; faults end as its course says. */
function sinceBegun(sandbox: Sandbox, { faults = {} }: Course) {
  let before = 0;
  let begunAt = 0;
  let looking: NodeJS.Timeout | undefined;
  const changes = () => sandbox.changes().slice(before);
  const mend = async (by: string) => {
    for (const [fault, end] of Object.entries(faults)) if (end === by) await sandbox.setFault(fault, false);
  };
  const begin = () => {
    before = sandbox.changes().length;
    begunAt = performance.now();
    looking = setInterval(() => {
      if (changes().length === 0) return;
      clearInterval(looking);
      void mend('change');
    }, LOOK_EVERY_MS);
  };
  return {
    changes,
    lastedMs: () => Math.round(performance.now() - begunAt),
    answer(question: Asked): unknown {
      switch (question.ask) {
        case 'begin':
          return begin();
        case 'changes':
          return changes();
        case 'answer':
          return mend(question.step);
      }
    },
    end: () => clearInterval(looking),
  };
}
